"""N10: a role of upstream is held by one person, or by one employer's people.

By the rosters that were read, on the as-of date. Lines of owners of single paths are no role in this
sense. See docs/needs.md#n10.
"""

from collections import Counter
from typing import Any

import ibis

from twohats.needs.hands import hands_of
from twohats.needs.making import counted
from twohats.needs.search import Finding, Row, Search, fetch
from twohats.people.roles import in_force
from twohats.records import Skipped
from twohats.records.needs import Need

CODE = "N10"
ACTIVITIES = ("sponsoring",)
SENTENCE = "A role of upstream is held by one person, or by one employer's people."
NO_ROLES = ("code_owner", "contributor", "emeritus")
"""What rosters list besides roles of a body."""


def find(search: Search) -> Finding:
    """Find roles that rest on one person or one employer."""
    needs, left_out, urgency = [], Counter[str](), {}
    groups: dict[tuple[str, str | None, str], list[Row]] = {}
    for row in _holders(search):
        key = row["community"], row["repository"], row["body"] or row["role"]
        groups.setdefault(key, []).append(row)
    for (community, repository, body), rows in sorted(groups.items(), key=lambda one: str(one[0])):
        hands = hands_of((row["holder"], row["who_employer"]) for row in rows)
        if not hands.is_narrow:
            left_out[f"held by {hands.who}"] += 1
            continue
        place = repository or community
        count = len({row["holder"] for row in rows})
        dated = [row["from_at"] for row in rows if row["from_at"] is not None]
        need = Need(
            f"{CODE}:{place}:{body}",
            CODE,
            "sponsoring",
            community,
            repository,
            None,
            f"Help somebody else grow into “{body}” of {place.partition(':')[2]}",
            _because(count, hands.who, is_dated=bool(dated), source=rows[0]["source_path"]),
            max(dated, default=search.facts.as_of),
            _address(search, repository, rows[0]["source_path"]),
        )
        needs.append(need)
        urgency[need.key] = 1 / count
    told = {community for community, _, _ in groups}
    lost = tuple(
        Skipped(f"{CODE}:{community}", "no roster of it was read, so nobody's role is known")
        for community in search.communities
        if community not in told
    )
    return Finding(tuple(needs), dict(left_out), urgency=urgency, not_measured=lost)


def _because(count: int, who: str, *, is_dated: bool, source: str | None) -> str:
    held = "one person holds it" if count == 1 else f"{counted(count, 'person', 'people')} hold it, {who}"  # fmt: skip
    since = "" if is_dated else ", since when is not said"
    return f"{held}, by {source or 'the roster read'}{since}"


def _address(search: Search, repository: str | None, path: str | None) -> str | None:
    url = search.addresses.get(repository or "")
    return f"{url}/blob/HEAD/{path}" if url and path else url


def _holders(search: Search) -> list[dict[str, Any]]:
    """Who holds which role; people without an account stand under their names."""
    facts = search.facts
    told = in_force(facts, facts.tables["memberships"])
    told = told.filter(~told.role.lower().isin(list(NO_ROLES)))
    told = told.mutate(
        community=ibis.coalesce(told.owner, told.repository.re_replace(r"/[^/]*$", "")),
        _at=ibis.literal(facts.as_of) - ibis.interval(seconds=1),
    )
    known = facts.employed(facts.who(told, "account", "_at", "who"), "_at", "who")
    known = known.mutate(holder=ibis.coalesce(known.who_person, "name:" + known.name))
    known = known.filter(known.holder.notnull() & ~known.who_is_bot)
    columns = ("community", "repository", "body", "role", "holder", "who_employer", "from_at", "source_path")  # fmt: skip
    rows = fetch(known.select(*columns).order_by(*columns))
    return [row for row in rows if row["community"] in search.communities]
