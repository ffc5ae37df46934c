"""Plans and breaches as rows, and a plan read back from rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from twohats.errors import WrongUse
from twohats.flow.meta import meta
from twohats.flow.page import shown_with
from twohats.flow.plan.gathering import Planned
from twohats.flow.rows import Row
from twohats.plan.problem import CENTS, cents
from twohats.records.plan import Breach, LeftOut, Part, Pick, Plan

COLUMNS = (
    "slot", "need", "holder", "pair", "points", "reason", "state", "pair_does", "pair_points",
    "title", "activity", "community", "count", "must", "worth", "need_title", "need_url",
)  # fmt: skip

BREACH_COLUMNS = ("rule", "what", "sentence")


def plan_rows(plan: Plan, at: Planned) -> list[Row]:
    """Give one row per slot, held or not; people are called as they agreed to be."""
    before = at.problem.previous
    adopted = {(pick.slot, pick.holder) for pick in before.picks} if before else set()
    told = {one.what: one.reason for one in plan.left_out}
    rows = []
    for slot in at.problem.ordered:
        pick = plan.of_slot(slot.key)
        need = at.needs.get(pick.need if pick and pick.need else next(iter(slot.candidates), ""))
        state = "open"
        if pick is not None:
            is_adopted = (slot.key, pick.holder) in adopted
            state = "pulled" if pick.is_claimed else "adopted" if is_adopted else "proposed"
        rows.append(
            {
                "slot": slot.name,
                "need": need.key if need else None,
                "points": slot.points,
                "reason": pick.reason if pick else told.get(slot.key, ""),
                "state": state,
                "pair_does": _PAIR_DOES.get(pick.pair_part or "holder") if pick else None,
                "pair_points": pick.pair_points if pick else 0.0,
                "title": slot.title,
                "activity": slot.duty.activity,
                "community": slot.duty.community,
                "count": slot.count,
                "must": slot.is_duty,
                "worth": slot.worth,
                "need_title": need.title if need else None,
                "need_url": need.url if need else None,
            }
        )
    shown: list[Row] = shown_with(rows, at.opened.people.pseudonyms)
    for row in shown:
        pick = plan.of_slot(f"slot:{row['slot']}")
        row["holder"] = at.called(pick.holder) if pick else None
        row["pair"] = at.called(pick.pair) if pick else None
    return shown


_PAIR_DOES = {"mentor": "helps", "shadow": "learns"}


def plan_meta(plan: Plan, at: Planned, breaches: Iterable[Breach] = ()) -> dict[str, Any]:
    """Give what a plan's rows rest on: stages with bounds, points, limits, burdens, breaches."""
    gaps = [one.gap for one in plan.stages if one.gap is not None]
    return {
        **meta(at.opened),
        "iteration": plan.iteration,
        "since": at.iteration.since,
        "until": at.iteration.until,
        "objective": {one.name: one.objective for one in plan.stages},
        "bound": {one.name: one.bound for one in plan.stages},
        "gap": max(gaps) if gaps and len(gaps) == len(plan.stages) else None,
        "proven": [one.name for one in plan.stages if one.is_proven],
        "points": plan.points,
        "offered": round(sum(one.offer for one in at.problem.team), 2),
        "kept_free": round(sum(one.free for one in at.problem.team), 2),
        "cap": plan.cap,
        "floor": plan.floor,
        "below_floor": at.problem.previous.below_floor if at.problem.previous else None,
        "people": len(at.problem.team),
        "burdens": [vars(one) for one in plan.burdens],
        "breaches": breach_rows(breaches, at),
    }


def breach_rows(breaches: Iterable[Breach], at: Planned) -> list[Row]:
    """Give breaches as people read them: nobody by a name they did not agree to."""
    names = sorted(at.opened.people.ours, key=len, reverse=True)

    def told(text: str) -> str:
        for name in names:
            person = at.opened.people.person_of[name].key
            text = text.replace(name, at.called(person) or name)
        return text.removeprefix("slot:")

    return [
        {"rule": one.rule, "what": told(one.what), "sentence": told(one.sentence)}
        for one in breaches
    ]


def plan_of_rows(rows: Iterable[Mapping[str, Any]], at: Planned) -> Plan:
    """Read a plan from rows as ``--format json`` writes them, to be checked.

    Raises
    ------
    WrongUse
        All rows that name no slot or nobody, with their number.
    """
    picks, left, wrong = [], [], []
    for number, row in enumerate(rows, start=1):
        name = row.get("slot")
        if not isinstance(name, str):
            wrong.append(f"row {number}: `slot` is missing")
            continue
        key = name if name.startswith("slot:") else f"slot:{name}"
        if not row.get("holder"):
            left.append(LeftOut(key, str(row.get("reason") or "")))
            continue
        try:
            picks.append(_pick_of(row, key, at))
        except (WrongUse, TypeError, ValueError) as error:
            wrong.append(f"row {number}: {error}")
    if wrong:
        raise WrongUse("\n".join(wrong))
    points = sum(cents(one.points) + cents(one.pair_points) for one in picks) / CENTS
    return Plan(at.iteration.number, tuple(picks), tuple(left), points=points)


def _pick_of(row: Mapping[str, Any], key: str, at: Planned) -> Pick:
    parts: dict[str, Part] = {"helps": "mentor", "learns": "shadow"}
    pair = at.person(str(row["pair"]), "pair") if row.get("pair") else None
    holder = at.person(str(row["holder"]), "holder")
    claim = at.problem.holder_claims.get(key)
    return Pick(
        key,
        holder,
        pair,
        parts.get(str(row.get("pair_does"))) if pair else None,
        row.get("need"),
        float(row.get("points") or 0),
        float(row.get("pair_points") or 0),
        claim is not None and claim.person == holder,
        iteration=at.iteration.number,
    )
