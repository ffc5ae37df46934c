"""N13: a board of upstream asks for somebody for an item.

A field says so in words: help wanted, needs a champion, ready for review. Boards of our own state no
need of upstream. See docs/needs.md#n13.
"""

import re
from collections import Counter

from twohats.needs.making import about, taken_by
from twohats.needs.search import Finding, Search, fetch
from twohats.records import Skipped
from twohats.records.keys import covers
from twohats.records.needs import Welcome

CODE = "N13"
ACTIVITIES = ("review", "change")
SENTENCE = "A board of upstream asks for somebody for an item."
ASKS = re.compile(
    r"(?:help|champion|owner|volunteers?|contributors?|assignee|reviewers?|review) "
    r"(?:is |are )?(?:wanted|needed)"
    r"|(?:needs?|wants?|looking for|awaiting|waiting for|ready for) (?:an? )?"
    r"(?:help|champion|owner|volunteers?|contributors?|assignee|reviewers?|review)"
    r"|up for grabs",
    re.IGNORECASE,
)
"""Values of fields that ask for somebody."""


def find(search: Search) -> Finding:
    """Find open items that a board asks somebody for."""
    needs, left_out = [], Counter[str]()
    values = search.facts.tables["board_values"]
    last = values.group_by("board", "item", "field").agg(
        value=values.value.argmax(values.looked_at), since=values.looked_at.max()
    )
    items = {one.item: one for one in search.items}
    told = set()
    for row in fetch(last.order_by("item", "board", "field")):
        one = items.get(row["item"])
        if one is None:
            continue
        if any(_holds(own, row["board"]) for own in search.own):
            left_out["on a board of our own"] += 1
            continue
        told.add(one.community)
        if not ASKS.search(re.sub(r"[-_]", " ", row["value"] or "")):
            continue
        reason = None if one.is_change else taken_by(one)
        if reason is not None:
            left_out[reason] += 1
            continue
        needs.append(
            about(
                CODE,
                "review" if one.is_change else "change",
                one,
                because=f"“{row['field']}: {row['value']}” on {row['board'].partition(':')[2]}",
                since=row["since"],
                key=f"{CODE}:{one.item}:{row['board']}",
                welcome=None if one.url is None else Welcome(one.url),
            )
        )
    lost = tuple(
        Skipped(f"{CODE}:{community}", "no board of it was read")
        for community in search.communities
        if community not in told
    )
    return Finding(tuple(needs), dict(left_out), not_measured=lost)


def _holds(own: str, board: str) -> bool:
    """Whether a board belongs to one of our own places.

    Examples
    --------
    >>> _holds("github:tidewater", "github:orgs/tidewater/projects/3")
    True
    >>> _holds("github:tide", "github:tidewater/3")
    False
    """
    plain = board.lower().replace(":orgs/", ":", 1)
    return covers(own, plain)
