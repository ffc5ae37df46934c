"""Say why: a sentence for every pick, and one for everything that was left out.

Sentences hold nobody's name and nobody's days off; who reads them sees the names beside them, or the
pseudonyms.
"""

from collections import Counter
from dataclasses import replace

from twohats.plan.eligible import Barrier, Eligibility
from twohats.plan.problem import CENTS, cents
from twohats.plan.values import points_said, recency
from twohats.records.plan import LeftOut, Pick, Plan, Slot

_BARRIERS: dict[Barrier, tuple[str, str]] = {
    "away": ("has no points in this iteration", "have no points in this iteration"),
    "reserved": ("is not who it is kept for", "are not who it is kept for"),
    "right": ("may not do it there", "may not do it there"),
    "skill": ("lacks a skill it takes", "lack a skill it takes"),
    "declined": ("said not this time", "said not this time"),
    "help": ("is new to it, with nobody to help", "are new to it, with nobody to help"),
    "rotation": ("had enough turns running", "had enough turns running"),
    "room": ("has too few points left", "have too few points left"),
}


def explain(plan: Plan, eligibility: Eligibility) -> Plan:
    """Add the sentences to a plan, and whatever nobody is proposed for."""
    problem = eligibility.problem
    taken = {pick.slot for pick in plan.picks}
    left = tuple(
        LeftOut(slot.key, why_open(slot, plan, eligibility))
        for slot in problem.ordered
        if slot.key not in taken
    )
    picks = tuple(replace(pick, reason=why_picked(pick, eligibility)) for pick in plan.picks)
    return replace(plan, picks=picks, left_out=left)


def why_picked(pick: Pick, eligibility: Eligibility) -> str:
    """Say in a sentence why this person holds a slot, and what the second one does."""
    slot = eligibility.problem.slot[pick.slot]
    parts = [_why_holder(pick, slot, eligibility)]
    if pick.pair and pick.pair_part == "shadow":
        parts.append("a second person learns it, because too few know it here")
        if slot.is_paired:
            parts[-1] = "it was opened for two, and a second person learns it"
    elif pick.pair:
        parts.append(_why_helped(pick, slot, eligibility))
    return "; ".join(parts)


def _why_holder(pick: Pick, slot: Slot, eligibility: Eligibility) -> str:
    problem = eligibility.problem
    if pick.is_claimed:
        return "pulled it"
    member = problem.member[pick.holder]
    able = eligibility.able(slot)
    if len(able) == 1:
        return "the only one who may, can and has room"
    because = [f"one of {len(able)} who may, can and have room"]
    last = eligibility.history.last.get((pick.holder, slot.duty))
    if last is not None and recency(eligibility, pick.holder, slot.duty):
        ago = problem.iteration - last
        because.append(f"last turn {ago} iteration{'s' if ago > 1 else ''} ago")
    elif (pick.holder, slot.duty) in eligibility.history.duties:
        because.append(f"knows it, no turn within {problem.terms.window} iterations")
    elif eligibility.is_new(member, slot):
        because.append("new to it")
    else:
        because.append(f"knows {slot.duty.activity}, new to this community")
    load = eligibility.history.load.get(pick.holder, 0) / CENTS
    because.append(f"{points_said(load)} in the {problem.terms.window - 1} iterations before")
    return ", ".join(because)


def _why_helped(pick: Pick, slot: Slot, eligibility: Eligibility) -> str:
    member = eligibility.problem.member.get(pick.holder)
    if member is not None and eligibility.is_familiar(member, slot):
        return "it was opened for two"
    if member is not None and eligibility.is_new(member, slot):
        return f"somebody who knows {slot.duty.activity} helps, because it is new to the holder"
    return f"somebody who knows {slot.duty.activity} helps, because the holder is still learning"


def why_open(slot: Slot, plan: Plan, eligibility: Eligibility) -> str:
    """Say in a sentence why nobody is proposed for a slot."""
    problem = eligibility.problem
    claim = problem.holder_claims.get(slot.key)
    if claim is not None:
        return _why_not_claimed(slot, eligibility)
    if not problem.team:
        return "nobody is on the team in this iteration"
    barriers = Counter(eligibility.barriers(slot))
    able = barriers.pop(None, 0)
    told = [_told(barrier, count) for barrier, count in _in_order(barriers)]
    if not able:
        why = f"nobody of {len(problem.team)}: " + ", ".join(told)
        return (
            f"{why}; who knows it can say so: `knows` in twohats.toml" if barriers["help"] else why
        )
    if problem.cap is not None and cents(plan.points) + cents(slot.points) > cents(problem.cap):
        return f"the cap of {points_said(problem.cap)} is used up by what is worth more"
    if able == 1:
        return "the only one who could hold it holds what is worth more, or what must be held"
    return f"the {able} who could hold it hold what is worth more, or what must be held"


def _why_not_claimed(slot: Slot, eligibility: Eligibility) -> str:
    claim = eligibility.problem.holder_claims[slot.key]
    member = eligibility.problem.member.get(claim.person)
    if member is None:
        return "whoever pulled it is not on the team in this iteration"
    if slot.is_paired:
        return "pulled, and waits for a second person: it was opened for two"
    return f"pulled, and waits for somebody who knows {slot.duty.activity} and has room to help"


def _in_order(barriers: "Counter[Barrier | None]") -> list[tuple[Barrier, int]]:
    return [(one, barriers[one]) for one in _BARRIERS if barriers[one]]


def _told(barrier: Barrier, count: int) -> str:
    one, many = _BARRIERS[barrier]
    return f"{count} {one if count == 1 else many}"
