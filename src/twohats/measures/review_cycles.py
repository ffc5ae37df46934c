"""*Change Request Review Duration* and *Review Cycle Duration*: how long changes wait for a review."""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import DAY, first_responses
from twohats.measures.measure import Measure
from twohats.measures.medians import median_numbers, survival_sums
from twohats.records.measures import Definition

LOOKS = ("reviewed", "review_commented")
PUSHES = ("committed", "force_pushed")
_SHOWN = (
    "repository", "community", "item", "title", "url", "author", "author_person", "author_label",
    "author_group", "began_at", "ended_at", "wait_d", "answered", "cycle",
)  # fmt: skip


@lru_cache(maxsize=8)
def cycles(facts: Facts) -> ir.Table:
    """List the review cycles that began in the window.

    Returns
    -------
    ibis.Table
        One row per change and cycle: ``repository, community, item, title, url``, the author,
        ``author_group``, ``began_at`` (submitted or ready for the first cycle; for each further one the
        first push after a review), ``ended_at`` (a review by another human, a merge or a close; else
        the as-of date), ``wait_d``, ``answered`` (bool: reviewed or merged; a close without either and
        what still waits are not) and ``cycle`` (``first``, ``later``).
    """
    changes = first_responses(facts).filter(lambda t: t.kind == "pull_request")
    # No cycle of the window is one of a change that was over before it began.
    ends = facts.items.select("item", "merged_at", "closed_at")
    over_at = ibis.coalesce(ends.merged_at, ends.closed_at)
    ends = ends.filter(over_at.isnull() | (over_at > facts.window.since))
    changes = changes.inner_join(ends, "item").select(
        *("item", "repository", "community", "title", "url", "author", "author_person"),
        *("author_label", "author_group", "clock_at", "merged_at", "closed_at"),
    )
    parts = _parts(facts, changes)
    # The first push after the last review begins a cycle; without one nothing new waits.
    per = parts.group_by("item", "reviews_before").agg(
        _push_at=parts.happened_at.min(where=~parts.is_look),
        _look_at=parts.happened_at.min(where=parts.is_look),
    )
    before_any, between = (per.filter(per.reviews_before == 0), per.filter(per.reviews_before > 0))
    first = changes.left_join(before_any, "item").drop("item_right")
    first = first.mutate(began_at=first.clock_at, cycle=ibis.literal("first"))
    later = changes.inner_join(between, "item")
    later = later.mutate(began_at=later._push_at, cycle=ibis.literal("later"))
    every = first.union(later.select(first.columns))
    closed_at = ibis.coalesce(every.merged_at, every.closed_at)
    every = every.filter(
        every.began_at.notnull() & (closed_at.isnull() | (every.began_at < closed_at))
    )
    end = ibis.least(
        ibis.coalesce(every._look_at, ibis.literal(facts.as_of)),
        ibis.coalesce(every.merged_at, every.closed_at, ibis.literal(facts.as_of)),
    )
    wait_s = end.epoch_seconds().cast("int64") - every.began_at.epoch_seconds().cast("int64")
    every = every.mutate(
        ended_at=end,
        wait_d=ibis.greatest(wait_s, 0) / DAY,
        answered=every.merged_at.notnull() | (every._look_at.notnull() & (every._look_at <= end)),
    )
    return facts.keep("review_cycles", facts.within(every, "began_at").select(_SHOWN))


def _parts(facts: Facts, changes: ir.Table) -> ir.Table:
    """List pushes and reviews of changes since their clock, each with the reviews before it."""
    acts = facts.acts.filter(lambda t: t.kind.isin([*LOOKS, *PUSHES]))
    own = ibis.coalesce(acts.actor_person == acts.author_person, False)
    is_look = acts.kind.isin(LOOKS)
    looks_of_others = is_look & ~own & ~acts.actor_is_bot & acts.actor_person.notnull()
    acts = acts.filter(~is_look | looks_of_others)
    acts = acts.select("item", "happened_at", "event", is_look=is_look)
    clocks = changes.select("item", "clock_at")
    acts = acts.inner_join(clocks, "item").filter(lambda t: t.happened_at >= t.clock_at)
    before = ibis.window(
        group_by=acts.item,
        order_by=[acts.happened_at, acts.event],
        preceding=None,
        following=0,
    )
    looks = acts.is_look.cast("int64")
    return acts.mutate(reviews_before=looks.sum().over(before) - looks)


def _first(facts: Facts) -> ir.Table:
    return cycles(facts).filter(lambda t: t.cycle == "first")


_NEEDS = (("items.pull_request",), ("events.reviewed", "events.review_commented"))
_CHOICES = {
    "review": "a submitted review or a line comment by another human",
    "clock": "from the opening; for a draft from the moment it is marked as ready",
    "ends": "with a review or a merge; what was closed without either and what still waits is censored",
    "bots": "neither write nor review",
}

MEASURES = (
    Measure(
        Definition(
            "change_request_review_duration", "Change request review duration",
            "Days until half of the changes submitted had a first review by another human.", "days",
            "https://chaoss.community/?p=4920", _NEEDS, _CHOICES,
            parts=("newcomer", "returning", "ours", "unknown"), needs_whole_history=True,
        ),
        _first, survival_sums("author_group"), median_numbers,
    ),
    Measure(
        Definition(
            "review_cycle_duration", "Review cycle duration",
            "Days until half of what was submitted or updated after a review was looked at again.",
            "days", "https://chaoss.community/?p=3445", (*_NEEDS, ("events.committed",)),
            {**_CHOICES, "cycle": "begins anew with the first push after a review; commits are dated "
             "as git has it, pushes by force as the forge has it"},
            parts=("first", "later"),
        ),
        cycles, survival_sums("cycle"), median_numbers,
    ),
)  # fmt: skip
