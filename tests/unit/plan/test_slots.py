"""Slots: read from a few words, named, set beside needs; what-ifs and offers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.small_plans import NOW, member, problem, slot

from twohats.plan.offers import member_of, working_days
from twohats.plan.slots import Wish, name_of, read_wish, with_candidates
from twohats.plan.whatif import differences, with_points, without
from twohats.records.needs import Need
from twohats.records.plan import Claim, Pick, Plan
from twohats.workspace.planning import PersonTerms, Planning

KNOWN = ("review", "triage", "docs", "release", "merge")
WEEKS = working_days(date(2026, 1, 5), date(2026, 1, 19))


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("2 reviews, jupyterhub", Wish(2, "review", "jupyterhub")),
        ("Two Reviews, github:jupyterhub", Wish(2, "review", "github:jupyterhub")),
        ("triage, quiet-harbour", Wish(1, "triage", "quiet-harbour")),
        ("1 docs, a", Wish(1, "docs", "a")),
        ("releases, a", Wish(1, "release", "a")),
    ],
)
def test_a_few_words_are_a_slot(words, wish):
    """How many, what, where; one where nobody says how many."""
    assert read_wish(words, KNOWN) == wish


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("2 reviews", 'write how many, what and where: "2 reviews, jupyterhub"'),
        ("", 'write how many, what and where: "2 reviews, jupyterhub"'),
        ("0 reviews, a", "a slot is for one thing at least"),
        ("2 revews, a", "`revews` is no kind of help: did you mean `review`?"),
    ],
)
def test_what_is_no_slot_says_how_to_write_one(words, message):
    """In one sentence."""
    with pytest.raises(ValueError, match=r".") as caught:
        read_wish(words, KNOWN)
    assert str(caught.value).startswith(message)


def test_names_are_short_and_never_taken_twice():
    """Owners with slashes and capitals too."""
    assert name_of(3, "review", "gitlab:Group/Sub", set()) == "3-review-group-sub"
    taken = {"3-review-a", "3-review-a-2"}
    assert name_of(3, "review", "github:a", taken) == "3-review-a-3"


def a_need(number, score, activity="review"):
    return Need(
        f"N01:{number}", "N01", activity, "github:lantern", None, None, "t", "b",
        datetime(2026, 1, number, tzinfo=UTC), score=score,
    )  # fmt: skip


def test_slots_alike_share_the_queue_of_needs():
    """The second is worth what the first leaves; a score that is not known adds nothing."""
    needs = [a_need(1, 5.0), a_need(2, 3.0), a_need(3, 2.0), a_need(4, None)]
    slots = [slot("a", count=2), slot("b"), slot("c"), slot("d", "triage")]
    found = with_candidates(slots, needs, {"triage": "triage"})

    assert [one.worth for one in found] == [8.0, 2.0, None, None]
    assert found[0].candidates[:2] == ("N01:1", "N01:2")
    assert found[1].candidates == ("N01:3", "N01:4")
    assert [one.right for one in found] == [None, None, None, "triage"]


def test_candidates_are_drawn_anew():
    """A need that is gone is no candidate; nothing of it is kept with the slot."""
    first = with_candidates([slot("a")], [a_need(1, 5.0), a_need(2, 3.0)], {})
    later = with_candidates(first, [a_need(2, 3.0)], {})

    assert (later[0].candidates, later[0].worth) == (("N01:2",), 3.0)


def of_person(**more):
    said = more.pop("said", PersonTerms("github:ada"))
    fields = {"days": WEEKS, "there": WEEKS, "days_off": (), "terms": Planning(), "share": 0.2}
    return member_of("github:ada", said=said, **{**fields, **more})


def test_an_offer_is_the_share_of_what_is_left_less_free_choice():
    """Ten points, a fifth upstream, a fifth of that free: 1.6 to plan with."""
    usual = of_person()
    assert (usual.points, usual.offer, usual.free) == (10, 1.6, 0.4)

    off = of_person(days_off=WEEKS[:5])
    assert (off.points, off.offer, off.free) == (5, 0.8, 0.2)

    late = of_person(there=WEEKS[8:], window_share=0.0)
    assert (late.points, late.offer, late.window_offer) == (2, 0.32, 0.32)

    served = of_person(said=PersonTerms("github:ada", service=5))
    assert (served.points, served.service, served.offer) == (10, 5, 0.8)


def test_an_offer_of_ones_own_never_exceeds_what_service_leaves():
    """And shrinks with days off."""
    own = PersonTerms("github:ada", offer=4, service=8)
    assert of_person(said=own).offer == 2
    assert of_person(said=PersonTerms("github:ada", offer=4), days_off=WEEKS[:5]).offer == 2


def test_who_is_away_has_nothing():
    """All days off, or not one of ours."""
    assert of_person(days_off=WEEKS).is_away()
    assert of_person(there=()).is_away()


def test_working_days_are_mondays_to_fridays():
    """Ten in two weeks; days off on a weekend change nothing."""
    assert len(WEEKS) == 10
    assert of_person(days_off=[WEEKS[0] - timedelta(days=1)]).points == 10


def test_without_somebody_what_they_pulled_is_open_again():
    """What the others pulled stays."""
    of = problem(
        [slot("a"), slot("b")],
        [member("ada"), member("ben")],
        claims=(Claim("slot:a", "github:ada"), Claim("slot:b", "github:ben")),
    )
    other = without(of, ["github:ada"])

    assert [one.person for one in other.members] == ["github:ben"]
    assert [one.slot for one in other.claims] == ["slot:b"]


def test_with_points_no_cap_holds_back_and_nobody_exceeds_their_time():
    """Who is away stays away."""
    of = problem([], [member("ada", points=3), member("ben", points=0)], cap=1.0)
    other = with_points(of, 5)

    assert {one.person: one.offer for one in other.members} == {"github:ada": 3, "github:ben": 0}
    assert other.cap is None


def test_differences_name_slots_that_would_be_held_otherwise():
    """Also those that would be open, or no longer."""
    before = Plan(NOW, (Pick("slot:a", "x"), Pick("slot:b", "x"), Pick("slot:c", "x")))
    after = Plan(NOW, (Pick("slot:a", "x"), Pick("slot:b", "y"), Pick("slot:d", "y")))

    assert [(one.slot, one.before, one.after) for one in differences(before, after)] == [
        ("slot:b", "x", "y"), ("slot:c", "x", None), ("slot:d", None, "y"),
    ]  # fmt: skip
    assert differences(before, replace(before, points=9)) == ()
