"""The checker finds every breach that was planted, and none in a sound plan."""

from dataclasses import replace

import pytest
from fakes.small_plans import NOW, duty, member, problem, slot, turn

from twohats.plan.check import check
from twohats.records.plan import Claim, Decline, LeftOut, Pick, Plan

ADA, BEN, NEW = "github:ada", "github:ben", "github:new"
PEOPLE = [
    member(
        "ada", 2, rights={"github:lantern": frozenset({"release"})}, skills=frozenset({"python"})
    ),
    member("ben", 2, is_mentor=False),
    member("new", 2, knows=()),
]


def a_problem(slots=None, people=PEOPLE, **more):
    return problem(slots or [slot("a"), slot("b")], people, **more)


def a_plan(*picks, left=(), points=None):
    left_out = tuple(LeftOut(f"slot:{one}", "told") for one in left)
    total = sum(one.points + one.pair_points for one in picks)
    return Plan(NOW, picks, left_out, points=total if points is None else points)


def pick(name="a", holder=ADA, points=1.0, **more):
    return Pick(f"slot:{name}", holder, points=points, iteration=NOW, **more)


def with_pair(name="a", holder=ADA, pair=NEW, part="shadow", share=0.5):
    return pick(name, holder, pair=pair, pair_part=part, pair_points=share)


SOUND = [
    (a_plan(pick("a"), pick("b", BEN)), a_problem()),
    (a_plan(pick("a"), left=["b"]), a_problem()),
    (a_plan(with_pair(), left=["b"]), a_problem()),
    (a_plan(with_pair("a", NEW, ADA, "mentor"), left=["b"]), a_problem()),
    (
        a_plan(pick("a", NEW, is_claimed=True), left=["b"]),
        a_problem(claims=(Claim("slot:a", NEW, is_alone=True),)),
    ),
    (
        a_plan(pick("a", ADA, is_claimed=True), left=["b"]),
        a_problem(claims=(Claim("slot:a", ADA),), turns=[turn("ada", 1), turn("ada", 2)]),
    ),
    (a_plan(pick("a"), left=["b"]), a_problem(cap=1.0, floor=1.0)),
    (a_plan(pick("a"), left=["b"]), a_problem(people=PEOPLE[:1], turns=[turn("ada", 1), turn("ada", 2)])),
    (
        a_plan(pick("a", BEN), left=["b"]),
        a_problem(declines=(Decline(BEN, NOW, duty("triage")), Decline(BEN, NOW - 1))),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("plan", "of"), SOUND)
def test_a_sound_plan_has_no_breach(plan, of):
    """Pairs, pulls, limits that are just kept, declines of other things and other times."""
    assert check(plan, of) == ()


PLANTED = [
    ("slot", a_plan(pick("a"), pick("z", BEN), left=["b"]), a_problem(), "is no open slot of this iteration"),
    ("once", a_plan(pick("a"), pick("a", BEN), left=["b"]), a_problem(), "is held 2 times; a slot has one holder"),
    ("member", a_plan(pick("a", "github:zoe"), left=["b"]), a_problem(), "github:zoe is not on the team then"),
    ("points", a_plan(pick("a", points=0.5), left=["b"]), a_problem(), "counts 0.5 points; the slot has 1"),
    ("points", a_plan(pick("a"), left=["b"], points=3), a_problem(), "says 3 points; its picks have 1"),
    (
        "points", a_plan(with_pair(share=0.2), left=["b"]), a_problem(),
        "counts 0.2 points for the second person; it is 0.5",
    ),
    (
        "capacity", a_plan(pick("a", points=3.0), left=["b"]),
        a_problem([slot("a", points=3.0), slot("b")]), "is proposed for 3 points and has 2 left",
    ),
    (
        "capacity", a_plan(pick("a", is_claimed=True), pick("b", points=1.5)),
        a_problem([slot("a"), slot("b", points=1.5)], claims=(Claim("slot:a", ADA),)),
        "is proposed for 1.5 points and has 1 left",
    ),
    ("cap", a_plan(pick("a"), pick("b", BEN)), a_problem(cap=1.5), "takes 2 points; the cap is 1.5"),
    ("floor", a_plan(pick("a"), left=["b"]), a_problem(floor=1.5), "takes 1 point; the floor is 1.5"),
    (
        "alone", a_plan(pick("a", NEW), left=["b"]), a_problem(),
        "github:new never held nor learned review, did not ask to hold it alone, and nobody who knows "
        "it is beside",
    ),
    (
        "mentor", a_plan(with_pair("a", NEW, BEN, "mentor"), left=["b"]), a_problem(),
        "github:ben did not agree to help others",
    ),
    (
        "mentor", a_plan(with_pair("a", ADA, NEW, "mentor"), left=["b"]), a_problem(),
        "github:new is to help and does not know review",
    ),
    (
        "fading", a_plan(with_pair("a", BEN, ADA, "mentor"), left=["b"]), a_problem(),
        "github:ben knows review and needs no help with it",
    ),
    (
        "fading", a_plan(with_pair("a", ADA, BEN, "shadow"), left=["b"]), a_problem(),
        "github:ben knows review and learns nothing",
    ),
    (
        "mentors", a_plan(with_pair("a"), with_pair("b")), a_problem(),
        "helps in 2 slots at once; the most is 1",
    ),
    ("pair", a_plan(with_pair("a", ADA, ADA, "mentor"), left=["b"]), a_problem(), "github:ada cannot be the second person beside themselves"),
    (
        "pair", a_plan(pick("a"), left=["b"]), a_problem([slot("a", is_paired=True), slot("b")]),
        "was opened for two and has one",
    ),
    (
        "right", a_plan(pick("a", BEN), left=["b"]), a_problem([slot("a", right="release"), slot("b")]),
        "github:ben may not do that there: it takes the right to release",
    ),
    (
        "skill", a_plan(pick("a"), left=["b"]), a_problem([slot("a", skills=frozenset({"rust"})), slot("b")]),
        "github:ada lacks a skill it takes: rust",
    ),
    (
        "reserved", a_plan(pick("a"), left=["b"]), a_problem([slot("a", reserved_for=BEN), slot("b")]),
        "github:ada is not the person it is kept for",
    ),
    (
        "away", a_plan(pick("a"), left=["b"]), a_problem(people=[replace(PEOPLE[0], points=0.0), PEOPLE[1]]),
        "github:ada has no points in this iteration",
    ),
    (
        "declined", a_plan(pick("a", BEN), left=["b"]), a_problem(declines=(Decline(BEN, NOW, duty()),)),
        'github:ben said "not this time" to it in this iteration',
    ),
    (
        "declined", a_plan(with_pair(), left=["b"]), a_problem(declines=(Decline(NEW, NOW),)),
        'github:new said "not this time" to it in this iteration',
    ),
    (
        "rotation", a_plan(pick("a"), left=["b"]), a_problem(turns=[turn("ada", 1), turn("ada", 2)]),
        "github:ada had 2 turns running; the most is 2 while others are able",
    ),
    (
        "claim", a_plan(pick("a"), left=["b"]), a_problem(claims=(Claim("slot:a", BEN),)),
        "goes to github:ada, though github:ben pulled it",
    ),
    (
        "claim", a_plan(pick("a", is_claimed=True), left=["b"]), a_problem(),
        "counts as pulled by github:ada, who did not",
    ),
    ("told", a_plan(pick("a")), a_problem(), "is neither held nor left out with a reason"),
    (
        "duty", a_plan(pick("a"), left=["b"]), a_problem([slot("a"), slot("b", is_duty=True)]),
        "must be held, and nobody holds it",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "plan", "of", "sentence"), PLANTED)
def test_a_planted_breach_is_found(rule, plan, of, sentence):
    """Each by its rule, in a sentence with the numbers."""
    assert (rule, sentence) in [(one.rule, one.sentence) for one in check(plan, of)]


def test_every_breach_is_told_at_once():
    """Nobody has to check twice."""
    plan = a_plan(pick("a", NEW), pick("z"), points=9)

    assert [one.rule for one in check(plan, a_problem(cap=1.0))] == [
        "alone", "slot", "told", "points", "cap",
    ]  # fmt: skip
