"""Decisions of people: what was decided, by whom, when and why."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Decision:
    """One line of the journal; it is never changed, only superseded."""

    id: str
    """ULID: sorts by time, unique without a server."""
    who: str
    """The person whose decision it is."""
    at: datetime
    what: str
    """Kind and content: ``names-shown``, ``join-undone``."""
    about: tuple[str, ...]
    """What it is about: keys of accounts, items, entries."""
    why: str
    supersedes: str | None = None
    """Id of the decision it takes the place of."""
