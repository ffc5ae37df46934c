"""Plans as the journal holds them, for whoever looks back on them or hands them out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from twohats.flow.facts import Opened
from twohats.flow.outcome.slots import Held, Plans
from twohats.flow.plan import agreed_in, current, planned
from twohats.journal.planned import adopted_of, claims_of, declines_of, slots_of
from twohats.plan.offers import working_days
from twohats.plan.problem import CENTS, Problem
from twohats.records.needs import Need
from twohats.records.plan import Pick, Plan, Slot
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace.iterations import Iteration

WORKDAY_H = 8
"""Hours of a working day, for setting logged hours against points."""


def plans_of(opened: Opened) -> Plans:
    """Read slots and holders of every iteration off the journal: what was pulled, else adopted."""
    slots: dict[int, list[Slot]] = {}
    for slot in slots_of(opened.decisions):
        slots.setdefault(slot.iteration, []).append(slot)
    claims, adopted = claims_of(opened.decisions), adopted_of(opened.decisions)
    declines = declines_of(opened.decisions)
    plans = {}
    for number, found in slots.items():
        problem = Problem(number, tuple(found), (), claims=claims, declines=declines)
        picks = (_held(slot, problem, adopted.get(number)) for slot in problem.ordered)
        plans[number] = Held(problem.ordered, tuple(pick for pick in picks if pick))
    return plans


def _held(slot: Slot, problem: Problem, adopted: Plan | None) -> Pick | None:
    """Say who held a slot in the end; None: nobody."""
    claim, other = problem.holder_claims.get(slot.key), problem.pair_claims.get(slot.key)
    pick = adopted.of_slot(slot.key) if adopted else None
    if pick is not None and claim is None:
        declined = {(pick.holder, slot.duty), (pick.holder, None)}
        pick = None if declined & problem.declined else pick
    if claim is not None and (pick is None or pick.holder != claim.person):
        pick = Pick(slot.key, claim.person, points=slot.points, iteration=slot.iteration)
    if pick is None:
        return None
    if other is not None:
        share = problem.pair_cents(slot) / CENTS
        pick = replace(pick, pair=other.person, pair_part=other.part, pair_points=share)
    return replace(pick, is_claimed=claim is not None, is_pair_claimed=other is not None)


def plan_in(
    opened: Opened, iteration: Iteration
) -> tuple[Plan, Sequence[Slot], Mapping[str, Need]]:
    """Read the plan of one iteration, its slots, and the needs that would fill them."""
    at = planned(opened, iteration)
    return current(at), at.problem.ordered, at.needs


def agreed_to_names(opened: Opened) -> tuple[str, ...]:
    """List the persons who agreed that plans call them by name."""
    return tuple(sorted(agreed_in(opened)))


def capacity_of(opened: Opened) -> Mapping[str, float] | None:
    """Say how many points each of ours can work in an iteration; None: the workspace does not say."""
    settings, people = opened.workspace.settings, opened.people.person_of
    if not (settings.plan_is_said or settings.plan.people):
        return None
    said = {
        people[one.account].key: one.points
        for one in settings.plan.people
        if one.points is not None and one.account in people
    }
    ours = {people[one].key for one in opened.people.ours if not people[one].is_bot}
    return {person: said.get(person, settings.plan.points) for person in sorted(ours)}


def hours_of_a_point(opened: Opened) -> float | None:
    """Say how many hours a point stands for; None: the workspace does not say."""
    settings = opened.workspace.settings
    if not settings.plan_is_said or settings.iterations is None:
        return None
    one = settings.iterations.numbered(1)
    return len(working_days(one.since, one.until)) * WORKDAY_H / settings.plan.points


def known_until(store: FactStore) -> datetime | None:
    """Say how far facts reach: when the last source was looked at; None: there are none."""
    found: datetime | None = (
        fact_tables(connect(store.snapshot()))["coverage"].seen_at.max().to_pyarrow().as_py()
    )
    return found
