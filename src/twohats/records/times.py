"""Times: UTC, half-open, and read from what people type."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from twohats.errors import WrongUse


@dataclass(frozen=True)
class Window:
    """``[since, until)``, both in UTC."""

    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise WrongUse(
                f"the window from {show_date(self.since)} to {show_date(self.until)} holds no "
                "time: `--since` has to lie before `--until`."
            )

    @classmethod
    def days_before(cls, until: datetime, days: int) -> "Window":
        """Reach back a number of days."""
        return cls(until - timedelta(days=days), until)

    def __str__(self) -> str:
        return f"{show_date(self.since)} to {show_date(self.until)}"


def parse_moment(text: str, option: str) -> datetime:
    """Read a date or time as UTC, unless it names an offset.

    Raises
    ------
    WrongUse
        It is neither.

    Examples
    --------
    >>> parse_moment("2024-05-01", "--since").isoformat()
    '2024-05-01T00:00:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(
            f"{option} {text!r} is not a date. Write it like 2024-05-01 or 2024-05-01T14:00."
        ) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def show_date(moment: datetime) -> str:
    """Show the day, and the time of day where it is not midnight."""
    moment = moment.astimezone(UTC)
    return moment.strftime(
        "%Y-%m-%d"
        if moment == moment.replace(hour=0, minute=0, second=0, microsecond=0)
        else "%Y-%m-%d %H:%M"
    )
