r"""Activity logs: hours by person and kind of action, where two trackers share one total.

``GitHub Hours`` and ``Actual time`` add up to ``Total Time``. Read as a table with a header (CSV, TSV
or Markdown), or as fields one below the other.

Examples
--------
>>> read = parse_activity_log("Person,Date,Task,GitHub Hours,Actual time,Total Time\nada,2026-03-05,Triage,1,0.5,1.5\n")
>>> [(entry.person, entry.what, entry.total_h) for entry in read.entries]
[('ada', 'Triage', 1.5)]
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from twohats.errors import Mistake
from twohats.formats.days import parse_days
from twohats.formats.durations import parse_duration

Name = Literal[
    "person", "on", "what", "action", "github", "actual", "total", "link", "labels", "until"
]

_SPELLINGS: dict[Name, str] = {
    "person": "person, assignee, assignees, name of person, who, login, owner, user, member",
    "on": "date, day, when, completed at, completed on, created at, closed at, start date",
    "until": "end date",
    "what": "what, what i did, task, task name, name, title, description, activity, issue",
    "action": "action type, action, type, kind, category, activity type, section, section/column",
    "github": "github hours, github time, github hrs, hours github",
    "actual": "actual time, actual hours, asana hours, asana time, actual",
    "total": "total time, total hours, total, time, hours, total time spent",
    "link": "link, links, url, github url, issue url",
    "labels": "label, labels, tag, tags",
}
_NAMES = {spelled: name for name, all_of in _SPELLINGS.items() for spelled in all_of.split(", ")}
_FIELD = re.compile(r"^\s*(?:[-*+]\s+)?[*_]{0,3}(?P<name>[A-Za-z][\w /()]{1,30}?)[*_]{0,3}\s*:[*_]{0,3}\s*(?P<value>.*)$")  # fmt: skip
_URL = re.compile(r"https?://[^\s<>\"'`)\]|,;]+")
_SLACK_H = 0.011
"""Totals are often rounded to two digits."""


@dataclass(frozen=True)
class Activity:
    """One row of the log."""

    person: str | None
    what: str
    action: str | None
    """Kind of action as written: delivery, operations, connecting, stewardship."""
    on: date | None
    github_h: float | None = None
    actual_h: float | None = None
    total_h: float | None = None
    """As written, or the sum of the two; None where they do not agree."""
    links: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True)
class ActivityLog:
    """The log as read."""

    entries: tuple[Activity, ...]
    problems: tuple[Mistake, ...]
    """What was left out, or read without its hours, with its line."""


def is_activity_log(text: str) -> bool:
    """Whether a text names one of the two fields that only these logs have.

    Examples
    --------
    >>> is_activity_log("- GitHub Hours: 2"), is_activity_log("Total time: 2h")
    (True, False)
    """
    named = {name for name, _ in _names_in(text)}
    return bool(named & {"github", "actual"})


def parse_activity_log(text: str, *, path: str = "log") -> ActivityLog:
    """Read every row; numbers without a unit are hours.

    Parameters
    ----------
    text
        As exported or copied.
    path
        How messages name it.
    """
    problems: list[Mistake] = []
    entries = []
    for line, fields in _rows(text.removeprefix("\ufeff")):
        entry = _entry(line, fields, path, problems)
        if entry is not None:
            entries.append(entry)
    if not entries and not problems and text.strip():
        problems.append(
            Mistake(path, None, "nothing read: no field is called `GitHub Hours` or `Actual time`")
        )
    return ActivityLog(tuple(entries), tuple(problems))


def _names_in(text: str) -> Iterator[tuple[Name, str]]:
    for line in text.splitlines():
        match = _FIELD.match(line)
        for cell in [match["name"]] if match else re.split(r"[,;\t|]", line):
            if name := _name(cell):
                yield name, cell


def _rows(text: str) -> Iterator[tuple[int, Mapping[Name, str]]]:
    lines = text.splitlines()
    header = next((at for at, line in enumerate(lines) if _is_header(line)), None)
    if header is None:
        yield from _fields(lines)
        return
    mark = _mark(lines[header])
    columns = [_name(cell) for cell in _cells(lines[header], mark)]
    if mark == "|":
        rows: Iterable[tuple[int, list[str]]] = (
            (at + 1, _cells(line, mark))
            for at, line in enumerate(lines[header + 1 :], start=header + 1)
            if "|" in line and not re.fullmatch(r"[\s|:-]+", line)
        )
    else:
        # A field in quotes may go over several lines.
        reader = csv.reader(lines[header + 1 :], delimiter=mark)
        rows = ((header + 1 + reader.line_num, cells) for cells in reader)
    for number, cells in rows:
        found = {
            name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name and cell
        }
        if any(found.values()):
            yield number, found


def _fields(lines: list[str]) -> Iterator[tuple[int, Mapping[Name, str]]]:
    found: dict[Name, str] = {}
    begun = 1
    for number, line in enumerate(lines, start=1):
        match = _FIELD.match(line)
        name = _name(match["name"]) if match else None
        if not match or not name:
            continue
        if name in found:
            yield begun, found
            found = {}
        begun = begun if found else number
        found[name] = match["value"].strip().strip("*_").strip()
    if found:
        yield begun, found


def _is_header(line: str) -> bool:
    mark = _mark(line)
    named = {_name(cell) for cell in _cells(line, mark)} - {None}
    return len(named) >= 2 and bool(named & {"github", "actual", "total"})


def _mark(line: str) -> str:
    return max(("\t", "|", ";", ","), key=line.count)


def _cells(line: str, mark: str) -> list[str]:
    if mark == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return next(csv.reader([line], delimiter=mark), [])


def _name(text: str) -> Name | None:
    said = " ".join(re.sub(r"[*_`\"]|\([^)]*\)", "", text).split()).casefold()
    return _NAMES.get(said)


def _entry(
    line: int, fields: Mapping[Name, str], path: str, problems: list[Mistake]
) -> Activity | None:
    what, person = fields.get("what", ""), fields.get("person", "")
    hours: dict[Name, float | None] = {}
    for name in ("github", "actual", "total"):
        said = fields.get(name, "")
        duration = parse_duration(said, "h")
        hours[name] = duration.hours if duration else None
        if duration is None and said not in ("", "-", "–"):
            problems.append(Mistake(path, line, f"read without `{said}`: these are no hours"))
    if not what:
        problems.append(Mistake(path, line, "left out: it does not say what was done"))
        return None
    links = tuple(dict.fromkeys(_URL.findall(f"{fields.get('link', '')} {what}")))
    return Activity(
        person=person or None,
        what=what,
        action=fields.get("action") or None,
        on=_on(fields, line, path, problems),
        github_h=hours["github"],
        actual_h=hours["actual"],
        total_h=_total(hours, line, path, problems),
        links=links,
        labels=tuple(one.strip() for one in fields.get("labels", "").split(",") if one.strip()),
        line=line,
    )


def _total(
    hours: Mapping[Name, float | None], line: int, path: str, problems: list[Mistake]
) -> float | None:
    parts = [part for part in (hours["github"], hours["actual"]) if part is not None]
    total, added = hours["total"], round(sum(parts), 4)
    if total is None:
        return added if parts else None
    if parts and abs(total - added) > _SLACK_H:
        known = " and ".join(f"{part:g}" for part in parts)
        problems.append(
            Mistake(
                path, line, f"read without its time: {known} hours do not add up to {total:g} h"
            )
        )
        return None
    return total


def _on(fields: Mapping[Name, str], line: int, path: str, problems: list[Mistake]) -> date | None:
    said = fields.get("on", "")
    if not said:
        return None
    try:
        return parse_days(said).first
    except ValueError as error:
        problems.append(Mistake(path, line, f"read without its date: {error}"))
        return None
