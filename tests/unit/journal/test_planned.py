"""Slots, pulls, declines and plans in the journal: what is written is read, and nothing is lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from twohats.journal import ulid, unusable
from twohats.journal.fold import WITHDRAWN
from twohats.journal.planned import (
    ADOPTED,
    DECLINED,
    PULLED,
    SLOT,
    adopted_content,
    adopted_of,
    claims_of,
    declines_of,
    plan_key,
    slot_content,
    slots_of,
)
from twohats.records.decisions import Decision
from twohats.records.plan import Duty, LeftOut, Pick, Plan, Slot, Stage

START = datetime(2026, 1, 7, tzinfo=UTC)
REVIEW = Duty("review", "github:lantern")
A_SLOT = Slot(
    "slot:24-review-lantern", 24, REVIEW, 1.5, 2, "2 reviews, lantern", is_duty=True, is_paired=True,
    skills=frozenset({"python"}), right="merge",
)  # fmt: skip
A_PLAN = Plan(
    24,
    (Pick(A_SLOT.key, "github:ada", "github:ben", "shadow", "N1:x", 1.5, 0.75, reason="why", iteration=24),),
    (LeftOut("slot:b", "nobody"),),
    (Stage("worth", 2.0, 2.0, 0.0, True),),
    points=2.25,
    cap=3.0,
)  # fmt: skip


def line(number, what, about, content, supersedes=None, who="ada"):
    at = START + timedelta(hours=number)
    return Decision(
        ulid(at, bytes([number] * 10)), who, at, what, about, "why", content, supersedes
    )


def opened(number=0, slot=A_SLOT):
    return line(number, SLOT, (slot.key,), slot_content(slot))


def test_a_slot_written_is_a_slot_read():
    """With who opened it and when."""
    (found,) = slots_of([opened()])

    assert (found.opened_by, found.opened_at) == ("ada", START)
    assert replace(found, opened_by=None, opened_at=None, decision=None) == A_SLOT
    assert len(slots_of([opened()], 24)) == 1
    assert slots_of([opened()], 25) == ()


def test_a_closed_slot_is_gone_and_its_line_stays():
    """A later line withdraws it."""
    first = opened()
    closed = line(1, SLOT, first.about, {WITHDRAWN: True}, first.id)

    assert slots_of([closed, first]) == ()


def test_of_two_slots_of_one_name_the_first_counts():
    """Two branches may have opened it."""
    other = replace(A_SLOT, points=9.0)

    assert [one.points for one in slots_of([opened(1, other), opened(0)])] == [1.5]


def test_pulls_are_read_in_order_and_may_be_taken_back():
    """The first who pulled it has it; letting go withdraws their line alone."""
    first = line(1, PULLED, (A_SLOT.key,), {"person": "github:ada"})
    second = line(2, PULLED, (A_SLOT.key,), {"person": "github:ben", "part": "shadow"}, who="ben")
    gone = line(3, PULLED, (A_SLOT.key,), {WITHDRAWN: True}, first.id)

    assert [(one.person, one.part) for one in claims_of([second, first])] == [
        ("github:ada", "holder"), ("github:ben", "shadow"),
    ]  # fmt: skip
    assert [one.person for one in claims_of([second, gone, first])] == ["github:ben"]


def test_not_this_time_is_about_a_duty_or_everything():
    """Each stays, whoever else says it."""
    one = {
        "person": "github:ada",
        "iteration": 24,
        "activity": "review",
        "community": "github:lantern",
    }
    lines = [
        line(1, DECLINED, (plan_key(24),), one),
        line(2, DECLINED, (plan_key(24),), {"person": "github:ben", "iteration": 24}, who="ben"),
    ]

    assert [(d.person, d.duty) for d in declines_of(lines)] == [
        ("github:ada", REVIEW), ("github:ben", None),
    ]  # fmt: skip


def test_a_plan_adopted_is_the_plan_read():
    """The later one takes the place of the one before."""
    first = line(1, ADOPTED, (plan_key(24),), adopted_content(A_PLAN))
    later = line(2, ADOPTED, (plan_key(24),), adopted_content(replace(A_PLAN, picks=())), first.id)

    assert adopted_of([first]) == {24: A_PLAN}
    assert adopted_of([later, first])[24].picks == ()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line(1, SLOT, ("slot:a",), {"iteration": 1}), "a slot with no iteration, points, activity or community"),
        (line(1, SLOT, ("a",), slot_content(A_SLOT)), "a slot with no name, or more than one"),
        (line(1, PULLED, ("slot:a",), {}), "it does not say who pulled which slot"),
        (line(1, PULLED, ("slot:a",), {"person": "x", "part": "boss"}), "it does not say who pulled which slot"),
        (line(1, DECLINED, ("plan:1",), {"person": "x"}), 'it does not say who said "not this time", or when'),
        (line(1, ADOPTED, ("plan:1",), {"picks": 3}), "it is no plan that this program can read"),
    ],
)  # fmt: skip
def test_a_line_that_says_nothing_usable_is_told(bad, reason):
    """It is counted with its reason, and nothing else breaks."""
    assert [one.reason for one in unusable([bad, opened()])] == [reason]
    assert len(slots_of([bad, opened()])) == 1
