"""Forecasts held against what came: history is asked what it could have known on a past day.

See docs/initiatives.md#tried.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import DAY
from twohats.measures.pace import forecasts, lives
from twohats.records.pace import ENDS, Awaited, End, Tried

STEP_D = 91
"""Days from one look at what was open to the next."""
PARTS = (0.5, 0.8)
AT_OPENING: Literal["when opened"] = "when opened"
WHILE_OPEN: Literal["while open"] = "while open"

Row = dict[str, Any]


def tried(facts: Facts, place: str, first: datetime, *, step_d: int = STEP_D) -> tuple[Tried, ...]:
    """Foretell changes on past days, and count how often it held.

    Each change is asked about on the day it was opened, and again on every look at which it was still
    open; only what was known then is used. The same change may so be counted several times among those
    asked about while open: who waits long is asked about often.

    Parameters
    ----------
    facts
        Where the items are; what came is known up to the as-of date.
    place
        Key of a repository, or of a community: all its repositories.
    first
        Nothing is asked before; there has to be some history to tell from.
    step_d
        Days from one look to the next.

    Returns
    -------
    tuple of Tried
        One per end, kind of question and share; ends that nobody saw in this place are left out.
    """
    changes = _changes(facts, place)
    opened = [
        Awaited(f"{AT_OPENING}\n{row['item']}", row["item"], row["created_at"])
        for row in changes
        if row["created_at"] >= first
    ]
    looks = list(_looks(changes, first, facts.as_of, timedelta(days=step_d)))
    asked = {one.key: one for one in (*opened, *looks)}
    found = forecasts(facts, list(asked.values()))
    came = {row["item"]: row for row in changes}
    counts: Counter[tuple[str, str, float, str]] = Counter()
    for (key, end), told in found.items():
        one = asked[key]
        for part, days in zip(PARTS, (told.p50_d, told.p80_d), strict=True):
            said = (
                "too_few"
                if told.answer != "counted"
                else "not_reached"
                if days is None
                else _held(one, came[one.item], end, days, facts.as_of)
            )
            counts[end, key.partition("\n")[0], part, said] += 1
    ends = [end for end in ENDS if any(row[_MOMENT[end]] for row in changes)]
    return tuple(_tried(counts, end, part) for end in ends for part in _asked_parts(end))


_MOMENT: dict[End, str] = {
    "decided": "ended_at",
    "merged": "merged_at",
    "released": "released_at",
}


def _asked_parts(end: End) -> Iterator[tuple[Literal["when opened", "while open"], float]]:
    for asked in (AT_OPENING, WHILE_OPEN):
        for part in PARTS:
            yield asked, part


def _tried(
    counts: Counter[tuple[str, str, float, str]],
    end: End,
    asked_part: tuple[Literal["when opened", "while open"], float],
) -> Tried:
    asked, part = asked_part
    said = {
        name: counts[end, asked, part, name]
        for name in ("inside", "outside", "not_known", "not_reached", "too_few")
    }
    return Tried(end, asked, part, **said)


def _changes(facts: Facts, place: str) -> list[Row]:
    every: ir.Table = lives(facts)
    here = every.filter(
        (every.kind == "pull_request") & ((every.repository == place) | (every.community == place))
    )
    rows: list[Row] = here.order_by("item").to_pyarrow().to_pylist()
    return rows


def _looks(
    changes: Sequence[Row], first: datetime, until: datetime, step: timedelta
) -> Iterable[Awaited]:
    """Ask about all that was open, every so often."""
    at = first
    while at < until:
        for row in changes:
            ended = row["ended_at"]
            if row["created_at"] < at and (ended is None or ended >= at):
                yield Awaited(f"{WHILE_OPEN}\n{at:%Y-%m-%d}\n{row['item']}", row["item"], at)
        at += step


def _held(one: Awaited, row: Row, end: End, days: float, until: datetime) -> str:
    """Say whether what was foretold came true; what nobody could have seen yet is not known."""
    came = row[_MOMENT[end]]
    if came is not None and came >= one.at:
        return "inside" if (came - one.at).total_seconds() / DAY <= days else "outside"
    never = end != "decided" and row["ended_at"] is not None and row["merged_at"] is None
    watched = (until - one.at).total_seconds() / DAY
    return "outside" if never or watched > days else "not_known"
