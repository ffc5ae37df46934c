"""People who became maintainers, as the rosters that communities keep say.

Whether we had a part in it no trace tells. Source: docs/outcome.md.
"""

from functools import lru_cache

import ibis.expr.types as ir

from twohats.facts import Facts

ROLES = ("maintainer", "approver")
"""Roles of rosters that let somebody decide what is merged."""


@lru_cache(maxsize=8)
def new_maintainers(facts: Facts) -> ir.Table:
    """List who became a maintainer in the window.

    Returns
    -------
    ibis.Table
        One row per person and community: ``community`` (owner key), ``account, person, label,
        is_ours`` (on that day), ``role, body, from_at, source_path`` (of the earliest such role that
        is dated). Who held one there before, or whose role has no date, is left out; so are bots.
    """
    roles = facts.tables["memberships"]
    roles = roles.filter(roles.account.notnull() & roles.role.isin(ROLES))
    roles = facts.who(roles, "account", "from_at", "who")
    roles = roles.filter(~roles.who_is_bot)
    dated = roles.mutate(community=roles.owner)
    first = dated.group_by("community", "who_person").agg(
        from_at=dated.from_at.min(),
        is_dated=dated.from_at.notnull().all(),
        # Of roles that began on one day the same one each time.
        at=(dated.from_at.cast("string") + " " + dated.role + " " + dated.account).min(),
    )
    first = facts.within(first.filter(first.is_dated), "from_at")
    dated = dated.mutate(at=dated.from_at.cast("string") + " " + dated.role + " " + dated.account)
    found = dated.semi_join(first, ["community", "who_person", "at"])
    found = found.group_by("community", "who_person").agg(
        account=found.account.min(),
        label=found.who_label.min(),
        is_ours=found.who_is_ours.max(),
        role=found.role.min(),
        body=found.body.min(),
        from_at=found.from_at.min(),
        source_path=found.source_path.min(),
    )
    return facts.keep("new_maintainers", found.rename(person="who_person"))
