"""Settling: what is asked, in which order, and what an answer reaches."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.settling import (
    SHARED,
    Case,
    could_reach,
    efforts,
    like_cases,
    likeness,
    second_needed,
    waits,
)

LANTERN = "github:lantern-project/lantern"


def case(number=1, activity="review", **columns):
    """One undecided entry of ada's."""
    item = columns.pop("item", f"{LANTERN}#{number}")
    return Case(
        **{
            "entry": f"github:ada:{item}:{activity}",
            "item": item,
            "effort": item,
            "person": "github:ada",
            "community": "github:lantern-project",
            "activity": activity,
            "happened_at": datetime(2026, 4, number, tzinfo=UTC),
            "class_": "undecided",
            "likeness": "github:lantern-project review F1",
            **columns,
        }
    )


cases = st.lists(
    st.builds(
        case,
        st.integers(1, 9),
        st.sampled_from(["review", "change"]),
        effort=st.sampled_from(["a", "b", "c"]),
        class_=st.sampled_from(SHARED),
        is_ruled=st.booleans(),
        person=st.sampled_from(["github:ada", "github:bea"]),
    ),
    max_size=12,
    unique_by=lambda case: case.entry,
)


@given(cases)
def test_what_waits_is_in_exactly_one_effort(found):
    """No undecided entry is asked about twice, none is forgotten."""
    asked = [one.entry for effort in efforts(found) for one in effort.cases]

    assert sorted(asked) == sorted(one.entry for one in found if waits(one))


@given(cases, st.randoms())
def test_the_order_of_entries_makes_no_difference(found, chance):
    """The same efforts come first, whatever order the rows had."""
    mixed = list(found)
    chance.shuffle(mixed)

    assert efforts(mixed) == efforts(found)


@given(cases)
def test_the_largest_effort_comes_first(found):
    """By entries that an answer would settle."""
    sizes = [effort.entries for effort in efforts(found)]

    assert sizes == sorted(sizes, reverse=True)


def test_what_people_left_undecided_is_not_asked_again():
    """A timebox that ended is an answer, and the entry stays undecided."""
    assert efforts([case(is_ruled=True)]) == ()


def test_efforts_with_nothing_undecided_are_not_asked():
    """Rules settled them."""
    assert efforts([case(class_="directed"), case(2, class_="own-project")]) == ()


def test_an_effort_tells_what_it_holds():
    """Its activities, what is settled, and what rules would say if they might."""
    (effort,) = efforts(
        [
            case(1, "change", effort="e", suggestion="directed", lacks=("plan", "backlinks")),
            case(2, "review", effort="e", suggestion="directed", lacks=("plan",)),
            case(3, "review", effort="e", class_="directed"),
        ]
    )

    assert (effort.entries, effort.settled) == (2, 1)
    assert effort.activities == ("change", "review")
    assert (effort.suggestion, effort.lacks) == ("directed", ("plan", "backlinks"))


@given(st.dictionaries(st.sampled_from(SHARED), st.integers(0, 50)), st.data())
def test_answers_move_shares_only_within_their_range(counts, data):
    """Whatever is answered, each share stays between its lowest and its highest."""
    entries = data.draw(st.integers(0, counts.get("undecided", 0)))
    ranges = could_reach(counts, entries)
    after = dict(counts)
    for answer in data.draw(st.lists(st.sampled_from(SHARED), min_size=entries, max_size=entries)):
        after["undecided"] = after["undecided"] - 1
        after[answer] = after.get(answer, 0) + 1
    total = sum(after.values())
    for class_ in SHARED:
        now, low, high = ranges[class_]
        assert low <= now <= high
        assert not total or low - 1e-9 <= after.get(class_, 0) / total <= high + 1e-9


@pytest.mark.parametrize(
    ("deciders", "alone"),
    [
        ({"github:ada"}, ("github:ada",)),
        (set(), ("github:ada", "github:bea")),
        ({"github:ada", "github:bea"}, ()),
        ({"github:cleo"}, ()),
        ({"github:bea"}, ("github:bea",)),
    ],
)
def test_nobody_answers_alone_for_their_own_work(deciders, alone):
    """Each entry needs somebody who did not do it."""
    found = [case(1), case(2, person="github:bea")]

    assert second_needed(found, deciders) == alone


@pytest.mark.parametrize(
    ("evidence", "is_like"),
    [
        ([("F1", True, "strong"), ("N1", None, "strong")], True),
        ([("N1", None, "strong"), ("F1", True, "strong")], True),
        ([("F1", True, "strong"), ("N1", None, "strong"), ("D4", False, "strong")], True),
        ([("F1", True, "strong")] * 2 + [("N1", None, "strong")], True),
        ([("F1", True, "strong")], False),
        ([("F1", True, "weak"), ("N1", None, "strong")], False),
        ([("F1", True, "strong"), ("N1", True, "strong")], False),
        ([("F1", True, "strong"), ("N1", None, "strong"), ("D7", True, "weak")], False),
    ],
)
def test_cases_are_alike_by_the_evidence_there_is(evidence, is_like):
    """Neither its order nor what does not hold makes a difference; strength does."""
    known = [("F1", True, "strong"), ("N1", None, "strong")]

    assert (
        likeness("github:a", "review", evidence) == likeness("github:a", "review", known)
    ) is is_like


def test_like_cases_are_earlier_answers_of_the_same_kind():
    """What rules settled, other activities and other communities are no precedent."""
    (effort,) = efforts([case(5)])
    ruled = case(1, class_="directed", is_ruled=True)
    others = [
        case(2, class_="directed"),
        case(3, "change", class_="directed", is_ruled=True),
        case(4, class_="directed", is_ruled=True, community="github:kelp-forge"),
    ]

    assert like_cases(effort, [ruled, *others]) == (ruled,)
