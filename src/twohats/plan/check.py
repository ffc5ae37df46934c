"""Check a plan without the solver: any plan, whoever made it, against every rule."""

from collections import Counter
from collections.abc import Iterator

from twohats.plan.eligible import Barrier, Eligibility
from twohats.plan.problem import CENTS, Problem, cents
from twohats.plan.values import points_said
from twohats.records.plan import Breach, Claim, Member, Pick, Plan, Slot

_SAYS: dict[Barrier, str] = {
    "away": "has no points in this iteration",
    "reserved": "is not the person it is kept for",
    "right": "may not do that there: it takes the right to {right}",
    "skill": "lacks a skill it takes: {skills}",
    "declined": 'said "not this time" to it in this iteration',
    "rotation": "had {running} turns running; the most is {rotation} while others are able",
}


def check(plan: Plan, problem: Problem) -> tuple[Breach, ...]:
    """Find every way in which a plan breaks a rule.

    Parameters
    ----------
    plan
        Made by `twohats.plan.fill`, by hand, or by another program.
    problem
        What it should keep to. What people pulled themselves is theirs: rotation, skills and offers
        do not bind it.

    Returns
    -------
    tuple of Breach
        In the order of the plan's picks, then of people, then of the plan as a whole; empty: sound.
    """
    return tuple(_Check(plan, problem).breaches())


class _Check:
    def __init__(self, plan: Plan, problem: Problem):
        self.plan, self.problem = plan, problem
        self.eligibility = Eligibility(problem)
        self.terms = problem.terms

    def breaches(self) -> Iterator[Breach]:
        counts = Counter(pick.slot for pick in self.plan.picks)
        for slot, count in counts.items():
            if count > 1:
                yield Breach("once", slot, f"is held {count} times; a slot has one holder")
        for pick in self.plan.picks:
            yield from self._pick(pick)
        yield from self._people()
        yield from self._slots(set(counts))
        yield from self._points()

    # -- one pick -----------------------------------------------------------------------------

    def _pick(self, pick: Pick) -> Iterator[Breach]:
        slot = self.problem.slot.get(pick.slot)
        if slot is None:
            yield Breach("slot", pick.slot, "is no open slot of this iteration")
            return
        holder = self.problem.member.get(pick.holder)
        if holder is None:
            yield Breach("member", pick.slot, f"{pick.holder} is not on the team then")
            return
        yield from self._claims(pick, slot)
        if cents(pick.points) != cents(slot.points):
            yield Breach(
                "points",
                pick.slot,
                f"counts {points_said(pick.points)}; the slot has {slot.points:g}",
            )
        if not self._is_pulled(pick, slot):
            yield from self._proposed(holder, slot)
        yield from self._second(pick, slot, holder)

    def _claims(self, pick: Pick, slot: Slot) -> Iterator[Breach]:
        claim = self.problem.holder_claims.get(slot.key)
        if claim and claim.person != pick.holder:
            yield Breach(
                "claim", slot.key, f"goes to {pick.holder}, though {claim.person} pulled it"
            )
        if pick.is_claimed and not claim:
            yield Breach("claim", slot.key, f"counts as pulled by {pick.holder}, who did not")
        other = self.problem.pair_claims.get(slot.key)
        if other and pick.pair and other.person != pick.pair:
            yield Breach(
                "claim", slot.key, f"has {pick.pair} beside, though {other.person} asked to be"
            )

    def _is_pulled(self, pick: Pick, slot: Slot) -> bool:
        claim = self.problem.holder_claims.get(slot.key)
        return claim is not None and claim.person == pick.holder

    def _proposed(self, holder: Member, slot: Slot) -> Iterator[Breach]:
        inability = self.eligibility.inability(holder, slot)
        if inability:
            yield self._breach(inability, holder, slot)
        if self.eligibility.has_declined(holder, slot.duty):
            yield self._breach("declined", holder, slot)
        if self.eligibility.is_overdue(holder, slot):
            yield self._breach("rotation", holder, slot)

    def _breach(self, barrier: Barrier, member: Member, slot: Slot) -> Breach:
        said = _SAYS[barrier].format(
            right=slot.right,
            skills=", ".join(sorted(slot.skills)),
            running=self.eligibility.history.running.get((member.person, slot.duty), 0),
            rotation=self.terms.rotation,
        )
        return Breach(barrier, slot.key, f"{member.person} {said}")

    def _second(self, pick: Pick, slot: Slot, holder: Member) -> Iterator[Breach]:
        claim = self.problem.holder_claims.get(slot.key)
        is_alone = claim is not None and claim.person == pick.holder and claim.is_alone
        is_new = self.eligibility.is_new(holder, slot) and not is_alone
        if is_new and (not pick.pair or pick.pair_part != "mentor"):
            yield Breach(
                "alone",
                slot.key,
                f"{pick.holder} never held nor learned {slot.duty.activity}, did not ask to hold it "
                "alone, and nobody who knows it is beside",
            )
        if slot.is_paired and not pick.pair:
            yield Breach("pair", slot.key, "was opened for two and has one")
        if pick.pair:
            yield from self._pair(pick, pick.pair, slot, holder)
        elif pick.pair_points:
            yield Breach("points", slot.key, "counts points for a second person and has none")

    def _pair(self, pick: Pick, pair: str, slot: Slot, holder: Member) -> Iterator[Breach]:
        member = self.problem.member.get(pair)
        if member is None:
            yield Breach("member", slot.key, f"{pair} is not on the team then")
            return
        if pair == pick.holder:
            yield Breach("pair", slot.key, f"{pair} cannot be the second person beside themselves")
        share = self.problem.pair_cents(slot)
        if cents(pick.pair_points) != share:
            yield Breach(
                "points",
                slot.key,
                f"counts {points_said(pick.pair_points)} for the second person; "
                f"it is {share / CENTS:g}",
            )
        claim = self.problem.pair_claims.get(slot.key)
        if claim is None or claim.person != pair:
            yield from self._proposed_pair(member, slot)
        yield from self._parts(pick, member, slot, holder, claim)

    def _proposed_pair(self, member: Member, slot: Slot) -> Iterator[Breach]:
        if member.is_away():
            yield self._breach("away", member, slot)
        if self.eligibility.has_declined(member, slot.duty):
            yield self._breach("declined", member, slot)

    def _parts(
        self, pick: Pick, member: Member, slot: Slot, holder: Member, claim: Claim | None
    ) -> Iterator[Breach]:
        knows, activity = self.eligibility.is_familiar(member, slot), slot.duty.activity
        is_holder_familiar = self.eligibility.is_familiar(holder, slot)
        if pick.pair_part == "mentor":
            if not knows:
                yield Breach(
                    "mentor", slot.key, f"{pick.pair} is to help and does not know {activity}"
                )
            elif not member.is_mentor and claim is None:
                yield Breach("mentor", slot.key, f"{pick.pair} did not agree to help others")
            if is_holder_familiar and not slot.is_paired and claim is None:
                yield Breach(
                    "fading", slot.key, f"{pick.holder} knows {activity} and needs no help with it"
                )
        elif pick.pair_part == "shadow":
            if knows and claim is None:
                yield Breach("fading", slot.key, f"{pick.pair} knows {activity} and learns nothing")
            if not is_holder_familiar:
                yield Breach(
                    "mentor",
                    slot.key,
                    f"{pick.holder} does not know {activity}: nobody to learn from",
                )
        else:
            yield Breach("pair", slot.key, f"does not say what {pick.pair} does beside the holder")

    # -- the whole -----------------------------------------------------------------------------

    def _people(self) -> Iterator[Breach]:
        taken: Counter[str] = Counter()
        helping: Counter[str] = Counter()
        for pick in self.plan.picks:
            slot = self.problem.slot.get(pick.slot)
            if slot is None:
                continue
            if not self._is_pulled(pick, slot):
                taken[pick.holder] += cents(pick.points)
            claim = self.problem.pair_claims.get(slot.key)
            if pick.pair and not (claim and claim.person == pick.pair):
                taken[pick.pair] += cents(pick.pair_points)
                helping[pick.pair if pick.pair_part == "mentor" else pick.holder] += 1
        for person, points in sorted(taken.items()):
            room = self.eligibility.room.get(person, 0)
            if points > room:
                yield Breach(
                    "capacity",
                    person,
                    f"is proposed for {points_said(points / CENTS)} and has {room / CENTS:g} left",
                )
        for person, count in sorted(helping.items()):
            member = self.problem.member.get(person)
            if member and count > member.pair_limit:
                yield Breach(
                    "mentors",
                    person,
                    f"helps in {count} slots at once; the most is {member.pair_limit}",
                )

    def _slots(self, taken: set[str]) -> Iterator[Breach]:
        told = {one.what for one in self.plan.left_out}
        for slot in self.problem.ordered:
            if slot.key in taken:
                continue
            if slot.key not in told:
                yield Breach("told", slot.key, "is neither held nor left out with a reason")
            if slot.is_duty:
                yield Breach("duty", slot.key, "must be held, and nobody holds it")

    def _points(self) -> Iterator[Breach]:
        total = sum(cents(one.points) + cents(one.pair_points) for one in self.plan.picks)
        whole = f"plan {self.plan.iteration}"
        if total != cents(self.plan.points):
            yield Breach(
                "points",
                whole,
                f"says {points_said(self.plan.points)}; its picks have {total / CENTS:g}",
            )
        cap, floor = self.problem.cap, self.problem.floor
        takes = f"takes {points_said(total / CENTS)}"
        if cap is not None and total > cents(cap):
            yield Breach("cap", whole, f"{takes}; the cap is {cap:g}")
        if floor is not None and total < cents(floor):
            yield Breach("floor", whole, f"{takes}; the floor is {floor:g}")
