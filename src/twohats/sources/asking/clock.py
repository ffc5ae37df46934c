"""A server's clock, as far as its answers tell it: resets and tokens follow that one, not ours."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

SMALLEST_DIFFERENCE = timedelta(seconds=5)
"""Answers are dated to the second and travel for a while; less than this says nothing."""


class ServerClock:
    """The time over there.

    Parameters
    ----------
    now
        Our own clock.
    """

    def __init__(self, now: Callable[[], datetime]):
        self._now = now
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Get the server's time: ours until an answer shows that they differ."""
        return self._now() + self._ahead

    def ours(self) -> datetime:
        """Get our own time, to measure how long something took."""
        return self._now()

    def hear(self, headers: Mapping[str, str]) -> datetime | None:
        """Learn from an answer that has just come; get when it says it was made."""
        made_at = http_date(headers.get("date", ""))
        if made_at is None:
            return None
        ahead = made_at - self._now()
        self._ahead = ahead if abs(ahead) > SMALLEST_DIFFERENCE else timedelta()
        return made_at


def http_date(text: str) -> datetime | None:
    """Read a date as HTTP writes it; None: it is none.

    Examples
    --------
    >>> http_date("Fri, 20 Nov 2026 13:05:00 GMT").isoformat()
    '2026-11-20T13:05:00+00:00'
    """
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def wait_asked_for(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks for, in either of its forms; None: it does not."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    moment = http_date(text)
    return max(0.0, (moment - now).total_seconds()) if moment else None
