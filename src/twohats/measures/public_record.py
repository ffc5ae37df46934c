"""What one person's public record holds, community by community: for that person alone.

Source: docs/growth.md.
"""

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts

LOOKED = ("reviewed", "review_commented")


def public_record(facts: Facts, person: str) -> ir.Table:
    """Count what a person has done in each upstream community up to the as-of date.

    Parameters
    ----------
    facts
        All history counts, whatever the window.
    person
        Person key.

    Returns
    -------
    ibis.Table
        One row per community: ``community``, ``first_at, last_at`` (of anything they did there),
        ``reviews`` (changes of others they reviewed), ``reviews_or_merges`` (changes of others they
        reviewed or merged), ``merged`` (changes of theirs that were merged), ``contributions``
        (items they had any part in).
    """
    acts = facts.acts.filter((facts.acts.actor_person == person) & (facts.acts.scope == "upstream"))
    is_change = acts.item_kind == "pull_request"
    others = ~(acts.author_person == person).fill_null(False)
    looked = is_change & others & acts.kind.isin(LOOKED)
    merged = is_change & others & (acts.kind == "merged")
    done = acts.group_by("community").agg(
        first_at=acts.happened_at.min(),
        last_at=acts.happened_at.max(),
        reviews=acts.item.nunique(where=looked),
        reviews_or_merges=acts.item.nunique(where=looked | merged),
        contributions=acts.item.nunique(),
    )
    items = facts.items
    mine = items.filter(
        (items.author_person == person)
        & (items.scope == "upstream")
        & (items.kind == "pull_request")
        & items.merged_at.notnull()
    )
    own = mine.group_by("community").agg(merged=mine.item.nunique())
    joined = done.left_join(own, "community").drop("community_right")
    return joined.mutate(merged=ibis.coalesce(joined.merged, 0)).order_by("community")
