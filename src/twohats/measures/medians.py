"""How measures of waiting read their medians: with those who still wait, or of what has ended."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ibis.expr.types as ir

from twohats.measures.measure import ALL, Sums
from twohats.measures.survival import survival_medians
from twohats.records.measures import Answer, Number

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
        """Estimate where the rows are; one row per group and part."""
        name = rows.group.fill_null("") + _MARK + (rows[part] if part else ALL)
        return survival_medians(rows.mutate(_group=name), by="_group")

    return sums


def median_numbers(medians: Sums) -> Sequence[Number]:
    """Give the medians of `survival_sums` with their intervals."""
    return [_number(row) for row in sorted(medians, key=lambda row: row["group"])]


def _number(row: Mapping[str, Any]) -> Number:
    group, _, part = row["group"].partition(_MARK)
    answer: Answer = "counted" if row["median_d"] is not None else "not reached"
    return Number(
        group or None, part, row["median_d"], row["n"],
        low=row["low_d"], high=row["high_d"], answer=answer,
    )  # fmt: skip
