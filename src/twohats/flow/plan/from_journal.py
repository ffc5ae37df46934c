"""Plans as the journal holds them, for whoever looks back on them or hands them out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from twohats.flow.facts import Opened
from twohats.flow.outcome.slots import Held, Plans, iterations_in
from twohats.flow.plan.gathering import agreed_in, planned
from twohats.flow.plan.standing import current
from twohats.flow.plan.team import team_of
from twohats.journal.planned import adopted_of, claims_of, declines_of, slots_of
from twohats.plan.offers import working_days
from twohats.plan.problem import CENTS, Problem
from twohats.records.needs import Need
from twohats.records.plan import Claim, Decline, Pick, Plan, Slot
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace.iterations import Iteration

WORKDAY_H = 8
"""Hours of a working day, for setting logged hours against points."""


def plans_of(opened: Opened) -> Plans:
    """Read slots and holders of the iterations in the window off the journal.

    What was said after an iteration was over changes nothing about it.
    """
    found = {}
    for one in iterations_in(opened, opened.workspace.settings.iterations):
        decisions = [line for line in opened.decisions if line.at < one.until_at]
        slots = slots_of(decisions, one.number)
        if slots:
            adopted = adopted_of(decisions).get(one.number)
            picks = picks_of(slots, claims_of(decisions), declines_of(decisions), adopted)
            found[one.number] = Held(slots, picks)
    return found


def picks_of(
    slots: Sequence[Slot],
    claims: Sequence[Claim],
    declines: Sequence[Decline],
    adopted: Plan | None,
) -> tuple[Pick, ...]:
    """Say who held what in the end: who pulled it, else whom the adopted plan names and who did not decline.

    Parameters
    ----------
    slots
        Of one iteration.
    claims
        The first to pull a slot holds it.
    declines
        Whoever said "not this time" holds nothing like it that they had not pulled.
    adopted
        The plan adopted last; None: none was.
    """
    if not slots:
        return ()
    number = slots[0].iteration
    here = tuple(one for one in declines if one.iteration == number)
    problem = Problem(number, tuple(slots), (), claims=tuple(claims), declines=here)
    picks = (_held(slot, problem, adopted) for slot in problem.ordered)
    return tuple(pick for pick in picks if pick)


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
    if (
        pick.pair
        and other is None
        and {(pick.pair, slot.duty), (pick.pair, None)} & problem.declined
    ):
        pick = replace(pick, pair=None, pair_part=None, pair_points=0.0)
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
    """Sum up what each of ours offered over the window; None: the workspace does not say.

    Days off are a person's own and not on every machine; they are left out, so that the figure is
    the same everywhere.
    """
    settings = opened.workspace.settings
    iterations = iterations_in(opened, settings.iterations)
    if not (settings.plan_is_said or settings.plan.people) or not iterations:
        return None
    offers: dict[str, float] = defaultdict(float)
    for one in iterations:
        for member in team_of(opened, one, ()):
            offers[member.person] += member.offer
    return offers


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
