"""What somebody of ours takes, gives back, or declines."""

from twohats.errors import WrongUse
from twohats.flow.experiments import Line
from twohats.flow.plan.gathering import Planned
from twohats.journal.fold import WITHDRAWN
from twohats.journal.planned import (
    DECLINED,
    PULLED,
    plan_key,
)
from twohats.plan.problem import CENTS, cents
from twohats.records.plan import Part, Slot

ALL = "all"
"""Stands for every slot of an iteration, in "not this time"."""


def pulling(
    name: str, person: str, at: Planned, *, beside: bool = False, alone: bool = False
) -> Line:
    """Pull a slot, or ask to be the second person of one.

    Raises
    ------
    WrongUse
        Somebody else has it, upstream gives them no right to it, or their points are used up.
    """
    slot = at.slot(name, "--pull")
    claims = at.problem.pair_claims if beside else at.problem.holder_claims
    held = claims.get(slot.key)
    who = at.called(person)
    if held is not None:
        by = "you" if held.person == person else at.called(held.person)
        raise WrongUse(f"--pull {name}: nothing was done: {by} pulled it already.")
    other = (at.problem.holder_claims if beside else at.problem.pair_claims).get(slot.key)
    if other is not None and other.person == person:
        raise WrongUse(f"--pull {name}: nothing was done: {who} has a part in it already.")
    member = at.problem.member[person]
    part: Part = "holder"
    if beside:
        part = "mentor" if at.eligibility.is_familiar(member, slot) else "shadow"
    elif slot.right and slot.right not in member.rights.get(slot.duty.community, frozenset()):
        raise WrongUse(
            f"--pull {name}: nothing was done: it takes the right to {slot.right} in "
            f"{slot.duty.community}, and nothing shows that {who} has it. If so, write it under "
            "`rights` of [[people]] in twohats.toml."
        )
    _refuse_too_much(slot, person, beside, at)
    content: dict[str, object] = {"person": person}
    if beside:
        content["part"] = part
    if alone:
        content["alone"] = True
    return Line(PULLED, (slot.key,), f"pulled {slot.name}", content)


def _refuse_too_much(slot: Slot, person: str, beside: bool, at: Planned) -> None:
    """Refuse a pull beyond what somebody offered and keeps free; their free choice may go into it."""
    member = at.problem.member[person]
    taken = at.eligibility.claimed[person]
    more = at.problem.pair_cents(slot) if beside else cents(slot.points)
    most = cents(member.offer) + cents(member.free)
    if taken + more > most:
        raise WrongUse(
            f"--pull {slot.name}: nothing was done: it takes {more / CENTS:g} points; "
            f"{taken / CENTS:g} of {most / CENTS:g} are pulled already. Let one go first "
            "(`twohats plan --let-go SLOT`), or raise the offer in twohats.toml."
        )


def letting_go(name: str, person: str, at: Planned) -> tuple[Line, ...]:
    """Give back what somebody pulled.

    Raises
    ------
    WrongUse
        They did not pull it.
    """
    slot = at.slot(name, "--let-go")
    lines = _released(slot, person, at)
    if not lines:
        raise WrongUse(f"--let-go {name}: nothing was done: {at.called(person)} did not pull it.")
    return lines


def _released(slot: Slot, person: str, at: Planned) -> tuple[Line, ...]:
    return tuple(
        Line(PULLED, (slot.key,), f"let go of {slot.name}", {WITHDRAWN: True}, one.decision)
        for one in at.problem.claims
        if one.slot == slot.key and one.person == person
    )


def declining(name: str, person: str, at: Planned) -> tuple[Line, ...]:
    """Say "not this time" to a slot and all like it, or to everything; nobody asks why."""
    content: dict[str, object] = {"person": person, "iteration": at.iteration.number}
    slots = at.problem.ordered
    if name != ALL:
        slot = at.slot(name, "--not-this-time")
        content |= {"activity": slot.duty.activity, "community": slot.duty.community}
        slots = (slot,)
    line = Line(DECLINED, (plan_key(at.iteration.number),), "not this time", content)
    return (line, *(line for slot in slots for line in _released(slot, person, at)))
