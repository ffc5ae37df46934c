"""What commitments reach upstream."""

from datetime import datetime

import pytest
from fakes.small_facts import day
from hypothesis import given
from hypothesis import strategies as st

from twohats.links.commitments import Closing, Tie, rows_of
from twohats.links.linking import Linking
from twohats.links.planned import Commitment

TRACKER = "github:tidewater/plan"
HOW = Linking(trackers=(TRACKER,), owners=("github:tidewater",))
PLAN, PART = f"{TRACKER}#1", f"{TRACKER}#2"
CHANGE, ISSUE = "github:lantern/core#3", "github:lantern/core#2"


def _plan(item=PLAN, kind="plan_item", at: datetime | None = None, **fields):
    return Commitment(f"{kind}:{item}", kind, item, recorded_at=at or day(5), **fields)


def _rows(planned, ties=(), closings=(), communities=None):
    rows = rows_of(planned, ties, closings, HOW, communities or {})
    return {(row["commitment"], row["item"]): row for row in rows}


def _reached(planned, ties=(), closings=()):
    rows = _rows(planned, ties, closings).values()
    return {row["item"]: row["recorded_at"] for row in rows if row["item"]}


@pytest.mark.parametrize(("at", "recorded_at"), [(day(3), day(5)), (day(9), day(9)), (None, None)])
def test_an_item_is_committed_to_once_both_plan_and_link_stand(at, recorded_at):
    """A link without a date gives none."""
    assert _reached([_plan()], [Tie(PLAN, CHANGE, at, "mention", True)]) == {CHANGE: recorded_at}


def test_of_several_links_the_earliest_counts():
    """Also beside one that has no date."""
    ties = [Tie(PLAN, CHANGE, at, "ref", True) for at in (day(9), None, day(7))]

    assert _reached([_plan()], ties) == {CHANGE: day(7)}
    assert _reached([_plan()], ties[::-1]) == {CHANGE: day(7)}


@pytest.mark.parametrize(
    ("kind", "reached"), [("closes", True), ("part_of", True), ("ref", True), ("mention", False)]
)
def test_upstream_names_our_plan_with_more_than_a_mention(kind, reached):
    """Or not at all."""
    assert bool(_reached([_plan()], [Tie(PLAN, CHANGE, day(6), kind, False)])) is reached


def test_work_in_our_own_repositories_is_not_committed_to_upstream():
    """The framework does not apply there."""
    ties = [Tie(PLAN, "github:tidewater/site#4", day(6), "ref", True)]

    assert _reached([_plan()], ties) == {}


def test_an_initiative_reaches_through_its_parts():
    """From when the part was one, and linked."""
    ties = [Tie(PLAN, PART, day(7), "part_of", False), Tie(PART, CHANGE, day(6), "ref", True)]

    assert _reached([_plan(kind="initiative")], ties) == {CHANGE: day(7)}


def test_a_part_that_says_whose_need_it_serves_keeps_its_own_word():
    """A foundational part of a directed initiative does not make its work directed."""
    ties = [Tie(PLAN, PART, day(7), "part_of", False), Tie(PART, CHANGE, day(6), "ref", True)]
    planned = [
        _plan(kind="initiative", direction="directed"),
        _plan(PART, direction="foundational"),
    ]

    assert {row["direction"] for row in _rows(planned, ties).values() if row["item"]} == {
        "foundational"
    }


def test_being_named_by_an_initiative_makes_an_item_no_part_of_it():
    """Parts say so themselves, or the initiative closes over half the tracker."""
    ties = [Tie(PLAN, PART, day(7), "ref", True), Tie(PART, CHANGE, day(6), "ref", True)]

    assert _reached([_plan(kind="initiative")], ties) == {}


def test_a_change_that_closes_what_is_planned_is_planned_with_it():
    """One step only: what closes the change is nobody's plan."""
    ties = [Tie(PLAN, ISSUE, day(6), "ref", True)]
    closings = [Closing(CHANGE, ISSUE), Closing("github:lantern/core#9", CHANGE)]

    assert _reached([_plan()], ties, closings) == {ISSUE: day(6), CHANGE: day(6)}


def test_every_commitment_has_one_row_of_its_own():
    """Whether it reaches anything or not."""
    rows = _rows([_plan(), _plan(PART)], [Tie(PLAN, CHANGE, day(6), "ref", True)])

    assert sorted(key for key, item in rows if item is None) == [
        f"plan_item:{PLAN}",
        f"plan_item:{PART}",
    ]


def test_the_community_is_that_of_what_it_reaches():
    """For the commitment itself where it is the same throughout."""
    ties = [Tie(PLAN, item, day(6), "ref", True) for item in (CHANGE, ISSUE)]
    there = Tie(PART, "github:harbour/tool#1", day(6), "ref", True)
    communities = {"github:lantern/core": "github:lantern"}
    rows = _rows(
        [_plan(), _plan(PART)],
        [*ties, there, Tie(PART, CHANGE, day(6), "ref", True)],
        communities=communities,
    )

    assert rows[f"plan_item:{PLAN}", None]["community"] == "github:lantern"
    assert rows[f"plan_item:{PART}", None]["community"] is None
    assert (
        rows[f"plan_item:{PART}>github:harbour/tool#1", "github:harbour/tool#1"]["community"]
        == "github:harbour"
    )


TIES = st.lists(
    st.builds(
        Tie,
        st.sampled_from([PLAN, PART]),
        st.sampled_from([PLAN, PART, CHANGE, ISSUE]),
        st.none() | st.integers(0, 20).map(day),
        st.sampled_from(["closes", "part_of", "ref", "mention"]),
        st.booleans(),
    ),
    max_size=8,
)


@given(TIES, st.randoms(use_true_random=False))
def test_the_order_of_links_makes_no_difference(ties, chance):
    """Nor does a link given twice."""
    planned = [_plan(kind="initiative"), _plan(PART)]
    turned = [*ties, *ties]
    chance.shuffle(turned)

    assert _rows(planned, ties) == _rows(planned, turned)


@given(TIES, TIES)
def test_one_more_link_takes_nothing_away_and_makes_nothing_later(ties, more):
    """What was committed to stays so, since the same time or an earlier one."""
    before, after = _reached([_plan()], ties), _reached([_plan()], [*ties, *more])

    for item, at in before.items():
        assert item in after
        assert at is None or after[item] <= at
