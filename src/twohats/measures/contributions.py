"""What people contributed, of any kind: the rows from which measures about people are made.

Source: docs/measures.md#contributions.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.author_lines import authored
from twohats.measures.give_and_take import TRIAGE

KINDS = ("change", "commit", "review", "comment", "issue", "triage", "merge", "release")
"""Kinds of contributions; a change is a pull request that was merged."""


@lru_cache(maxsize=8)
def contributions(facts: Facts) -> ir.Table:
    """List what anybody contributed up to the as-of date, whatever the window.

    Returns
    -------
    ibis.Table
        One row per contribution: ``repository, community, scope, item, kind`` (one of `KINDS`),
        ``actor`` (account or address; NULL where the account is gone), ``actor_person`` (NULL too),
        ``actor_label, actor_is_ours, happened_at``. One per person, item and kind, dated by the first
        time; commits each. What bots did is left out, and so are reviews of one's own change and
        triage of one's own item.
    """
    rows = _from_items(facts).union(_releases(facts)).union(_commits(facts))
    return facts.keep("contributions", rows)


COLUMNS = (
    "repository", "community", "scope", "item", "kind", "actor", "actor_person", "actor_label",
    "actor_is_ours", "happened_at",
)  # fmt: skip


def in_window(facts: Facts) -> ir.Table:
    """List the contributions of the window."""
    return facts.within(contributions(facts))


def _from_items(facts: Facts) -> ir.Table:
    """List what stands in a timeline, and changes by their authors."""
    acts = facts.acts.filter(~facts.acts.actor_is_bot)
    # A merge closes as well; the close is part of it and not triage.
    acts = acts.filter(~((acts.kind == "closed") & acts.item_is_merged))
    own = ibis.coalesce(acts.actor_person == acts.author_person, False)
    kind = ibis.cases(
        ((acts.kind == "opened") & (acts.item_kind == "issue"), "issue"),
        (~own & (acts.kind == "reviewed"), "review"),
        (acts.kind == "commented", "comment"),
        (acts.kind == "merged", "merge"),
        (~own & acts.kind.isin(TRIAGE), "triage"),
    )
    acts = acts.mutate(_kind=kind).filter(kind.notnull())
    known, unknown = acts.filter(acts.actor.notnull()), acts.filter(acts.actor.isnull())
    # An item lies in one place: as a key each of its columns would cost as much as the item does.
    first = known.group_by("item", "actor_person", kind="_kind").agg(
        repository=known.repository.max(),
        community=known.community.max(),
        scope=known.scope.max(),
        actor=known.actor.min(),
        actor_label=known.actor_label.min(),
        actor_is_ours=known.actor_is_ours.argmin(known.happened_at),
        happened_at=known.happened_at.min(),
    )
    # Of accounts that are gone nobody can say which is which: each thing stays for itself.
    rest = unknown.drop("kind").rename(kind="_kind")
    merged = facts.items.filter(facts.items.merged_at.notnull() & ~facts.items.author_is_bot)
    merged = merged.filter(merged.kind == "pull_request").drop("kind")
    changes = merged.mutate(kind=ibis.literal("change"), happened_at=merged.merged_at)
    changes = changes.rename(
        actor="author",
        actor_person="author_person",
        actor_label="author_label",
        actor_is_ours="author_is_ours",
    )
    return first.select(COLUMNS).union(rest.select(COLUMNS)).union(changes.select(COLUMNS))


def _releases(facts: Facts) -> ir.Table:
    made = facts.tables["releases"].filter(lambda t: t.published_at.notnull())
    made = facts.who(made, "author", "published_at", "actor")
    made = made.filter(~made.actor_is_bot)
    return _placed(
        facts,
        made.mutate(
            item=made.repository + "@" + made.tag,
            kind=ibis.literal("release"),
            actor=made.author,
            happened_at=made.published_at,
        ),
    )


def _commits(facts: Facts) -> ir.Table:
    """List commits by their authors, those that joined two branches left out."""
    made = authored(facts)
    made = made.filter(~made.actor_is_bot & (made.parents.length() < 2))
    return _placed(
        facts,
        made.mutate(
            item=made.repository + "@" + made.oid,
            kind=ibis.literal("commit"),
            actor=made.identity,
            happened_at=made.authored_at,
        ),
    )


def _placed(facts: Facts, table: ir.Table) -> ir.Table:
    scopes = facts.scopes.select("repository", "community", "scope")
    return table.inner_join(scopes, "repository").select(COLUMNS)
