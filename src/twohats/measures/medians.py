"""How measures of waiting read their medians: with those who still wait, or of what has ended."""

from collections.abc import Callable, Sequence

import ibis.expr.types as ir

from twohats.measures.measure import ALL, Sums
from twohats.measures.survival import read_survival, survival_table
from twohats.records.measures import Number

_MARK = "\n"
"""Between group and part in one text; neither holds it."""


def survival_sums(part: str | None = None) -> Callable[[ir.Table], ir.Table]:
    """Make the sums of a measure whose rows have ``wait_d`` (days) and ``answered`` (bool).

    Parameters
    ----------
    part
        Column that tells the parts apart; None: there is one.
    """

    def sums(rows: ir.Table) -> ir.Table:
        """Estimate in steps, one row per group, part and day."""
        name = rows.group.fill_null("") + _MARK + (rows[part] if part else ALL)
        return survival_table(rows.mutate(_group=name), by="_group")

    return sums


def survival_medians(steps: Sums) -> Sequence[Number]:
    """Read each median with its interval off the steps of `survival_sums`."""
    ordered = sorted(steps, key=lambda step: (step["group"], step["wait_d"]))
    found = []
    for key in dict.fromkeys(step["group"] for step in ordered):
        group, _, part = key.partition(_MARK)
        waits = read_survival([step for step in ordered if step["group"] == key], key)
        found.append(
            Number(
                group or None,
                part,
                waits.median_d,
                waits.n,
                low=waits.low_d,
                high=waits.high_d,
                answer="counted" if waits.median_d is not None else "not reached",
            )
        )
    return found
