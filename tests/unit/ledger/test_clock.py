"""Whose time a piece of work is."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.clock import NO_POLICY, OWN_PROJECT, conflicts, on_clock
from twohats.records.judgement import CLASSES
from twohats.workspace import Policy, Waiver, read_settings

POLICIES = Path(__file__).parents[2] / "golden" / "policies"
NAMES = ("strategy", "citizen", "earlier")
DAY = date(2025, 6, 1)
UPSTREAM = tuple(class_ for class_ in CLASSES if class_ != "own-project")

terms = st.fixed_dictionaries(
    {
        "on_clock_scope": st.sampled_from([None, "key-communities", "any-upstream"]),
        "outside_plan_time": st.sampled_from([None, "own", "personal-on-clock"]),
        "free_choice_share": st.sampled_from([None, 0.0, 0.2]),
        "band_upstream": st.sampled_from([None, (0.15, 0.25), (0.0, 0.1)]),
        "balance_unit": st.sampled_from([None, "hours"]),
    }
)
policies = terms.map(lambda chosen: Policy("made up", date(2025, 1, 1), **chosen))
known = st.sampled_from([True, False, None])


def _policy(name):
    settings = read_settings((POLICIES / f"{name}.toml").read_text("utf-8")).settings
    return settings.policy_on(DAY)


def _waiver(what, **changed):
    waiver = Waiver("release week", what, "kim", "all hands", date(2025, 7, 1))
    return replace(waiver, **changed)


@pytest.mark.parametrize(
    ("class_", "is_key", "answers"),
    [
        ("personal", True, ("yes", "ask", "no")),
        ("personal", False, ("ask", "ask", "no")),
        ("undecided", True, ("yes", "ask", "ask")),
        ("undecided", False, ("ask", "ask", "ask")),
        ("directed", True, ("yes", "yes", "yes")),
        ("directed", False, ("ask", "yes", "yes")),
        ("foundational", True, ("yes", "yes", "yes")),
        ("foundational", False, ("ask", "yes", "yes")),
        ("foundational", None, ("ask", "yes", "yes")),
        ("own-project", True, (None, None, None)),
    ],
)
def test_three_agreements_give_their_own_answers_on_the_same_work(class_, is_key, answers):
    """A strategy, a framework and its earlier wording differ, and none is smoothed over."""
    assert tuple(on_clock(_policy(n), class_, is_key).answer for n in NAMES) == answers


@pytest.mark.parametrize(
    ("name", "class_", "rule", "because"),
    [
        ("strategy", "directed", "on_clock_scope", "work in key communities is working time"),
        (
            "strategy",
            "personal",
            "outside_plan_time",
            "work outside the plan is working time too",
        ),
        (
            "citizen",
            "personal",
            "outside_plan_time",
            "the policy does not say whose time work outside the plan is",
        ),
        ("earlier", "personal", "outside_plan_time", "work outside the plan is one's own time"),
        (
            "earlier",
            "undecided",
            "outside_plan_time",
            "it is undecided whether it lies outside the plan",
        ),
    ],
)
def test_the_term_that_decided_is_named(name, class_, rule, because):
    """So that whoever disagrees knows what to change."""
    found = on_clock(_policy(name), class_, True)

    assert (found.rule, found.because, found.policy) == (rule, because, name)


def test_before_any_policy_people_are_asked():
    """Nobody guesses what would have been agreed on."""
    found = on_clock(None, "directed", True)

    assert (found.answer, found.rule, found.policy) == ("ask", NO_POLICY, None)


def test_policies_say_nothing_of_own_projects():
    """The framework does not apply, so there is nothing to ask either."""
    found = on_clock(_policy("strategy"), "own-project", True)

    assert (found.answer, found.rule) == (None, OWN_PROJECT)


@given(policy=policies, is_key=known)
def test_directed_and_foundational_are_equally_working_time(policy, is_key):
    """Both lie within the plan; whose need it was does not change whose time it is."""
    assert on_clock(policy, "directed", is_key) == on_clock(policy, "foundational", is_key)


@given(policy=policies, is_key=known)
def test_class_changes_the_answer_only_through_the_policy(policy, is_key):
    """A policy that takes in work outside the plan, or none at all, makes all classes alike."""
    answers = {on_clock(policy, class_, is_key).answer for class_ in UPSTREAM}
    takes_in = policy.outside_plan_time == "personal-on-clock" or (
        policy.outside_plan_time is None and policy.free_choice_share
    )
    if takes_in:
        assert len(answers) == 1
    assert len({on_clock(None, class_, is_key) for class_ in UPSTREAM}) == 1


@given(policy=policies, is_key=known)
def test_undecided_is_answered_only_where_all_classes_agree(policy, is_key):
    """What is not known may leave the answer open, and never makes one up."""
    could = {on_clock(policy, c, is_key).answer for c in UPSTREAM if c != "undecided"}
    answer = on_clock(policy, "undecided", is_key).answer

    assert answer == (could.pop() if len(could) == 1 else "ask")


@given(policy=policies, class_=st.sampled_from(UPSTREAM))
def test_what_is_not_known_of_a_community_never_makes_an_answer(policy, class_):
    """It is asked, unless key community or not gives the same."""
    could = {on_clock(policy, class_, is_key).answer for is_key in (True, False)}
    answer = on_clock(policy, class_, None).answer

    assert answer == (could.pop() if len(could) == 1 else "ask")


@given(
    policy=policies,
    class_=st.sampled_from(UPSTREAM),
    is_key=known,
    what=st.sampled_from(
        ["on_clock_scope", "outside_plan_time", "band_upstream", "free_choice_share"]
    ),
)
def test_a_waiver_only_ever_opens(policy, class_, is_key, what):
    """It sets a limit aside; nothing that was working time stops being so."""
    rank = {"no": 0, "ask": 1, "yes": 2}
    before = on_clock(policy, class_, is_key).answer
    after = on_clock(policy, class_, is_key, waivers=[_waiver(what)]).answer

    assert rank[after] >= rank[before]


def test_a_waiver_is_named_with_its_end():
    """Whoever reads the answer sees that it is an exception."""
    waiver = _waiver("outside_plan_time")
    found = on_clock(_policy("earlier"), "personal", True, waivers=[waiver])

    assert (found.answer, found.waiver) == ("yes", "release week")
    assert found.because == (
        "the waiver `release week` takes in work outside the plan until 2025-07-01"
    )


def test_a_waiver_that_is_not_needed_is_not_named():
    """The policy allowed it anyway."""
    waivers = [_waiver("outside_plan_time"), _waiver("on_clock_scope")]

    assert on_clock(_policy("strategy"), "personal", True, waivers=waivers).waiver is None


def test_an_ended_waiver_does_nothing():
    """On the day of its end the policy holds again."""
    text = (POLICIES / "earlier.toml").read_text("utf-8") + (
        '[[waivers]]\nname = "release week"\nwhat = "outside_plan_time"\nwho = "kim"\n'
        'why = "all hands"\nsince = 2025-06-01\nuntil = 2025-06-08\n'
    )
    settings = read_settings(text).settings

    def answer(day):
        waivers = settings.waivers_on(day, "github:harbour/core")
        return on_clock(settings.policy_on(day), "personal", True, waivers=waivers).answer

    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=6), DAY + timedelta(days=7)]
    assert [answer(day) for day in days] == ["no", "yes", "yes", "no"]


def test_agreements_that_differ_are_shown_to_their_owner():
    """All three at once: where they part, and in whose words."""
    found = conflicts([_policy(name) for name in NAMES])

    assert [str(conflict) for conflict in found] == [
        "share of work that upstream drives: `strategy`: 15% to 25%, "
        "and nobody says of what: hours or points",
        "upstream work that is working time: `citizen`: that in any upstream community; "
        "`earlier`: that in any upstream community; "
        "`strategy`: that in key communities; elsewhere people are asked",
        "time of work outside the plan: `citizen`: not said; `earlier`: one's own; "
        "`strategy`: working time",
        "free choice: `citizen`: not said; `earlier`: not said; `strategy`: 20% of working time",
        "share of work that upstream drives: `citizen`: not said; `earlier`: not said; "
        "`strategy`: 15% to 25%",
    ]
    assert [conflict.is_within for conflict in found] == [True, False, False, False, False]


@pytest.mark.parametrize(
    ("changed", "settings"),
    [
        ({"outside_plan_time": "own", "free_choice_share": 0.2}, ["outside_plan_time"]),
        (
            {"outside_plan_time": "personal-on-clock", "free_choice_share": 0.0},
            ["outside_plan_time"],
        ),
        (
            {"band_upstream": (0.0, 0.1), "balance_unit": "hours", "free_choice_share": 0.2},
            ["free_choice_share"],
        ),
        ({"band_upstream": (0.1, 0.2)}, ["balance_unit"]),
        ({"outside_plan_time": "own", "free_choice_share": 0.0}, []),
        ({"outside_plan_time": "personal-on-clock", "free_choice_share": 0.2}, []),
        (
            {"band_upstream": (0.1, 0.2), "balance_unit": "hours", "free_choice_share": 0.2},
            [],
        ),
        ({}, []),
    ],
)
def test_a_policy_that_contradicts_itself_is_named(changed, settings):
    """And one that is merely silent is not."""
    found = conflicts([Policy("made up", DAY, **changed)])

    assert [conflict.setting for conflict in found] == settings


def test_a_policy_at_odds_with_itself_asks():
    """Own time, and a fifth of free choice: only people can say which of the two was meant."""
    policy = Policy(
        "made up",
        DAY,
        on_clock_scope="any-upstream",
        outside_plan_time="own",
        free_choice_share=0.2,
    )

    assert on_clock(policy, "personal", True).answer == "ask"
    assert on_clock(policy, "directed", True).answer == "yes"


def test_policies_that_agree_are_no_conflict():
    """A new name alone changes nothing."""
    again = replace(_policy("citizen"), name="renewed", effective_from=date(2026, 1, 1))

    assert conflicts([_policy("citizen"), again]) == ()
    assert conflicts([]) == ()


def test_the_order_of_policies_makes_no_difference():
    """They are shown oldest first."""
    three = [_policy(name) for name in NAMES]

    assert len({conflicts(order) for order in permutations(three)}) == 1


def test_every_answer_has_a_sentence():
    """None is left without a reason."""
    for name, class_, is_key in product(NAMES, CLASSES, (True, False, None)):
        assert on_clock(_policy(name), class_, is_key).because
