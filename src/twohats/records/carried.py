"""What an organization carries instead of contributing it: patches, forks, pins, copies."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Kind = Literal["commit", "patch", "pin", "override", "vendored", "marked"]
KINDS: tuple[Kind, ...] = ("commit", "patch", "pin", "override", "vendored", "marked")


@dataclass(frozen=True)
class Word:
    """What was written beside something carried: where it is going, or why it stays."""

    link: str | None = None
    """Address upstream: a pull request, an issue, a commit."""
    reason: str | None = None
    until: date | None = None
    """Day on which somebody looks again."""

    def beside(self, other: "Word") -> "Word":
        """Fill from another word what this one does not say."""
        if self.reason or self.until:
            return Word(self.link or other.link, self.reason, self.until)
        return Word(self.link or other.link, other.reason, other.until)


@dataclass(frozen=True)
class Found:
    """One thing carried, as one text shows it."""

    kind: Kind
    what: str
    """What people would call it: a package, a subject, a folder."""
    path: str
    line: int | None = None
    upstream: str | None = None
    """Where it comes from: key or address of a repository; None: the text does not say."""
    word: Word = Word()
    lines: int | None = None
    """What it costs to carry, in lines that differ from upstream or are our copy; None: unknown."""
    since: datetime | None = None
    identity: str = ""
    """What tells it apart from its like, and stays when lines move; empty: ``what``."""

    def id_in(self, repository: str) -> str:
        """Short name that stays the same as long as the thing does."""
        path = "" if self.kind == "commit" else self.path
        named = "\0".join((repository, self.kind, path, self.identity or self.what))
        return hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:10]
