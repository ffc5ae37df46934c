"""What a read of a forge counted, and what it may promise from that."""

from collections import Counter
from datetime import datetime

import msgspec

from twohats.records import Coverage


class Tally(msgspec.Struct):
    """Counts of one repository; small, and part of a cursor."""

    rows: dict[str, int] = msgspec.field(default_factory=dict)
    """Rows read, by what they are: ``items.issue``, ``events.reviewed``."""
    left_out: dict[str, int] = msgspec.field(default_factory=dict)
    """Events that are not kept, by kind."""
    lost: dict[str, int] = msgspec.field(default_factory=dict)
    """What could not be read, by what it belongs to; ``events.*`` is every kind of event."""
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    """The first reason for each of these."""
    unseen_reviews: int = 0
    """Reviews that line comments name and the timeline does not hold."""
    seen_at: datetime | None = None
    """The earliest look that rows come from."""

    def __post_init__(self) -> None:
        # What comes back from a cursor is a plain dict.
        self.rows = Counter(self.rows)
        self.left_out = Counter(self.left_out)
        self.lost = Counter(self.lost)

    def lose(self, holds: str, reason: str, count: int = 1) -> None:
        """Count a loss."""
        self.lost[holds] += count
        self.reasons.setdefault(holds, reason)


class Promiser:
    """Turns the counts of one repository into coverage.

    Parameters
    ----------
    source
        Name of the reader.
    repository
        The repository's key.
    tally
        Its counts.
    anywhere
        Losses that may belong to any repository of the read.
    """

    def __init__(self, source: str, repository: str, tally: Tally, anywhere: Tally):
        self.source = source
        self.repository = repository
        self.tally = tally
        self.anywhere = anywhere

    def promise(self, holds: str) -> Coverage:
        """Promise all of something, or say how many could not be read, and why the first."""
        every = f"{holds.partition('.')[0]}.*"
        lost = {
            (tally is self.anywhere, name): tally.lost[name]
            for tally in (self.tally, self.anywhere)
            for name in (holds, every)
            if tally.lost[name]
        }
        if not lost:
            return self._coverage(holds, complete=True)
        everywhere, name = next(iter(lost))
        reason = (self.anywhere if everywhere else self.tally).reasons[name]
        count = sum(lost.values())
        return self._coverage(
            holds, skipped=count, reason=f"{count} could not be read; the first: {reason}"
        )

    def deny(self, holds: str, reason: str, skipped: int = 0) -> Coverage:
        """Say that this source does not hold all of something."""
        return self._coverage(holds, skipped=skipped, reason=reason)

    def _coverage(
        self, holds: str, *, complete: bool = False, skipped: int = 0, reason: str | None = None
    ) -> Coverage:
        assert self.tally.seen_at is not None
        return Coverage(
            source=self.source,
            scope=self.repository,
            holds=holds,
            seen_at=self.tally.seen_at,
            complete=complete,
            rows=self.tally.rows[holds],
            skipped=skipped,
            reason=reason,
        )
