"""The plan in the journal: slots opened, pulled, declined, and plans that were adopted.

A slot is one chain of lines about ``slot:`` and its name; a plan one about ``plan:`` and the number of
its iteration. See docs/journal.md#plan.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from twohats.journal.fold import in_force
from twohats.journal.rulings import texts
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.plan import PARTS, Claim, Decline, Duty, LeftOut, Pick, Plan, Slot, Stage

SLOT, PULLED, DECLINED, ADOPTED = "slot", "slot-pulled", "not-this-time", "plan-adopted"
KINDS = (SLOT, PULLED, DECLINED, ADOPTED)


def plan_key(iteration: int) -> str:
    """Key of an iteration's plan.

    Examples
    --------
    >>> plan_key(24)
    'plan:24'
    """
    return f"plan:{iteration}"


def slots_of(decisions: Iterable[Decision], iteration: int | None = None) -> tuple[Slot, ...]:
    """List the slots that are open, by their key; of two opened under one name the first counts."""
    found: dict[str, Slot] = {}
    for one in in_force(one for one in decisions if one.what == SLOT):
        slot = read_slot(one)
        if isinstance(slot, Slot) and iteration in (None, slot.iteration):
            found.setdefault(slot.key, slot)
    return tuple(found[key] for key in sorted(found))


def claims_of(decisions: Iterable[Decision]) -> tuple[Claim, ...]:
    """List who pulled which slot, the first to do so first."""
    read = (read_claim(one) for one in in_force(one for one in decisions if one.what == PULLED))
    return tuple(one for one in read if isinstance(one, Claim))


def declines_of(decisions: Iterable[Decision]) -> tuple[Decline, ...]:
    """List every "not this time", the first one first."""
    read = (read_decline(one) for one in in_force(one for one in decisions if one.what == DECLINED))
    return tuple(one for one in read if isinstance(one, Decline))


def adopted_of(decisions: Iterable[Decision]) -> dict[int, Plan]:
    """Read the plan adopted last for each iteration."""
    found = {}
    for one in in_force(one for one in decisions if one.what == ADOPTED):
        plan = read_adopted(one)
        if isinstance(plan, Plan):
            found[plan.iteration] = plan
    return found


def read_slot(decision: Decision) -> Slot | Skipped:
    """Read one line that opens a slot; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    iteration, points, count = (content.get(n) for n in ("iteration", "points", "count"))
    duty = _duty(content)
    if not _is_number(iteration) or not _is_number(points) or duty is None:
        return Skipped(decision.id, "a slot with no iteration, points, activity or community")
    if len(decision.about) != 1 or not decision.about[0].startswith("slot:"):
        return Skipped(decision.id, "a slot with no name, or more than one")
    return Slot(
        decision.about[0],
        int(iteration),  # type: ignore[arg-type]
        duty,
        float(points),  # type: ignore[arg-type]
        int(count) if _is_number(count) else 1,  # type: ignore[arg-type]
        str(content.get("title") or ""),
        is_duty=bool(content.get("must")),
        is_paired=bool(content.get("for_two")),
        skills=frozenset(texts(content.get("skills"))),
        right=content.get("right"),
        opened_by=decision.who,
        opened_at=decision.at,
        decision=decision.id,
        reserved_for=content.get("kept_for"),
    )


def slot_content(slot: Slot) -> Mapping[str, Any]:
    """Write the content of a line that opens a slot, as `read_slot` reads it."""
    content: dict[str, Any] = {
        "iteration": slot.iteration,
        "activity": slot.duty.activity,
        "community": slot.duty.community,
        "points": slot.points,
        "count": slot.count,
        "title": slot.title,
        "must": slot.is_duty,
        "for_two": slot.is_paired,
        "skills": sorted(slot.skills),
        "right": slot.right,
        "kept_for": slot.reserved_for,
    }
    return {name: value for name, value in content.items() if value}


def read_claim(decision: Decision) -> Claim | Skipped:
    """Read one line by which somebody pulls a slot."""
    content = decision.content
    person, part = content.get("person"), content.get("part", "holder")
    if not isinstance(person, str) or part not in PARTS or len(decision.about) != 1:
        return Skipped(decision.id, "it does not say who pulled which slot")
    return Claim(
        decision.about[0], person, part, bool(content.get("alone")), decision.at, decision.id
    )


def read_decline(decision: Decision) -> Decline | Skipped:
    """Read one "not this time"; a reason, where somebody gave one, is not read."""
    content = decision.content
    person, iteration = content.get("person"), content.get("iteration")
    if not isinstance(person, str) or not _is_number(iteration):
        return Skipped(decision.id, 'it does not say who said "not this time", or when')
    return Decline(person, int(iteration), _duty(content), decision.at, decision.id)  # type: ignore[arg-type]


def read_adopted(decision: Decision) -> Plan | Skipped:
    """Read one plan that was adopted."""
    content = decision.content
    try:
        plan = Plan(
            int(content["iteration"]),
            tuple(Pick(**one) for one in content["picks"]),
            tuple(LeftOut(**one) for one in content.get("left_out", ())),
            tuple(Stage(**one) for one in content.get("stages", ())),
            (),
            float(content["points"]),
            content.get("cap"),
            content.get("floor"),
            content.get("below_floor"),
        )
    except (KeyError, TypeError, ValueError):
        return Skipped(decision.id, "it is no plan that this program can read")
    return plan


def adopted_content(plan: Plan) -> Mapping[str, Any]:
    """Write the content of an adopted plan, as `read_adopted` reads it."""
    content = asdict(replace(plan, burdens=()))
    content.pop("burdens")
    return {name: value for name, value in content.items() if value is not None}


def _duty(content: Mapping[str, Any]) -> Duty | None:
    activity, community = content.get("activity"), content.get("community")
    if not isinstance(activity, str) or not isinstance(community, str):
        return None
    return Duty(activity, community)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
