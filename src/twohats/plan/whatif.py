"""What if: the same question with somebody away, or with more or fewer points; nothing is kept."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from twohats.plan.problem import Problem
from twohats.records.plan import Plan


@dataclass(frozen=True)
class Difference:
    """One slot that would be held otherwise."""

    slot: str
    before: str | None
    """Person; None: nobody held it."""
    after: str | None


def without(problem: Problem, people: Collection[str]) -> Problem:
    """Ask the same without some people; what they pulled is open again."""
    return replace(
        problem,
        members=tuple(one for one in problem.members if one.person not in people),
        claims=tuple(one for one in problem.claims if one.person not in people),
    )


def with_points(problem: Problem, points: float) -> Problem:
    """Ask the same if everybody who is there offered so many points, and no cap held it back."""
    members = tuple(
        replace(one, offer=min(points, one.points), window_offer=None) for one in problem.members
    )
    return replace(problem, members=members, cap=None)


def differences(before: Plan, after: Plan) -> tuple[Difference, ...]:
    """List slots whose holder differs, by key."""
    holders = [{pick.slot: pick.holder for pick in plan.picks} for plan in (before, after)]
    slots = sorted({*holders[0], *holders[1]})
    pairs = ((slot, holders[0].get(slot), holders[1].get(slot)) for slot in slots)
    return tuple(Difference(*one) for one in pairs if one[1] != one[2])
