"""How return moved with waiting: shares with intervals, a curve, and how well it foretold later shares.

The curve is logistic in the logarithm of the wait. It is tried on history: fitted to what was known on a
day, and set against what came after it. Where it does no better than the plain share, that is the answer.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from twohats.records.measures import Calibration, ReturnModel, Told

FEWEST = 30
"""Newcomers with a known outcome, and no fewer, are enough for a curve."""
FEWEST_OF_EACH = 8
"""Newcomers who returned, and who did not, that it takes."""
PENALTY = 1.0
"""Of the slope, per its square: holds it near nothing where there is little to go by."""
STEP_D = 180
"""Days from one try on history to the next."""
BINS = 4
Z = 1.959963984540054


@dataclass(frozen=True)
class Newcomer:
    """One who came, without a name: only waits and returns are looked at."""

    came_at: datetime
    wait_d: float
    """At most 30: waits are looked at after as many days."""
    returned: bool
    known_at: datetime
    """When it could be known whether they returned."""


def wilson(hits: int, n: int) -> tuple[float, float] | None:
    """Give the ends of the 95 % interval of a share (Wilson); None where there is nothing to share.

    Examples
    --------
    >>> [round(end, 3) for end in wilson(8, 10)]
    [0.49, 0.943]
    """
    if n <= 0:
        return None
    share, square = hits / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def return_model(newcomers: Sequence[Newcomer], now: datetime) -> ReturnModel:
    """Fit the curve to all that is known, and try it on history.

    Parameters
    ----------
    newcomers
        Of one community, or of several taken as one.
    now
        Who came so late that nothing is known of their return by then is left out and counted.
    """
    known = sorted(
        (one for one in newcomers if one.known_at <= now),
        key=lambda one: (one.came_at, one.wait_d, one.returned),
    )
    back = sum(one.returned for one in known)
    undecided = len(newcomers) - len(known)
    if len(known) < FEWEST or min(back, len(known) - back) < FEWEST_OF_EACH:
        return ReturnModel(len(known), back, undecided, "too few")
    fit = _fit(known)
    foretold = _backtest(known)
    if len(foretold) < FEWEST:
        return ReturnModel(len(known), back, undecided, "not tried", *_told(fit))
    of_curve = np.array([(told - came) ** 2 for told, _, came in foretold])
    of_share = np.array([(plain - came) ** 2 for _, plain, came in foretold])
    gain = of_share - of_curve
    half = Z * float(gain.std(ddof=1)) / math.sqrt(len(gain))
    better = float(gain.mean())
    answer: Told = "tells more" if better - half > 0 else "tells no more"
    return ReturnModel(
        len(known),
        back,
        undecided,
        answer,
        *_told(fit),
        tried=len(foretold),
        brier=float(of_curve.mean()),
        brier_plain=float(of_share.mean()),
        gain_low=better - half,
        gain_high=better + half,
        calibration=_calibration([(told, came) for told, _, came in foretold]),
    )


def lacking(model: ReturnModel) -> str:
    """Say what a curve lacks, with how much of it there is and how much it takes; empty: nothing.

    Examples
    --------
    >>> lacking(ReturnModel(82, 5, 0, "too few"))
    'too few returns: 5 of 8 needed'
    >>> lacking(ReturnModel(12, 9, 0, "too few"))
    'too few newcomers: 12 of 30 needed'
    """
    if model.answer == "not tried":
        return f"history too short: fewer than {FEWEST} could be foretold from those before them"
    if model.answer != "too few":
        return ""
    if model.n < FEWEST:
        return f"too few newcomers: {model.n} of {FEWEST} needed"
    if model.returned < FEWEST_OF_EACH:
        return f"too few returns: {model.returned} of {FEWEST_OF_EACH} needed"
    stayed_away = model.n - model.returned
    return f"too few who did not return: {stayed_away} of {FEWEST_OF_EACH} needed"


def share_at(model: ReturnModel, wait_d: float) -> float | None:
    """Read the share of newcomers who return off the curve; None where there is none.

    For a group of people who waited so long, and never for one of them.
    """
    if model.slope is None or model.level is None:
        return None
    return float(_sigmoid(model.level + model.slope * _log(wait_d)))


def _told(fit: tuple[float, float, float]) -> tuple[float, float, float, float]:
    level, slope, error = fit
    return level, slope, slope - Z * error, slope + Z * error


def _fit(known: Sequence[Newcomer]) -> tuple[float, float, float]:
    """Fit level and slope by Newton's method; the slope alone is held back."""
    x = np.array([[1.0, _log(one.wait_d)] for one in known])
    y = np.array([float(one.returned) for one in known])
    hold = np.diag([0.0, PENALTY])
    at = np.array([math.log((y.sum() + 0.5) / (len(y) - y.sum() + 0.5)), 0.0])
    for _ in range(50):
        told = _sigmoid(x @ at)
        curvature = x.T @ (x * (told * (1 - told))[:, None]) + hold
        step = np.linalg.solve(curvature, x.T @ (y - told) - hold @ at)
        at = at + step
        if float(np.abs(step).max()) < 1e-10:
            break
    told = _sigmoid(x @ at)
    spread = np.linalg.inv(x.T @ (x * (told * (1 - told))[:, None]) + hold)
    return float(at[0]), float(at[1]), math.sqrt(float(spread[1, 1]))


def _backtest(known: Sequence[Newcomer]) -> list[tuple[float, float, float]]:
    """Foretell each stretch of history from what was known before it: curve, plain share, outcome."""
    start, end = known[0].came_at, known[-1].came_at
    days = range(STEP_D, (end - start).days + 2 * STEP_D, STEP_D)
    found = []
    for cut, following in pairwise(start + timedelta(days=day) for day in days):
        before = [one for one in known if one.known_at <= cut]
        after = [one for one in known if cut <= one.came_at < following]
        back = sum(one.returned for one in before)
        if len(before) < FEWEST or not after or min(back, len(before) - back) < 1:
            continue
        level, slope, _ = _fit(before)
        for one in after:
            told = float(_sigmoid(level + slope * _log(one.wait_d)))
            found.append((told, back / len(before), float(one.returned)))
    return found


def _calibration(foretold: Sequence[tuple[float, float]]) -> tuple[Calibration, ...]:
    """Set what was foretold beside what came, for parts of equal size."""
    ordered = sorted(foretold)
    edges = [round(at * len(ordered) / BINS) for at in range(BINS + 1)]
    found = []
    for start, end in pairwise(edges):
        part = ordered[start:end]
        came = int(sum(came for _, came in part))
        ends = wilson(came, len(part))
        if ends:
            told = math.fsum(told for told, _ in part) / len(part)
            found.append(Calibration(told, came / len(part), *ends, len(part)))
    return tuple(found)


def _log(wait_d: float) -> float:
    return math.log1p(max(0.0, wait_d))


def _sigmoid(x: "np.ndarray | float") -> "np.ndarray":
    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(x))))
