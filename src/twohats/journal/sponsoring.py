"""Sponsorships: whom of another organization, or of none, we stand by, with that person's consent.

Without a consent there is no line: nobody outside is kept as sponsored unknown to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from twohats.journal.fold import standing
from twohats.records import Skipped
from twohats.records.decisions import Decision

SPONSORING = "sponsoring"


@dataclass(frozen=True)
class Sponsoring:
    """One person whom one of ours stands by on the way into a role."""

    person: str
    """Account key of whom we sponsor."""
    community: str
    """Owner key."""
    role: str
    """What they want to become: ``maintainer``, ``reviewer``, …"""
    consent_on: date
    """Day on which they agreed that this is written down."""
    consent_at: str
    """Where that can be read, or how they said it."""
    may_name: bool = False
    """Whether they agreed to be named on pages."""
    sponsor: str = ""
    """Who wrote it."""

    @property
    def key(self) -> str:
        """What the line is about."""
        return sponsoring_key(self.person, self.community)


def sponsoring_key(person: str, community: str) -> str:
    """Name one sponsorship; it begins with the account, so that forgetting somebody finds it."""
    return f"{person}:sponsoring:{community}"


def sponsorings_of(decisions: Iterable[Decision]) -> tuple[Sponsoring, ...]:
    """List the sponsorships in force, by person and community; the latest line on each counts."""
    found = {}
    for one in standing(one for one in decisions if one.what == SPONSORING):
        read = read_sponsoring(one.decision)
        if isinstance(read, Sponsoring):
            found[read.key] = read
    return tuple(found[key] for key in sorted(found))


def read_sponsoring(decision: Decision) -> Sponsoring | Skipped:
    """Read one line; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    missing = [name for name in ("person", "community", "role") if not content.get(name)]
    if missing:
        return Skipped(decision.id, f"a sponsorship with no {' and no '.join(missing)}")
    try:
        consent_on = date.fromisoformat(str(content.get("consent_on"))[:10])
    except ValueError:
        return Skipped(decision.id, "a sponsorship without the day of the person's consent")
    if not content.get("consent_at"):
        return Skipped(decision.id, "a sponsorship that does not say where the consent stands")
    return Sponsoring(
        str(content["person"]),
        str(content["community"]),
        str(content["role"]),
        consent_on,
        str(content["consent_at"]),
        content.get("may_name") is True,
        decision.who,
    )


def sponsoring_content(one: Sponsoring) -> Mapping[str, Any]:
    """Write the content of a line, as `read_sponsoring` reads it."""
    return {
        "person": one.person,
        "community": one.community,
        "role": one.role,
        "consent_on": one.consent_on.isoformat(),
        "consent_at": one.consent_at,
        "may_name": one.may_name,
    }
