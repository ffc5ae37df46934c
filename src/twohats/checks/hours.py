"""Work outside somebody's own hours, on their own clock; who named no time zone is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True)
class OwnHours:
    """When somebody works, by their own word."""

    zone: str
    """IANA name: ``Europe/Lisbon``."""
    from_hour: int = 8
    until_hour: int = 19
    """First hour that is theirs again."""
    free_days: tuple[int, ...] = (SATURDAY, SATURDAY + 1)
    """Days of the week without work, Monday is 0."""

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies in their hours.

        Examples
        --------
        >>> from datetime import UTC
        >>> friday = datetime(2026, 1, 2, 20, tzinfo=UTC)
        >>> OwnHours("America/Los_Angeles").holds(friday), OwnHours("UTC").holds(friday)
        (True, False)
        """
        there = at.astimezone(ZoneInfo(self.zone))
        is_day = there.weekday() not in self.free_days
        return is_day and self.from_hour <= there.hour < self.until_hour


@dataclass(frozen=True)
class AfterHours:
    """How much of somebody's work, or of a group's, lay outside their hours."""

    n: int
    outside: int
    people: int = 1

    @property
    def share(self) -> float | None:
        """Of 1; None: nothing was done."""
        return self.outside / self.n if self.n else None


def after_hours(times: Iterable[datetime], own: OwnHours) -> AfterHours:
    """Count one person's work."""
    held = [own.holds(at) for at in times]
    return AfterHours(len(held), held.count(False))


def together(parts: Iterable[AfterHours]) -> AfterHours:
    """Add up what several people did; whoever did nothing is none of them."""
    some = [part for part in parts if part.n]
    return AfterHours(sum(part.n for part in some), sum(part.outside for part in some), len(some))
