"""Large problems: some people and slots are looked at, and the bounds hold for all of them."""

import random
from dataclasses import replace

import pytest
from fakes.small_plans import every_plan, member, problem, slot, values_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.plan import fill as filling
from twohats.plan.check import check
from twohats.plan.eligible import Eligibility
from twohats.plan.fill import fill
from twohats.plan.model import Model
from twohats.plan.narrow import PEOPLE, Choice, least_uneven, most_worth, worth_most
from twohats.plan.values import worth_of

pytest.importorskip("ortools")

SLOW = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def a_team(chance, people, slots, **more):
    """Some people who know reviewing or triage, and slots of both kinds."""
    team = [
        member(
            f"p{number:02d}",
            chance.choice([0.5, 1.0, 2.0]),
            knows=chance.sample(("review", "triage"), chance.randint(1, 2)),
        )
        for number in range(people)
    ]
    asked = [
        slot(
            f"s{number:02d}",
            chance.choice(("review", "triage")),
            points=chance.choice([0.5, 1.0, 2.0]),
            worth=chance.choice([None, 1.0, 2.5]),
            is_duty=chance.random() < 0.3,
        )
        for number in range(slots)
    ]
    return problem(asked, team, **more)


seeds = st.integers(0, 1_000_000)


@SLOW
@given(seed=seeds)
def test_no_plan_is_worth_more_than_the_bound(seed):
    """Of all plans there are, none that holds as many duties is above the bound of worth."""
    chance = random.Random(seed)
    of = a_team(chance, 2, 2, cap=chance.choice([None, 1.5]))
    eligibility = Eligibility(of)

    for plan in every_plan(of):
        held = [of.slot[pick.slot] for pick in plan.picks]
        duties = sum(one.is_duty for one in held)
        assert sum(map(worth_of, held)) <= most_worth(eligibility, duties)


@settings(SLOW, max_examples=15)
@given(seed=seeds)
def test_no_plan_is_more_even_than_the_bound(seed):
    """Of all plans there are, none that holds the same slots lies below the bound of unevenness."""
    of = a_team(random.Random(seed), 2, 2)
    eligibility = Eligibility(of)
    unit, everybody = Model(eligibility).unit, [one.person for one in of.team]

    for plan in every_plan(of):
        held = [pick.slot for pick in plan.picks]
        spread = values_of(plan, of)[3]
        assert least_uneven(eligibility, held, unit, everybody) <= -spread


@settings(SLOW, max_examples=10)
@given(seed=seeds)
def test_a_large_fill_keeps_every_rule_and_tells_a_bound_it_keeps_to(seed):
    """Looking at some people only, nothing is broken, and no value passes its bound."""
    of = a_team(random.Random(seed), 20, 12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "LARGE", 10)
        plan = fill(of)
    whole = fill(of)

    assert {one.rule for one in check(plan, of)} <= {"duty"}
    worth, best = plan.stages[2], whole.stages[2]
    assert worth.objective <= best.objective <= worth.bound
    assert worth.gap == pytest.approx((worth.bound - worth.objective) / max(1, worth.bound), abs=0.01)  # fmt: skip


def test_a_slot_looks_at_some_people_and_at_whoever_had_it():
    """No more than so many are looked at, other ones for the next slot; the holder found before is kept."""
    team = [member(f"p{number:02d}", 1.0, knows=["review"]) for number in range(40)]
    of = problem([slot("a", "review"), slot("b", "review")], team)
    choice = Choice(Eligibility(of), {}, (("hold", "slot:a", team[39].person),))

    first, second = (choice.holders(of.slot[key], of.team) for key in ("slot:a", "slot:b"))

    assert len(first) == PEOPLE + 1
    assert team[39] in first
    assert len(second) == PEOPLE
    assert not {one.person for one in second} & {one.person for one in first}


def test_slots_worth_little_for_their_points_are_left_aside():
    """The best for their points are looked at, a third more than fit; a small problem loses nothing."""
    good = [slot(f"g{number}", "review", worth=5.0) for number in range(4)]
    poor = [slot(f"p{number}", "review", worth=0.1) for number in range(4)]
    of = problem([*good, *poor], [member("ada", 2.0, knows=["review"])])

    assert {one.key for one in good[:3]} == set(worth_most(Eligibility(of)))
    rich = replace(of, members=(member("ada", 20.0, knows=["review"]),))
    assert len(worth_most(Eligibility(rich))) == 8
