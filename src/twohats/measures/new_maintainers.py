"""People who became maintainers, as the rosters that communities keep say.

Whether we had a part in it no trace tells. Source: docs/outcome.md.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.deciding import MERGING, MERGING_BODY, roles


@lru_cache(maxsize=8)
def new_maintainers(facts: Facts) -> ir.Table:
    """List who became a maintainer in the window: whose first role that decides on merges began in it.

    Returns
    -------
    ibis.Table
        One row per person and community: ``community`` (owner key), ``account, person, label,
        is_ours`` (on that day), ``role, body, from_at, source_path`` (of their earliest such role).
        Who held one there before, or one of whose roles there has no date, is left out; so are bots.
    """
    held = roles(facts)
    by_role = held.role.lower().isin(list(MERGING))
    by_body = (held.role.lower() == "member") & held.body.re_search(MERGING_BODY)
    held = held.filter((by_role | by_body).fill_null(False))
    held = facts.who(held, "account", "from_at", "who")
    held = held.filter(~held.who_is_bot)
    # As one value: of roles that began on one day it is the same one in every run.
    columns = {
        "from_at": held.from_at,
        "role": held.role,
        "account": held.account,
        "body": ibis.coalesce(held.body, ""),
        "source_path": held.source_path,
        "label": held.who_label,
        "is_ours": held.who_is_ours,
    }
    first = held.group_by("community", person="who_person").agg(
        _first=ibis.struct(columns).min(), _is_dated=held.from_at.notnull().all()
    )
    first = first.filter(first._is_dated)
    found = first.select("community", "person", **{name: first._first[name] for name in columns})
    return facts.keep("new_maintainers", facts.within(found, "from_at"))
