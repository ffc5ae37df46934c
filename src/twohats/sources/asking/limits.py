"""What a service tells of its limits, in the one form that the budget reckons in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

Resource = str
"""What a service limits by itself, in its own word: ``graphql``, ``core``, ``api``."""

LAST_SECOND = 253_402_300_799
"""End of the year 9999, beyond which no moment can be said."""


@dataclass(frozen=True)
class Window:
    """One limit of one token, as the service last told it."""

    left: int
    """Points, or requests."""
    limit: int
    """Points of a whole window."""
    resets_at: datetime
    """When it is whole again."""


class Limits(Protocol):
    """How one kind of service limits, and how it says so."""

    resources: tuple[Resource, ...]
    """Everything it limits by itself."""
    period: str
    """How long a window lasts, as a message says it: ``hour``."""
    short_s: float
    """A window that is over this soon is waited for even where no waiting was allowed, in seconds."""

    def window(self, headers: Mapping[str, str], resource: Resource) -> Window | None:
        """Read the headers of an answer; None: they tell nothing, or of another resource."""
        ...

    def unit(self, resource: Resource) -> str:
        """Say what is counted: ``points``, ``requests``."""
        ...


def window_of(left: object, limit: object, reset: object) -> Window | None:
    """Read three told numbers, the last in seconds since 1970; None: one of them is none.

    Examples
    --------
    >>> window_of("10", "60", "0").resets_at.isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    numbers = [whole_number(told) for told in (left, limit, reset)]
    if None in numbers:
        return None
    points, most, seconds = (number or 0 for number in numbers)
    return Window(points, most, datetime.fromtimestamp(min(seconds, LAST_SECOND), UTC))


def whole_number(told: object) -> int | None:
    """Read a whole number, as text or not; None: it is none."""
    text = str(told)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
