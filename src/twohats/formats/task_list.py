r"""Task lists in issues: boxes that people tick, each with a hidden key that stays when they edit.

A line is written as ``- [ ] words <!-- twohats:KEY -->``. A forge shows the box and the words; the
key is a comment, so people may reword, indent, tick, move and add lines as they like.

Examples
--------
>>> text = write_tasks([Task("Review two pull requests @ada", key="plan/7/review-1")])
>>> text
'- [ ] Review two pull requests @ada <!-- twohats:plan/7/review-1 -->\n'
>>> read_tasks("1. [X] I reviewed three, @Ada! <!-- twohats:plan/7/review-1 -->, sorry")
(Task(text='I reviewed three, @Ada! , sorry', done=True, key='plan/7/review-1', level=0, line=1),)
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote

from twohats.formats.reference_masks import BLANK, mask_code_and_comments

_BOX = re.compile(
    r"^(?P<indent>[ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\[[ \t]*(?P<mark>[xX✓✔]?)[ \t]*\](?=[ \t\r]|$)"
)
_KEY = re.compile(r"<!--\s*twohats:(?P<key>[^\s<>]+?)\s*-->", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->")
_ENDS = re.compile(
    r"[ \t]*(?:$|\r|(?:[-*+]|\d{1,9}[.)])[ \t]|#{1,6}[ \t]|>|`{3}|~{3}|\||(?:-{3,}|\*{3,}|_{3,})[ \t]*$)"
)
"""Begins a line that is no longer part of the task above it."""
_CALLED = re.compile(r"(?<![\w./@+-])@(?P<login>[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))(?![\w/-])")
_TAB = 4
_PLAIN = "/:#@!|=+,;"


@dataclass(frozen=True)
class Task:
    """One box."""

    text: str
    """What stands beside it, on one line, without comments."""
    done: bool = False
    key: str | None = None
    """What the line stands for; None: a line that people added."""
    level: int = 0
    """How deep it is nested under other boxes."""
    line: int | None = None
    """Where it stands, from 1; None: not written yet."""

    @property
    def called(self) -> tuple[str, ...]:
        """Logins that its words call with ``@``, in lower case and in order."""
        return tuple(dict.fromkeys(one["login"].lower() for one in _CALLED.finditer(self.text)))


def read_tasks(text: str) -> tuple[Task, ...]:
    """Read the boxes of a text, from top to bottom.

    What is quoted, in code or in a comment is no box. Two lines with one key both count: somebody
    copied it, and whoever reads them has to ask.
    """
    lines = text.split("\n")
    shown = mask_code_and_comments(text).split("\n")
    found: list[Task] = []
    above: list[int] = []
    for at, line in enumerate(lines):
        box = _BOX.match(line)
        if box is None or BLANK in shown[at][: box.end()]:
            if line.strip() and not line[0].isspace():
                above.clear()
            continue
        indent = len(box["indent"].expandtabs(_TAB))
        while above and above[-1] >= indent:
            above.pop()
        words = " ".join([line[box.end() :], *_rest(lines[at + 1 :])])
        keys = _KEY.findall(words)
        found.append(
            Task(
                " ".join(_COMMENT.sub("", words).split()),
                bool(box["mark"]),
                unquote(keys[-1]) if keys else None,
                len(above),
                at + 1,
            )
        )
        above.append(indent)
    return tuple(found)


def write_tasks(tasks: Iterable[Task]) -> str:
    """Write boxes as a list that `read_tasks` reads back.

    Raises
    ------
    ValueError
        A key is empty.
    """
    return "".join(f"{_line(task)}\n" for task in tasks)


def add_tasks(text: str, tasks: Iterable[Task]) -> str:
    """Put boxes whose key is not there yet below the last one with a key; all else stays.

    Lines that people changed are theirs: neither their words nor their boxes are touched.
    """
    there = read_tasks(text)
    known = {task.key for task in there if task.key}
    fresh: dict[str | None, Task] = {}
    for task in tasks:
        if task.key is None or task.key not in known:
            fresh.setdefault(task.key, task)
    if not fresh:
        return text
    keyed = [task.line for task in there if task.key and task.line]
    if not keyed:
        lead = "" if not text else "\n" if text.endswith("\n") else "\n\n"
        return f"{text}{lead}{write_tasks(_nested(fresh.values(), 0))}"
    lines = text.split("\n")
    after = max(keyed)
    deepest = next(task.level for task in there if task.line == after) + 1
    after += sum(1 for _ in _rest(lines[after:]))
    added = map(_line, _nested(fresh.values(), deepest))
    return "\n".join([*lines[:after], *added, *lines[after:]])


def _nested(tasks: Iterable[Task], deepest: int) -> Iterator[Task]:
    """Lift boxes whose upper box is not there: indented below nothing, a line is code and no box."""
    for task in tasks:
        level = min(task.level, deepest)
        deepest = level + 1
        yield replace(task, level=level)


def _rest(lines: Iterable[str]) -> Iterator[str]:
    """Give the lines that go on with the words of the one above."""
    for line in lines:
        if _ENDS.match(line):
            return
        yield line


def _line(task: Task) -> str:
    words = " ".join(task.text.split()).replace("<!--", "&lt;!--")
    parts = [f"{'  ' * task.level}- [{'x' if task.done else ' '}]", *([words] if words else [])]
    if task.key is not None:
        if not task.key:
            raise ValueError("a task's key is empty")
        parts.append(f"<!-- twohats:{_quoted(task.key)} -->")
    return " ".join(parts)


def _quoted(key: str) -> str:
    """Spell a key so that no comment ends in it."""
    return quote(key, safe=_PLAIN).replace("--", "-%2D")
