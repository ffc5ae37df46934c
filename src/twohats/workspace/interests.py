"""Statements of interest: why we depend on a community, in a text that somebody wrote.

``interests/NAME.md`` of the workspace, named as the community's page. A line ``reviewed: 2026-09-01``
between two lines of ``---`` at the top says when somebody last read it through.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from twohats.errors import Mistake, SettingsErrors
from twohats.workspace.files import not_utf8, read_text

FOLDER = "interests"
_HEAD = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")


@dataclass(frozen=True)
class Interest:
    """One statement."""

    paragraphs: tuple[str, ...]
    """Plain text; links stand in brackets behind their words."""
    reviewed: date | None = None
    """None: not said."""


def read_interests(folder: Path) -> dict[str, Interest]:
    """Read every statement of a workspace.

    Parameters
    ----------
    folder
        The workspace's.

    Returns
    -------
    dict of Interest
        By the name of the community's page.

    Raises
    ------
    SettingsErrors
        All that is wrong in them, with file and line.
    """
    found: dict[str, Interest] = {}
    mistakes: list[Mistake] = []
    for path in sorted((folder / FOLDER).glob("*.md")):
        name = f"{FOLDER}/{path.name}"
        try:
            text = read_text(path)
        except UnicodeDecodeError as error:
            mistakes.append(not_utf8(name, error))
            continue
        read = parse_interest(text, name)
        if isinstance(read, Interest):
            found[path.stem.lower()] = read
        else:
            mistakes.append(read)
    if mistakes:
        raise SettingsErrors(mistakes)
    return found


def parse_interest(text: str, path: str) -> Interest | Mistake:
    r"""Read one statement, or say what is wrong with it.

    Examples
    --------
    >>> read = parse_interest("---\nreviewed: 2026-09-01\n---\nOur hubs run it.", "x.md")
    >>> read.paragraphs, str(read.reviewed)
    (('Our hubs run it.',), '2026-09-01')
    """
    head = _HEAD.match(text)
    reviewed = None
    for number, line in enumerate(head[1].splitlines() if head else (), start=2):
        key, _, value = line.partition(":")
        if key.strip() != "reviewed":
            continue
        try:
            reviewed = date.fromisoformat(value.strip().strip("\"'"))
        except ValueError:
            return Mistake(
                path, number, f"`reviewed` must be a date as 2026-01-31, not `{value.strip()}`"
            )
    body = text[head.end() :] if head else text
    parts = (" ".join(part.split()) for part in re.split(r"\n[ \t]*\n", body))
    shown = tuple(_LINK.sub(r"\1 (\2)", part.lstrip("# ")) for part in parts if part)
    if not shown:
        return Mistake(path, None, "says nothing: write why you depend on it, or take the file out")
    return Interest(shown, reviewed)
