"""What each measure brings along: its definition, its rows, and how these become numbers.

Rows are an expression that has not been run, and so are the sums; only what is left of them, one row
per group and part (or per person, where a number is about how many people), is read in Python.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.records.measures import Definition, Number

Sums = Sequence[Mapping[str, Any]]
ALL = "all"


@dataclass(frozen=True)
class Measure:
    """One measure, ready to be asked for."""

    definition: Definition
    rows: Callable[[Facts], ir.Table]
    """One row per thing that counts in the window, with ``repository`` and ``community``; the rows a
    number opens to. It never leaves out what a number counts, and holds nothing a number does not."""
    sums: Callable[[ir.Table], ir.Table]
    """From rows with the column ``group`` (string, NULL: all together) to few rows with ``group``."""
    numbers: Callable[[Sums], Sequence[Number]]
    """From these, in any order, to the numbers."""


def grouped(rows: ir.Table, by: str | None) -> ir.Table:
    """Name the group of each row: a column of theirs, or all together where it is None."""
    return rows.mutate(group=rows[by] if by else ibis.null("string"))
