"""The form of a pull request, and whether somebody filled it in or left it as it came."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*$")
_BOX = re.compile(r"^\s*[-*+]\s+\[(?P<mark>[ xX])\]\s*(?P<words>.+)$")


@dataclass(frozen=True)
class Filled:
    """How a text stands to the form it was to be written in."""

    is_as_it_came: bool
    """Whether nobody added a word to the form."""
    empty: tuple[str, ...] = ()
    """Sections of the form that stand in the text without a word."""
    unticked: tuple[str, ...] = ()
    """Boxes of the form that are not ticked."""


def filled(template: str, body: str) -> Filled:
    r"""Compare a text with its form.

    Comments say nothing. A section that was taken out was answered by that.

    Examples
    --------
    >>> filled("## Why\n\n## How\n", "## Why\n\nIt broke.\n\n## How\n")
    Filled(is_as_it_came=False, empty=('How',), unticked=())
    >>> filled("## Why\n", "## Why\n").is_as_it_came
    True
    """
    given = set(_lines(template))
    names = {name for name, _ in _sections(template)}
    own = [line for line in _lines(body) if line not in given]
    boxes = [found for line in _lines(body) if (found := _BOX.match(line))]
    is_ticked = any(one["mark"] != " " and one[0].strip() not in given for one in boxes)
    is_written = any(not _HEADING.match(line) and not _BOX.match(line) for line in own)
    return Filled(
        not is_written and not is_ticked,
        tuple(name for name, lines in _sections(body) if name in names and not set(lines) - given),
        tuple(one["words"] for one in boxes if one["mark"] == " "),
    )


def _lines(text: str) -> list[str]:
    shown = _COMMENT.sub("", text.replace("\r\n", "\n"))
    return [line.strip() for line in shown.split("\n") if line.strip()]


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Give each heading with its lines, up to the next one."""
    name = ""
    lines: list[str] = []
    for line in _lines(text):
        if found := _HEADING.match(line):
            if name:
                yield name, lines
            name, lines = found[1], []
        else:
            lines.append(line)
    if name:
        yield name, lines
