"""Checking a plan, and taking it over."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from twohats.errors import TwohatsError
from twohats.flow.experiments import Line
from twohats.flow.plan.gathering import Planned
from twohats.flow.plan.rows import breach_rows
from twohats.journal import to_supersede
from twohats.journal.fold import ALSO
from twohats.journal.planned import (
    ADOPTED,
    adopted_content,
    plan_key,
)
from twohats.plan.check import check
from twohats.plan.problem import cents
from twohats.records.plan import Breach, Plan


def adopting(
    plan: Plan, at: Planned, breaches: Sequence[Breach], below_floor: str | None = None
) -> Line:
    """Take a plan over.

    Parameters
    ----------
    plan
        What was proposed.
    at
        What it takes into account.
    breaches
        Of the plan, see `breaches_of`.
    below_floor
        Why it is adopted with fewer points than the floor; it is kept where the plan has fewer. None:
        such a plan is refused.

    Raises
    ------
    TwohatsError
        It breaks a rule; the message says which, with the number and the next step.
    """
    floor = [one for one in breaches if one.rule == "floor"]
    broken = [one for one in breaches if one.rule not in ("duty", "floor")]
    if below_floor is None:
        broken += floor
    if broken:
        told = "\n".join(f"{row['what']}: {row['sentence']}" for row in breach_rows(broken, at))
        rules = "a rule" if len(broken) == 1 else f"{len(broken)} rules"
        raise TwohatsError(
            f"plan {plan.iteration}: not adopted: it breaks {rules}:\n{told}\n{_next_step(broken)}"
        )
    why = f"adopted plan {plan.iteration}"
    if floor:
        plan = replace(plan, below_floor=below_floor)
        why = f"{why} below its floor: {below_floor}"
    key = plan_key(plan.iteration)
    before = to_supersede(at.opened.decisions, ADOPTED, (key,))
    content = dict(adopted_content(plan))
    if before[1:]:
        content[ALSO] = list(before[1:])
    return Line(ADOPTED, (key,), why, content, next(iter(before), None))


def _next_step(broken: Sequence[Breach]) -> str:
    """Say what to do about a plan that cannot be adopted."""
    rules = {one.rule for one in broken}
    if rules == {"floor"}:
        return (
            "Open more slots, or adopt it as it is and say why: "
            "twohats plan --fill --adopt --below-floor --why TEXT"
        )
    if "cap" in rules:
        return "Close slots or let go of some, or change `share` in [plan] of twohats.toml."
    return "Let go of what does not fit, and fill it again."


def breaches_of(plan: Plan, at: Planned) -> tuple[Breach, ...]:
    """Check a plan, without the solver."""
    return check(plan, at.problem)


def apart(
    breaches: Iterable[Breach], plan: Plan, at: Planned
) -> tuple[tuple[Breach, ...], tuple[Breach, ...]]:
    """Set what the team agreed to beside what it did not: notes, and breaches.

    A floor that is missed is a note where the plan of this iteration was adopted below it, with a
    reason, and this one holds no fewer points than that.
    """
    before = at.problem.previous
    agreed = (
        before is not None
        and before.below_floor is not None
        and cents(plan.points) >= cents(before.points)
    )
    found = tuple(breaches)
    notes = tuple(one for one in found if agreed and one.rule == "floor")
    return notes, tuple(one for one in found if one not in notes)


def waiting(breaches: Iterable[Breach], at: Planned, *, is_filled: bool) -> tuple[Breach, ...]:
    """List what waits for a person to decide.

    A floor that is missed does not: it is told when a plan is adopted. Nor does a slot that must be
    held and is open, before anything was filled.
    """
    settled = is_filled or at.problem.previous is not None
    early = ("floor",) if settled else ("floor", "duty")
    return tuple(one for one in breaches if one.rule not in early)
