"""The questions a fill answers one after the other; no later one spoils what an earlier one reached.

0. Pulled: what people pulled is theirs.
1. Duties: what was promised is held.
2. Worth: the needs met are worth most.
3. Spread: the load of the rolling window lies evenly, by what each offered.
4. Rotation: who held a duty longest ago comes first.
5. Knowledge: two people at least know each duty; who still learns is not left alone.
6. Change: as little as possible differs from the plan that was adopted before.

Why in this order: docs/decisions/2026-11-plan-in-stages.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twohats.plan.model import ENOUGH, Model, total
from twohats.plan.values import (
    SPREAD_STEPS,
    WORTH_STEPS,
    offered,
    recency,
    slope,
    uneven,
    worth_of,
)
from twohats.records.plan import Duty


@dataclass(frozen=True)
class Question:
    """One stage: what is to be as large, or as small, as can be."""

    name: str
    expression: Callable[[Model], Any]
    """The objective over a model's variables; whole numbers."""
    is_maximized: bool
    scale: float = 1.0
    """By how much the objective is larger than the number people read."""
    unit: str = ""


def kept_claims(model: Model) -> Any:
    """Count parts in slots that people pulled and get."""
    terms = [one for (key, _), one in model.hold.items() if key in model.problem.holder_claims]
    for (key, _), variable in [*model.help.items(), *model.learn.items()]:
        if key in model.problem.pair_claims:
            terms.append(variable)
    return total(terms)


def held_duties(model: Model) -> Any:
    """Count slots that must be held, and are."""
    slots = model.problem.slot
    return total(variable for (key, _), variable in model.hold.items() if slots[key].is_duty)


def worth(model: Model) -> Any:
    """Add up the expected worth of what is held."""
    slots = model.problem.slot
    return total(variable * worth_of(slots[key]) for (key, _), variable in model.hold.items())


def spread(model: Model) -> Any:
    """Add up, over people, their load squared by what they offered: least when all lie even."""
    costs = []
    for person, load in sorted(model.loads().items()):
        before = model.eligibility.history.load.get(person, 0) // model.unit
        most = before + _most(model, person)
        offer = max(1, offered(model.problem, person)) / model.unit
        cost = model.number(f"uneven[{person}]")
        height = uneven(before, offer)
        for at in range(before, most):
            rise = slope(at, offer)
            # The chord between two whole loads: exact at every load there can be.
            model.add(cost >= height + rise * (load + before - at))
            height += rise
        costs.append(cost)
    return total(costs)


def _most(model: Model, person: str) -> int:
    """Bound the load the plan could give to somebody, in the model's unit."""
    eligibility = model.eligibility
    return (eligibility.room.get(person, 0) + eligibility.claimed[person]) // model.unit + 1


def recent_turns(model: Model) -> Any:
    """Add up how recently each proposed holder had the same duty."""
    claims = model.problem.holder_claims
    return total(
        variable * recency(model.eligibility, person, model.problem.slot[key].duty)
        for (key, person), variable in model.hold.items()
        if key not in claims
    )


def knowledge(model: Model) -> Any:
    """Count those who get to know duties that too few know, and those who are helped while new."""
    people: dict[Duty, dict[str, list[Any]]] = {}
    known = model.eligibility.history.duties
    for (key, person), variable in [*model.hold.items(), *model.learn.items()]:
        duty = model.problem.slot[key].duty
        if model.knowers[duty] < ENOUGH and (person, duty) not in known:
            people.setdefault(duty, {}).setdefault(person, []).append(variable)
    terms = list(model.help.values())
    for duty in sorted(people):
        grown = model.whole(ENOUGH - model.knowers[duty], f"grown[{duty}]")
        learners = []
        for person, variables in sorted(people[duty].items()):
            learns = model.flag(f"learns[{person},{duty}]")
            model.add(learns <= total(variables))
            learners.append(learns)
        model.add(grown <= total(learners))
        terms.append(grown * 2)
    return total(terms)


def changes(model: Model) -> Any:
    """Count what differs from the plan before: holders twice, second people once."""
    before = model.problem.previous
    kept: list[Any] = []
    most = 0
    for pick in before.picks if before else ():
        if pick.slot not in model.problem.slot:
            continue
        most += 2
        if (pick.slot, pick.holder) in model.hold:
            kept.append(2 * model.hold[pick.slot, pick.holder])
        if pick.pair:
            most += 1
            table = model.learn if pick.pair_part == "shadow" else model.help
            if (pick.slot, pick.pair) in table:
                kept.append(table[pick.slot, pick.pair])
    return most - total(kept)


QUESTIONS: tuple[Question, ...] = (
    Question("pulled", kept_claims, True, unit="parts"),
    Question("duties", held_duties, True, unit="duties"),
    Question("worth", worth, True, WORTH_STEPS, "worth"),
    Question("spread", spread, False, SPREAD_STEPS, "points² per point offered"),
    Question("rotation", recent_turns, False, unit="iterations"),
    Question("knowledge", knowledge, True, unit="people"),
    Question("change", changes, False, unit="changes"),
)
"""In the order in which they are answered."""

WHAT = "worth"
"""The first question about all slots, and not only about those that are promised or pulled."""
WHO = "spread"
"""The first question that is about who holds a slot, and no longer about which are held."""
