"""How long a fill takes, how far it is from its bounds, and what simpler ways would give.

Run it with sizes, people × slots × iterations::

    python benchmarks/plan.py fill 30x300x5 tight
    python benchmarks/plan.py fill 300x5000x6 tight at-once
    python benchmarks/plan.py compare 10x24x26

Everybody and everything in it is made up. ``tight``: slots ask for several times what is offered. ``at-once``:
all of them are open from the first iteration on.
``compare`` sets the fill beside a greedy rota (the best slot to whoever held it least), pure load
balancing (to whoever has the lowest load, knowing it or not) and chance, over successive iterations.
"""

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from twohats.measures.spread import jain
from twohats.plan.check import check
from twohats.plan.eligible import Eligibility
from twohats.plan.fill import fill, turns_of
from twohats.plan.problem import CENTS, Problem, cents
from twohats.plan.values import worth_of
from twohats.records.plan import Duty, Member, Pick, Plan, Slot, Turn

ACTIVITIES = (
    "review", "triage", "answer", "release", "docs", "ci", "meeting", "mentoring", "change", "security",
)  # fmt: skip
SEED = 1


def made_up(
    people: int, slots: int, iterations: int, *, tight: bool, at_once: bool = False
) -> list[Problem]:
    """Make problems of successive iterations; slots may wait until the last one.

    ``at_once``: all slots are open from the first on.
    """
    chance = random.Random(SEED)
    communities = [f"github:made-up-{number}" for number in range(12)]
    duties = [Duty(one, community) for community in communities for one in ACTIVITIES]
    team = tuple(_person(chance, number, communities, duties) for number in range(people))
    sizes = [0.5, 1.0, 1.0, 2.0, 3.0] if tight else [0.5, 0.5, 1.0]
    asked = [_slot(chance, number, duties, sizes, iterations) for number in range(slots)]
    turns = tuple(
        Turn(chance.choice(team).person, chance.choice(duties), -chance.randint(0, 5), 1.0)
        for _ in range(people)
    )
    found = []
    for iteration in range(1, iterations + 1):
        there = tuple(
            replace(one, offer=0.0, points=0.0) if chance.random() < 0.1 else one for one in team
        )
        now = tuple(one for one in asked if at_once or one.iteration <= iteration)
        found.append(Problem(iteration, now, there, turns))
    return found


def _person(
    chance: random.Random, number: int, communities: Sequence[str], duties: Sequence[Duty]
) -> Member:
    activities = chance.sample(ACTIVITIES, chance.randint(3, 6))
    places = chance.sample(communities, chance.randint(2, 5))
    return Member(
        f"github:person-{number:03d}",
        10.0,
        chance.choice([1.0, 2.0, 2.0, 3.0]),
        done=frozenset(
            Duty(one, place) for one in activities for place in places if chance.random() < 0.7
        ),
        shadowed=frozenset(chance.sample(duties, 3)),
        rights={place: frozenset({"release"}) for place in places if chance.random() < 0.4},
    )


def _slot(
    chance: random.Random,
    number: int,
    duties: Sequence[Duty],
    sizes: Sequence[float],
    iterations: int,
) -> Slot:
    duty = chance.choice(duties)
    return Slot(
        f"slot:{number:05d}",
        1 + number % iterations,
        duty,
        chance.choice(sizes),
        worth=round(chance.expovariate(0.5), 2),
        is_duty=chance.random() < 0.05,
        right="release" if duty.activity == "release" else None,
        latest=iterations,
    )


Way = Callable[[Problem], Plan]


def walk(problems: Sequence[Problem], way: Way) -> list[tuple[Problem, Plan]]:
    """Plan iteration after iteration, turns and loads carried on."""
    turns: tuple[Turn, ...] = ()
    held: set[str] = set()
    found = []
    for problem in problems:
        still = tuple(one for one in problem.slots if one.key not in held)
        here = replace(problem, slots=still, turns=(*problem.turns, *turns))
        plan = way(here)
        held |= {pick.slot for pick in plan.picks}
        turns += turns_of(plan, here)
        found.append((here, plan))
    return found


def rota(order: Callable[[Eligibility, random.Random, Counter[str], Slot, str], object]) -> Way:
    """Give the best slots first, each to whoever comes first in an order; no pairs, no look around."""
    chance = random.Random(SEED)

    def way(problem: Problem) -> Plan:
        eligibility = Eligibility(problem)
        left = Counter(eligibility.room)
        picks = []
        for slot in sorted(
            problem.ordered, key=lambda one: (-one.is_duty, -worth_of(one), one.key)
        ):
            able = [
                one.person
                for one in problem.team
                if eligibility.inability(one, slot) is None
                and left[one.person] >= cents(slot.points)
            ]
            if able:
                who = min(able, key=lambda one: (order(eligibility, chance, left, slot, one), one))  # type: ignore[return-value]
                left[who] -= cents(slot.points)
                picks.append(Pick(slot.key, who, points=slot.points, iteration=problem.iteration))
        return Plan(problem.iteration, tuple(picks), points=sum(one.points for one in picks))

    return way


def _knows(eligibility: Eligibility, slot: Slot, person: str) -> bool:
    return not eligibility.is_new(eligibility.problem.member[person], slot)


WAYS: dict[str, Way] = {
    "stages": fill,
    "greedy rota": rota(
        lambda e, _, left, slot, who: (
            not _knows(e, slot, who), e.history.last.get((who, slot.duty), -99), -left[who]
        )
    ),
    "load balancing": rota(
        lambda e, _, left, slot, who: e.history.load.get(who, 0) + e.room[who] - left[who]
    ),
    "chance": rota(lambda e, chance, left, slot, who: chance.random()),
}  # fmt: skip


def compare(problems: Sequence[Problem]) -> None:
    """Print worth, evenness and breaches of each way."""
    print("way | worth | points | Jain, load over offer | new and alone | row too long | cpu s")
    print("---|---|---|---|---|---|---")
    for name, way in WAYS.items():
        begun = time.process_time()
        found = walk(problems, way)
        spent = time.process_time() - begun
        worth = sum(worth_of(here.slot[pick.slot]) for here, plan in found for pick in plan.picks)
        given: Counter[str] = Counter()
        offered: Counter[str] = Counter()
        for here, plan in found:
            offered.update({one.person: cents(one.offer) for one in here.team})
            for pick in plan.picks:
                given[pick.holder] += cents(pick.points)
                if pick.pair and pick.pair_part == "mentor":
                    given[pick.pair] += cents(pick.pair_points)
        rules = Counter(one.rule for here, plan in found for one in check(plan, here))
        even = jain([given[one] / offered[one] for one in sorted(offered) if offered[one]])
        print(
            f"{name} | {worth / CENTS:.0f} | {sum(given.values()) / CENTS:g} | {even:.3f} | "
            f"{rules['alone']} | {rules['rotation']} | {spent:.1f}"
        )


def measure(problems: Sequence[Problem]) -> None:
    """Print time and gap of each stage."""
    begun, spent = time.monotonic(), time.process_time()
    found = walk(problems, fill)
    print(
        f"{time.monotonic() - begun:.1f} s, {time.process_time() - spent:.1f} s of processor time"
    )
    for here, plan in found:
        offered = sum(one.offer for one in here.team)
        asked = sum(one.points for one in here.slots)
        gaps = [f"{one.name} {'?' if one.gap is None else f'{one.gap:.2%}'}" for one in plan.stages]
        wrong = [one for one in check(plan, here) if one.rule != "duty"]
        print(
            f"iteration {plan.iteration}: {asked:g} points asked, {offered:g} offered, "
            f"{len(plan.picks)} of {len(here.slots)} held, breaches {len(wrong)}; "
            + ", ".join(gaps)
        )
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    what, size, *more = sys.argv[1:]
    many, slots, iterations = map(int, size.split("x"))
    problems = made_up(many, slots, iterations, tight="tight" in more, at_once="at-once" in more)
    measure(problems) if what == "fill" else compare(problems)
