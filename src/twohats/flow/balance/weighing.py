"""Both figures of each period: the band of working time, and the mix of upstream work."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from twohats.errors import WrongUse
from twohats.flow.rows import Row
from twohats.journal import PrivateState, sums_of
from twohats.ledger.balance import (
    Band,
    Mix,
    Part,
    Period,
    Spent,
    Worked,
    band,
    mix,
    months,
    quarters,
)
from twohats.ledger.few import FEWEST_PEOPLE
from twohats.records.decisions import Decision
from twohats.records.times import Window
from twohats.workspace.settings import Settings

By = Literal["window", "month", "iteration"]


@dataclass(frozen=True)
class Balanced:
    """Both figures of one period."""

    period: Period
    band: Band
    mix: Mix


def stretches(
    window: Window, settings: Settings, by: str, option: str
) -> list[tuple[str, date, date]]:
    """Cut a window into stretches: name, first day, and the day after the last.

    Parameters
    ----------
    window
        Its days; the last one belongs to it, wherever in it the facts end.
    settings
        Tell when iterations begin.
    by
        ``window``, ``month``, ``quarter`` or ``iteration``.
    option
        As people wrote it, for what is said where that cannot be.

    Raises
    ------
    WrongUse
        By iteration, and the workspace does not say when these begin.
    """
    since = window.since.date()
    until = (window.until - timedelta(microseconds=1)).date() + timedelta(days=1)
    if by == "window":
        return [("window", since, until)]
    if by == "month":
        return months(since, until)
    if by == "quarter":
        return quarters(since, until)
    if settings.iterations is None:
        raise WrongUse(
            f"{option} iteration: the workspace does not say when iterations begin. Add [iterations] "
            "with start = DATE to twohats.toml."
        )
    found = []
    day = since
    while day < until:
        iteration = settings.iterations.on(day)
        end = iteration.until if iteration else settings.iterations.start
        name = f"iteration {iteration.number}" if iteration else "before iteration 1"
        found.append((name, day, min(end, until)))
        day = end
    return found


def worked_in(decisions: Iterable[Decision], private: PrivateState) -> list[Worked]:
    """Read the team's working time: sums of months, nobody's own.

    The sum of more people counts: the public one, or that of the hours on this machine.
    """
    sums = {
        month: (told.worked_h, told.worked_people)
        for month, told in sums_of(decisions).items()
        if told.worked_h is not None and told.worked_people is not None
    }
    for month, (hours, people) in _worked_here(private).items():
        if people >= FEWEST_PEOPLE and people > sums.get(month, (0.0, 0))[1]:
            sums[month] = hours, people
    found = []
    for month, (hours, people) in sorted(sums.items()):
        start = date.fromisoformat(f"{month}-01")
        end = (start + timedelta(days=32)).replace(day=1)
        found.append(Worked(start, end, hours, people))
    return found


def _worked_here(private: PrivateState) -> dict[str, tuple[float, int]]:
    """Add up working time on this machine, by month: hours, and whose they are."""
    said: dict[tuple[str, str], float] = {}
    for line in private.lines:
        content = line.content
        is_worked = line.kind == "hours" and "item" not in content and "date" in content
        if is_worked and isinstance(content.get("hours"), int | float):
            said[str(content["date"])[:7], line.who] = float(content["hours"])
    months: dict[str, tuple[float, int]] = {}
    for (month, _), hours in said.items():
        total, people = months.get(month, (0.0, 0))
        months[month] = total + hours, people + 1
    return months


def weighed(
    period: Period,
    rows: Sequence[Row],
    settings: Settings,
    hours: Mapping[str, float],
    worked: Sequence[Worked],
) -> Balanced:
    """Weigh the entries of one period; hours by item, working time by month."""
    inside = [
        row
        for row in rows
        if row["scope"] == "upstream" and period.since <= row["happened_at"].date() < period.until
    ]
    parts = [
        Part(
            row["person"],
            row["activity"],
            row["class"],
            row["is_ruled"],
            hours.get(row["item"]),
            row["points"],
        )
        for row in inside
    ]
    spent = [
        Spent(
            row["happened_at"].date(),
            row["person"],
            row["class"],
            row["on_clock"] or "ask",
            hours[row["item"]],
        )
        for row in inside
        if row["item"] in hours
    ]
    return Balanced(
        period,
        band(spent, worked, period.policy, period.since, period.until),
        mix(parts, is_whole=period.is_whole),
    )
