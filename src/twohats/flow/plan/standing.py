"""How an iteration stands, and what a fill proposes."""

from dataclasses import replace

from twohats.flow.plan.burden import burdens_of
from twohats.flow.plan.gathering import Planned
from twohats.plan.eligible import Eligibility
from twohats.plan.explain import explain
from twohats.plan.problem import CENTS, Problem, cents
from twohats.records.needs import Need
from twohats.records.plan import LeftOut, Part, Pick, Plan, Slot


def current(at: Planned) -> Plan:
    """Say how the iteration stands: what was pulled, and what was adopted and still holds."""
    problem, eligibility = at.problem, at.eligibility
    before = problem.previous
    picks = []
    for slot in problem.ordered:
        pick = _standing(slot, before.of_slot(slot.key) if before else None, problem, eligibility)
        if pick is not None:
            picks.append(pick)
    points = sum(cents(one.points) + cents(one.pair_points) for one in picks) / CENTS
    stages = before.stages if before else ()
    plan = Plan(problem.iteration, tuple(picks), (), stages, (), points, problem.cap, problem.floor)
    return with_burdens(_told_open(explain(plan, eligibility), at), at)


def _told_open(plan: Plan, at: Planned) -> Plan:
    """Say of slots that somebody could hold that they are open, and no more."""
    left = []
    for one in plan.left_out:
        slot = at.problem.slot[one.what]
        able = any(at.eligibility.barrier(member, slot) is None for member in at.problem.team)
        is_pulled = slot.key in at.problem.holder_claims
        left.append(LeftOut(one.what, "open: pull it, or fill the rest") if able and not is_pulled else one)  # fmt: skip
    return replace(plan, left_out=tuple(left))


def _standing(
    slot: Slot, adopted: Pick | None, problem: Problem, eligibility: Eligibility
) -> Pick | None:
    """Find who holds a slot as things stand; None: nobody."""
    claim, other = problem.holder_claims.get(slot.key), problem.pair_claims.get(slot.key)
    holder = claim.person if claim else adopted.holder if adopted else None
    member = problem.member.get(holder or "")
    if member is None or holder is None:
        return None
    if claim is None and eligibility.has_declined(member, slot.duty):
        return None
    pair: str | None = None
    part: Part | None = None
    if other is not None:
        pair, part = other.person, other.part
    elif adopted is not None and adopted.pair not in (None, holder) and adopted.holder == holder:
        second = problem.member.get(adopted.pair or "")
        if second is not None and not eligibility.has_declined(second, slot.duty):
            pair, part = adopted.pair, adopted.pair_part
    is_alone = claim is not None and claim.is_alone
    if eligibility.is_new(member, slot) and not is_alone and part != "mentor":
        return None
    if slot.is_paired and pair is None:
        return None
    return Pick(
        slot.key, holder, pair, part, next(iter(slot.candidates), None), slot.points,
        problem.pair_cents(slot) / CENTS if pair else 0.0, claim is not None, other is not None,
        iteration=problem.iteration,
    )  # fmt: skip


def filled(at: Planned) -> Plan:
    """Propose who holds what nobody pulled.

    Raises
    ------
    WrongUse
        The solver is not installed.
    """
    from twohats.plan.fill import fill

    return with_burdens(fill(at.problem), at)


def with_burdens(plan: Plan, at: Planned) -> Plan:
    """Show beside a plan what it brings to each community."""
    return replace(plan, burdens=burdens_of(plan, at.problem, at.opened))


def candidates(slot: Slot, at: Planned) -> list[Need]:
    """Draw the needs that would fill a slot now, the best first."""
    return [at.needs[key] for key in slot.candidates if key in at.needs]
