"""When made-up people work: weekdays and daytime where they live, less around the turn of the year.

All times are microseconds since 1970 in UTC.
"""

from datetime import UTC, date, datetime

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

# Share of a day's new items by local hour: a late morning peak, a dip at lunch, some evenings.
_HOURS = np.array(
    [1, 1, 0, 0, 0, 1, 2, 5, 10, 14, 16, 14, 9, 12, 15, 14, 11, 8, 5, 4, 5, 5, 4, 2], dtype=float
)
_WEEKDAYS = np.array([1.0, 1.1, 1.1, 1.05, 0.85, 0.22, 0.25])
_FIRST_HOUR, _LAST_HOUR = 7, 21


def micros(day: date) -> int:
    """Midnight UTC of a day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND


def local_moments(rng: np.random.Generator, count: int, since: int, until: int) -> Ints:
    """Draw sorted moments of local time at which people begin something."""
    first, last = since // DAY, -(-until // DAY)
    days = np.arange(first, last, dtype=np.int64)
    weight = _WEEKDAYS[_weekday(days * DAY)] * _season(days)
    chosen = rng.choice(days, size=count, p=weight / weight.sum())
    hours = rng.choice(24, size=count, p=_HOURS / _HOURS.sum())
    moments = chosen * DAY + hours * HOUR + rng.integers(0, HOUR, size=count)
    return np.sort(np.clip(whole_seconds(moments), since, until - SECOND))


def whole_seconds(moments: Ints) -> Ints:
    """Cut off what forges do not tell."""
    return moments // SECOND * SECOND


def is_weekend(moments: Ints) -> Bools:
    """Whether moments fall on a Saturday or Sunday."""
    return np.asarray(_weekday(moments) >= 5)


def next_working_moment(rng: np.random.Generator, at: Ints, offset_minutes: Ints) -> Ints:
    """Move moments that fall into night, weekend or holidays to a later working hour, mostly.

    Nothing moves backwards, so what follows something else stays behind it. Some people do
    answer at night and on Sundays: about one moment in seven stays where it is.
    """
    local = at + offset_minutes * MINUTE
    stays = rng.random(len(at)) < 0.14
    hour = (local % DAY) // HOUR
    early, late = hour < _FIRST_HOUR, hour >= _LAST_HOUR
    weekday = _weekday(local)
    wait_d = np.where(late, 1, 0)
    weekday_then = (weekday + wait_d) % 7
    wait_d = wait_d + np.where(weekday_then >= 5, 7 - weekday_then, 0)
    on_holiday = _is_holiday((local + wait_d * DAY) // DAY)
    wait_d = wait_d + np.where(on_holiday, rng.integers(3, 12, size=len(at)), 0)
    moves = (early | late | (wait_d > 0)) & ~stays
    morning = (local // DAY + wait_d) * DAY + 8 * HOUR
    then = morning + rng.integers(0, 9 * HOUR, size=len(at))
    moved = np.where(moves, np.maximum(then - offset_minutes * MINUTE, at), at)
    return whole_seconds(moved)


def _weekday(moments: Ints) -> Ints:
    # 1 January 1970 was a Thursday; Monday is 0.
    return np.asarray((moments // DAY + 3) % 7)


def _day_of_year(days: Ints) -> Ints:
    dates = days.astype("datetime64[D]")
    passed: Ints = (dates - dates.astype("datetime64[Y]")).astype(np.int64)
    return passed


def _is_holiday(days: Ints) -> Bools:
    day = _day_of_year(days)
    return (day >= 356) | (day <= 1)


def _season(days: Ints) -> Floats:
    summer = (_day_of_year(days) >= 200) & (_day_of_year(days) <= 235)
    return np.where(_is_holiday(days), 0.25, np.where(summer, 0.7, 1.0))
