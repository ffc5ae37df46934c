"""Days off: written down by whose they are, kept in the private part, shown to nobody."""

import re
from datetime import date, datetime, timedelta

from twohats.errors import WrongUse
from twohats.journal import PrivateJournal, PrivateLine, ulid

NONE = "none"
"""Takes all days off back that somebody wrote down."""
LONGEST = 366
"""Days of one range; more is a slip of the pen."""
_RANGE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?")


def read_days(text: str) -> tuple[date, ...]:
    """Read days off: dates and ranges with both their ends, commas between.

    Returns
    -------
    tuple of date
        Each day once, in order.

    Raises
    ------
    WrongUse
        All parts that are no days.

    Examples
    --------
    >>> [day.day for day in read_days("2026-12-24..2026-12-26, 2026-12-31")]
    [24, 25, 26, 31]
    """
    days: set[date] = set()
    wrong = []
    for part in text.split(","):
        try:
            days |= set(_days_in(part.strip()))
        except ValueError as error:
            wrong.append(f"`{part.strip()}`: {error}")
    if wrong:
        told = "; ".join(wrong)
        raise WrongUse(
            f"--days-off: nothing was written: {told}. Write 2026-12-24 or 2026-12-24..2026-12-31, "
            "with commas between."
        )
    return tuple(sorted(days))


def _days_in(part: str) -> list[date]:
    found = _RANGE.fullmatch(part)
    if not found:
        raise ValueError("is no date and no range of dates")
    first = date.fromisoformat(found[1])
    last = date.fromisoformat(found[2] or found[1])
    if last < first:
        raise ValueError("ends before it begins")
    if (last - first).days >= LONGEST:
        raise ValueError("is more than a year")
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def write_days_off(
    private: PrivateJournal, person: str, text: str, *, now: datetime, chance: bytes
) -> int:
    """Write somebody's days off into the private part, or take them all back with ``none``.

    Parameters
    ----------
    private
        Sealed lines, outside git.
    person
        Person key of whose days they are.
    text
        As `read_days` reads it, or ``none``.
    now, chance
        When, and ten bytes for the line's id.

    Returns
    -------
    int
        How many days were written, or lines erased.

    Raises
    ------
    WrongUse
        The text says no days, or there are none to take back.
    """
    if text.strip().lower() == NONE:
        lines = private.read().lines
        mine = [one.id for one in lines if one.kind == "days-off" and one.who == person]
        if not mine:
            raise WrongUse(
                "--days-off none: nothing was erased: no days off are written down. "
                "Write some: --days-off 2026-12-24..2026-12-31."
            )
        return len(private.erase(mine, now))
    days = read_days(text)
    content = {"days": [day.isoformat() for day in days]}
    private.append(PrivateLine(ulid(now, chance), "days-off", person, now, content))
    return len(days)
