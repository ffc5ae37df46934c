"""What is promised, and so what may be concluded."""

from dataclasses import replace
from itertools import pairwise

import pytest
from fakes.small_facts import REPOSITORY, day, promise
from hypothesis import given
from hypothesis import strategies as st

from twohats.facts import covered, not_held, spans
from twohats.facts.coverage import BEGINNING, Promised

OTHER = "github:other/place"


def test_promises_that_touch_are_one_stretch():
    """Overlapping and touching promises join; a gap stays a gap."""
    promises = [
        promise("commits", REPOSITORY, 5, 9),
        promise("commits", REPOSITORY, 0, 3),
        promise("commits", REPOSITORY, 3, 4),
        promise("commits", REPOSITORY, 6, 7),
    ]

    assert spans(promises, "commits", REPOSITORY) == [(day(0), day(4)), (day(5), day(9))]


def test_open_ends():
    """A promise without a start reaches back to the beginning; without an end, to the look."""
    assert spans([promise("commits", REPOSITORY, None, None)], "commits", REPOSITORY) == [
        (BEGINNING, day(100))
    ]


@pytest.mark.parametrize(
    ("holds", "asked", "expected"),
    [
        ("events", "events.reviewed", True),
        ("events.reviewed", "events.reviewed", True),
        ("events.reviewed", "events", False),
        ("events.commented", "events.reviewed", False),
        ("commits", "events", False),
    ],
)
def test_a_table_covers_its_kinds(holds, asked, expected):
    """The promise of a whole table holds for each kind; that of a kind for no more than the kind."""
    promises = [promise(holds, REPOSITORY, 0, 10)]

    assert covered(promises, asked, REPOSITORY, day(1), day(2)) is expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(0, 10, True), (2, 3, True), (9, 10.1, False), (-1, 1, False), (11, 12, False)],
)
def test_all_of_the_time_is_needed(since, until, expected):
    """A time is covered where one stretch holds all of it; its end itself is not needed."""
    promises = [promise("commits", REPOSITORY, 0, 10)]

    assert covered(promises, "commits", REPOSITORY, day(since), day(until)) is expected


def test_scope():
    """A promise speaks of its own repository; asked of any, every one counts."""
    promises = [promise("commits", OTHER, 0, 10)]

    assert not covered(promises, "commits", REPOSITORY, day(0), day(1))
    assert covered(promises, "commits", None, day(0), day(1))


def test_a_source_that_says_it_lacks_something():
    """Where all who speak of it lack it, it is not held; another source's promise mends that."""
    lacks = replace(promise("events.reviewed", REPOSITORY, 0, 10), complete=False)
    has = promise("events.reviewed", REPOSITORY, 0, 10)

    assert not_held([lacks], "events.reviewed") == (REPOSITORY,)
    assert not_held([lacks, has], "events.reviewed") == ()
    assert not_held([lacks, replace(has, scope=OTHER)], "events.reviewed") == (REPOSITORY,)
    assert not_held([], "events.reviewed") == ()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 5))), st.randoms())
def test_stretches(promised, random):
    """Day by day, a stretch covers what some promise covers, whatever their order."""
    promises = [promise("commits", REPOSITORY, since, since + n) for since, n in promised]
    found = spans(promises, "commits", REPOSITORY)
    random.shuffle(promises)

    assert spans(promises, "commits", REPOSITORY) == found
    assert all(end < start for (_, end), (start, _) in pairwise(found))
    for number in range(18):
        expected = any(since <= number < since + n for since, n in promised)
        assert any(start <= day(number) < end for start, end in found) is expected


@given(
    promised=st.lists(
        st.builds(
            promise,
            st.sampled_from(["events", "events.reviewed", "commits"]),
            st.sampled_from([REPOSITORY, OTHER]),
            st.integers(0, 5),
            st.integers(6, 9),
        ),
        max_size=5,
    ),
    holds=st.sampled_from(["events", "events.reviewed", "commits"]),
    scope=st.sampled_from([REPOSITORY, OTHER]),
)
def test_looked_up_promises_are_the_same(promised, holds, scope):
    """Whoever looks promises up many times gets what reading all of them would give."""
    looked_up = Promised(promised)

    for _ in range(2):
        assert looked_up.spans(holds, scope) == spans(promised, holds, scope)
    asked = (holds, scope, day(4), day(7))
    assert looked_up.covers(*asked) is covered(promised, *asked)
