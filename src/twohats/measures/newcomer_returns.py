"""Newcomers by how long they waited, and whether they returned: a look at communities, never at a person.

A landmark keeps the two apart in time. How long somebody waited is looked at 30 days after they came, and
only what they opened after that day counts as a return. So nobody who came back quickly makes a short wait
look good, and nobody could return before their wait was over. Source: docs/returns.md.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.coverage import BEGINNING
from twohats.facts.firsts import first_of_each
from twohats.measures.first_response import DAY, first_responses

LANDMARK_D = 30
"""Days after which it is looked at how long somebody had waited by then."""
FOLLOW_D = 180
"""Days from the landmark within which opening something is a return."""
GROUPS = ("within 1 day", "within 7 days", "within 30 days", "not in 30 days")
"""By the first answer of a human; the shortest wait first."""


@lru_cache(maxsize=8)
def newcomer_returns(facts: Facts) -> ir.Table:
    """List everybody who was new to an upstream community, with their wait and return.

    Parameters
    ----------
    facts
        All history up to the as-of date counts, whatever the window.

    Returns
    -------
    ibis.Table
        One row per community and person who is not ours, no bot and known, for the first thing
        of theirs seen there: ``community, repository, item, title, url, item_kind, author_person,
        came_at`` (opened, or ready for review), ``wait_d`` (float, days to the first answer by
        another human, at most `LANDMARK_D`), ``answered`` (bool, by the landmark), ``wait_group``
        (one of `GROUPS`), ``returned`` (bool: opened something there in the `FOLLOW_D` days from the
        landmark), ``known_at`` (when that could be known) and ``may_be_known`` (bool: they came in
        the first `FOLLOW_D` days of a history that does not reach back to its beginning, so that
        they may have been there before).
    """
    items = facts.items.filter(
        (facts.items.scope == "upstream")
        & facts.items.author.notnull()
        & ~facts.items.author_is_bot
        & ~facts.items.author_is_ours
    )
    opened = items.select("community", "author_person", "created_at", "item", item_kind="kind")
    first = first_of_each(opened, ["community", "author_person"], "created_at", ["item"])
    first = first.drop("created_at")
    waits = first_responses(facts).select(
        "item", "repository", "title", "url", "clock_at", "response_at", item_kind="kind"
    )
    found = first.inner_join(waits, "item")
    waited_s = found.response_at.epoch_seconds().cast(
        "int64"
    ) - found.clock_at.epoch_seconds().cast("int64")
    waited_d = ibis.greatest(waited_s, 0) / DAY
    answered = (found.response_at.notnull() & (waited_d <= LANDMARK_D)).fill_null(False)
    found = found.mutate(
        came_at=found.clock_at,
        answered=answered,
        wait_d=ibis.ifelse(answered, waited_d, float(LANDMARK_D)),
        landmark_at=found.clock_at + ibis.interval(days=LANDMARK_D),
        known_at=found.clock_at + ibis.interval(days=LANDMARK_D + FOLLOW_D),
    ).drop("clock_at", "response_at")
    later = found.select("community", "author_person", "landmark_at", "known_at").inner_join(
        opened.select("community", "author_person", "created_at"), ["community", "author_person"]
    )
    later = later.filter(
        (later.created_at > later.landmark_at) & (later.created_at <= later.known_at)
    )
    back = later.select("community", "author_person").distinct().mutate(_back=True)
    # What was read from the beginning knows who is new; other histories learn it in time.
    whole = [
        scope
        for scope in sorted({promise.scope for promise in facts.coverage})
        if any(start == BEGINNING for start, _ in facts.promised.spans("items", scope))
    ]
    starts = facts.items.group_by("repository").agg(_starts_at=facts.items.created_at.min())
    found = found.left_join(starts, "repository").drop("repository_right")
    found = found.mutate(
        may_be_known=(found.came_at < found._starts_at + ibis.interval(days=FOLLOW_D))
        & ~found.repository.isin(whole)
        if whole
        else found.came_at < found._starts_at + ibis.interval(days=FOLLOW_D)
    ).drop("_starts_at")
    keys = ["community", "author_person"]
    joined = found.left_join(back, keys).drop(*(f"{key}_right" for key in keys), "landmark_at")
    return facts.keep(
        "newcomer_returns",
        joined.mutate(
            returned=joined._back.fill_null(False),
            wait_group=ibis.cases(
                (~joined.answered, GROUPS[3]),
                (joined.wait_d <= 1, GROUPS[0]),
                (joined.wait_d <= 7, GROUPS[1]),
                else_=GROUPS[2],
            ),
        ).drop("_back"),
    )
