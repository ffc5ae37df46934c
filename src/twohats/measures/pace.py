"""A community's own pace: how long until something like this is decided, merged, released.

What is like it was still waiting at the same age, so that the time it waited already counts. What waits
still is censored, never dropped (Kaplan-Meier). What was closed without a merge is never merged: it stays
among those not merged, for as long as it could have been watched. See docs/initiatives.md#forecasts.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache, reduce
from typing import Any, NamedTuple

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.measures.first_response import DAY
from twohats.measures.survival import day_reached, read_survival, survival_table
from twohats.records.pace import ENDS, ENOUGH, FEWEST, Awaited, End, Forecast

SMALL, LARGE = 50, 400
"""Changed lines up to which a change is small, and beyond which it is large."""
LIKENESS = (
    ("repository, standing of the author and size", ("repository", "kind", "standing", "size")),
    ("repository and standing of the author", ("repository", "kind", "standing")),
    ("repository", ("repository", "kind")),
    ("community", ("community", "kind")),
)
"""Circles of what is like an item, the closest first, with the columns that have to be equal."""
_TIME = pa.timestamp("us", tz="UTC")


@lru_cache(maxsize=8)
def lives(facts: Facts) -> ir.Table:
    """List everything that people opened, ever, with how it went.

    Parameters
    ----------
    facts
        Everything up to the as-of date counts, whatever the window.

    Returns
    -------
    ibis.Table
        One row per item whose author is no bot: ``item, repository, community, kind``, ``standing``
        (``first`` where nothing of the author's had been merged there before, ``known``; NULL where the
        account is gone), ``size`` (``small``, ``medium``, ``large``; NULL: not known),
        ``created_at``, ``ended_at`` (closed or merged), ``merged_at``, ``released_at`` (of the first
        release after the merge that is no pre-release; NULL: none) and ``release`` (its tag).
    """
    items = facts.items.filter(lambda t: ~t.author_is_bot & t.created_at.notnull())
    merged = items.filter(items.merged_at.notnull() & items.author_person.notnull())
    first = merged.group_by(["repository", "author_person"]).agg(_first_at=merged.merged_at.min())
    joined = items.left_join(first, ["repository", "author_person"]).drop(
        "repository_right", "author_person_right"
    )
    is_known = (joined._first_at < joined.created_at).fill_null(False)
    lines = joined.additions + joined.deletions
    joined = joined.mutate(
        standing=ibis.ifelse(
            joined.author.isnull(), ibis.null("string"), is_known.ifelse("known", "first")
        ),
        size=ibis.cases(
            (lines.isnull(), ibis.null("string")),
            (lines <= SMALL, "small"),
            (lines <= LARGE, "medium"),
            else_="large",
        ),
        ended_at=ibis.coalesce(joined.merged_at, joined.closed_at),
    )
    found = joined.left_join(_first_releases(facts), "item").drop("item_right")
    return facts.keep(
        "lives",
        found.select(
            *("item", "repository", "community", "kind", "standing", "size"),
            *("created_at", "ended_at", "merged_at", "released_at", "release"),
        ),
    )


def _first_releases(facts: Facts) -> ir.Table:
    """Find the first release after each merge, pre-releases left out."""
    made = facts.tables["releases"]
    made = made.filter(made.published_at.notnull() & ~made.prerelease.fill_null(False))
    made = made.select(_repository="repository", release="tag", released_at="published_at")
    merged = facts.items.filter(lambda t: t.merged_at.notnull())
    merged = merged.select("item", "repository", "merged_at")
    pairs = merged.inner_join(
        made,
        [merged.repository == made._repository, made.released_at >= merged.merged_at],
    )
    return pairs.group_by("item").agg(
        released_at=pairs.released_at.min(), release=pairs.release.argmin(pairs.released_at)
    )


def waits_like(facts: Facts, awaited: Sequence[Awaited]) -> ir.Table:
    """List how long those like each awaited item still waited from its age on.

    Parameters
    ----------
    facts
        Where the items are.
    awaited
        What is asked for; at most a few thousand.

    Returns
    -------
    ibis.Table
        One row per awaited item, end, circle of `LIKENESS` and item like it: ``key, end, circle``
        (position), ``item, wait_d`` (days from the age on), ``answered`` (bool: the end was seen),
        ``release``. Nothing dated at or after the moment asked for is used.
    """
    every = lives(facts)
    asked = facts.keep("awaited", ibis.memtable(_asked(awaited)))
    about = every.select(
        *("item", "repository", "community", "kind", "standing", "size"),
        *("created_at", "merged_at"),
    )
    targets = asked.inner_join(about, "item")
    begins = (targets.stage == "open").ifelse(targets.created_at, targets.merged_at)
    targets = targets.mutate(age_s=_seconds(targets["at"]) - _seconds(begins)).drop(
        "created_at", "merged_at"
    )
    parts = [
        _circle(every, targets, position, columns) for position, (_, columns) in enumerate(LIKENESS)
    ]
    return facts.keep("waits_like", reduce(lambda one, other: one.union(other), parts))


def _asked(awaited: Sequence[Awaited]) -> pa.Table:
    schema = pa.schema(
        [("key", pa.string()), ("item", pa.string()), ("at", _TIME), ("stage", pa.string())]
    )
    rows = [{name: getattr(one, name) for name in schema.names} for one in awaited]
    return pa.Table.from_pylist(rows, schema)


def _circle(every: ir.Table, targets: ir.Table, position: int, columns: Sequence[str]) -> ir.Table:
    """Join each awaited item with those that are equal in some columns."""
    asked = targets.select(
        _key="key", _self="item", _at="at", _stage="stage", _age_s="age_s",
        **{f"_{name}": name for name in columns},
    )  # fmt: skip
    same = [every[name] == asked[f"_{name}"] for name in columns]
    pairs = every.inner_join(asked, [*same, every.created_at < asked._at])
    pairs = pairs.filter(pairs.item != pairs._self)
    then = {
        name: ibis.ifelse(pairs[name] < pairs._at, pairs[name], ibis.null("timestamp('UTC')"))
        for name in ("ended_at", "merged_at", "released_at")
    }
    pairs = pairs.mutate(**then)
    waiting = pairs.filter(pairs._stage == "open")
    ends = [_decided(waiting), _landed(waiting, "merged"), _landed(waiting, "released")]
    ends.append(_out(pairs.filter(pairs._stage == "merged")))
    union = reduce(lambda one, other: one.union(other), ends)
    return union.mutate(circle=ibis.literal(position, "int64"))


def _decided(pairs: ir.Table) -> ir.Table:
    """Wait for a close, whatever it brings."""
    left = ibis.coalesce(pairs.ended_at, pairs._at)
    return _waits(pairs, left, pairs.created_at, pairs.ended_at.notnull(), left, "decided")


def _landed(pairs: ir.Table, end: End) -> ir.Table:
    """Wait for a merge, or a release, which what was closed without a merge never comes to."""
    moment = pairs[f"{end}_at"]
    still = ibis.coalesce(pairs.ended_at, pairs._at)
    last = ibis.coalesce(moment, pairs._at)
    return _waits(pairs, still, pairs.created_at, moment.notnull(), last, end)


def _out(pairs: ir.Table) -> ir.Table:
    """Wait for a release after the merge."""
    merged = pairs.filter(pairs.merged_at.notnull())
    left = ibis.coalesce(merged.released_at, merged._at)
    return _waits(merged, left, merged.merged_at, merged.released_at.notnull(), left, "released")


def _waits(
    pairs: ir.Table,
    left: ir.Value,
    begin: ir.Value,
    answered: ir.Value,
    last: ir.Value,
    end: End,
) -> ir.Table:
    """Keep those that had not left their stage at the age asked for, and count from there."""
    begin_s = _seconds(begin)
    rows = pairs.mutate(
        _left_s=_seconds(left) - begin_s,
        wait_d=(_seconds(last) - begin_s - pairs._age_s) / DAY,
        answered=answered,
        end=ibis.literal(end),
    )
    rows = rows.filter(rows._left_s > rows._age_s)
    return rows.select("item", "end", "wait_d", "answered", "release", key="_key")


def _seconds(moment: ir.Value) -> ir.Value:
    return moment.epoch_seconds().cast("int64")


class _Circle(NamedTuple):
    """What one circle around one awaited item and end holds."""

    n: int
    ended: int
    releases: int


def forecasts(facts: Facts, awaited: Sequence[Awaited]) -> dict[tuple[str, End], Forecast]:
    """Foretell the ends of items from those like them.

    Parameters
    ----------
    facts
        Where the items are.
    awaited
        What is asked for, each with its own moment.

    Returns
    -------
    dict
        By key and end. What is open has all of `ENDS`, what is merged ``released`` alone. Of the
        circles of `LIKENESS` the closest counts in which `ENOUGH` ends were seen, else the widest.
    """
    if not awaited:
        return {}
    waits = waits_like(facts, awaited)
    cohort = waits.key + "\n" + waits.end + "\n" + waits.circle.cast("string")
    waits = waits.mutate(cohort=cohort)
    sizes = waits.group_by("cohort").agg(
        n=waits.count(),
        ended=waits.answered.cast("int64").sum(),
        releases=waits.release.nunique(where=waits.answered),
    )
    found = {
        row["cohort"]: _Circle(row["n"], row["ended"], row["releases"])
        for row in sizes.to_pyarrow().to_pylist()
    }
    chosen = {
        (one.key, end): _chosen(one.key, end, found)
        for one in awaited
        for end in ENDS
        if one.stage == "open" or end == "released"
    }
    wanted = sorted({cohort for cohort, _ in chosen.values() if cohort})
    steps = _steps(waits, wanted)
    return {
        (key, end): _forecast(key, end, cohort, size, steps)
        for (key, end), (cohort, size) in chosen.items()
    }


def _chosen(key: str, end: End, found: Mapping[str, _Circle]) -> tuple[str | None, _Circle]:
    """Choose the circle to go by; None: nothing is like it."""
    names = [f"{key}\n{end}\n{position}" for position in range(len(LIKENESS))]
    there = [(name, found[name]) for name in names if name in found]
    enough = [(name, size) for name, size in there if size.ended >= ENOUGH]
    if not there:
        return None, _Circle(0, 0, 0)
    return enough[0] if enough else there[-1]


def _steps(waits: ir.Table, cohorts: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    if not cohorts:
        return {}
    wanted = waits.filter(waits.cohort.isin(list(cohorts)))
    rows = survival_table(wanted, by="cohort").to_pyarrow().to_pylist()
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["group"], []).append(row)
    return found


def _forecast(
    key: str,
    end: End,
    cohort: str | None,
    size: _Circle,
    steps: Mapping[str, Sequence[Mapping[str, Any]]],
) -> Forecast:
    if cohort is None or size.n < FEWEST or (end == "released" and size.releases < FEWEST):
        return Forecast(key, end, size.n, size.ended, None, *(None,) * 5, "too few")
    rows = steps[cohort]
    half = read_survival(rows, cohort)
    like = LIKENESS[int(cohort.rpartition("\n")[2])][0]
    return Forecast(
        key, end, size.n, size.ended, like,
        half.median_d, half.low_d, half.high_d, day_reached(rows, cohort, 0.8),
        1 - float(rows[-1]["survival"]), "counted",
    )  # fmt: skip
