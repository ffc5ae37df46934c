"""A page in the making: sections add their numbers and the rows behind them here."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import ibis
import ibis.expr.types as ir

from twohats.flow.facts import Opened
from twohats.flow.rows import Row, fetch
from twohats.records.pages import Grid, RowSet

ROWS_SHOWN = 100
"""Rows a page keeps behind one number; the command beside them prints all."""

ToGrid = Callable[[Sequence[Row]], Grid]


@dataclass
class Draft:
    """Numbers and rows of a page, as its sections come together."""

    opened: Opened
    rows: dict[str, RowSet] = field(default_factory=dict)
    numbers: dict[str, int | float | None] = field(default_factory=dict)

    def open_to(
        self, key: str, title: str, rows: Sequence[Row], total: int, to_grid: ToGrid, where: str
    ) -> str:
        """Put rows behind a number.

        Parameters
        ----------
        key
            What cells name to open them.
        title
            What the number says.
        rows
            The first of them.
        total
            How many there are.
        to_grid
            How they are shown.
        where
            Table, and condition where there is one, that gives all of them in SQL.

        Returns
        -------
        str
            The key.
        """
        # Double quotes outside, so that a shell takes the text values of SQL as they are.
        command = f'twohats sql "from {where}"{self._moments()}'
        self.rows[key] = RowSet(title, to_grid(rows[:ROWS_SHOWN]), total, command)
        return key

    def in_window(self, time: str) -> str:
        """Write the condition that a time of a row lies in the window."""
        window = self.opened.facts.window
        return (
            f"{time} >= timestamptz '{window.since.isoformat(' ')}' "
            f"and {time} < timestamptz '{window.until.isoformat(' ')}'"
        )

    def _moments(self) -> str:
        """Repeat the dates that were asked for; without them the command finds the same ones."""
        if not self.opened.is_dated:
            return ""
        facts = self.opened.facts
        options = {"since": facts.window.since, "until": facts.window.until, "as-of": facts.as_of}
        times = (
            f"--{name} {at.isoformat().removesuffix('+00:00')}" for name, at in options.items()
        )
        return " " + " ".join(times)


def newest(table: ir.Table, time: str, key: str = "item") -> list[Row]:
    """Fetch the newest rows."""
    return fetch(table.order_by(table[time].desc(), key).limit(ROWS_SHOWN))


def newest_of_each(table: ir.Table, groups: Iterable[str], time: str) -> list[Row]:
    """Fetch the newest rows behind each of many numbers, in one query."""
    keys = list(groups)
    window = ibis.window(group_by=keys, order_by=[table[time].desc(), table["item"]])
    ranked = table.mutate(_rank=ibis.row_number().over(window))
    return fetch(ranked.filter(ranked._rank < ROWS_SHOWN).order_by([*keys, "_rank"]))
