"""What is left of a line when somebody asked to be forgotten: a tombstone, or the line without them.

A tombstone keeps the id, the time, and whose place the line took, so that the fold over all lines comes
to the same. It has a hash of its own. It keeps no hash of what was erased: with the rest known, a hash
of a few words is as good as the words. By its id alone a line that comes back is known again.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from twohats.formats.forgotten import WORD, Forgotten
from twohats.journal.fold import ALSO
from twohats.journal.private import PrivateLine
from twohats.records.decisions import Decision

ERASED = "erased"
"""Kind of a line of which nothing else is left."""
ERASED_AT = "erased_at"
"""Field of a decision's content: when something was taken out of it."""

OWN = ("logged", "feedback")
"""Kinds of lines that are somebody's own from end to end."""


def is_erased(decision: Decision) -> bool:
    """Whether something was taken out of a line."""
    return ERASED_AT in decision.content


def erased(decision: Decision, forgotten: Forgotten, at: datetime) -> Decision:
    """Take those forgotten out of a line; the same line where it does not speak of them.

    Parameters
    ----------
    decision
        As it was written.
    forgotten
        Who.
    at
        When they are taken out.

    Returns
    -------
    Decision
        Their own lines, and lines about nothing but them, become tombstones. Elsewhere their name is
        ``forgotten``, reasons they wrote are gone, and the answer stays.
    """
    is_theirs = _is_one(decision.who, forgotten)
    about = tuple(key for key in decision.about if not _speaks_of(key, forgotten))
    who = WORD if is_theirs else decision.who
    worker = str(decision.content.get("account") or decision.who)
    is_own = decision.what in OWN and _is_one(worker, forgotten)
    if is_own or (decision.about and not about):
        kept = {name: decision.content[name] for name in (ALSO,) if name in decision.content}
        content = {**kept, ERASED_AT: at.astimezone(UTC).isoformat()}
        return Decision(decision.id, who, decision.at, ERASED, (), "", content, decision.supersedes)
    after = replace(
        decision,
        who=who,
        about=about,
        why="" if is_theirs else forgotten.text(decision.why),
        content=forgotten.anything(dict(decision.content)),
    )
    if after == decision:
        return decision
    stamp = {ERASED_AT: at.astimezone(UTC).isoformat()}
    return replace(after, content={**after.content, **stamp})


def lines_of(lines: Iterable[PrivateLine], forgotten: Forgotten) -> tuple[PrivateLine, ...]:
    """Find the private lines that are somebody's who is forgotten."""
    return tuple(line for line in lines if _is_one(line.who, forgotten))


def _is_one(identity: str, forgotten: Forgotten) -> bool:
    return forgotten.has_identity(identity)


def _speaks_of(key: str, forgotten: Forgotten) -> bool:
    """Whether a key is somebody's: an identity, an entry of theirs, something of their repositories."""
    parts = key.split(":")
    return forgotten.has_place(key) or any(
        _is_one(":".join(parts[:size]), forgotten) for size in range(1, len(parts) + 1)
    )
