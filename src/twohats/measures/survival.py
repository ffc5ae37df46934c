"""How long waiting lasts, with those who still wait counted and not dropped (Kaplan–Meier)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.records.measures import Survival


def survival_table(waits: ir.Table, by: str | None = None) -> ir.Table:
    """Estimate which share still waits after each number of days.

    Parameters
    ----------
    waits
        One row per wait: ``wait_d`` (float, days), ``answered`` (bool; false is censored), and the
        column ``by``.
    by
        Column that tells groups apart; None: all are one.

    Returns
    -------
    ibis.Table
        One row per group and day on which somebody was answered or censored: ``group`` (string),
        ``wait_d``, ``at_risk``, ``answered``, ``censored`` (counts), ``survival`` (0 to 1) and
        ``variance_sum`` (Greenwood's sum), by group and day.

    Notes
    -----
    Source: Kaplan and Meier (1958); held to ``scipy.stats.ecdf`` in the tests.
    """
    group = waits[by] if by else ibis.literal("all")
    steps = waits.group_by(group=group, wait_d=waits.wait_d).agg(
        answered=waits.answered.cast("int64").sum(),
        censored=(~waits.answered).cast("int64").sum(),
    )
    # `order_by` alone is not cumulative in Ibis: the frame has to be said.
    so_far = ibis.window(group_by=steps.group, order_by=steps.wait_d, preceding=None, following=0)
    whole = ibis.window(group_by=steps.group)
    leaving = steps.answered + steps.censored
    steps = steps.mutate(
        at_risk=leaving.sum().over(whole) - leaving.sum().over(so_far) + leaving,
    )
    so_far = ibis.window(group_by=steps.group, order_by=steps.wait_d, preceding=None, following=0)
    all_left = steps.answered == steps.at_risk
    kept = ibis.ifelse(all_left, 1.0, 1 - steps.answered / steps.at_risk)
    ended = all_left.cast("int64").sum().over(so_far) > 0
    step_variance = ibis.ifelse(
        all_left,
        0.0,
        steps.answered / (steps.at_risk * ibis.greatest(steps.at_risk - steps.answered, 1)),
    )
    return steps.mutate(
        survival=ibis.ifelse(ended, 0.0, kept.ln().sum().over(so_far).exp()),
        variance_sum=step_variance.sum().over(so_far),
    ).order_by("group", "wait_d")


def survival_medians(waits: ir.Table, by: str) -> ir.Table:
    """Read median and interval of each group where the waits are: one row comes back, not each step.

    Parameters
    ----------
    waits, by
        As for `survival_table`.

    Returns
    -------
    ibis.Table
        One row per group: ``group``, ``n`` (waits), ``median_d``, ``low_d`` and ``high_d`` (days; NULL:
        not reached), as `read_survival` reads them off the steps.
    """
    steps = survival_table(waits, by)
    is_within = (steps.survival > 0) & (steps.survival < 1)
    # Logarithms of what is outside would be refused, although nobody asks for them.
    left = ibis.ifelse(is_within, steps.survival, 0.5)
    spread = _Z * steps.variance_sum.sqrt() / left.ln().abs()
    lower, upper = left.pow(spread.exp()), left.pow((-spread).exp())
    half = 0.5 + _TINY
    return steps.group_by("group").agg(
        n=(steps.answered + steps.censored).sum(),
        median_d=steps.wait_d.min(where=steps.survival <= half),
        low_d=steps.wait_d.min(where=is_within & (lower <= half)),
        high_d=steps.wait_d.min(where=is_within & (upper <= half)),
    )


_Z = 1.959963984540054
"""Standard deviations to either side that hold 95 % of a normal distribution."""
_TINY = 1e-12
"""What rounding may put a share above one half that is one half."""


def read_survival(rows: Sequence[Mapping[str, Any]], group: str) -> Survival:
    """Read median and interval off the steps of one group.

    A survival of exactly one half counts as reached; a median nobody reached is None. The interval
    is that of the log-log transformation, at 95 %.

    Parameters
    ----------
    rows
        Rows of `survival_table`, in order.
    group
        Which group.
    """
    steps = [row for row in rows if row["group"] == group]
    median = low = high = None
    for step in steps:
        share, variance = float(step["survival"]), float(step["variance_sum"])
        day = float(step["wait_d"])
        lower, upper = _band(share, variance)
        if median is None and share <= 0.5 + _TINY:
            median = day
        if low is None and lower is not None and lower <= 0.5 + _TINY:
            low = day
        if high is None and upper is not None and upper <= 0.5 + _TINY:
            high = day
    answered = sum(int(step["answered"]) for step in steps)
    censored = sum(int(step["censored"]) for step in steps)
    return Survival(group, answered + censored, answered, median, low, high)


def day_reached(rows: Sequence[Mapping[str, Any]], group: str, share: float) -> float | None:
    """Read off the day by which a share of one group was answered; None: it was not reached.

    A share reached exactly counts, as it does for the median of `read_survival`.

    Parameters
    ----------
    rows
        Rows of `survival_table`, in order.
    group
        Which group.
    share
        Of 1.
    """
    steps = (row for row in rows if row["group"] == group)
    left = 1 - share + _TINY
    return next((float(row["wait_d"]) for row in steps if float(row["survival"]) <= left), None)


def share_left(
    rows: Sequence[Mapping[str, Any]], group: str, day: float
) -> tuple[float, float | None, float | None] | None:
    """Read off the share of one group that still waits after so many days, with its 95 % interval.

    None where nobody was watched that long, or nobody waited at all: then it is not known.

    Parameters
    ----------
    rows
        Rows of `survival_table`, in order.
    group
        Which group.
    day
        Days since the wait began; what ends on that very day has ended.
    """
    steps = [row for row in rows if row["group"] == group]
    last = [row for row in steps if float(row["wait_d"]) <= day][-1:]
    if not steps or (last == steps[-1:] and last[0]["wait_d"] < day and last[0]["survival"] > 0):
        return None
    if not last:
        return 1.0, None, None
    share, variance = float(last[0]["survival"]), float(last[0]["variance_sum"])
    return share, *_band(share, variance)


def _band(share: float, variance: float) -> tuple[float | None, float | None]:
    """Lower and upper end of the 95 % band; undefined when nobody or everybody is left."""
    if share <= 0 or share >= 1:
        return None, None
    spread = _Z * math.sqrt(variance) / abs(math.log(share))
    return share ** math.exp(spread), share ** math.exp(-spread)
