"""One figure of the outcome: a number with what makes it true, and the rows behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twohats.flow.rows import Row

COLUMNS = (
    "measure", "part", "since", "until", "value", "unit", "n", "people", "low", "high", "answer",
    "rows",
)  # fmt: skip
"""``n`` counts what the value was counted from; ``rows`` is the command that lists them."""


@dataclass(frozen=True)
class Told:
    """One figure."""

    measure: str
    """Name by which scripts and ``--rows`` call it."""
    says: str
    """What it is, in words."""
    value: int | float | None
    """None: `answer` tells why."""
    unit: str
    answer: str = "counted"
    """``counted``, ``none``, ``too few``, ``nothing done``, ``not measured``, ``not known``."""
    n: int | None = None
    people: int | None = None
    low: float | None = None
    high: float | None = None
    detail: str = ""
    """What has to be known beside it: sample, interval, what is left out."""
    part: str | None = None
    behind: Sequence[Row] = ()
    """Rows it was counted from; all have the keys of `columns`."""
    columns: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What cells open."""
        return f"{self.measure}:{self.part}" if self.part else self.measure

    def row(self, since: Any, until: Any, command: str) -> Row:
        """Give it as scripts read it."""
        return {
            "measure": self.measure,
            "part": self.part,
            "since": since,
            "until": until,
            "value": self.value,
            "unit": self.unit,
            "n": self.n,
            "people": self.people,
            "low": self.low,
            "high": self.high,
            "answer": self.answer,
            "rows": command if self.behind else None,
        }


def counted(
    measure: str,
    says: str,
    unit: str,
    rows: Sequence[Row],
    columns: tuple[str, ...],
    *,
    detail: str = "",
    is_measured: bool = True,
    instead: str = "not known",
) -> Told:
    """Count rows; what was not measured is no zero.

    Parameters
    ----------
    measure, says, unit, rows, columns, detail
        As in `Told`.
    is_measured
        Whether facts hold what it takes.
    instead
        The answer where they do not.
    """
    if not is_measured and not rows:
        return Told(measure, says, None, unit, instead, detail=detail)
    answer = "counted" if rows else "none"
    return Told(measure, says, len(rows), unit, answer, len(rows), detail=detail, behind=rows, columns=columns)  # fmt: skip
