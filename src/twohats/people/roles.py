"""Who holds which role where, by date; and who may merge where, as far as anybody can tell."""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.deciding import MERGING, MERGING_BODY, YEAR_D, merges, roles

__all__ = ["TRIAGING", "in_force", "maintainers", "roles", "triagers"]

TRIAGING = ("triager", "triage", "reviewer")
"""Roles whose holders sort and review, and may not merge."""


@lru_cache(maxsize=8)
def maintainers(facts: Facts) -> ir.Table:
    """List who may merge in each repository on the as-of date.

    Where a roster names people who decide on merges, these; else those who merged there in the year
    before. A role without a first day is taken as held all along.

    Returns
    -------
    ibis.Table
        One row per repository and person: ``repository, community, person, label, is_ours`` (on the
        as-of date), ``basis`` (``role``, or ``merged``: in the past year). Bots are none.
    """
    held = _holders(facts, MERGING, MERGING_BODY)
    merged = _mergers(facts).anti_join(held.select("repository").distinct(), "repository")
    return facts.keep("maintainers", held.union(merged.select(*held.columns)))


@lru_cache(maxsize=8)
def triagers(facts: Facts) -> ir.Table:
    """List who may sort and review, and not merge, with the columns of `maintainers`."""
    team = maintainers(facts).select("repository", "person")
    return facts.keep(
        "triagers", _holders(facts, TRIAGING).anti_join(team, ["repository", "person"])
    )


def in_force(facts: Facts, table: ir.Table) -> ir.Table:
    """Keep the roles held on the as-of date."""
    now = ibis.literal(facts.as_of)
    begun = table.from_at.isnull() | (table.from_at <= now)
    return table.filter(begun & (table.until_at.isnull() | (table.until_at > now)))


def _holders(facts: Facts, names: tuple[str, ...], bodies: str | None = None) -> ir.Table:
    """Who holds one of these roles, per repository."""
    held = in_force(facts, roles(facts))
    is_it = held.role.lower().isin(list(names))
    if bodies is not None:
        is_it = is_it | ((held.role.lower() == "member") & held.body.re_search(bodies))
    held = held.filter(is_it.fill_null(False)).select("account", "community", _in="repository")
    places = facts.scopes.select("repository", "community")
    joined = places.inner_join(held, "community")
    joined = joined.filter(joined._in.isnull() | (joined._in == joined.repository))
    return _people(facts, joined.select("repository", "community", identity="account"), "role")


def _mergers(facts: Facts) -> ir.Table:
    """Who merged in the past year."""
    since = ibis.literal(facts.as_of) - ibis.interval(days=YEAR_D)
    late = merges(facts).filter(lambda t: t.merged_at >= since)
    places = facts.scopes.select("repository", "community")
    both = late.select("repository", "identity").distinct()
    return _people(facts, both.inner_join(places, "repository"), "merged")


def _people(facts: Facts, table: ir.Table, basis: str) -> ir.Table:
    """Join identities into people; each once per repository."""
    table = table.mutate(_at=ibis.literal(facts.as_of) - ibis.interval(seconds=1))
    known = facts.who(table, "identity", "_at", "actor")
    known = known.filter(~known.actor_is_bot)
    each = known.group_by("repository", "community", person="actor_person").agg(
        label=known.actor_label.min(), is_ours=known.actor_is_ours.max()
    )
    return each.mutate(basis=ibis.literal(basis))
