"""Spread of a load over a team, held to the golden vectors of docs/outcome.md."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from twohats.measures.spread import entropy, gini, jain, spread_of, top_share

GOLDEN = [
    ((10, 0, 0, 0), 0.75, 0.25, 0),
    ((3, 3, 3, 3), 0, 1, 1),
    ((8, 4, 2, 1, 1), 0.425, 0.595349, 0.807519),
    ((5, 1, 0, 0, 2, 4), 0.527778, 0.521739, 0.690207),
    ((40, 35, 20, 10, 5, 3, 2, 0, 0, 5), 0.596667, 0.42503, 0.719444),
]
LOADS = st.lists(st.integers(0, 100), min_size=3, max_size=12)


def team(loads):
    return {f"person-{at:02}": load for at, load in enumerate(loads)}


@pytest.mark.parametrize(("loads", "g", "j", "h"), GOLDEN)
def test_golden(loads, g, j, h):
    """Gini, Jain and entropy are those of the published table, to six digits."""
    found = spread_of(team(loads))

    assert (found.gini, found.jain, found.entropy) == pytest.approx((g, j, h), abs=5e-7)
    assert found.people == len(loads)
    assert found.carriers == sum(load > 0 for load in loads)


def test_corrected():
    """The corrected Gini of the third row is 0.53125, and 1 where one of four carries all."""
    assert spread_of(team((8, 4, 2, 1, 1))).gini_corrected == pytest.approx(0.53125)
    assert spread_of(team((10, 0, 0, 0))).gini_corrected == pytest.approx(1)


@pytest.mark.parametrize("loads", [(0, 0, 0), (0, 0, 0, 0)])
def test_nothing_done(loads):
    """Where nobody carried anything there is no figure, and no zero made up."""
    found = spread_of(team(loads))

    assert found.answer == "nothing done"
    assert (found.gini, found.jain, found.entropy, found.top_share) == (None,) * 4


@pytest.mark.parametrize("loads", [(), (4,), (4, 0)])
def test_too_few_people(loads):
    """Fewer than three people give no figure, whatever they did."""
    assert spread_of(team(loads)).answer == "too few"


def test_too_few_events():
    """Four things done say nothing; five do, and loads that are no things done are not held to it."""
    assert spread_of(team((4, 0, 0)), events=4).answer == "too few"
    assert spread_of(team((4, 0, 0)), events=5).answer == "measured"
    assert spread_of(team((4, 0, 0))).answer == "measured"
    assert spread_of(team((0, 0, 0)), events=0).answer == "nothing done"


def test_capacity():
    """Half the load at half the time is an even share."""
    found = spread_of({"ada": 4, "bea": 2, "cleo": 4}, {"ada": 10, "bea": 5, "cleo": 10})

    assert (found.gini, found.jain) == pytest.approx((0, 1))
    assert found.total == 10


def test_no_capacity():
    """Who had no time is left out and counted, and can leave too few."""
    loads = {"ada": 4, "bea": 2, "cleo": 4, "dora": 0}

    found = spread_of(loads, {"ada": 1, "bea": 1, "cleo": 1})
    assert (found.people, found.without_capacity, found.answer) == (3, 1, "measured")
    assert spread_of(loads, {"ada": 1, "bea": 1, "cleo": 0}).answer == "too few"


def test_top_share():
    """The most laden fifth is rounded up to whole people."""
    assert top_share((8, 4, 2, 1, 1)) == 0.5
    assert top_share((5, 1, 0, 0, 2, 4)) == 0.75
    assert top_share((1, 1, 1)) == pytest.approx(1 / 3)


@pytest.mark.parametrize("load", [-1, math.nan, math.inf])
def test_no_such_load(load):
    """A negative load, or one that is no number, is refused and not averaged in."""
    with pytest.raises(ValueError, match="a load is a number of 0 or more"):
        spread_of({"ada": load, "bea": 1, "cleo": 1})


@given(loads=LOADS, times=st.integers(1, 50))
def test_laws(loads, times):
    """Order and unit change nothing, and each figure stays within its ends."""
    assume(any(loads))
    n = len(loads)
    for measure in (gini, jain, entropy, top_share):
        value = measure(loads)
        assert measure(loads[::-1]) == pytest.approx(value)
        assert measure([times * load for load in loads]) == pytest.approx(value)
    assert 0 <= gini(loads) <= 1 - 1 / n + 1e-12
    assert 1 / n - 1e-12 <= jain(loads) <= 1 + 1e-12
    assert 0 <= entropy(loads) <= 1


@given(loads=LOADS)
def test_passing_on(loads):
    """Passing load from who carries most to who carries least never makes it less even."""
    assume(max(loads) - min(loads) >= 2)
    ordered = sorted(loads)
    passed = [ordered[0] + 1, *ordered[1:-1], ordered[-1] - 1]

    assert gini(passed) < gini(ordered)
    assert jain(passed) > jain(ordered)
    assert entropy(passed) > entropy(ordered)
