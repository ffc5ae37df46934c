"""Who may be proposed for a slot, and why the others are not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from twohats.plan.history import History, history_of, is_familiar, is_new
from twohats.plan.problem import Problem, cents
from twohats.records.plan import Duty, Member, Slot

Barrier = Literal[
    "away", "reserved", "right", "skill", "declined", "help", "rotation", "room"
]  # fmt: skip
"""Why somebody is not proposed, the firmest first."""


@dataclass(frozen=True)
class Eligibility:
    """Answers who may hold, help with or learn from each slot."""

    problem: Problem

    @cached_property
    def history(self) -> History:
        """What people did before."""
        return history_of(self.problem)

    @cached_property
    def room(self) -> dict[str, int]:
        """Points left for proposals by person, in hundredths, claims taken away."""
        members = self.problem.member
        return {
            person: max(0, cents(one.offer) - self.claimed[person])
            for person, one in members.items()
        }

    @cached_property
    def claimed(self) -> Counter[str]:
        """Points that people took by their own word, in hundredths."""
        taken: Counter[str] = Counter()
        for key, claim in self.problem.holder_claims.items():
            if key in self.problem.slot:
                taken[claim.person] += cents(self.problem.slot[key].points)
        for key, claim in self.problem.pair_claims.items():
            if key in self.problem.slot:
                taken[claim.person] += self.problem.pair_cents(self.problem.slot[key])
        return taken

    def is_new(self, member: Member, slot: Slot) -> bool:
        """Whether they may hold it only beside somebody who knows it."""
        activity = slot.duty.activity
        return activity not in member.asks_alone and is_new(member, activity, self.history)

    def is_familiar(self, member: Member, slot: Slot) -> bool:
        """Whether they need no help with it."""
        terms = self.problem.terms
        return is_familiar(member, slot.duty.activity, self.history, terms.help_turns)

    def inability(self, member: Member, slot: Slot) -> Barrier | None:
        """Say why somebody could not hold a slot at all; None: they are able."""
        if member.is_away():
            return "away"
        if slot.reserved_for not in (None, member.person):
            return "reserved"
        held = member.rights.get(slot.duty.community, frozenset())
        if slot.right is not None and slot.right not in held:
            return "right"
        if slot.skills and member.skills is not None and not slot.skills <= member.skills:
            return "skill"
        return None

    def has_declined(self, member: Member, duty: Duty) -> bool:
        """Whether they said "not this time" to it, or to everything."""
        return any((member.person, one) in self.problem.declined for one in (duty, None))

    def barrier(self, member: Member, slot: Slot) -> Barrier | None:
        """Say why somebody is not proposed as holder; None: they may be."""
        unable = self.inability(member, slot)
        if unable:
            return unable
        if self.has_declined(member, slot.duty):
            return "declined"
        if self.is_new(member, slot) and not self.helpers(slot):
            return "help"
        if self.is_overdue(member, slot):
            return "rotation"
        if self.room[member.person] < cents(slot.points):
            return "room"
        return None

    def barriers(self, slot: Slot) -> tuple[Barrier | None, ...]:
        """Say of each of the team, by key, why they are not proposed as holder; None: they may be.

        Slots alike have the same answer, which is looked for once.
        """
        alike = slot.duty, slot.points, slot.right, slot.skills, slot.reserved_for
        if alike not in self._barriers:
            self._barriers[alike] = tuple(self.barrier(one, slot) for one in self.problem.team)
        return self._barriers[alike]

    def able(self, slot: Slot) -> tuple[Member, ...]:
        """List who may be proposed as holder, by key."""
        found = zip(self.problem.team, self.barriers(slot), strict=True)
        return tuple(member for member, barrier in found if barrier is None)

    @cached_property
    def _barriers(self) -> dict[tuple[object, ...], tuple[Barrier | None, ...]]:
        return {}

    def is_overdue(self, member: Member, slot: Slot) -> bool:
        """Whether it is somebody else's turn: they had it too often running, and others are able."""
        running = self.history.running.get((member.person, slot.duty), 0)
        return running >= self.problem.terms.rotation and not self.is_alone_able(member, slot)

    def is_alone_able(self, member: Member, slot: Slot) -> bool:
        """Whether nobody else on the team could hold it, room and wishes aside."""
        others = (one for one in self.problem.team if one.person != member.person)
        return not any(self._could_hold(other, slot) for other in others)

    def _could_hold(self, member: Member, slot: Slot) -> bool:
        if self.inability(member, slot):
            return False
        return not self.is_new(member, slot) or any(
            self._could_help(other, slot)
            for other in self.problem.team
            if other.person != member.person
        )

    def _could_help(self, member: Member, slot: Slot) -> bool:
        return (
            not member.is_away()
            and member.is_mentor
            and member.pair_limit > 0
            and self.is_familiar(member, slot)
        )

    def helpers(self, slot: Slot) -> tuple[Member, ...]:
        """List who knows a slot's activity, agrees to help and has room to, by key."""
        return self._seconds(slot, "help", self._could_help)

    def learners(self, slot: Slot) -> tuple[Member, ...]:
        """List who could still learn a slot's activity and has room to, by key."""
        return self._seconds(slot, "learn", self._could_learn)

    def _could_learn(self, member: Member, slot: Slot) -> bool:
        is_meant = slot.reserved_for in (None, member.person)
        return is_meant and not member.is_away() and not self.is_familiar(member, slot)

    def _seconds(
        self, slot: Slot, why: str, fits: Callable[[Member, Slot], bool]
    ) -> tuple[Member, ...]:
        key = (why, slot.duty, slot.points, slot.reserved_for)
        if key not in self._found:
            self._found[key] = tuple(
                one
                for one in self.problem.team
                if fits(one, slot)
                and not self.has_declined(one, slot.duty)
                and self.room[one.person] >= self.problem.pair_cents(slot)
            )
        return self._found[key]

    @cached_property
    def _found(self) -> dict[tuple[object, ...], tuple[Member, ...]]:
        return {}
