"""How open our own projects are: who from outside changes, reviews and maintains them.

Work there is no upstream work, and nothing of it is counted as such. Source: docs/measures.md#openness.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import moment_key
from twohats.measures.first_response import first_responses


@lru_cache(maxsize=8)
def own_changes(facts: Facts) -> ir.Table:
    """List the changes merged in our own projects in the window.

    Returns
    -------
    ibis.Table
        One row per change: ``repository, item, title, url, author, author_person, author_label,
        author_is_bot, author_is_ours`` (bool, on the day it was opened; NULL where the account is
        gone), ``merged_at, merger, merger_person, merger_label, merger_is_bot, merger_is_ours``
        (on the day of the merge; NULL where nobody is known).
    """
    items = facts.within(facts.items, "merged_at")
    items = items.filter((items.scope == "own-project") & (items.kind == "pull_request"))
    merges = facts.acts.filter(lambda t: (t.kind == "merged") & t.actor.notnull())
    # Sources without this column tell by their events who merged.
    told = merges.group_by("item").agg(
        _told=merges.actor.argmax(moment_key(merges.happened_at, merges.actor))
    )
    items = items.left_join(told, "item").drop("item_right")
    items = items.mutate(merger=ibis.coalesce(items.merged_by, items._told))
    author = [f"author_{name}" for name in ("person", "label", "is_bot", "is_ours")]
    merger = [f"merger_{name}" for name in ("person", "label", "is_bot", "is_ours")]
    return facts.keep(
        "own_changes",
        facts.who(items, "merger", "merged_at", "merger").select(
            *("repository", "item", "title", "url", "author", *author),
            *("merged_at", "merger", *merger),
        ),
    )


@lru_cache(maxsize=8)
def own_reviews(facts: Facts) -> ir.Table:
    """List who reviewed which change of somebody else in our own projects in the window.

    Returns
    -------
    ibis.Table
        One row per person and change: ``repository, item, title, url, reviewer, reviewer_person,
        reviewer_label, reviewer_is_ours, happened_at`` (the first time), ``times``. Bots are left
        out, and so is whom nobody knows.
    """
    acts = facts.within(facts.acts)
    acts = acts.filter(
        (acts.scope == "own-project")
        & (acts.item_kind == "pull_request")
        & acts.kind.isin(["reviewed", "review_commented"])
        & acts.actor.notnull()
        & ~acts.actor_is_bot
        & (acts.author_person.isnull() | (acts.actor_person != acts.author_person))
    )
    done = acts.group_by("repository", "item", reviewer_person="actor_person").agg(
        reviewer=acts.actor.min(),
        reviewer_label=acts.actor_label.min(),
        reviewer_is_ours=acts.actor_is_ours.max(),
        happened_at=acts.happened_at.min(),
        times=acts.count(),
    )
    items = facts.items.select("item", "title", "url")
    return facts.keep("own_reviews", done.inner_join(items, "item"))


def outside_waits(facts: Facts) -> ir.Table:
    """List what people who are not ours opened in our own projects in the window, and how long it waited.

    Returns
    -------
    ibis.Table
        Rows of `twohats.measures.first_response.first_responses`.
    """
    responses = facts.within(first_responses(facts), "clock_at")
    return responses.filter(
        (responses.scope == "own-project") & responses.author_group.isin(["newcomer", "returning"])
    )
