"""The published vectors, through the measures that people ask for and not only the arithmetic beneath."""

import pytest

from twohats.measures import contributor_absence_factor, elephant_factor, reciprocity

CHAOSS = (1000, 202, 90, 33, 332, 343, 42, 433)
HALVES = [(CHAOSS, 2), ((125,) * 8, 4), ((50, 25, 25), 1), ((49, 26, 25), 2)]


@pytest.mark.parametrize(("counts", "least"), HALVES)
def test_people_who_did_half(counts, least):
    """CHAOSS's example, eight who did alike, a tie that reaches half, and one that just does not."""
    rows = [
        {"group": None, "kind": "commit", "actor_person": f"p{at}", "contributions": count}
        for at, count in enumerate(counts)
    ]
    (found,) = contributor_absence_factor.numbers(rows)

    assert (found.value, found.n, found.people) == (least, sum(counts), len(counts))


@pytest.mark.parametrize(("counts", "least"), HALVES)
def test_employers_whose_people_did_half(counts, least):
    """The same counts by employer: high means many, whatever one published text says."""
    rows = [
        {"group": None, "kind": "commit", "employer": f"e{at}", "person": None, "contributions": n}
        for at, n in enumerate(counts)
    ]
    (found,) = elephant_factor.numbers(rows)

    assert (found.value, found.low, found.high, found.answer) == (least, least, least, "counted")


def give_and_take(changes, given, received):
    """Each is how often, on how many items, with which weight in all."""
    rows = [
        {
            "group": None,
            "deed": deed,
            "times": times,
            "items": items,
            "weight": weight,
            "unsized": 0,
        }
        for deed, (times, items, weight) in (
            ("changes", changes),
            ("reviews", given),
            ("reviews_received", received),
        )
        if times
    ]
    return {one.part: (one.value, one.answer) for one in reciprocity.numbers(rows)}


def test_give_and_take():
    """Twelve reviews given and eight had for ten changes; sizes 18 given against 24 had."""
    assert give_and_take((10, 10, 30), (12, 9, 18), (8, 6, 24)) == {
        "reviews per change": (1.2, "counted"),
        "reciprocity": (1.5, "counted"),
        "burden offset": (0.75, "counted"),
        "review debt": (6.0, "counted"),
    }


def test_giving_more_than_one_took_is_a_debt_below_nothing():
    """Credit is negative debt, and no other number changes its sign."""
    found = give_and_take((1, 1, 2), (5, 5, 15), (2, 1, 2))

    assert found["review debt"] == (-13.0, "counted")
    assert found["burden offset"] == (7.5, "counted")


def test_where_nothing_was_asked_there_is_no_ratio():
    """Never infinity, and never zero."""
    found = give_and_take((0, 0, 0), (5, 5, 15), (0, 0, 0))

    assert found["reviews per change"] == found["reciprocity"] == (None, "none")
    assert found["burden offset"] == (None, "none")
