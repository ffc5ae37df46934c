"""Small plans: people, slots and turns in a few words, and every plan there is of them."""

from collections import Counter
from itertools import product

from twohats.plan.check import check
from twohats.plan.eligible import Eligibility
from twohats.plan.model import ENOUGH, Model
from twohats.plan.problem import CENTS, Problem, cents
from twohats.plan.values import offered, recency, worth_of
from twohats.records.plan import Duty, LeftOut, Member, Pick, Plan, Slot, Turn
from twohats.workspace.planning import Planning

NOW = 10
"""The iteration planned."""


def duty(activity="review", place="lantern"):
    return Duty(activity, f"github:{place}")


def member(name, offer=2.0, *, knows=("review",), places=("lantern",), **more):
    """Somebody who knows these activities in these places."""
    done = frozenset(duty(activity, place) for activity in knows for place in places)
    return Member(f"github:{name}", more.pop("points", 10.0), offer, done=done, **more)


def slot(name, activity="review", place="lantern", points=1.0, **more):
    return Slot(f"slot:{name}", NOW, duty(activity, place), points, **more)


def turn(name, ago=1, activity="review", place="lantern", points=1.0, part="holder"):
    return Turn(f"github:{name}", duty(activity, place), NOW - ago, points, part)


def problem(slots, members, **more):
    """A problem; ``terms`` may be given field by field."""
    fields = Planning.__dataclass_fields__.keys() - {"floor"}  # a problem has one of its own
    terms = Planning(**{name: more.pop(name) for name in list(more) if name in fields})
    return Problem(NOW, tuple(slots), tuple(members), terms=terms, **more)


def every_plan(of):
    """Make every plan that keeps the rules, by trying all there are; for very small problems."""
    people = [one.person for one in of.team]
    seconds = [(None, None), *product(people, ("mentor", "shadow"))]
    ways = [
        [None, *((holder, *second) for holder in people for second in seconds)] for _ in of.ordered
    ]
    for chosen in product(*ways):
        plan = plan_of(of, chosen)
        broken = {one.rule for one in check(plan, of)} - {"duty", "floor", "cap"}
        if _exceeds_what_pulls_leave(plan, of):
            continue
        if not broken and not _claims_passed_over(of, plan):
            yield plan


def _exceeds_what_pulls_leave(plan, of):
    """Whether proposals take more than the cap leaves beside what was pulled."""
    if of.cap is None:
        return False
    claimed = Eligibility(of).claimed.total()
    proposed = sum(
        cents(one.points) * (one.slot not in of.holder_claims)
        + cents(one.pair_points) * (one.slot not in of.pair_claims)
        for one in plan.picks
    )
    return proposed > max(0, cents(of.cap) - claimed)


def _claims_passed_over(of, plan):
    """Whether a slot somebody pulled, and could hold by themselves, is not held."""
    eligibility = Eligibility(of)
    for key, claim in of.holder_claims.items():
        one, who = of.slot[key], of.member.get(claim.person)
        needs = one.is_paired or (eligibility.is_new(who, one) and not claim.is_alone)
        if plan.of_slot(key) is None and not needs:
            return True
    return False


def plan_of(of, chosen):
    """Make a plan of who holds each slot, in the order of their keys."""
    picks, left = [], []
    for one, way in zip(of.ordered, chosen, strict=True):
        if way is None:
            left.append(LeftOut(one.key, "tried without"))
            continue
        holder, pair, part = way
        claim = of.holder_claims.get(one.key)
        share = of.pair_cents(one) / CENTS if pair else 0.0
        is_claimed = claim is not None and claim.person == holder
        picks.append(
            Pick(one.key, holder, pair, part, None, one.points, share, is_claimed, iteration=NOW)
        )
    points = sum(cents(one.points) + cents(one.pair_points) for one in picks) / CENTS
    return Plan(NOW, tuple(picks), tuple(left), points=points, cap=of.cap, floor=of.floor)


def values_of(plan, of):
    """Work out every stage of a plan plainly, so that larger is better, in the order of stages."""
    eligibility = Eligibility(of)
    held = [(of.slot[pick.slot], pick) for pick in plan.picks]
    return (
        sum(pick.slot in of.holder_claims for _, pick in held)
        + sum(pick.slot in of.pair_claims and pick.pair is not None for _, pick in held),
        sum(one.is_duty for one, _ in held),
        sum(worth_of(one) for one, _ in held),
        -_uneven(held, of, eligibility),
        -sum(
            recency(eligibility, pick.holder, one.duty) for one, pick in held if not pick.is_claimed
        ),
        _knowledge(held, of, eligibility),
        -_changes(plan, of),
    )


def _uneven(held, of, eligibility):
    """Square of load over offer, rounded step by step as docs/plan.md says the stage is."""
    loads = Counter()
    for _, pick in held:
        loads[pick.holder] += cents(pick.points)
        if pick.pair_part == "mentor":
            loads[pick.pair] += cents(pick.pair_points)
    unit = Model(eligibility).unit
    total = 0
    for person in {one.person for one in of.team}:
        load = (eligibility.history.load.get(person, 0) + loads[person]) // unit
        offer = max(1, offered(of, person)) / unit
        total += sum(round(1000 * (2 * at + 1) / offer) for at in range(load))
    return total


def _knowledge(held, of, eligibility):
    known = eligibility.history.duties
    grown = 0
    for one in {one.duty for one in of.ordered}:
        before = {person for person, what in known if what == one and person in of.member}
        more = set()
        for slot_, pick in held:
            if slot_.duty == one:
                more.add(pick.holder)
                if pick.pair_part == "shadow":
                    more.add(pick.pair)
        if len(before) < ENOUGH:
            grown += min(ENOUGH - len(before), len(more - before))
    return 2 * grown + sum(pick.pair_part == "mentor" for _, pick in held)


def _changes(plan, of):
    count = 0
    for pick in of.previous.picks if of.previous else ():
        if pick.slot not in of.slot:
            continue
        now = plan.of_slot(pick.slot)
        count += 2 * (now is None or now.holder != pick.holder)
        if pick.pair:
            same = now is not None and (now.pair, now.pair_part) == (pick.pair, pick.pair_part)
            count += not same
    return count


__all__ = [
    "NOW", "duty", "every_plan", "member", "plan_of", "problem", "slot", "turn",
    "values_of",
]  # fmt: skip
