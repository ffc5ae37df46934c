"""Whose turn a change was."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.initiatives.turns import Act, turns_of
from twohats.records.initiatives import Turns

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def at(days):
    return BEGAN + timedelta(days=days)


def turns(*acts, until=10.0, is_draft=False):
    told = [Act(at(day), kind, is_ours, *more) for day, kind, is_ours, *more in acts]
    return turns_of(BEGAN, at(until), told, is_draft=is_draft)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((), Turns(0, 10, 0, 0)),
        (((4, "reviewed", False),), Turns(6, 4, 0, 1)),
        (((4, "reviewed", False), (5, "force_pushed", True)), Turns(1, 9, 1, 1)),
        (((4, "reviewed", False, True),), Turns(0, 10, 0, 1)),
        (((4, "commented", False), (6, "reviewed", False, True)), Turns(6, 4, 0, 2)),
        (((4, "labeled", False), (5, "assigned", True)), Turns(0, 10, 0, 0)),
        (((2, "commented", True), (3, "commented", True)), Turns(0, 10, 0, 2)),
        (((4, "converted_to_draft", True),), Turns(6, 4, 0, 0)),
        (((4, "converted_to_draft", False), (5, "commented", True)), Turns(6, 4, 0, 1)),
        (((12, "commented", False), (-1, "committed", True)), Turns(0, 10, 0, 0)),
    ],
    ids=[
        "silence is theirs",
        "a review hands it to us",
        "a push hands it back",
        "an approval hands nothing over",
        "an approval takes nothing off us",
        "labels hand nothing over",
        "who speaks twice waits still",
        "a draft is ours",
        "a draft stays ours whoever speaks",
        "what lies outside does not count",
    ],
)
def test_whose_turn_it_is(acts, expected):
    """By who spoke last, drafts apart."""
    assert turns(*acts) == expected


def test_a_draft_is_ours_until_it_is_ready():
    """Opened as one, it is not with them."""
    assert turns((3, "ready_for_review", True), is_draft=True) == Turns(3, 7, 0, 0)
    assert turns((3, "ready_for_review", False), is_draft=True) == Turns(3, 7, 0, 0)


def test_a_draft_in_between_is_one_round():
    """Reviewed, taken back, reworked and made ready: it went back to them once."""
    acts = [(2, "reviewed", False), (3, "converted_to_draft", True), (4, "force_pushed", True)]

    assert turns(*acts, (6, "ready_for_review", True)) == Turns(4, 6, 1, 1)


KINDS = ("commented", "reviewed", "force_pushed", "labeled", "converted_to_draft", "ready_for_review")  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(-2, 14), st.sampled_from(KINDS), st.booleans(), st.booleans())),
    st.booleans(),
    st.randoms(),
)
def test_parts_add_up_whatever_the_order(acts, is_draft, chance):
    """Days with us and with them are the days it was open; no order of rows changes them."""
    found = turns(*acts, is_draft=is_draft)
    shuffled = list(acts)
    chance.shuffle(shuffled)

    assert found.build_d + found.waiting_d == pytest.approx(10)
    assert found.build_d >= 0 <= found.waiting_d
    assert found.rounds <= sum(kind in KINDS[:3] + KINDS[5:] and ours for _, kind, ours, _ in acts)
    if len({day for day, *_ in acts}) == len(acts):
        assert turns(*shuffled, is_draft=is_draft) == found
