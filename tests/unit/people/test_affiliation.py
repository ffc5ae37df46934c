"""When somebody was ours: several periods at once, overlapping, open, coming back."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.people.affiliation import ALWAYS, FOREVER, RANK, spread
from twohats.records.people import Affiliation


def year(number):
    return None if number is None else datetime(number, 1, 1, tzinfo=UTC)


def period(since, until, basis="declared", identity="github:ada", source="team.yml:1"):
    return Affiliation(identity, year(since), year(until), basis, source)


def told(affiliations, identity="github:ada"):
    return [
        (a.from_at and a.from_at.year, a.until_at and a.until_at.year, a.basis)
        for a in affiliations
        if a.identity == identity
    ]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([(2020, 2022, "declared")], [(2020, 2022, "declared")]),
        ([(None, None, "assumed")], [(None, None, "assumed")]),
        # Coming back leaves a gap; going on does not.
        (
            [(2020, 2021, "declared"), (2023, None, "declared")],
            [(2020, 2021, "declared"), (2023, None, "declared")],
        ),
        ([(2021, None, "declared"), (2020, 2021, "declared")], [(2020, None, "declared")]),
        # Two contracts at once are one stretch of time.
        ([(2020, 2023, "declared"), (2021, 2022, "declared")], [(2020, 2023, "declared")]),
        # The better known one keeps the overlap.
        (
            [(None, None, "assumed"), (2020, 2022, "file history")],
            [(None, 2020, "assumed"), (2020, 2022, "file history"), (2022, None, "assumed")],
        ),
        (
            [(2020, None, "file history"), (2019, 2021, "declared")],
            [(2019, 2021, "declared"), (2021, None, "file history")],
        ),
    ],
)
def test_periods(known, expected):
    """Periods are disjoint and in order, and say how they are known."""
    assert told(spread([period(*one) for one in known], {})) == expected


def test_every_identity_gets_all_periods():
    """What is said of one account holds for all that is joined to it, and for nothing else."""
    person_of = {
        "github:ada": "github:ada",
        "github:ada-too": "github:ada",
        "mail:a@x": "github:ada",
        "github:bo": "github:bo",
    }
    found = spread([period(2020, 2021), period(2022, 2023, identity="github:ada-too")], person_of)

    expected = [(2020, 2021, "declared"), (2022, 2023, "declared")]
    for identity in ("github:ada", "github:ada-too", "mail:a@x"):
        assert told(found, identity) == expected
    assert told(found, "github:bo") == []


def test_the_source_stays():
    """Each period names the place its dates are from."""
    found = spread([period(2020, 2021, source="team.yml:4"), period(2022, None, source="b:9")], {})

    assert [a.source for a in found] == ["team.yml:4", "b:9"]


YEARS = st.integers(2000, 2006)
KNOWN = st.lists(
    st.tuples(st.none() | YEARS, st.none() | YEARS, st.sampled_from(sorted(RANK))).filter(
        lambda one: None in one or one[0] < one[1]
    ),
    max_size=6,
)


@given(KNOWN, st.randoms())
def test_each_day_is_known_as_well_as_it_can_be(known, random):
    """On any day the basis is the best of all that hold, whatever the order of the input."""
    affiliations = [period(*one) for one in known]
    found = spread(affiliations, {})
    random.shuffle(affiliations)

    assert spread(affiliations, {}) == found
    for number in range(1998, 2009):
        day = datetime(number, 6, 1, tzinfo=UTC)
        holds = [a.basis for a in affiliations if _holds(a, day)]
        answers = [a.basis for a in found if _holds(a, day)]
        assert answers == ([min(holds, key=RANK.__getitem__)] if holds else [])


def _holds(affiliation, day):
    return (affiliation.from_at or ALWAYS) <= day < (affiliation.until_at or FOREVER)
