"""``roles``: who holds which role upstream on a date, where that is written, and for whom they work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.deciding import deciding_periods, roles
from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.page import pseudonyms_of, shown_with
from twohats.flow.rows import Row, fetch
from twohats.people.roles import in_force

COLUMNS = (
    "community", "repository", "role", "body", "who", "is_ours", "employer", "employer_basis",
    "from_at", "until_at", "source_path", "commit",
)  # fmt: skip
"""One row per role, person and period; ``role`` is NULL of whoever merged where no roster names anybody."""
NO_UPSTREAM = ("own-project", "personal-project")
"""Scopes of repositories whose roles are no roles upstream."""


@dataclass(frozen=True)
class RolesFound:
    """Roles in force on the as-of date, or all that were ever held."""

    rows: tuple[Row, ...]
    meta: Mapping[str, Any]


def roles_held(
    opened: Opened, *, communities: Sequence[str] = (), with_ended: bool = False
) -> RolesFound:
    """List dated roles with the employer of the day.

    Parameters
    ----------
    opened
        A workspace with its facts.
    communities
        Owner keys; empty: all that are upstream, or not known not to be.
    with_ended
        Roles that ended, or have not begun, too; their employer is that of the role's last day.
    """
    facts = opened.facts
    merging = deciding_periods(facts).filter(lambda t: t.basis == "merged")
    merging = merging.group_by("repository", "community", "person").agg(
        from_at=merging.from_at.min(), until_at=merging.until_at.max()
    )
    merging = merging.mutate(
        account=merging.person,
        # A year after a merge nobody knows yet whether there will be another.
        until_at=(merging.until_at <= ibis.literal(facts.as_of)).ifelse(merging.until_at, None),
        **{name: ibis.null("string") for name in ("role", "body", "source_path", "oid")},
    )
    found = roles(facts)
    found = found.union(merging.select(found.columns))
    if not with_ended:
        found = in_force(facts, found)
    found = (
        found.filter(found.community.isin(communities)) if communities else _upstream(facts, found)
    )
    last = ibis.literal(facts.as_of) - ibis.interval(seconds=1)
    ended = found.until_at - ibis.interval(seconds=1)
    at = ibis.least(last, ibis.coalesce(ended, last)).cast("timestamp('UTC', 6)")
    who = facts.who(found.mutate(_at=at), "account", "_at", "who")
    who = facts.employed(who.filter(~who.who_is_bot), "_at", "who")
    shown = who.select(
        *("community", "repository", "role", "body", "from_at", "until_at", "source_path"),
        who="who_label",
        is_ours="who_is_ours",
        employer="who_employer",
        employer_basis="who_employer_basis",
        commit="oid",
    ).order_by("community", "repository", "role", "body", "who", "from_at")
    rows = shown_with(
        [{name: row[name] for name in COLUMNS} for row in fetch(shown)], pseudonyms_of(opened)
    )
    return RolesFound(tuple(rows), {**meta(opened), "unit": "roles", **NOTES})


NOTES = {
    "role": "as the roster words it; empty: no roster names anybody who decides there, and this person "
    "merged in the year before",
    "from_at": "empty: the roster does not say since when; of merges: the first one",
    "employer": "on that day: team file, then the list of affiliations, then the profile; empty: nobody "
    "knows",
}


def _upstream(facts: Facts, found: ir.Table) -> ir.Table:
    """Leave out roles in repositories and communities that are our own."""
    own = facts.scopes.filter(facts.scopes.scope.isin(NO_UPSTREAM))
    others = (
        facts.scopes.filter(~facts.scopes.scope.isin(NO_UPSTREAM)).select("community").distinct()
    )
    found = found.anti_join(own.select("repository"), "repository")
    only_own = own.select("community").distinct().anti_join(others, "community")
    return found.anti_join(only_own, "community")
