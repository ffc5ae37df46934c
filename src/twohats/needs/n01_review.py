"""N01: a pull request of somebody who is no maintainer waits for maintainers.

Drafts and what waits on its author are a view of their own; unanswered ones of first-time authors
are N02. See docs/needs.md#n01.
"""

from collections import Counter
from datetime import datetime

from twohats.needs.making import about, days_between, label_on, said_days
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Finding, Search
from twohats.needs.turns import is_first_unanswered, waits_on_author
from twohats.records.needs import Need

CODE = "N01"
ACTIVITIES = ("review", "merge")
SENTENCE = "A pull request of somebody who is no maintainer waits for maintainers."


def find(search: Search) -> Finding:
    """Find them, with those that wait on their author apart."""
    needs, on_author, left_out = [], [], Counter[str]()
    for one in search.items:
        if not one.is_change:
            continue
        reason = _no_need(search, one)
        turn = waits_on_author(search, one)
        if reason is not None:
            left_out[reason] += 1
        elif turn is not None:
            on_author.append(_need(search, one, f"waits on its author: {turn[0]}", turn[1]))
        else:
            needs.append(_need(search, one, *_waiting(search, one)))
    return Finding(tuple(needs), dict(left_out), tuple(on_author))


def _no_need(search: Search, one: OpenItem) -> str | None:
    if one.author_is_bot:
        return "opened by a bot"
    if one.author_is_ours:
        return "opened by one of ours"
    if one.author_is_maintainer:
        return "opened by a maintainer"
    if is_first_unanswered(one):
        return "of a first-time author, unanswered: N02"
    if label_on(search, one, "blocked") is not None:
        return "blocked, as a label says"
    return None


def _waiting(search: Search, one: OpenItem) -> tuple[str, datetime]:
    """Say what it waits for, and since when."""
    asked_at = one.last_author_at or one.clock_at or one.created_at
    if _is_approved(one):
        at = one.approved_at or asked_at
        return f"approved {_ago(search, at)} ago, and not merged", at
    if one.maintainers_seen:
        return (
            f"a maintainer answered before, and its author acted {_ago(search, asked_at)} ago",
            asked_at,
        )
    since = one.clock_at or one.created_at
    if not search.team.get(one.repository):
        return f"open for {_ago(search, since)}; who maintains it is not known", since
    return f"open for {_ago(search, since)}, and no maintainer has answered", since


def _is_approved(one: OpenItem) -> bool:
    return bool(one.approvals and not one.objections)


def _ago(search: Search, at: datetime) -> str:
    return said_days(days_between(at, search.facts.as_of))


def _need(search: Search, one: OpenItem, because: str, since: datetime) -> Need:
    activity = "merge" if _is_approved(one) else "review"
    return about(CODE, activity, one, because=because, since=since)
