"""What we asked of each community and what we gave it, in the same window and units.

Counts of things done, never of time. Source: docs/measures.md#give-and-take.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts

ASKED = ("changes", "issues", "reviews_received", "answers_received")
GIVEN = ("reviews", "answers", "triage", "merges", "releases")
TRIAGE = (
    "labeled", "unlabeled", "milestoned", "demilestoned", "assigned", "unassigned", "renamed",
    "review_requested", "closed", "reopened",
)  # fmt: skip
"""Events that put somebody else's item in order."""


@lru_cache(maxsize=8)
def deeds(facts: Facts) -> ir.Table:
    """List what was asked and given in the window, one row per person, item and kind of deed.

    Parameters
    ----------
    facts
        Window, people and scope are taken from it.

    Returns
    -------
    ibis.Table
        ``deed`` (one of `ASKED` or `GIVEN`), ``side`` (``asked``, ``given``), ``community, scope,
        repository, item, title, url, identity, label`` (who did it), ``happened_at`` (the first
        time), ``times`` (events). Asked: opened by one of ours, or done for an item of ours by
        somebody not ours. Given: done by one of ours for an item of somebody not ours. Bots and
        people unknown do neither; own and personal projects are left out.
    """
    acts = facts.within(facts.acts)
    acts = acts.filter(~acts.scope.isin(["own-project", "personal-project"]) & ~acts.actor_is_bot)
    ours, theirs = acts.actor_is_ours, ~acts.actor_is_ours
    for_us = acts.author_is_ours & theirs
    for_them = ours & ~acts.author_is_ours
    is_change = acts.item_kind == "pull_request"
    looked = acts.kind.isin(["reviewed", "review_commented"])
    deed = ibis.cases(
        (ours & (acts.kind == "opened") & is_change, "changes"),
        (ours & (acts.kind == "opened"), "issues"),
        (for_us & looked, "reviews_received"),
        (for_us & (acts.kind == "commented"), "answers_received"),
        (for_them & looked, "reviews"),
        (for_them & (acts.kind == "commented"), "answers"),
        (for_them & (acts.kind == "merged"), "merges"),
        (for_them & acts.kind.isin(TRIAGE), "triage"),
    )
    acts = acts.mutate(deed=deed).filter(deed.notnull())
    merges = acts.filter(acts.deed == "merges").select("item", "actor_person").distinct()
    # A merge closes as well; the close is part of it and not triage.
    closes = acts.filter((acts.deed == "triage") & (acts.kind == "closed"))
    extra = closes.semi_join(merges, ["item", "actor_person"]).select("event")
    acts = acts.anti_join(extra, "event")
    done = acts.group_by("deed", "community", "scope", "repository", "item", "actor_person").agg(
        identity=acts.actor.min(),
        label=acts.actor_label.min(),
        happened_at=acts.happened_at.min(),
        times=acts.count(),
    )
    items = facts.items.select("item", "title", "url")
    done = done.inner_join(items, "item").drop("actor_person")
    rows = done.union(_releases(facts).select(done.columns))
    return facts.keep(
        "deeds",
        rows.mutate(side=ibis.ifelse(rows.deed.isin(ASKED), "asked", "given")),
    )


def _releases(facts: Facts) -> ir.Table:
    """Releases that one of ours made in the window."""
    made = facts.tables["releases"].filter(lambda t: t.author.notnull())
    made = facts.within(made, "published_at")
    made = facts.who(made, "author", "published_at", "author")
    scopes = facts.scopes.select("repository", "scope", "community")
    made = made.inner_join(scopes, "repository")
    made = made.filter(
        made.author_is_ours
        & ~made.author_is_bot
        & ~made.scope.isin(["own-project", "personal-project"])
    )
    return made.select(
        "community",
        "scope",
        "repository",
        "url",
        deed=ibis.literal("releases"),
        item=made.repository + "@" + made.tag,
        title=ibis.coalesce(made.name, made.tag),
        identity=made.author,
        label=made.author_label,
        happened_at=made.published_at,
        times=ibis.literal(1, type="int64"),
    )


def give_and_take(rows: ir.Table) -> ir.Table:
    """Count deeds per community.

    Parameters
    ----------
    rows
        What `deeds` gives.

    Returns
    -------
    ibis.Table
        One row per community and scope: ``community, scope``, one count per deed, ``asked`` and
        ``given``; what is upstream first, then most asked and given, then by name.
    """
    counts = {name: (rows.deed == name).cast("int64").sum() for name in (*ASKED, *GIVEN)}
    return (
        rows.group_by("community", "scope")
        .agg(
            **counts,
            asked=(rows.side == "asked").cast("int64").sum(),
            given=(rows.side == "given").cast("int64").sum(),
        )
        .order_by(
            lambda t: (t.scope == "upstream").desc(),
            lambda t: (t.asked + t.given).desc(),
            "community",
        )
    )
