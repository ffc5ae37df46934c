"""What a reader hands over: pages of rows, what it had to leave out, what it promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Rows = Mapping[str, Sequence[Any]]
"""Rows of one table, column by column, all of equal length.

A column of times holds aware datetimes, ISO 8601 text in UTC (``2024-05-01T10:00:00Z``), or
microseconds since 1970 as int, one kind per column. Columns left out are NULL throughout.
"""


@dataclass(frozen=True)
class Skipped:
    """Something that could not be read or used; it is counted and named, never dropped."""

    key: str
    """What was left out: a path, an item, an object id."""
    reason: str
    """Why, in words for the person who brought the input."""


@dataclass(frozen=True)
class Coverage:
    """A promise: every row of ``holds`` in ``scope`` dated in ``[covers_from, covers_to)`` was seen.

    With ``complete=False`` it is the opposite, said aloud: this source does not hold them all.
    """

    source: str
    """The reader: ``git``, ``github-backup``, ``github-to-sqlite``."""
    scope: str
    """What it speaks of: a repository key."""
    holds: str
    """Table, or table and kind: ``commits``, ``items.issue``, ``events.reviewed``."""
    seen_at: datetime
    """When the source was looked at (for a recording: when it was made, as far as it tells)."""
    complete: bool
    covers_from: datetime | None = None
    """None: from the beginning."""
    covers_to: datetime | None = None
    """None: up to ``seen_at``."""
    rows: int = 0
    skipped: int = 0
    reason: str | None = None
    """Why it is not complete."""
    declared_by: str | None = None
    """The person whose word this is, where no reader saw it."""


@dataclass(frozen=True)
class Page:
    """Some rows of one owner's tables, and where to go on from.

    A page is on disk before the reader is asked for the next one.
    """

    owner: str
    """Owner key, for example ``github:jupyterhub``: the unit of sync, lock, publish and forget."""
    tables: Mapping[str, Rows] = field(default_factory=dict)
    """Rows by table name."""
    seen_at: datetime | None = None
    """When these rows were looked at; required where there are rows."""
    coverage: tuple[Coverage, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    cursor: str | None = None
    """Where to go on after this page, in the reader's own words; None: no resuming within."""


def row_count(rows: Rows) -> int:
    """Rows in one table of a page."""
    return len(next(iter(rows.values()), ()))
