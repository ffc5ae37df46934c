"""What a fill is about: slots, people, what they did before, what they said, and the terms."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from twohats.records.plan import Claim, Decline, Duty, Member, Plan, Slot, Turn
from twohats.workspace.planning import Planning

CENTS = 100
"""Points are counted in hundredths, so that sums are exact."""


def cents(points: float) -> int:
    """Points in hundredths.

    Examples
    --------
    >>> cents(0.1 + 0.2)
    30
    """
    return round(points * CENTS)


@dataclass(frozen=True)
class Problem:
    """Everything a fill takes into account; the order of its parts has no effect."""

    iteration: int
    slots: tuple[Slot, ...]
    """Those of this iteration, and those of earlier ones that may still be held."""
    members: tuple[Member, ...]
    """The team, as it is in this iteration."""
    turns: tuple[Turn, ...] = ()
    """What people did; iterations before this one count."""
    claims: tuple[Claim, ...] = ()
    declines: tuple[Decline, ...] = ()
    terms: Planning = field(default_factory=Planning)
    cap: float | None = None
    """Most points of all picks; None: none agreed."""
    floor: float | None = None
    """Fewest points of all picks; None: none agreed."""
    previous: Plan | None = None
    """The plan adopted before, which a new one should change little."""

    @cached_property
    def ordered(self) -> tuple[Slot, ...]:
        """Slots by their key."""
        return tuple(sorted(self.slots, key=lambda slot: slot.key))

    @cached_property
    def slot(self) -> Mapping[str, Slot]:
        """Slot by its key."""
        return {slot.key: slot for slot in self.ordered}

    @cached_property
    def team(self) -> tuple[Member, ...]:
        """Members by their key."""
        return tuple(sorted(self.members, key=lambda one: one.person))

    @cached_property
    def member(self) -> Mapping[str, Member]:
        """Member by person."""
        return {one.person: one for one in self.team}

    @cached_property
    def holder_claims(self) -> Mapping[str, Claim]:
        """Who said they would hold a slot; the first to say so holds it."""
        return _first(claim for claim in self.claims if claim.part == "holder")

    @cached_property
    def pair_claims(self) -> Mapping[str, Claim]:
        """Who said they would be the second person of a slot."""
        return _first(claim for claim in self.claims if claim.part != "holder")

    @cached_property
    def declined(self) -> frozenset[tuple[str, Duty | None]]:
        """Person and duty of each "not this time" of this iteration; None: all duties."""
        here = (one for one in self.declines if one.iteration == self.iteration)
        return frozenset((one.person, one.duty) for one in here)

    def pair_cents(self, slot: Slot) -> int:
        """Points of a slot's second person, in hundredths."""
        return round(cents(slot.points) * self.terms.pair_share)


def _first(claims: Iterable[Claim]) -> dict[str, Claim]:
    found: dict[str, Claim] = {}
    for claim in sorted(claims, key=lambda one: (one.decision or "", one.slot, one.person)):
        found.setdefault(claim.slot, claim)
    return found
