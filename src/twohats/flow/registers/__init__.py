"""``register``: communities, licenses, agreements and approvals, what is missing first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from twohats.flow.rows import Row
from twohats.journal import to_supersede
from twohats.records import Skipped
from twohats.records.decisions import Decision


@dataclass(frozen=True)
class Listed:
    """One register."""

    rows: tuple[Row, ...]
    """What is missing first. ``waits`` says what a person may do; None: nothing."""
    meta: Mapping[str, object] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()

    @property
    def waiting(self) -> list[Row]:
        """Rows that wait for a person."""
        return [row for row in self.rows if row["waits"]]


@dataclass(frozen=True)
class Line:
    """One line for the journal."""

    what: str
    about: tuple[str, ...]
    why: str
    content: Mapping[str, object]
    supersedes: str | None = None


def line_of(
    what: str, about: str, why: str, content: Mapping[str, object], decisions: Sequence[Decision]
) -> Line:
    """Write a line that takes the place of every earlier one about the same thing."""
    before = to_supersede(decisions, what, [about])
    first, more = (before[0], before[1:]) if before else (None, ())
    also = {"also_supersedes": list(more)} if more else {}
    return Line(what, (about,), why, {**content, **also}, first)


def missing_first(rows: Iterable[Row], order: Sequence[str], column: str) -> tuple[Row, ...]:
    """Sort rows by how much is missing, then as they stand; what waits comes before what is answered."""
    listed = list(rows)
    listed.sort(key=lambda row: (order.index(row[column]), not row["waits"]))
    return tuple(listed)
