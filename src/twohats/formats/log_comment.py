r"""Comments in which people log what they did: Date, What I did, Total time, Link.

Read as people write them: several in one comment, field names spelled in their own way, as list,
in bold, as headings or as a table, in any order.

Examples
--------
>>> read = parse_log_comments(
...     "Date: 2026-03-05\nWhat I did: Led the monthly meeting\nTotal time: 1h30\nLink: https://a.example/7"
... )
>>> [(entry.on.isoformat(), entry.what, entry.hours) for entry in read.entries]
[('2026-03-05', 'Led the monthly meeting', 1.5)]
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from twohats.errors import Mistake
from twohats.formats.days import parse_days
from twohats.formats.durations import Unit, parse_duration

Name = Literal["date", "what", "time", "link"]

_SPELLINGS: dict[Name, str] = {
    "date": "date, dates, day, when, date of work, date(s)",
    "what": "what i did, what did i do, what did you do, what you did, what we did, what, "
    "what was done, activity, description, task, work, summary, did",
    "time": "total time, time, total time spent, time spent, duration, hours, total hours, "
    "hours spent, time taken, effort, how long, minutes, total minutes",
    "link": "link, links, link(s), url, urls, reference, references, ref, more",
}
_NAMES = {spelled: name for name, all_of in _SPELLINGS.items() for spelled in all_of.split(", ")}
_LINE = re.compile(
    r"^\s{0,8}(?:[-*+]\s+|\d+[.)]\s+|#{1,6}\s+)?(?:\[[ xX]\]\s+)?[*_]{0,3}"
    r"(?P<name>[A-Za-z][A-Za-z ']{1,24}?(?:\(s\))?)\s*\??\s*(?:\((?P<unit>[^()]{1,20})\))?[*_]{0,3}"
    r"\s*(?P<mark>[:：=]|\s[-–—]\s)[*_]{0,3}(?P<value>.*)$"
)
_HEADING = re.compile(
    r"^\s{0,3}(?:#{1,6}\s+(?P<under>.+?)#*|[*_]{2,3}(?P<bold>[^*_]+)[*_]{2,3})\s*:?\s*$"
)
_IN_A_ROW = re.compile(
    r"(?<=[\w>\]½])[\s,;/·|]+(?=[*_]{0,2}(?:What I did|Total time(?: spent)?|Links?)[*_]{0,2}\s*:)",
    re.I,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>\"'`)\]]+")
_RULE = re.compile(r"^\s*(?:-{3,}|\*{3,}|_{3,})\s*$")
_EMPTY = {"", "-", "–", "—", "n/a", "na", "none", "no", "tbd", "_no response_", "no response", "?"}


@dataclass(frozen=True)
class LogEntry:
    """One thing somebody did."""

    on: date
    what: str
    hours: float | None = None
    """None where no time was given."""
    is_about: bool = False
    """Whether the time was written as a guess or a range."""
    links: tuple[str, ...] = ()
    until: date | None = None
    """Last day, where it went on for several."""
    line: int = 1
    """Line at which it begins."""


@dataclass(frozen=True)
class LogText:
    """A text as read."""

    entries: tuple[LogEntry, ...]
    problems: tuple[Mistake, ...]
    """What was left out, or read without its time, with its line."""


@dataclass
class _Raw:
    """Fields as they were found."""

    line: int
    values: dict[Name, list[str]] = field(default_factory=dict)
    unit: Unit | None = None
    last: Name | None = None

    def start(self, name: Name, value: str, unit: Unit | None) -> None:
        found = self.values.setdefault(name, [])
        found += [value] if value.strip() else []
        self.unit = unit if name == "time" else self.unit
        self.last = name

    def text(self, name: Name) -> str:
        return "\n".join(self.values.get(name, ())).strip()


def parse_log_comments(text: str, *, path: str = "log") -> LogText:
    """Read every entry of one or several comments.

    Parameters
    ----------
    text
        As copied from the page or from the forge.
    path
        How messages name it.

    Returns
    -------
    LogText
        An entry needs a day and what was done. Where its time cannot be read it is kept without, and
        that is said.
    """
    lines = _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text.removeprefix("\ufeff"))
    entries: list[LogEntry] = []
    problems: list[Mistake] = []
    raws = list(_raws(_numbered(lines)))
    for raw in raws:
        entry = _entry(raw, path, problems)
        if entry is not None:
            entries.append(entry)
    if not raws and lines.strip():
        problems.append(
            Mistake(path, None, "nothing read: no line begins with `Date:` or `What I did:`")
        )
    return LogText(tuple(entries), tuple(problems))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number; fields in a row on one line come apart."""
    for number, line in enumerate(text.splitlines(), start=1):
        for part in _IN_A_ROW.sub("\n", line).split("\n"):
            yield number, part


def _raws(lines: Iterable[tuple[int, str]]) -> Iterator[_Raw]:
    raw: _Raw | None = None
    columns: list[Name | None] = []
    for number, line in lines:
        if line.lstrip().startswith((">", "```", "~~~")):
            continue  # somebody else's words; a fence around one's own
        if "|" in line and (cells := _cells(line)):
            named = [_field(cell) for cell in cells]
            if sum(name is not None for name, _ in named) >= 2:
                columns, units = [name for name, _ in named], [unit for _, unit in named]
                continue
            if columns:
                if row := _row(number, cells, columns, units):
                    yield row
                continue
        columns = []
        found = _named(line)
        if found is None:
            if _RULE.match(line):
                if raw:
                    yield raw
                raw = None
            elif raw and raw.last:
                raw.values[raw.last].append(line.rstrip())
            continue
        name, value, unit = found
        if raw is None or _begins_anew(raw, name):
            if raw:
                yield raw
            raw = _Raw(number)
        raw.start(name, value, unit)
    if raw:
        yield raw


def _begins_anew(raw: _Raw, name: Name) -> bool:
    """Whether a field opens the next entry: one that is there already; links may be several."""
    return name != "link" and name in raw.values and bool(raw.text("what") or raw.text("date"))


def _named(line: str) -> tuple[Name, str, Unit | None] | None:
    """Read a line that begins with a field's name."""
    if match := _HEADING.match(line):
        name, unit = _field(match["under"] or match["bold"])
        return (name, "", unit) if name else None
    match = _LINE.match(line)
    if match is None:
        return None
    name, unit = _field(match["name"])
    if name is None:
        return None
    return name, match["value"].strip().strip("*_").strip(), _unit(match["unit"]) or unit


def _field(text: str) -> tuple[Name | None, Unit | None]:
    """Recognize a field's name, and the unit it says."""
    said = " ".join(re.sub(r"[*_`:?]", "", text).split()).casefold()
    bare, _, inner = said.partition("(")
    name = _NAMES.get(said) or _NAMES.get(bare.strip())
    if name != "time":
        return name, None
    return name, _unit(inner.rstrip(")")) or _unit(bare)


def _unit(text: str | None) -> Unit | None:
    said = (text or "").casefold()
    if re.search(r"\b(?:hours?|hrs?|h)\b", said):
        return "h"
    return "min" if re.search(r"\bmin(?:ute)?s?\b", said) else None


def _cells(line: str) -> list[str]:
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
    return cells if len(cells) > 1 else []


def _row(
    number: int, cells: list[str], columns: list[Name | None], units: list[Unit | None]
) -> _Raw | None:
    if all(re.fullmatch(r":?-+:?", cell) for cell in cells):
        return None
    raw = _Raw(number)
    for cell, name, unit in zip(cells, columns, units, strict=False):
        if name:
            raw.start(name, cell, unit)
    return raw


def _entry(raw: _Raw, path: str, problems: list[Mistake]) -> LogEntry | None:
    said_date, what = raw.text("date"), _what(raw.text("what"))
    if not any(_said(raw.text(name)) for name in ("date", "what", "time")):
        return None  # an empty form
    if not what:
        problems.append(Mistake(path, raw.line, "left out: it does not say what was done"))
        return None
    if not _said(said_date):
        problems.append(Mistake(path, raw.line, f"left out: no date is given for {what!r}"))
        return None
    try:
        days = parse_days(said_date.splitlines()[0])
    except ValueError as error:
        problems.append(Mistake(path, raw.line, f"left out: {error}"))
        return None
    said_time = raw.text("time").partition("\n")[0]
    duration = parse_duration(said_time, raw.unit)
    if duration is None and _said(said_time):
        problems.append(
            Mistake(path, raw.line, f"read without its time: `{said_time}` is none; write 1h30")
        )
    links = [_trimmed(link) for name in ("link", "what") for link in _URL.findall(raw.text(name))]
    return LogEntry(
        on=days.first,
        what=what,
        hours=duration.hours if duration else None,
        is_about=bool(duration and duration.is_about),
        links=tuple(dict.fromkeys(links)),
        until=days.last if days.last != days.first else None,
        line=raw.line,
    )


def _what(text: str) -> str:
    """Join what was done into one line; points of a list by a semicolon."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    points = [re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", line) for line in lines]
    is_list = [point != line for point, line in zip(points, lines, strict=True)]
    joined = "".join(
        ("" if at == 0 else "; " if is_list[at] and is_list[at - 1] else " ") + point
        for at, point in enumerate(points)
    )
    return joined if _said(joined) else ""


def _said(text: str) -> bool:
    return text.strip().casefold() not in _EMPTY


def _trimmed(link: str) -> str:
    return link.rstrip(".,;:!?*_")
