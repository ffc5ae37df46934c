"""Decisions of people: what was decided, by whom, when and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Decision:
    """One line of the journal; it is never changed, only superseded."""

    id: str
    """ULID: sorts by time, unique without a server."""
    who: str
    """The person whose decision it is."""
    at: datetime
    what: str
    """Kind: ``ruling``, ``logged``, ``covered``, ``join-undone``, ``names-shown``, …"""
    about: tuple[str, ...]
    """What it is about: keys of accounts, items, entries."""
    why: str
    content: Mapping[str, Any] = field(default_factory=dict)
    """Fields of this kind of decision, as JSON has them; see docs/journal.md."""
    supersedes: str | None = None
    """Id of the decision it takes the place of."""
