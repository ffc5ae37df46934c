"""Who looked at a change, whether they approved, and whether they were outside on that day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from twohats.facts import INDEPENDENT, Facts
from twohats.measures.merges import approving_comments

LOOKS = ("reviewed", "review_commented")
COMMENT = "commented"
AGREES = r"(?i)\b(?:u|t|cr|re-?)?ack\b|\blgtm\b|\blooks good\b|\bapproved?\b|(?:^|\s)\+1\b|👍"
"""Words by which people approve without the forge's button."""


@dataclass(frozen=True)
class Look:
    """One review, or one comment on lines or below, by a human who is not the author."""

    person: str
    is_ours: bool
    """On that day."""
    is_outside: bool | None
    """Whether they worked for another employer than the author that day; None: nobody knows."""
    approves: bool
    at: datetime
    url: str | None
    is_comment: bool = False
    """Whether it stands below the change as any comment does: some communities approve in these."""
    agrees: bool = False
    """Whether its words say so, whatever the forge calls it."""


def looks_on_ours(facts: Facts, items: Iterable[str]) -> Mapping[str, Sequence[Look]]:
    """List who looked at some changes, by item, oldest first.

    Parameters
    ----------
    facts
        Bots and authors themselves are left out; a review that was taken back is no approval. A
        comment is one where the workspace says that its community approves by such words.
    items
        Keys of changes.
    """
    wanted = sorted(set(items))
    if not wanted:
        return {}
    told = facts.tables["events"]
    states = told.select("event", "state", "url", agrees=told.body.re_search(AGREES))
    acts = facts.acts.filter(
        lambda t: (
            t.kind.isin([*LOOKS, COMMENT])
            & ~t.actor_is_bot
            & t.actor.notnull()
            & t.item.isin(wanted)
            & (t.author_person.isnull() | (t.actor_person != t.author_person))
        )
    )
    acts = _with_words(facts, acts.left_join(states, "event").drop("event_right"))
    acts = facts.employed(acts, "happened_at", "actor")
    # The author's employer on the day of the review, too: people change jobs while a change waits.
    acts = facts.employed(acts, "happened_at", "author")
    rows = acts.order_by("happened_at", "event").select(
        *("item", "kind", "actor_person", "actor_is_ours", "happened_at", "url"),
        *("actor_employer", "author_employer"),
        is_approval=(acts.state.lower() == "approved").fill_null(False)
        & (acts.kind == ibis.literal("reviewed"))
        | acts.by_words,
        by_words="by_words",
        agrees=acts.agrees.fill_null(False),
    )
    found: dict[str, list[Look]] = defaultdict(list)
    for row in rows.to_pyarrow().to_pylist():
        found[row["item"]].append(
            Look(
                row["actor_person"],
                bool(row["actor_is_ours"]),
                is_outside(row["actor_employer"], row["author_employer"]),
                row["is_approval"],
                row["happened_at"],
                row["url"],
                row["kind"] == COMMENT and not row["by_words"],
                row["agrees"],
            )
        )
    return found


def _with_words(facts: Facts, acts: ir.Table) -> ir.Table:
    """Say of each look whether it approves by words that count in its community."""
    if not facts.approval_comments:
        return acts.mutate(by_words=ibis.literal(False))
    said = approving_comments(facts).select(_said="event").distinct()
    joined = acts.left_join(said, acts.event == said._said)
    return joined.mutate(by_words=joined._said.notnull()).drop("_said")


def is_outside(theirs: str | None, authors: str | None) -> bool | None:
    """Whether two people work for different employers; None where that is not known of either.

    Who works for nobody else shares no employer with anybody.

    Examples
    --------
    >>> is_outside("Acme", "acme"), is_outside("Acme", None), is_outside(INDEPENDENT, INDEPENDENT)
    (False, None, True)
    """
    if theirs is None or authors is None:
        return None
    if INDEPENDENT in (theirs, authors):
        return True
    return theirs.lower() != authors.lower()


def approved_outside(looks: Iterable[Look], before: datetime | None = None) -> bool | None:
    """Whether somebody of another employer approved it in time; None: only the unknown could have.

    Parameters
    ----------
    looks
        Of one change.
    before
        Approvals after it come too late; None: all count.
    """
    answers = {look.is_outside for look in looks if look.approves and _in_time(look, before)}
    if True in answers:
        return True
    return None if None in answers else False


def looked_outside(looks: Iterable[Look], before: datetime | None = None) -> bool | None:
    """Whether somebody of another employer looked in time; None: only the unknown could have."""
    answers = {look.is_outside for look in reviews(looks) if _in_time(look, before)}
    if True in answers:
        return True
    return None if None in answers else False


def spoke_outside(looks: Iterable[Look], before: datetime | None = None) -> bool:
    """Whether somebody who may be outside commented in time: whether as a review, nobody can tell."""
    return any(
        look.is_comment and look.is_outside is not False and _in_time(look, before)
        for look in looks
    )


def agreed_outside(looks: Iterable[Look], before: datetime | None = None) -> bool:
    """Whether somebody who may be outside approved in words in time, without the forge's button."""
    return any(
        look.agrees and look.is_outside is not False and _in_time(look, before) for look in looks
    )


def reviews(looks: Iterable[Look]) -> list[Look]:
    """Leave out plain comments."""
    return [look for look in looks if not look.is_comment]


def _in_time(look: Look, before: datetime | None) -> bool:
    return before is None or look.at <= before
