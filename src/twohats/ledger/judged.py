"""Judge every entry: changes first, so that what was done for them can take their class."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from twohats.ledger.cases import EntryCase, Rubric
from twohats.ledger.judge import judge_pieces, with_steps
from twohats.ledger.weighing import Piece
from twohats.records.evidence import Evidence
from twohats.records.judgement import Judgement, Ruling

Row = Mapping[str, Any]


def judge_all(
    rows: Iterable[Row],
    evidence: Iterable[Row],
    rulings: Mapping[str, Ruling],
    rubric: Rubric,
    *,
    trace: bool = False,
) -> dict[str, Judgement]:
    """Judge entries by the evidence about them.

    Parameters
    ----------
    rows
        Entries, with the columns of `twohats.ledger.entries.entries`. ``ended_at`` (when the work
        was merged or closed) and ``undertaking`` (key of the group it belongs to) are used where
        they are there.
    evidence
        Pieces, with `twohats.records.evidence.EVIDENCE_COLUMNS`.
    rulings
        What people answered, by entry, undertaking or item; the most exact one holds.
    rubric
        Numbers, and when plan and backlinks are known.
    trace
        Whether to give the steps of each.

    Returns
    -------
    dict of Judgement
        By entry.
    """
    pieces: dict[str, list[Piece]] = {}
    full: dict[str, list[Evidence]] = {}
    for found in evidence:
        pieces.setdefault(found["entry"], []).append(
            (found["kind"], found["holds"], found["strength"], found["said_at"])
        )
        if trace:
            full.setdefault(found["entry"], []).append(Evidence(**found))
    rows = list(rows)
    changes: dict[str, Judgement] = {}
    judged: dict[str, Judgement] = {}
    for is_change in (True, False):
        for row in rows:
            if (row["activity"] == "change") is not is_change:
                continue
            case = EntryCase.of(
                row, rubric, ruling=_ruling(row, rulings), change=changes.get(row["item"])
            )
            judgement = judge_pieces(case, pieces.get(case.entry, ()))
            if trace:
                judgement = with_steps(judgement, case, full.get(case.entry, ()))
            judged[case.entry] = judgement
            if is_change:
                changes[row["item"]] = judgement
    return {row["entry"]: judged[row["entry"]] for row in rows}


def _ruling(row: Row, rulings: Mapping[str, Ruling]) -> Ruling | None:
    """Find the answer that holds for an entry; one for the entry itself holds on any day."""
    if not rulings:
        return None
    exact = rulings.get(row["entry"])
    if exact is not None:
        return exact
    for key in (row.get("undertaking"), row["item"]):
        ruling = rulings.get(key) if key else None
        if ruling is not None and _holds(ruling, row["happened_at"]):
            return ruling
    return None


def _holds(ruling: Ruling, at: datetime) -> bool:
    return ruling.until is None or at.date() < ruling.until


def evidence_of(entry: str, evidence: Sequence[Row]) -> tuple[Evidence, ...]:
    """Pieces about one entry, in the order of their kinds."""
    found = [Evidence(**row) for row in evidence if row["entry"] == entry]
    return tuple(sorted(found, key=lambda piece: (piece.kind, piece.url or "")))
