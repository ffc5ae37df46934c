"""The team's hours of a month: the one figure about hours that is public.

A sum is written for months that are over, for at least three people and five events, and never so
that it can be set beside an earlier one to find what a single person added.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from twohats.journal.fold import in_force
from twohats.journal.private import PrivateLine, is_hours
from twohats.records.decisions import Decision

TEAM_HOURS = "team-hours"
LEAST_PEOPLE = 3
LEAST_EVENTS = 5


@dataclass(frozen=True)
class MonthSum:
    """Hours of a team in one month."""

    month: str
    """As ``2026-03``."""
    logged_h: float
    """Logged work that leaves no trace on a forge."""
    people: int
    """How many logged it: at least three."""
    events: int
    """How many entries: at least five."""
    worked_h: float | None = None
    """Working time of those who gave it; None where they are fewer than three."""
    worked_people: int | None = None


@dataclass(frozen=True)
class Due:
    """A sum that may be written, and the private lines that went into it."""

    sum: MonthSum
    ids: tuple[str, ...]


def due_sums(lines: Iterable[PrivateLine], now: datetime) -> tuple[Due, ...]:
    """Find the sums that may be written now, the oldest month first.

    Parameters
    ----------
    lines
        The private part, with lines of kind ``counted`` that say what went into earlier sums.
    now
        Months before the one it lies in are over.
    """
    kept = tuple(lines)
    counted = _counted(kept)
    by_month: dict[str, list[PrivateLine]] = defaultdict(list)
    for line in _latest(kept):
        month = str(line.content["date"])[:7]
        if month < f"{now:%Y-%m}":
            by_month[month].append(line)
    due = []
    for month, found in sorted(by_month.items()):
        before = counted.get(month, set())
        ids = {line.id for line in found}
        was = [line for line in kept if line.id in before]
        is_forgotten = len(was) < len(before)
        if (
            not _is_enough(found)
            or is_forgotten
            or (was and _sum(month, found) == _sum(month, was))
        ):
            continue
        # What changed since the last sum has to be as many people's as a sum itself.
        if was and not _is_safe([line for line in kept if line.id in ids ^ before], was):
            continue
        due.append(Due(_sum(month, found), tuple(sorted(ids))))
    return tuple(due)


def sums_of(decisions: Iterable[Decision]) -> dict[str, MonthSum]:
    """Read the public sums in force, by month."""
    sums = {}
    for one in in_force(one for one in decisions if one.what == TEAM_HOURS):
        read = _read(one.content)
        if read:
            sums[read.month] = read
    return sums


def sum_content(month: MonthSum) -> dict[str, Any]:
    """Write the content of a public sum, as `sums_of` reads it."""
    return {name: value for name, value in asdict(month).items() if value is not None}


def _latest(lines: Collection[PrivateLine]) -> list[PrivateLine]:
    """Keep the last word on each logged item, and on each person's month of working time."""
    latest: dict[tuple[str, str], PrivateLine] = {}
    for line in sorted(lines, key=lambda line: line.id):
        content = line.content
        if line.kind == "hours" and is_hours(content.get("hours")) and "date" in content:
            item = content.get("item")
            latest[line.who, str(item or content["date"])[: None if item else 7]] = line
    return list(latest.values())


def _counted(lines: Iterable[PrivateLine]) -> dict[str, set[str]]:
    """Say which lines went into the last sum of each month."""
    return {
        str(line.content["month"]): set(line.content["ids"])
        for line in sorted(lines, key=lambda line: line.id)
        if line.kind == "counted"
    }


def _is_enough(lines: Collection[PrivateLine]) -> bool:
    logged = [line for line in lines if "item" in line.content]
    return len(logged) >= LEAST_EVENTS and len({line.who for line in logged}) >= LEAST_PEOPLE


def _is_safe(changed: Collection[PrivateLine], before: Collection[PrivateLine]) -> bool:
    """Whether a new sum, set beside the one before, tells no single person's hours.

    Working time is shown as soon as three gave it; only then can a later one give somebody away.
    """
    is_logged_changed = any("item" in line.content for line in changed)
    shown, moved = _workers(before), _workers(changed)
    return (not is_logged_changed or _is_enough(changed)) and (
        not moved or len(shown) < LEAST_PEOPLE or len(moved) >= LEAST_PEOPLE
    )


def _workers(lines: Iterable[PrivateLine]) -> set[str]:
    return {line.who for line in lines if "item" not in line.content}


def _sum(month: str, lines: Collection[PrivateLine]) -> MonthSum:
    logged = [line for line in lines if "item" in line.content]
    worked = [line for line in lines if "item" not in line.content]
    is_enough = len(_workers(worked)) >= LEAST_PEOPLE
    return MonthSum(
        month,
        _total(logged),
        len({line.who for line in logged}),
        len(logged),
        _total(worked) if is_enough else None,
        len(worked) if is_enough else None,
    )


def _total(lines: Iterable[PrivateLine]) -> float:
    return round(sum(float(line.content["hours"]) for line in lines), 2)


def _read(content: Mapping[str, Any]) -> MonthSum | None:
    try:
        worked, people = content.get("worked_h"), content.get("worked_people")
        return MonthSum(
            str(content["month"]),
            float(content["logged_h"]),
            int(content["people"]),
            int(content["events"]),
            None if worked is None else float(worked),
            None if people is None else int(people),
        )
    except (KeyError, TypeError, ValueError):
        return None
