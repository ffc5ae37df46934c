"""Filling: small plans are the best of all there are, and rules hold whatever is asked for."""

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from fakes.small_plans import NOW, duty, every_plan, member, problem, slot, turn, values_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.plan.check import check
from twohats.plan.eligible import Eligibility
from twohats.plan.fill import fill, look_ahead
from twohats.records.plan import Claim, Decline, Pick, Plan, Turn

pytest.importorskip("ortools")

STAGES = ("pulled", "duties", "worth", "spread", "rotation", "knowledge", "change")
NAMES = ("ada", "ben", "cleo")
ACTIVITIES = ("review", "triage", "release")
SLOW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def a_problem(chance, most_slots, most_people):
    """A small problem of any kind: rights, newcomers, pairs, pulls, declines, turns, limits."""
    here = "github:lantern"
    people = [
        member(
            name,
            chance.choice([0.0, 1.0, 2.0, 2.0, 3.0]),
            knows=chance.sample(ACTIVITIES, chance.randint(0, 3)),
            shadowed=frozenset(
                duty(one) for one in chance.sample(ACTIVITIES, chance.randint(0, 1))
            ),
            rights={here: frozenset({"release"})} if chance.random() < 0.6 else {},
            pair_limit=chance.randint(0, 2),
            is_mentor=chance.random() < 0.8,
        )
        for name in NAMES[: chance.randint(2, most_people)]
    ]
    slots = [
        slot(
            f"s{number}",
            activity,
            points=chance.choice([0.5, 1.0, 2.0]),
            worth=chance.choice([None, 1.0, 2.5]),
            is_duty=chance.random() < 0.25,
            is_paired=chance.random() < 0.2,
            right="release" if activity == "release" else None,
        )
        for number, activity in enumerate(
            chance.choices(ACTIVITIES, k=chance.randint(1, most_slots))
        )
    ]
    names = [one.person for one in people]
    turns = [
        Turn(chance.choice(names), duty(chance.choice(ACTIVITIES)), NOW - chance.randint(1, 7), 1.0)
        for _ in range(chance.randint(0, 5))
    ]
    claim = Claim(slots[0].key, chance.choice(names), is_alone=chance.random() < 0.3, decision="1")
    decline = Decline(chance.choice(names), NOW, duty(chance.choice(ACTIVITIES)))
    previous = Plan(NOW, (Pick(slots[-1].key, chance.choice(names), iteration=NOW),))
    return problem(
        slots,
        people,
        turns=tuple(turns),
        claims=(claim,) if chance.random() < 0.3 else (),
        declines=(decline,) if chance.random() < 0.3 else (),
        cap=chance.choice([None, None, 1.5, 3.0]),
        previous=previous if chance.random() < 0.5 else None,
        rotation=chance.randint(1, 2),
        window=chance.randint(2, 6),
    )


def problems(most_slots=3, most_people=3):
    """Problems by seed: drawn one by one, most would be trivial."""
    seeds = st.integers(0, 1_000_000)
    return seeds.map(lambda seed: a_problem(random.Random(seed), most_slots, most_people))


@SLOW
@given(of=st.one_of(problems(most_slots=2), problems(most_people=2)))
def test_a_small_plan_is_the_best_of_all_there_are(of):
    """Stage by stage nothing that keeps the rules is better, and every stage says so itself."""
    plan = fill(of)
    best = max(values_of(one, of) for one in every_plan(of))

    assert dict(zip(STAGES, values_of(plan, of), strict=True)) == dict(
        zip(STAGES, best, strict=True)
    )
    assert [stage.name for stage in plan.stages] == list(STAGES)
    assert all(stage.is_proven for stage in plan.stages)


@SLOW
@given(of=problems(most_slots=5))
def test_a_fill_breaks_no_rule(of):
    """Whatever is asked for: caps are kept, nobody new is alone, rights are kept, all is told."""
    broken = {one.rule for one in check(fill(of), of)}

    assert broken <= {"duty", "cap"} if of.claims else broken <= {"duty"}


@SLOW
@given(of=problems(most_slots=5), chance=st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(of, chance):
    """Slots, people, turns and words of people may be read in any order."""

    def shuffled(values):
        return tuple(chance.sample(values, len(values)))

    other = replace(
        of,
        slots=shuffled(of.slots),
        members=shuffled(of.members),
        turns=shuffled(of.turns),
        claims=shuffled(of.claims),
        declines=shuffled(of.declines),
    )

    assert fill(other) == fill(of)


@SLOW
@given(of=problems(most_slots=4), data=st.data())
def test_what_was_declined_is_never_proposed_again(of, data):
    """However often it is filled anew, while others keep what they pulled."""
    declines = list(of.declines)
    for _ in range(3):
        plan = fill(replace(of, declines=tuple(declines)))
        proposed = [pick for pick in plan.picks if not pick.is_claimed]
        for pick in proposed:
            gone = {(one.person, one.duty) for one in declines}
            assert (pick.holder, of.slot[pick.slot].duty) not in gone
        if not proposed:
            break
        one = data.draw(st.sampled_from(proposed))
        declines.append(Decline(one.holder, NOW, of.slot[one.slot].duty))


def test_who_pulled_keeps_it_and_the_rest_is_filled_around():
    """Also where somebody else would be better placed."""
    of = problem(
        [slot("a"), slot("b")],
        [member("ada", 1), member("ben", 1)],
        turns=[turn("ada", 3, points=5)],
        claims=(Claim("slot:a", "github:ada", decision="1"),),
    )
    plan = fill(of)

    assert [(one.holder, one.is_claimed) for one in plan.picks] == [
        ("github:ada", True),
        ("github:ben", False),
    ]
    assert plan.picks[0].reason == "pulled it"


def test_somebody_new_is_helped_and_never_alone():
    """With nobody to help the slot stays open and says so; who asks for it alone gets it."""
    new, knows = member("new", 2, knows=()), member("ada", 0.5)
    helped = fill(problem([slot("a")], [new, knows]))
    nobody = fill(problem([slot("a")], [new]))
    asked = problem([slot("a")], [new], claims=(Claim("slot:a", new.person, is_alone=True),))

    assert (helped.picks[0].pair, helped.picks[0].pair_part) == (knows.person, "mentor")
    assert nobody.left_out[0].reason == (
        "nobody of 1: 1 is new to it, with nobody to help; "
        "who knows it can say so: `knows` in twohats.toml"
    )
    assert fill(asked).picks[0].pair is None


def test_a_pull_by_somebody_new_waits_for_help():
    """It is theirs, and it is told what it waits for."""
    of = problem([slot("a")], [member("new", knows=())], claims=(Claim("slot:a", "github:new"),))

    assert fill(of).left_out[0].reason == (
        "pulled, and waits for somebody who knows review and has room to help"
    )


def test_turns_running_pass_to_the_next_and_then_to_nobody():
    """Never to the same willing person again, unless nobody else is able."""
    rows = [turn("ada", 1), turn("ada", 2)]
    both = problem([slot("a")], [member("ada"), member("ben")], turns=rows)
    full = problem([slot("a")], [member("ada"), member("ben", 0)], turns=rows)
    only = problem([slot("a")], [member("ada")], turns=rows)

    assert fill(both).picks[0].holder == "github:ben"
    assert fill(full).picks == ()
    assert fill(full).left_out[0].reason == (
        "nobody of 2: 1 had enough turns running, 1 has too few points left"
    )
    assert fill(only).picks[0].holder == "github:ada"


def test_two_turns_are_no_row_where_somebody_else_had_one_between():
    """And an iteration in which nobody held the duty breaks none."""
    between = [turn("ada", 1), turn("ben", 2), turn("ada", 3)]
    gap = [turn("ada", 1), turn("ada", 4)]

    of = problem([slot("a")], [member("ada"), member("ben", 0)], turns=between)
    assert fill(of).picks[0].holder == "github:ada"
    of = problem([slot("a")], [member("ada"), member("ben", 0)], turns=gap)
    assert fill(of).picks == ()


def test_load_goes_to_who_gave_least_of_what_they_offered():
    """Two points of an offer of four are less than two of an offer of two."""
    of = problem(
        [slot("a")],
        [member("ada", 4), member("ben", 2)],
        turns=[turn("ada", 3, "triage", points=4), turn("ben", 3, "triage", points=4)],
    )

    assert fill(of).picks[0].holder == "github:ada"


def test_who_came_late_has_not_to_catch_up():
    """Their share of the window is what they could have given."""
    late = member("late", 2, window_offer=2.0)
    old = member("old", 2, window_offer=12.0)
    of = problem([slot("a")], [late, old], turns=[turn("old", 3, "triage", points=2)])

    assert fill(of).picks[0].holder == "github:old"


def test_too_few_who_know_bring_somebody_who_learns():
    """Where two know a duty already, nobody is put beside."""
    learner = member("new", 2, knows=())
    one = fill(problem([slot("a")], [member("ada"), learner]))
    two = fill(problem([slot("a")], [member("ada"), member("ben"), learner]))

    assert "github:new" in {one.picks[0].holder, one.picks[0].pair}
    assert two.picks[0].pair is None or two.picks[0].holder == "github:new"


def test_help_fades():
    """After the turns agreed on somebody holds it alone; then they may help others."""
    turns = [turn("new", 3), turn("new", 4, place="harbour")]
    of = problem([slot("a")], [member("ada"), member("new", knows=(), offer=4)], turns=turns)
    eligibility = Eligibility(of)

    assert eligibility.is_familiar(of.member["github:new"], of.slot["slot:a"])
    assert fill(of).picks[0].pair is None


def test_a_new_plan_changes_little():
    """Of two people alike the one who was in the plan stays; else it could be either."""
    for who in ("ada", "ben"):
        before = Plan(NOW, (Pick("slot:a", f"github:{who}", iteration=NOW),))
        of = problem([slot("a")], [member("ada"), member("ben")], previous=before)

        assert fill(of).picks[0].holder == f"github:{who}"


def test_the_cap_leaves_out_what_is_worth_least():
    """And says so."""
    of = problem([slot("a", worth=1.0), slot("b", worth=3.0)], [member("ada")], cap=1.0)
    plan = fill(of)

    assert [one.slot for one in plan.picks] == ["slot:b"]
    assert plan.left_out[0].reason == "the cap of 1 point is used up by what is worth more"


def test_a_duty_comes_before_what_is_worth_more():
    """A promise is kept first."""
    of = problem([slot("a", is_duty=True), slot("b", worth=9.0)], [member("ada", 1)])

    assert [one.slot for one in fill(of).picks] == ["slot:a"]


def test_looking_ahead_carries_turns_and_leaves_nothing_twice():
    """Two people take turns at a duty; a slot that may wait is held once."""
    people = [member("ada", 1), member("ben", 1)]
    waits = replace(slot("w", "triage", points=1.0), latest=NOW + 3)
    people = [replace(one, done=one.done | {duty("triage")}) for one in people]
    plans = look_ahead(
        replace(
            problem([replace(slot(f"r{n}"), iteration=NOW + n), waits], people, rotation=1),
            iteration=NOW + n,
        )
        for n in range(4)
    )
    holders = [plan.of_slot(f"slot:r{n}").holder for n, plan in enumerate(plans)]

    assert holders[0] != holders[1] != holders[2] != holders[3]
    assert sum(plan.of_slot("slot:w") is not None for plan in plans) == 1


def test_an_empty_plan_is_a_plan():
    """No slots, or nobody."""
    assert fill(problem([], [member("ada")])).picks == ()
    assert fill(problem([slot("a")], [])).left_out[0].reason == (
        "nobody is on the team in this iteration"
    )


def test_without_the_solver_the_extra_is_named():
    """Everything but filling works."""
    script = """
import sys
sys.modules["ortools"] = None
from twohats.errors import WrongUse
from twohats.plan import check, eligible, explain, slots, whatif
from twohats.plan.fill import fill
from twohats.plan.problem import Problem
try:
    fill(Problem(1, (), ()))
except WrongUse as error:
    print(error)
"""
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert run.stdout.strip() == (
        "plan: not filled: the solver is not installed. "
        "Install it by `pip install 'twohats[plan]'`; all but filling works without it."
    )


def test_a_greedy_rota_is_never_worth_more():
    """The exact fill is at least as good as taking the best slot for the least loaded person."""
    chance = random.Random(1)
    for _ in range(10):
        people = [
            member(name, chance.choice([1, 2]), knows=chance.sample(ACTIVITIES, 2))
            for name in ("ada", "ben", "cleo", "dora")
        ]
        slots = [
            slot(f"s{n}", chance.choice(ACTIVITIES), points=chance.choice([0.5, 1, 2]), worth=n % 4)
            for n in range(8)
        ]
        of = problem(slots, people)

        assert _worth(fill(of).picks, of) >= _worth(_greedy(of), of)


def _greedy(of):
    eligibility = Eligibility(of)
    left = dict(eligibility.room)
    picks = []
    for one in sorted(of.ordered, key=lambda one: -(one.worth or 0)):
        able = [
            who.person
            for who in of.team
            if eligibility.barrier(who, one) is None
            and not eligibility.is_new(who, one)
            and left[who.person] >= one.points * 100
        ]
        if able:
            holder = max(able, key=lambda who: (left[who], who))
            left[holder] -= round(one.points * 100)
            picks.append(Pick(one.key, holder))
    return picks


def _worth(picks, of):
    return sum(1 + (of.slot[one.slot].worth or 0) for one in picks)
