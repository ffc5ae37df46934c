"""What a plan is worth, how uneven it is and how long ago turns were: the numbers behind the stages."""

from twohats.plan.eligible import Eligibility
from twohats.plan.problem import Problem, cents
from twohats.records.plan import Duty, Slot

SPREAD_STEPS = 1000
WORTH_STEPS = 100
"""Worth is counted in hundredths."""
OPENED = 1.0
"""Worth of a slot because the team opened it, whatever is known of its needs."""


def points_said(points: float) -> str:
    """Say a number of points.

    Examples
    --------
    >>> points_said(1.0), points_said(3.5)
    ('1 point', '3.5 points')
    """
    return f"{points:g} point{'' if points == 1 else 's'}"


def worth_of(slot: Slot) -> int:
    """Worth of one slot, in hundredths.

    Examples
    --------
    >>> from twohats.records.plan import Duty
    >>> worth_of(Slot("slot:a", 1, Duty("review", "github:lantern"), 2.0, worth=3.0))
    400
    """
    return round((OPENED + max(0.0, slot.worth or 0.0)) * WORTH_STEPS)


def uneven(load: int, offer: float) -> int:
    """Square of a load over the offer, in thousandths, each step rounded as in the model."""
    return sum(slope(at, offer) for at in range(load))


def slope(at: int, offer: float) -> int:
    """How much more uneven one more unit makes a load, in thousandths."""
    return round(SPREAD_STEPS * (2 * at + 1) / offer)


def offered(problem: Problem, person: str) -> int:
    """Add up what somebody offered over the rolling window, in hundredths."""
    member = problem.member.get(person)
    if member is None:
        return 0
    if member.window_offer is None:
        return cents(member.offer) * problem.terms.window
    return cents(member.window_offer)


def recency(eligibility: Eligibility, person: str, duty: Duty) -> int:
    """How much of the window is left since somebody's last turn at a duty; 0: it is long ago."""
    last = eligibility.history.last.get((person, duty))
    problem = eligibility.problem
    if last is None:
        return 0
    return max(0, problem.terms.window - (problem.iteration - last) + 1)
