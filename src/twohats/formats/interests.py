"""``interests.yml``: who works for whom, in which role of which project, and who pays for it.

A small disclosure that programs can read. Its JSON schema is `SCHEMA`. Comments survive a write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from twohats.errors import Mistake
from twohats.formats.suggest import nearest
from twohats.formats.yaml_text import NotYaml, YamlList, YamlMap, parse_yaml

VERSION = "1"
FIELDS = ("person", "employer", "project", "role", "from", "to", "funded-by", "statement")
NEEDED = ("person", "employer", "project", "role")
_DATE = r"^\d{4}-\d{2}-\d{2}$"
_URL = r"^https?://\S+$"

SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "interests.yml, version 1",
    "type": "object",
    "required": ["version", "interests"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": 1},
        "interests": {
            "type": "array",
            "items": {
                "type": "object",
                "required": list(NEEDED),
                "additionalProperties": False,
                "properties": {
                    **{name: {"type": "string", "minLength": 1} for name in NEEDED},
                    "from": {"type": "string", "pattern": _DATE},
                    "to": {"type": "string", "pattern": _DATE},
                    "funded-by": {"type": "array", "items": {"type": "string", "minLength": 1}},
                    "statement": {"type": "string", "pattern": _URL},
                },
            },
        },
    },
}
"""What another program may check such a file with. Dates are text: quote them for YAML 1.1."""


@dataclass(frozen=True)
class Disclosed:
    """One role of one person in one project, for one employer."""

    person: str
    """As they want to be named: a login, a name, or a pseudonym."""
    employer: str
    project: str
    role: str
    from_on: date | None = None
    to_on: date | None = None
    """Day after the last one; None: still so, or not said."""
    funded_by: tuple[str, ...] = ()
    statement: str | None = None
    """Address of a statement of interest."""
    line: int | None = None


def parse_interests(
    text: str, path: str = "interests.yml"
) -> tuple[tuple[Disclosed, ...], tuple[Mistake, ...]]:
    r"""Read the file; all that is wrong in it comes back at once.

    Examples
    --------
    >>> text = "version: 1\ninterests:\n- {person: ada, employer: Acme, project: kelp, role: maintainer}\n"
    >>> [(one.person, one.role, one.line) for one in parse_interests(text)[0]]
    [('ada', 'maintainer', 3)]
    """
    try:
        top = parse_yaml(text)
    except NotYaml as error:
        return (), (Mistake(path, error.line, str(error)),)
    if not isinstance(top, YamlMap) or not _is_list(top):
        return (), (
            Mistake(
                path,
                None,
                "holds no list: write `version: 1` and `interests:` with one entry per role",
            ),
        )
    mistakes = []
    if top.text("version") != VERSION:
        mistakes.append(Mistake(path, top.line_of("version"), "`version` must be 1"))
    found = []
    listed = top.values["interests"]
    for one in listed.values if isinstance(listed, YamlList) else ():
        if not isinstance(one, YamlMap):
            mistakes.append(
                Mistake(
                    path,
                    one.line if one else top.line_of("interests"),
                    "must be an entry with `person`, `employer`, `project`, `role`",
                )
            )
            continue
        wrong = [*_wrong(one, path)]
        mistakes += wrong
        if not wrong:
            found.append(_disclosed(one))
    return tuple(found), tuple(mistakes)


def add_interest(text: str, one: Disclosed) -> str:
    """Put one entry at the end; every other byte stays.

    Raises
    ------
    ValueError
        The list is not the last thing in the file, or not written one entry per line.
    """
    text = text if text.strip() else "version: 1\ninterests:\n"
    mark = re.search(r"^interests:.*\n(?:\s*#.*\n|\s*\n)*(?P<indent> *)- ", text, re.MULTILINE)
    indent = mark["indent"] if mark else ""
    given = {
        "person": one.person, "employer": one.employer, "project": one.project, "role": one.role,
        "from": one.from_on, "to": one.to_on, "statement": one.statement,
    }  # fmt: skip
    lines = [f"{name}: {_quoted(str(value))}" for name, value in given.items() if value]
    if one.funded_by:
        lines.append(f"funded-by: [{', '.join(_quoted(name) for name in one.funded_by)}]")
    end = "" if text.endswith("\n") else "\n"
    rest = "".join(f"{indent}  {line}\n" for line in lines[1:])
    written = f"{text}{end}{indent}- {lines[0]}\n{rest}"
    before, after = parse_interests(text)[0], parse_interests(written)
    if after[1] or len(after[0]) != len(before) + 1:
        raise ValueError(
            "write `interests:` as the last key, with one entry per line, and add it by hand"
        )
    return written


def _is_list(top: YamlMap) -> bool:
    """Whether there is a list; an empty one may be written as nothing."""
    return "interests" in top.values and isinstance(top.values["interests"], YamlList | None)


def _wrong(entry: YamlMap, path: str) -> Iterator[Mistake]:
    for name in entry.values:
        if name not in FIELDS:
            yield Mistake(path, entry.line_of(name), f"`{name}` is unknown{nearest(name, FIELDS)}")
    for name in NEEDED:
        if not entry.text(name):
            yield Mistake(path, entry.line_of(name), f"`{name}` is missing")
    for name in ("from", "to"):
        said = entry.text(name)
        if said and _day(said) is None:
            yield Mistake(
                path, entry.line_of(name), f"`{name}` must be a date as 2026-01-31, not `{said}`"
            )
    start, end = (_day(entry.text(name) or "") for name in ("from", "to"))
    if start and end and start >= end:
        yield Mistake(
            path,
            entry.line_of("to"),
            "`to` must lie after `from`; it is the day after the last one",
        )
    funders = entry.values.get("funded-by")
    if funders is not None and not isinstance(funders, YamlList):
        yield Mistake(path, entry.line_of("funded-by"), "`funded-by` must be a list, as [Acme]")
    link = entry.text("statement")
    if link and not re.match(_URL, link):
        yield Mistake(path, entry.line_of("statement"), "`statement` must be an address")


def _disclosed(entry: YamlMap) -> Disclosed:
    person, employer, project, role = (entry.text(name) or "" for name in NEEDED)
    return Disclosed(
        person, employer, project, role, _day(entry.text("from") or ""), _day(entry.text("to") or ""),
        entry.texts("funded-by"), entry.text("statement"), entry.line,
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.match(_DATE, text) else None
    except ValueError:
        return None


def _quoted(text: str) -> str:
    """Quote every value: nothing is then taken for a date, a number or a truth value."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
