"""Training and shadowing: who learned which duty beside whom, or from what.

The plan asks this before it proposes somebody for a duty alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from twohats.journal.fold import in_force
from twohats.journal.logged import account_of
from twohats.records import Skipped
from twohats.records.decisions import Decision

TRAINING = "training"
How = Literal["shadowed", "trained"]
HOWS: tuple[How, ...] = ("shadowed", "trained")


@dataclass(frozen=True)
class Training:
    """One time somebody learned a duty."""

    person: str
    """Account key, or ``mail:`` address, of who learned."""
    activity: str
    """As the ledger calls it: ``review``, ``release``, …"""
    community: str | None
    """Owner key; None: it was about the activity as such."""
    on: date
    how: How
    beside: str | None = None
    """Account key of whom they watched; None: not said, or nobody."""
    link: str | None = None


def trainings_of(decisions: Iterable[Decision]) -> tuple[Training, ...]:
    """List what was learned, oldest first."""
    found = (
        read_training(one) for one in in_force(one for one in decisions if one.what == TRAINING)
    )
    kept = [one for one in found if isinstance(one, Training)]
    return tuple(sorted(kept, key=lambda one: (one.on, one.person, one.activity)))


def shadowed(
    trainings: Iterable[Training],
    person: Iterable[str],
    activity: str,
    community: str | None = None,
) -> bool:
    """Whether somebody shadowed an activity: in that community, or in any where none is named.

    Parameters
    ----------
    trainings
        As `trainings_of` gives them.
    person
        All identities of one person.
    activity, community
        The duty.
    """
    identities = set(person)
    return any(
        one.how == "shadowed"
        and one.person in identities
        and one.activity == activity
        and community in (None, one.community)
        for one in trainings
    )


def read_training(decision: Decision) -> Training | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    if not content.get("activity"):
        return Skipped(decision.id, "it does not say which activity was learned")
    how = content.get("how")
    if how not in HOWS:
        return Skipped(decision.id, f"{how!r} is no way of learning: shadowed or trained")
    try:
        on = date.fromisoformat(str(content.get("date"))[:10])
    except ValueError:
        return Skipped(decision.id, f"{content.get('date')!r} is no date")
    return Training(
        str(content.get("account") or account_of(decision.who)),
        str(content["activity"]),
        content.get("community"),
        on,
        how,
        content.get("beside"),
        content.get("link"),
    )


def training_content(one: Training) -> Mapping[str, Any]:
    """Write the content of a line, as `read_training` reads it."""
    content = {
        "account": one.person,
        "activity": one.activity,
        "community": one.community,
        "date": one.on.isoformat(),
        "how": one.how,
        "beside": one.beside,
        "link": one.link,
    }
    return {name: value for name, value in content.items() if value}
