"""Judge every entry: changes first, so that what was done for them can take their class."""

from collections.abc import Iterable, Mapping, Sequence
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
        What people answered, by entry.
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
        piece = (found["kind"], found["holds"], found["strength"], found["said_at"])
        mine = pieces.get(found["entry"])
        if mine is None:
            pieces[found["entry"]] = [piece]
        else:
            mine.append(piece)
        if trace:
            full.setdefault(found["entry"], []).append(Evidence(**found))
    rows = list(rows)
    changes: dict[str, Judgement] = {}
    judged: dict[str, Judgement] = {row["entry"]: _WAITING for row in rows}
    # What is done for a change takes its class, so changes come first.
    for row in sorted(rows, key=lambda row: row["activity"] != "change"):
        item, entry = row["item"], row["entry"]
        case = EntryCase.of(row, rubric, ruling=rulings.get(entry), change=changes.get(item))
        judgement = judge_pieces(case, pieces.get(entry, ()))
        if trace:
            judgement = with_steps(judgement, case, full.get(entry, ()))
        judged[entry] = judgement
        if row["activity"] == "change":
            changes[item] = judgement
    return judged


_WAITING = Judgement("", "undecided", None, "R13")
"""Keeps an entry's place until its turn comes."""


def evidence_of(entry: str, evidence: Sequence[Row]) -> tuple[Evidence, ...]:
    """Pieces about one entry, in the order of their kinds."""
    found = [Evidence(**row) for row in evidence if row["entry"] == entry]
    return tuple(sorted(found, key=lambda piece: (piece.kind, piece.url or "")))
