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
from twohats.facts.firsts import first_of_each
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
        release after the merge that is no pre-release; NULL: none), ``release`` (its tag) and
        ``is_covered`` (bool: everything opened there that day was read. Of what was opened before, only
        what lasted long may have been seen).
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
    found = _with_coverage(facts, found)
    return facts.keep(
        "lives",
        found.select(
            *("item", "repository", "community", "kind", "standing", "size"),
            *("created_at", "ended_at", "merged_at", "released_at", "release", "is_covered"),
        ),
    )


def _with_coverage(facts: Facts, items: ir.Table) -> ir.Table:
    """Say of each item whether all that was opened there that day was read."""
    schema = pa.schema(
        [("_place", pa.string()), ("_of", pa.string()), ("_from", _TIME), ("_to", _TIME)]
    )
    kinds = ("issue", "pull_request", "discussion", "topic")
    places = {promise.scope for promise in facts.coverage if promise.holds.startswith("items")}
    rows = [
        {"_place": place, "_of": kind, "_from": since, "_to": until}
        for place in sorted(places)
        for kind in kinds
        for since, until in facts.promised.spans(f"items.{kind}", place)
    ]
    spans = facts.keep("items_covered", ibis.memtable(pa.Table.from_pylist(rows, schema)))
    # Stretches of one place do not overlap, so that no item is doubled.
    found = items.left_join(
        spans,
        [
            items.repository == spans._place,
            items.kind == spans._of,
            items.created_at >= spans._from,
            items.created_at < spans._to,
        ],
    )
    return found.mutate(is_covered=found._place.notnull())


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
    return first_of_each(pairs, ["item"], "released_at", ["release"])


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
        One row per awaited item, end and item of the same community and kind: ``key, end, item``,
        ``circle`` (position of the closest of `LIKENESS` that both are in; the wider ones hold it,
        too), ``wait_d`` (days from the age on), ``answered`` (bool: the end was seen), ``release``.
        Nothing dated at or after the moment asked for is used, and nothing opened when not all
        that was opened was read.
    """
    pairs = facts.keep("pairs_alike", _pairs(facts, awaited))
    waiting = pairs.filter(pairs.stage == "open")
    ends = [_decided(waiting), _landed(waiting, "merged"), _landed(waiting, "released")]
    ends.append(_out(pairs.filter(pairs.stage == "merged")))
    return reduce(lambda one, other: one.union(other), ends)


def _pairs(facts: Facts, awaited: Sequence[Awaited]) -> ir.Table:
    """Set each awaited item beside all of its community and kind, as they stood at its moment."""
    every = lives(facts)
    asked = facts.keep("awaited", ibis.memtable(_asked(awaited)))
    about = every.select(
        "item", _repository="repository", _community="community", _kind="kind",
        _standing="standing", _size="size", _created_at="created_at", _merged_at="merged_at",
    )  # fmt: skip
    asked = asked.inner_join(about, "item").rename(_self="item")
    begins = (asked.stage == "open").ifelse(asked._created_at, asked._merged_at)
    asked = asked.mutate(age_s=_seconds(asked["at"]) - _seconds(begins))
    pairs = every.inner_join(
        asked,
        [
            every.community == asked._community,
            every.kind == asked._kind,
            every.created_at < asked["at"],
        ],
    )
    pairs = pairs.filter((pairs.item != pairs._self) & pairs.is_covered)
    then = {
        name: ibis.ifelse(pairs[name] < pairs["at"], pairs[name], ibis.null("timestamp('UTC')"))
        for name in ("ended_at", "merged_at", "released_at")
    }
    is_near = pairs.repository == pairs._repository
    is_alike = (is_near & (pairs.standing == pairs._standing)).fill_null(False)
    is_same = (is_alike & (pairs["size"] == pairs._size)).fill_null(False)
    circle = ibis.cases((is_same, 0), (is_alike, 1), (is_near, 2), else_=3).cast("int64")
    pairs = pairs.mutate(circle=circle, **then)
    # Whoever had left the stage at that age tells nothing of what still waits then.
    begin = (pairs.stage == "open").ifelse(pairs.created_at, pairs.merged_at)
    end = (pairs.stage == "open").ifelse(pairs.ended_at, pairs.released_at)
    left_s = _seconds(ibis.coalesce(end, pairs["at"])) - _seconds(begin)
    return pairs.filter(left_s > pairs.age_s).select(
        *("key", "stage", "at", "age_s", "item", "circle"),
        *("created_at", "ended_at", "merged_at", "released_at", "release"),
    )


def _asked(awaited: Sequence[Awaited]) -> pa.Table:
    schema = pa.schema(
        [("key", pa.string()), ("item", pa.string()), ("at", _TIME), ("stage", pa.string())]
    )
    rows = [{name: getattr(one, name) for name in schema.names} for one in awaited]
    return pa.Table.from_pylist(rows, schema)


def _decided(pairs: ir.Table) -> ir.Table:
    """Wait for a close, whatever it brings."""
    last = ibis.coalesce(pairs.ended_at, pairs["at"])
    return _waits(pairs, pairs.created_at, pairs.ended_at.notnull(), last, "decided")


def _landed(pairs: ir.Table, end: End) -> ir.Table:
    """Wait for a merge, or a release, which what was closed without a merge never comes to."""
    moment = pairs[f"{end}_at"]
    last = ibis.coalesce(moment, pairs["at"])
    return _waits(pairs, pairs.created_at, moment.notnull(), last, end)


def _out(pairs: ir.Table) -> ir.Table:
    """Wait for a release after the merge."""
    last = ibis.coalesce(pairs.released_at, pairs["at"])
    return _waits(pairs, pairs.merged_at, pairs.released_at.notnull(), last, "released")


def _waits(
    pairs: ir.Table, begin: ir.Value, answered: ir.Value, last: ir.Value, end: End
) -> ir.Table:
    """Count from the age asked for."""
    rows = pairs.mutate(
        wait_d=(_seconds(last) - _seconds(begin) - pairs.age_s) / DAY,
        answered=answered,
        end=ibis.literal(end),
    )
    return rows.select("key", "end", "circle", "item", "wait_d", "answered", "release")


def _seconds(moment: ir.Value) -> ir.Value:
    return moment.epoch_seconds().cast("int64")


class _Likes(NamedTuple):
    """What one circle around one awaited item and end holds, the closer ones included."""

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
    found = _counted(waits)
    wanted = [
        (one.key, end)
        for one in awaited
        for end in ENDS
        if one.stage == "open" or end == "released"
    ]
    chosen = {place: _chosen(found.get(place, {})) for place in wanted}
    steps = _steps(
        facts, waits, {place: circle for place, (circle, _) in chosen.items() if circle is not None}
    )
    return {
        place: _forecast(*place, circle, size, steps.get(place, ()))
        for place, (circle, size) in chosen.items()
    }


def _counted(waits: ir.Table) -> dict[tuple[str, End], dict[int, _Likes]]:
    """Count what lies in each circle, by awaited item and end."""
    per = waits.group_by("key", "end", "circle").agg(
        n=waits.count(), ended=waits.answered.cast("int64").sum()
    )
    out = waits.filter(waits.answered & (waits.end == "released"))
    rows = sorted(per.to_pyarrow().to_pylist(), key=lambda row: row["circle"])
    tags: dict[tuple[str, int], set[str]] = {}
    for row in out.select("key", "circle", "release").distinct().to_pyarrow().to_pylist():
        tags.setdefault((row["key"], row["circle"]), set()).add(row["release"])
    found: dict[tuple[str, End], dict[int, _Likes]] = {}
    seen: dict[tuple[str, End], set[str]] = {}
    for row in rows:
        place = (row["key"], row["end"])
        circles = found.setdefault(place, {})
        before = circles[max(circles)] if circles else _Likes(0, 0, 0)
        released = seen.setdefault(place, set())
        released |= tags.get((row["key"], row["circle"]), set())
        circles[row["circle"]] = _Likes(
            before.n + row["n"], before.ended + row["ended"], len(released)
        )
    return found


def _chosen(circles: Mapping[int, _Likes]) -> tuple[int | None, _Likes]:
    """Choose the circle to go by; None: nothing is like it."""
    there = sorted(circles.items())
    if not there:
        return None, _Likes(0, 0, 0)
    return next(((at, size) for at, size in there if size.ended >= ENOUGH), there[-1])


def _steps(
    facts: Facts, waits: ir.Table, chosen: Mapping[tuple[str, End], int]
) -> dict[tuple[str, End], list[dict[str, Any]]]:
    """Estimate, for each awaited item and end, over the circle that was chosen."""
    schema = pa.schema([("_key", pa.string()), ("_end", pa.string()), ("_circle", pa.int64())])
    rows = [{"_key": key, "_end": end, "_circle": at} for (key, end), at in chosen.items()]
    wanted = facts.keep("circles", ibis.memtable(pa.Table.from_pylist(rows, schema)))
    within = waits.inner_join(
        wanted,
        [waits.key == wanted._key, waits.end == wanted._end, waits.circle <= wanted._circle],
    )
    within = within.mutate(cohort=within.key + "\n" + within.end)
    found: dict[tuple[str, End], list[dict[str, Any]]] = {}
    for row in _thinned(survival_table(within, by="cohort")).to_pyarrow().to_pylist():
        key, _, end = row["group"].rpartition("\n")
        found.setdefault((key, end), []).append(row)
    return found


def _thinned(steps: ir.Table) -> ir.Table:
    """Keep the first step of each thousandth of the share that is left.

    Up to a thousand items each step has its own; of more, days by which a share was reached stay exact,
    and ends of intervals move by less than a thousandth.
    """
    slot = (steps.survival * 1000 - 1e-9).ceil()
    steps = steps.mutate(_slot=slot)
    order = ibis.window(group_by=[steps.group, steps._slot], order_by=steps.wait_d)
    steps = steps.mutate(_place=ibis.row_number().over(order))
    return steps.filter(steps._place == 0).order_by("group", "wait_d")


def _forecast(
    key: str,
    end: End,
    circle: int | None,
    size: _Likes,
    rows: Sequence[Mapping[str, Any]],
) -> Forecast:
    if circle is None or size.n < FEWEST or (end == "released" and size.releases < FEWEST):
        return Forecast(key, end, size.n, size.ended, None, *(None,) * 5, "too few")
    cohort = f"{key}\n{end}"
    half = read_survival(rows, cohort)
    return Forecast(
        key, end, size.n, size.ended, LIKENESS[circle][0],
        half.median_d, half.low_d, half.high_d, day_reached(rows, cohort, 0.8),
        1 - float(rows[-1]["survival"]), "counted",
    )  # fmt: skip
