"""Days as people write them: ``2026-03-05``, ``5 March 2026``, ``Mar 5th, 2026``, ``05.03.2026``.

Examples
--------
>>> parse_days("Thu, 5 March 2026")
Days(first=datetime.date(2026, 3, 5), last=datetime.date(2026, 3, 5))
>>> parse_days("2026-03-05 to 2026-03-07").last.isoformat()
'2026-03-07'
"""

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = r"(?P<month>[a-z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}(?:[t ]\d{{2}}:\d{{2}}\S*(?: ?utc)?)?",
        rf"{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}",
        rf"{_DAY}\.?(?: of)? {_NAME},? {_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_YEAR}[ -]{_NAME}[ -]{_DAY}",
        rf"{_DAY}-{_NAME}-{_YEAR}",
    )
]
_SLASHES = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+|\s*\([a-z]{3,9}\)$")
_TO = re.compile(r"\s+(?:-|–|—|to|until|through)\s+|\s*(?:–|—|\.\.+|→)\s*")


@dataclass(frozen=True)
class Days:
    """One day, or the first and last of several."""

    first: date
    last: date


def parse_days(text: str) -> Days:
    """Read a day or a span of days.

    Raises
    ------
    ValueError
        There is none, or it could be two; the message says what would be clear.
    """
    said = " ".join(re.sub(r"[*_`]", "", text).split()).strip(" .,").casefold()
    parts = _TO.split(said)
    if len(parts) == 2:
        first, last = (_day(part, text) for part in parts)
        if first > last:
            raise ValueError(f"`{text.strip()}` ends before it begins")
        return Days(first, last)
    day = _day(said, text)
    return Days(day, day)


def _day(said: str, text: str) -> date:
    said = _WEEKDAY.sub("", said.strip())
    if match := _SLASHES.fullmatch(said):
        return _slashes(match, text)
    for form in _FORMS:
        if match := form.fullmatch(said):
            name = match["month"]
            month = int(name) if name.isdecimal() else _MONTHS.get(name, 0)
            return _date(int(match["year"]), month, int(match["day"]), text)
    raise ValueError(f"`{text.strip()}` is not a date: write it as 2026-03-05")


def _slashes(match: re.Match[str], text: str) -> date:
    first, second, year = (int(match[name]) for name in ("first", "second", "year"))
    if first == second or first > 12:
        return _date(year, second, first, text)
    if second > 12:
        return _date(year, first, second, text)
    raise ValueError(f"`{text.strip()}` may be two days: write it as 2026-03-05")


def _date(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"`{text.strip()}` is not a day that exists") from None
