"""What users said and somebody carried upstream: where it came from, where it went, whether they heard back.

Who said it is in no line, unless they agreed to be named.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from twohats.journal.fold import in_force, root_of
from twohats.records import Skipped
from twohats.records.decisions import Decision

USER_FEEDBACK = "user-feedback"
SOURCES = ("ticket", "call", "survey", "interview", "event", "mail", "chat", "other")
"""Where users say things."""


@dataclass(frozen=True)
class UserFeedback:
    """One thing that users said."""

    id: str
    """Of its first line; a correction keeps it."""
    decision: str
    """Of the line that holds."""
    words: str
    source: str
    item: str | None
    """Key of the issue or change upstream; None: it was not carried anywhere yet."""
    said_on: date
    kept_at: datetime
    member: str | None = None
    """Who said it, as they agreed to be named; None: one of our communities."""
    told_on: date | None = None
    """When whoever said it heard what became of it."""
    told_link: str | None = None
    told_why: str | None = None

    @property
    def name(self) -> str:
        """What people call it by: the end of its id, in lower case."""
        return self.id[-8:].lower()


def user_feedback_of(decisions: Iterable[Decision]) -> tuple[UserFeedback, ...]:
    """List what holds, the oldest first."""
    said = [one for one in decisions if one.what == USER_FEEDBACK]
    known = {one.id: one for one in said}
    found = (read_user_feedback(one, root_of(one, known)) for one in in_force(said))
    rows = [one for one in found if isinstance(one, UserFeedback)]
    return tuple(sorted(rows, key=lambda one: (one.said_on, one.id)))


def read_user_feedback(decision: Decision, root: str | None = None) -> UserFeedback | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    words, source = content.get("words"), content.get("source")
    if not isinstance(words, str) or not words.strip():
        return Skipped(decision.id, "it does not say what users said")
    if source not in SOURCES:
        return Skipped(decision.id, f"{source!r} is no source of what users say")
    try:
        said_on, told_on = (_day(content.get(name)) for name in ("on", "told_on"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    return UserFeedback(
        root or decision.id,
        decision.id,
        words,
        source,
        content.get("item"),
        said_on or decision.at.date(),
        decision.at,
        content.get("member"),
        told_on,
        content.get("told_link"),
        content.get("told_why"),
    )


def user_feedback_content(one: UserFeedback) -> Mapping[str, Any]:
    """Write the content of a line, as `read_user_feedback` reads it."""
    content: dict[str, Any] = {
        "words": one.words,
        "source": one.source,
        "item": one.item,
        "on": one.said_on.isoformat(),
        "member": one.member,
        "told_on": one.told_on.isoformat() if one.told_on else None,
        "told_link": one.told_link,
        "told_why": one.told_why,
    }
    return {name: value for name, value in content.items() if value}


def _day(said: object) -> date | None:
    if said is None:
        return None
    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        raise ValueError(f"{said!r} is no date") from None
