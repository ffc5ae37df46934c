"""Whether a community was asked before a change of ours, from what happened before it took effect."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import ibis

from twohats.checks.inputs import OURS, Inputs, Row, fetch
from twohats.links.linking import repository_of

State = Literal["consulted", "partly", "alone", "unknown"]
TALK = re.compile(
    r"https?://(?:[\w.-]*\b(?:discourse|discuss|forum|community|lists?|groups|zulip|slack|discord|gitter"
    r"|matrix|hackmd|docs\.google|etherpad)\b|[\w.-]+/[^\s)]*(?:pipermail|hyperkitty|/discussions/))",
    re.IGNORECASE,
)
"""Addresses at which a community may have been asked, out of sight of what is read."""
SPOKE = ("commented", "reviewed", "review_commented")
DAY_S = 86_400.0


@dataclass(frozen=True)
class Issue:
    """An issue upstream that belongs to a change."""

    item: str
    opened_at: datetime
    is_asked_outside: bool
    """Whether somebody who is not ours opened it."""
    url: str | None


@dataclass(frozen=True)
class Consultation:
    """What is known of asking before one change."""

    state: State
    because: str
    """One sentence; of ``unknown``: what is not known."""
    lead_d: float | None = None
    """Days from the first issue to the opening of the change; None: there was none before."""
    worked_before_d: float | None = None
    """Days from its first commit to that issue, where work came before asking; None: it did not."""
    heard: int = 0
    """People who are not ours and spoke in the issue or on the change before it took effect."""
    late_issue: Issue | None = None
    """The first issue opened after the change was, where there was none before."""


def consultations(inputs: Inputs, changes: Sequence[Row]) -> Mapping[str, Consultation]:
    """Say of each change whether the community was asked, by item.

    Parameters
    ----------
    inputs
        Facts.
    changes
        Rows of `Inputs.opened`.
    """
    items = [row["item"] for row in changes]
    began = _first_commits(inputs, items)
    issues, unread = _issues(inputs, items)
    threads = {
        row["item"]: [row["item"], *(i.item for i in issues[row["item"]])] for row in changes
    }
    spoken = _spoken(inputs, sorted({one for thread in threads.values() for one in thread}))
    found = {}
    for row in changes:
        found[row["item"]] = judged(
            row,
            issues[row["item"]],
            [words for one in threads[row["item"]] for words in spoken[one]],
            began_at=began.get(row["item"]),
            unknown=_unknown(inputs, row, unread[row["item"]]),
        )
    return found


def judged(
    row: Row,
    issues: Iterable[Issue],
    spoken: Iterable[tuple[str, datetime]],
    *,
    began_at: datetime | None = None,
    unknown: str | None = None,
) -> Consultation:
    """Judge one change.

    Parameters
    ----------
    row
        ``created_at``, ``merged_at`` and ``closed_at`` of it.
    issues
        Those upstream that belong to it, by links made before it took effect.
    spoken
        Who of outside spoke there, and when.
    began_at
        When its first commit was written; None: its commits were not read.
    unknown
        What was not read and could change the answer; None: nothing.
    """
    ended = row["merged_at"] or row["closed_at"]
    known = sorted(issues, key=lambda one: (one.opened_at, one.item))
    before = [one for one in known if one.opened_at < row["created_at"]]
    late = next((one for one in known if one.opened_at >= row["created_at"]), None)
    people = {person for person, at in spoken if ended is None or at <= ended}
    heard = len(people) + any(one.is_asked_outside for one in before)
    lead = _days(before[0].opened_at, row["created_at"]) if before else None
    worked = None
    if before and began_at is not None and began_at < before[0].opened_at:
        worked = _days(began_at, before[0].opened_at)
    words = _said(lead, heard)
    state: State = "alone"
    if before and heard:
        state = "consulted"
    elif unknown is not None:
        state, words = "unknown", unknown
    elif before or heard:
        state = "partly"
    return Consultation(state, words, lead, worked, heard, None if before else late)


def _days(since: datetime, until: datetime) -> float:
    return (until - since).total_seconds() / DAY_S


def _said(lead: float | None, heard: int) -> str:
    asked = "no issue came before it" if lead is None else f"an issue came {lead:.0f} days before"
    voices = "one person" if heard == 1 else f"{heard} people"
    return f"{asked}; {voices if heard else 'nobody'} outside spoke before it took effect"


def _unknown(inputs: Inputs, row: Row, unread: str | None) -> str | None:
    """Say what was not read and could change the answer."""
    if unread is not None:
        return unread
    if row["body"] is None:
        return "what its author wrote was not read"
    if TALK.search(row["body"]):
        return "it links to a place where people talk, and that was not read"
    until = row["merged_at"] or row["closed_at"] or inputs.facts.window.until
    place, since = row["repository"], row["created_at"]
    talk = ("events.commented", "items.issue")
    if not all(inputs.is_covered(holds, place, since, until) for holds in talk):
        return "not all that was said there was read"
    if not inputs.has_reviews(place, since, until):
        return "not all that was said there was read"
    return None


def _first_commits(inputs: Inputs, items: Sequence[str]) -> dict[str, datetime]:
    """Find when the first commit of each change was written, where its commits were read."""
    if not items:
        return {}
    tables = inputs.facts.tables
    held = tables["item_commits"].filter(lambda t: t.item.isin(list(items)))
    commits = tables["commits"].select("oid", "authored_at")
    joined = held.inner_join(commits, "oid")
    first = joined.group_by("item").agg(at=joined.authored_at.min())
    return {row["item"]: row["at"] for row in fetch(first) if row["at"]}


def _issues(
    inputs: Inputs, items: Sequence[str]
) -> tuple[defaultdict[str, list[Issue]], defaultdict[str, str | None]]:
    """Find the issues upstream that links join with changes, and what of them was not read."""
    issues: defaultdict[str, list[Issue]] = defaultdict(list)
    unread: defaultdict[str, str | None] = defaultdict(lambda: None)
    if not items:
        return issues, unread
    facts = inputs.facts
    links = facts.tables["links"].filter(lambda t: t.from_item.notnull() & t.to_item.notnull())
    there = links.select(item="from_item", other="to_item", said_at="happened_at")
    back = links.select(item="to_item", other="from_item", said_at="happened_at")
    pairs = there.union(back).filter(lambda t: t.item.isin(list(items)) & (t.item != t.other))
    pairs = pairs.group_by("item", "other").agg(
        said_at=pairs.said_at.min(), undated=pairs.said_at.isnull().any()
    )
    changes = facts.items.select("item", ended_at=ibis.coalesce(facts.items.merged_at, facts.items.closed_at))  # fmt: skip
    others = facts.items.select(
        *("scope", "url", "created_at", "kind", "author_is_ours", "author_is_bot"), other="item"
    )
    rows = pairs.inner_join(changes, "item").left_join(others, "other").drop("other_right")
    for row in fetch(rows.order_by("item", "created_at", "other")):
        after = row["said_at"] and row["ended_at"] and row["said_at"] > row["ended_at"]
        place = repository_of(row["other"])
        if after or row["scope"] in OURS or place in facts.trackers:
            # What was linked afterwards tells nothing of before, and our own trackers ask nobody.
            continue
        if row["kind"] is None:
            unread[row["item"]] = "it is linked with something that was not read"
        elif row["kind"] != "pull_request" and not row["author_is_bot"]:
            outside = row["author_is_ours"] is False
            issues[row["item"]].append(Issue(row["other"], row["created_at"], outside, row["url"]))
    return issues, unread


def _spoken(inputs: Inputs, items: Sequence[str]) -> defaultdict[str, list[tuple[str, datetime]]]:
    """Find who is not ours and spoke on some items, with their first words, by item."""
    found: defaultdict[str, list[tuple[str, datetime]]] = defaultdict(list)
    if not items:
        return found
    acts = inputs.facts.acts
    acts = acts.filter(
        acts.item.isin(list(items))
        & acts.kind.isin(list(SPOKE))
        & ~acts.actor_is_bot
        & (acts.actor_is_ours == ibis.literal(False)).fill_null(False)
    )
    first = acts.group_by("item", "actor_person").agg(at=acts.happened_at.min())
    for row in fetch(first.order_by("item", "at", "actor_person")):
        found[row["item"]].append((row["actor_person"], row["at"]))
    return found
