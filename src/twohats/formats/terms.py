"""Terms of office as people write them: years, months or days, often only one end."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_POINT = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_TO = r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*"
_RANGE = re.compile(
    rf"(?<![\d-])(?P<first>{_POINT})(?P<dash>{_TO})(?P<last>{_POINT}|present|now|today|current)?"
    r"(?![\d])",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\b(?:since|from)\s+(?P<first>{_POINT})(?![\d])", re.IGNORECASE)
_UNTIL = re.compile(rf"(?:\buntil|\btill|^\s*[-–—])\s*(?P<last>{_POINT})(?![\d])", re.IGNORECASE)
_ALONE = re.compile(rf"(?<![\d-])(?P<first>{_POINT})(?![\d-])")


@dataclass(frozen=True)
class Term:
    """A period ``[from_at, until_at)`` in UTC."""

    from_at: datetime | None
    until_at: datetime | None
    dated: bool
    """False where the text says nothing about time."""


def parse_term(text: str) -> Term:
    """Read a term of office.

    The last year, month or day named belongs to the term: ``2023-2024`` ends with 2024, and a lone
    ``2023`` is that year. Words around the dates are passed over.

    Raises
    ------
    ValueError
        The term ends before it begins, or names a day that does not exist.

    Examples
    --------
    >>> term = parse_term("Founding member, 2014-2022")
    >>> f"{term.from_at:%Y-%m-%d} {term.until_at:%Y-%m-%d}"
    '2014-01-01 2023-01-01'
    >>> parse_term("2019-").until_at is None
    True
    """
    if (found := _range(text)) is not None:
        first, last = found
        from_at, until_at = _start(first), _end(last) if last else None
        if until_at is not None and until_at <= from_at:
            raise ValueError(f"the term {text.strip()!r} ends before it begins")
        return Term(from_at, until_at, dated=True)
    if since := _SINCE.search(text):
        return Term(_start(since["first"]), None, dated=True)
    if until := _UNTIL.search(text):
        return Term(None, _end(until["last"]), dated=True)
    if alone := _ALONE.search(text):
        return Term(_start(alone["first"]), _end(alone["first"]), dated=True)
    return Term(None, None, dated=False)


def _range(text: str) -> tuple[str, str | None] | None:
    """Both ends of a range; the last is None while the term goes on."""
    found = _RANGE.search(text)
    if found is None:
        return None
    last = found["last"]
    if last and not last[0].isdigit():
        last = None
    return found["first"], last


def parse_day(text: str) -> datetime:
    """Read ``2023``, ``2023-05`` or ``2023-05-17`` as the moment it begins, in UTC.

    Raises
    ------
    ValueError
        The text is none of these, or no such day exists.
    """
    if not re.fullmatch(_POINT, text):
        raise ValueError(f"{text!r} is not a year, month or day such as 2024-05 or 2024-05-17")
    return _start(text)


def _start(point: str) -> datetime:
    """First moment of a year, month or day."""
    numbers = [int(number) for number in point.split("-")]
    year, month, day = (*numbers, 1, 1)[:3]
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        raise ValueError(f"{point} is not a day of the calendar") from None


def _end(point: str) -> datetime:
    """First moment after a year, month or day."""
    start = _start(point)
    numbers = point.split("-")
    try:
        if len(numbers) == 1:
            return start.replace(year=start.year + 1)
        if len(numbers) == 2:
            return (start + timedelta(days=31)).replace(day=1)
        return start + timedelta(days=1)
    except (ValueError, OverflowError):
        raise ValueError(f"{point} is not a day of the calendar") from None
