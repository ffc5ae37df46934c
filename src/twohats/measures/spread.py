"""Spread: whether a team's load lies on all of its people, or on a few of them.

Figures over a team, every member counted, those who did nothing included. They name nobody, and
fewer than three people give none. Source: docs/outcome.md, with golden vectors in the tests.
"""

import math
from collections.abc import Mapping, Sequence

from twohats.records.measures import Spread

FEWEST_PEOPLE, FEWEST_EVENTS = 3, 5
"""Below either a figure would speak of somebody; as everywhere."""


def spread_of(
    loads: Mapping[str, float],
    capacity: Mapping[str, float] | None = None,
    *,
    events: int | None = None,
) -> Spread:
    """Say how a load lies on a team.

    Parameters
    ----------
    loads
        Load per person, in one unit, never negative. Who carried nothing stands with 0.
    capacity
        What each could carry, in any unit that is the same for all: loads are divided by it. Who is
        not named, or had none, is left out and counted. None: all could carry alike.
    events
        How many things done the load was counted from; fewer than five are too few. None: not
        counted in things done.

    Examples
    --------
    >>> spread_of({"ada": 8, "bea": 4, "cleo": 2, "dora": 1, "eve": 1}).jain
    0.5953488372093023
    >>> spread_of({"ada": 8, "bea": 4}).answer
    'too few'
    """
    if any(load < 0 or not math.isfinite(load) for load in loads.values()):
        raise ValueError("a load is a number of 0 or more")
    able = {
        person: load
        for person, load in loads.items()
        if capacity is None or capacity.get(person, 0) > 0
    }
    weighted = [
        load / (capacity[person] if capacity else 1.0) for person, load in sorted(able.items())
    ]
    people, carriers = len(weighted), sum(load > 0 for load in weighted)
    total = math.fsum(able.values())
    left_out = len(loads) - people
    if people < FEWEST_PEOPLE or (events is not None and 0 < events < FEWEST_EVENTS):
        return Spread(people, carriers, total, "too few", without_capacity=left_out)
    if not total:
        return Spread(people, 0, 0.0, "nothing done", without_capacity=left_out)
    share = gini(weighted)
    assert share is not None
    return Spread(
        people,
        carriers,
        total,
        "measured",
        share,
        share * people / (people - 1),
        jain(weighted),
        entropy(weighted),
        top_share(weighted),
        left_out,
    )


def gini(loads: Sequence[float]) -> float | None:
    """Gini's coefficient; None where there is no load.

    Examples
    --------
    >>> gini([10, 0, 0, 0])
    0.75
    """
    total, n = math.fsum(loads), len(loads)
    if not total:
        return None
    ranked = math.fsum((2 * i - n - 1) * load for i, load in enumerate(sorted(loads), start=1))
    return max(0.0, ranked / (n * total))


def jain(loads: Sequence[float]) -> float | None:
    """Jain's index: ``jain * n`` people sharing evenly would be as uneven; None without a load.

    Examples
    --------
    >>> jain([10, 0, 0, 0])
    0.25
    """
    most = max(loads, default=0.0)
    if not most:
        return None
    # By the largest: squares of very small loads would vanish.
    shares = [load / most for load in loads]
    return math.fsum(shares) ** 2 / (len(shares) * math.fsum(share**2 for share in shares))


def entropy(loads: Sequence[float]) -> float | None:
    """Shannon's entropy of the shares, over the most it could be; None without a load, or for one.

    Examples
    --------
    >>> entropy([3, 3, 3, 3])
    1.0
    """
    total = math.fsum(loads)
    if not total or len(loads) < 2:
        return None
    shares = [load / total for load in loads if load / total > 0]
    bits = -math.fsum(share * math.log(share) for share in shares) / math.log(len(loads))
    return min(1.0, max(0.0, bits))


def top_share(loads: Sequence[float], part: float = 0.2) -> float | None:
    """Share of the load that the most laden part of the people carries; None without a load.

    Examples
    --------
    >>> top_share([8, 4, 2, 1, 1])
    0.5
    """
    total = math.fsum(loads)
    if not total:
        return None
    most = sorted(loads, reverse=True)[: math.ceil(part * len(loads))]
    return math.fsum(most) / total
