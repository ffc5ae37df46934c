"""People who became maintainers, as the rosters that communities keep say.

Whether we had a part in it no trace tells. Source: docs/outcome.md.
"""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.deciding import MERGING, MERGING_BODY, roles
from twohats.facts.firsts import first_of_each


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
    held = held.select(
        *("community", "from_at", "role", "account", "source_path"),
        body=ibis.coalesce(held.body, ""),
        person="who_person",
        label="who_label",
        is_ours="who_is_ours",
    )
    keys, then = ("community", "person"), ("role", "account", "body", "source_path", "label")
    first = first_of_each(held, keys, "from_at", (*then, "is_ours"))
    undated = held.filter(held.from_at.isnull()).select(*keys)
    found = first.anti_join(undated, keys)
    return facts.keep("new_maintainers", facts.within(found, "from_at"))
