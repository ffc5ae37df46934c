"""Times as forges write them."""

from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Read a time.

    >>> moment("2026-05-01T10:00:00Z")
    datetime.datetime(2026, 5, 1, 10, 0, tzinfo=datetime.timezone.utc)
    """
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def text_of(time: datetime | None) -> str | None:
    """Write a time as forges do; None stays None."""
    return None if time is None else time.astimezone(UTC).isoformat().replace("+00:00", "Z")
