"""Patch files: what they change, how much, and what their header says.

Plain diffs, ``git format-patch`` mails and patches with a DEP-3 or Yocto header are understood.
"""

import re
from dataclasses import dataclass

from twohats.formats.carried_marks import word_of_header
from twohats.records.carried import Word

ENDINGS = (".patch", ".diff", ".dpatch")
_HUNK = re.compile(r"^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", re.M)
_START = re.compile(r"^(?:diff --git |Index: |--- \S|---$)", re.M)
_SUBJECT = re.compile(r"^Subject:[ \t]*(?:\[[^\]]*\][ \t]*)?(.+(?:\n[ \t]+.+)*)$", re.M)


@dataclass(frozen=True)
class Patch:
    """One patch file."""

    subject: str | None
    """First line of its description; None: it has none."""
    lines: int
    """Lines it adds and takes away."""
    files: tuple[str, ...]
    """Files it changes, as upstream calls them."""
    word: Word


def is_patch_path(path: str) -> bool:
    """Whether a file is named like a patch."""
    return path.lower().endswith(ENDINGS)


def read_patch(text: str) -> Patch | None:
    r"""Read a patch; None where the text holds no change.

    Examples
    --------
    >>> read_patch("Subject: [PATCH] Mend it\n\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-a\n+b\n")
    Patch(subject='Mend it', lines=2, files=('x.py',), word=Word(link=None, reason=None, until=None))
    >>> read_patch("a list of things\n")
    """
    text = text.replace("\r\n", "\n")
    added, files = 0, dict[str, None]()
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("+++ ") and at and lines[at - 1].startswith("--- "):
            files.setdefault(_name(line, lines[at - 1]))
        if found := _HUNK.match(line):
            at, changed = _hunk(lines, at + 1, int(found[1] or 1), int(found[2] or 1))
            added += changed
        else:
            at += 1
    if not files and not _HUNK.search(text):
        return None
    started = _START.search(text)
    header = text[: started.start()] if started else ""
    subject = _SUBJECT.search(header)
    return Patch(
        " ".join(subject[1].split()) if subject else None,
        added,
        tuple(files),
        word_of_header(header),
    )


def _hunk(lines: list[str], at: int, old: int, new: int) -> tuple[int, int]:
    """Go over one hunk; where it ends, and how many of its lines differ."""
    changed = 0
    while at < len(lines) and (old > 0 or new > 0):
        mark = lines[at][:1]
        old -= mark in ("-", " ", "")
        new -= mark in ("+", " ", "")
        changed += mark in ("-", "+")
        at += 1
    return at, changed


def _name(new: str, old: str) -> str:
    """Name of the file upstream; the new one where it is made by the patch."""
    names = [line[4:].split("\t")[0].strip() for line in (old, new)]
    name = names[1] if names[0] == "/dev/null" else names[0]
    return re.sub(r"^[ab]/", "", name)
