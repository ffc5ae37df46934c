"""Who could decide what is merged, and when, as far as rosters and merges tell."""

from datetime import UTC, datetime
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts.author_lines import authored
from twohats.facts.facts import Facts

MERGING = (
    "maintainer",
    "approver",
    "committer",
    "code_owner",
    "owner",
    "admin",
    "lead",
    "steering",
)
"""Roles whose holders decide what is merged."""
MERGING_BODY = r"(?i)maintain|\bcore\b|committer|council|steering|\badmin"
"""Bodies whose members decide what is merged, where a roster knows members only."""
MERGE_SUBJECT = r"^Merge (?:pull request #\d+|[\w./-]+#\d+)"
"""First line of a commit by which somebody merged a pull request; what contributors merge into
their own branches reads otherwise."""
YEAR_D = 365
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""First day of a role that has none: it is taken as held all along."""


def roles(facts: Facts) -> ir.Table:
    """List the roles that accounts hold or held.

    Returns
    -------
    ibis.Table
        One row per row of ``memberships`` that names an account: ``account, role, body, community``
        (owner key), ``repository`` (NULL: held in the whole community), ``from_at``, ``until_at``
        (NULL: not said), ``source_path``, ``oid`` (commit of that file).
    """
    told = facts.tables["memberships"]
    told = told.filter(told.account.notnull())
    owner = told.repository.re_replace(r"/[^/]*$", "")
    # What lies in a subgroup may be of a community that is named by a group above it.
    places = facts.scopes.select("repository", _community="community")
    told = told.mutate(_owner=owner).left_join(places, "repository")
    return told.select(
        *("account", "role", "body", "repository", "from_at", "until_at", "source_path", "oid"),
        community=ibis.coalesce(told.owner, told._community, told._owner),
    )


def merges(facts: Facts) -> ir.Table:
    """List who merged when, by events of a forge and by commits.

    Returns
    -------
    ibis.Table
        One row per merge and trace of it: ``repository, identity, merged_at``.
    """
    acts = facts.done.filter(lambda t: (t.kind == "merged") & t.actor.notnull())
    made = authored(facts).filter(lambda t: t.parents.length() > 1)
    made = made.filter(made.subject.re_search(MERGE_SUBJECT).fill_null(False))
    return acts.select("repository", identity="actor", merged_at="happened_at").union(
        made.select("repository", "identity", merged_at="committed_at")
    )


@lru_cache(maxsize=8)
def deciding_periods(facts: Facts) -> ir.Table:
    """List who could decide what is merged, and when.

    Where a roster names people who decide, they did while it says so. Elsewhere whoever merged could
    for a year from then on.

    Returns
    -------
    ibis.Table
        One row per repository, person and period ``[from_at, until_at)``: ``repository, community,
        person, label, role`` (NULL where only merges tell), ``from_at, until_at, basis`` (``role``,
        ``merged``). Periods of roles may overlap. Bots are none.
    """
    held = _by_roles(facts)
    told = held.select("repository").distinct()
    merged = _by_merges(facts).anti_join(told, "repository")
    return facts.keep("deciding_periods", held.union(merged.select(held.columns)))


def _by_roles(facts: Facts) -> ir.Table:
    held = roles(facts)
    is_member = (held.role.lower() == "member") & held.body.re_search(MERGING_BODY)
    decides = (held.role.lower().isin(list(MERGING)) | is_member).fill_null(False)
    held = held.filter(decides).rename(_in="repository")
    places = facts.scopes.select("repository", "community")
    joined = places.inner_join(held, "community")
    joined = joined.filter(joined._in.isnull() | (joined._in == joined.repository))
    return _named(
        facts,
        joined.mutate(
            identity=joined.account,
            from_at=ibis.coalesce(joined.from_at, ibis.literal(BEGINNING)),
            until_at=ibis.coalesce(joined.until_at, ibis.literal(facts.as_of)),
            basis=ibis.literal("role"),
        ),
    )


def _by_merges(facts: Facts) -> ir.Table:
    """Let each merge count for a year, or until the next one by the same person."""
    places = facts.scopes.select("repository", "community")
    made = merges(facts).inner_join(places, "repository")
    made = made.mutate(
        role=ibis.null("string"),
        from_at=made.merged_at,
        until_at=made.merged_at + ibis.interval(days=YEAR_D),
        basis=ibis.literal("merged"),
    )
    known = _named(facts, made).distinct()
    next_at = known.from_at.lead().over(
        group_by=["repository", "person"], order_by=[known.from_at, known.label]
    )
    return known.mutate(until_at=ibis.least(known.until_at, ibis.coalesce(next_at, known.until_at)))


def _named(facts: Facts, table: ir.Table) -> ir.Table:
    """Join identities into people, and leave bots out."""
    table = table.mutate(_at=ibis.literal(facts.as_of))
    known = facts.who(table, "identity", "_at", "actor")
    known = known.filter(~known.actor_is_bot)
    return known.select(
        *("repository", "community", "role", "basis"),
        # Engines date literals and columns in units of their own.
        from_at=known.from_at.cast("timestamp('UTC', 6)"),
        until_at=known.until_at.cast("timestamp('UTC', 6)"),
        person="actor_person",
        label="actor_label",
    )
