"""Iterations: planning periods of equal length, counted from the day the first one began.

Never from week numbers: a year of 53 weeks puts "every even week" out of step for good.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from twohats.errors import WrongUse


@dataclass(frozen=True)
class Iteration:
    """One planning period, ``[since, until)``."""

    number: int
    """The first is 1."""
    since: date
    until: date
    """Exclusive: the day the next one begins."""

    @property
    def since_at(self) -> datetime:
        """Its first moment, in UTC."""
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)

    @property
    def until_at(self) -> datetime:
        """The first moment of the next one, in UTC."""
        return datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC)


@dataclass(frozen=True)
class Iterations:
    """When the first iteration began, and how long each is."""

    start: date
    days: int = 14

    def on(self, day: date) -> Iteration | None:
        """Find the iteration of a day; None: before the first one.

        Examples
        --------
        >>> Iterations(date(2024, 10, 16)).on(date(2024, 10, 30)).number
        2
        """
        return iteration_of(day, self)

    def numbered(self, number: int) -> Iteration:
        """Give the iteration of that number.

        Raises
        ------
        WrongUse
            No calendar reaches that far.
        """
        try:
            since = self.start + (number - 1) * timedelta(days=self.days)
            return Iteration(number, since, since + timedelta(days=self.days))
        except OverflowError:
            raise WrongUse(
                f"iteration {number}: no calendar reaches that far. The first one began on "
                f"{self.start}, and each has {self.days} days: name one by that count."
            ) from None


def iteration_of(day: date, iterations: Iterations) -> Iteration | None:
    """Find the iteration of a day.

    Parameters
    ----------
    day
        A date; of a moment, its day in UTC.
    iterations
        When the first began, and how long each is.

    Returns
    -------
    Iteration or None
        Number and span; None where the day lies before the first one.

    Examples
    --------
    >>> print(iteration_of(date(2024, 10, 15), Iterations(date(2024, 10, 16))))
    None
    """
    if isinstance(day, datetime):
        day = day.astimezone(UTC).date() if day.tzinfo else day.date()
    number = (day - iterations.start).days // iterations.days + 1
    return iterations.numbered(number) if number > 0 else None
