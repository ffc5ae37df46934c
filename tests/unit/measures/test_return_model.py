"""The curve finds what is there, finds nothing where nothing is, and says when it cannot tell."""

import math
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import binomtest

from twohats.measures.return_model import PENALTY, Newcomer, return_model, share_at, wilson

START = datetime(2020, 1, 1, tzinfo=UTC)
NOW = START + timedelta(days=2000)


def people(n, level, slope, seed=1, known_d=210):
    """Newcomers over four years who return by a known curve."""
    chance = np.random.default_rng(seed)
    found = []
    for at in range(n):
        wait = float(chance.uniform(0, 30))
        odds = level + slope * math.log1p(wait)
        came = START + timedelta(days=1500 * at / n)
        back = bool(chance.uniform() < 1 / (1 + math.exp(-odds)))
        found.append(Newcomer(came, wait, back, came + timedelta(days=known_d)))
    return found


def test_finds_the_curve():
    """A slope that is there lies in its interval, and telling later newcomers by it is better."""
    model = return_model(people(1500, 1.0, -0.8), NOW)

    assert model.answer == "tells more"
    assert model.slope_low < -0.8 < model.slope_high < 0
    assert share_at(model, 0) > share_at(model, 30)
    assert model.brier < model.brier_plain


@pytest.mark.parametrize("seed", range(5))
def test_finds_nothing(seed):
    """Where return does not move with waiting, the plain share is as good, and that is the answer."""
    model = return_model(people(400, -0.5, 0.0, seed), NOW)

    assert model.answer == "tells no more"


def test_calibration():
    """What was foretold lies where it came, for newcomers whom the curve had not seen."""
    model = return_model(people(3000, 0.5, -0.6), NOW)

    assert sum(part.n for part in model.calibration) == model.tried
    assert all(abs(part.told - part.came) < 0.05 for part in model.calibration)


def test_a_world_that_changes():
    """Where later newcomers return otherwise than earlier ones, the calibration shows it."""
    early = people(600, 2.0, -0.1)
    late = [
        Newcomer(one.came_at + timedelta(days=1500), one.wait_d, False, one.known_at + timedelta(days=1500))
        for one in people(600, 0, 0)
    ]  # fmt: skip

    model = return_model([*early, *late], NOW + timedelta(days=2000))

    assert max(part.told - part.high for part in model.calibration) > 0.1


@pytest.mark.parametrize(
    "newcomers", [[], people(29, 0, 0), [Newcomer(START, 1, True, START)] * 100]
)
def test_too_few(newcomers):
    """Few newcomers, or all alike, give no curve."""
    model = return_model(newcomers, NOW)

    assert (model.answer, model.slope, model.calibration) == ("too few", None, ())
    assert share_at(model, 3) is None


def test_not_tried():
    """A short history gives a curve that was never tried, and says so."""
    short = [
        Newcomer(START + timedelta(days=at), at % 30, at % 3 == 0, START + timedelta(days=at + 210))
        for at in range(60)
    ]

    model = return_model(short, NOW)

    assert model.answer == "not tried"
    assert model.slope is not None


def test_nothing_from_the_future():
    """Newcomers whose return is not known yet are counted and change nothing."""
    known = people(300, 1, -0.8)
    late = [Newcomer(NOW, 1, True, NOW + timedelta(days=1))] * 50

    with_late = return_model([*known, *late], NOW)

    assert with_late.undecided == 50
    assert with_late.slope == return_model(known, NOW).slope


def test_scipy_agrees():
    """The fit is the minimum that scipy finds."""
    known = people(200, 0.3, -0.5)
    x = np.array([math.log1p(one.wait_d) for one in known])
    y = np.array([float(one.returned) for one in known])

    def loss(at):
        z = at[0] + at[1] * x
        return float(np.sum(np.logaddexp(0, z) - y * z) + PENALTY / 2 * at[1] ** 2)

    best = minimize(loss, [0.0, 0.0], method="BFGS")
    model = return_model(known, NOW)

    assert (model.level, model.slope) == pytest.approx(tuple(best.x), abs=1e-4)


@given(hits=st.integers(0, 60), more=st.integers(0, 60))
def test_wilson(hits, more):
    """The interval is scipy's."""
    if hits + more:
        expected = binomtest(hits, hits + more).proportion_ci(method="wilson")
        assert wilson(hits, hits + more) == pytest.approx((expected.low, expected.high), abs=1e-9)
    else:
        assert wilson(hits, hits + more) is None


@given(data=st.permutations(people(60, 0.5, -0.5)))
def test_order(data):
    """Order changes nothing."""
    assert return_model(data, NOW) == return_model(people(60, 0.5, -0.5), NOW)
