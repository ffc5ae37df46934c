"""How long judging takes, beside a plain loop that only reads the same rows.

Run ``python benchmarks/judging.py [--entries N] [--pieces N]``. Both in one run, best of three, in seconds of
processor time, which others on the machine disturb less; the memory is the process's own peak, the
rows to judge included.
"""

import argparse
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from twohats.ledger.cases import Rubric
from twohats.ledger.judged import judge_all
from twohats.records.evidence import EVIDENCE_COLUMNS
from twohats.records.judgement import Ruling

START = datetime(2024, 1, 1, tzinfo=UTC)
SPAN = ((START - timedelta(days=1), START + timedelta(days=300)),)
RUBRIC = Rubric(planned=(SPAN,), backlinked=(SPAN,))
ACTIVITIES = ("change", "review", "answer", "triage", "merge", "release")
KINDS = ("D1", "D3", "D4", "D6", "D7", "F1", "F1", "F2", "F2", "F3", "F3", "N1")
STRENGTHS = {"D6": "none", "D7": "weak"}
Rows = list[dict[str, Any]]


def make(entries: int, pieces: int) -> tuple[Rows, Rows, dict[str, Ruling]]:
    """Make rows of entries, evidence and rulings, the same ones each time."""
    rng = random.Random(3)
    rows = []
    for number in range(entries):
        activity = ACTIVITIES[number % len(ACTIVITIES)]
        item = f"github:lantern-project/lantern#{number // 4}"
        account = f"github:p{number % 30}"
        rows.append(
            {
                "entry": f"{account}:{item}:{activity}:{number}",
                "account": account,
                "item": item,
                "activity": activity,
                "happened_at": START + timedelta(minutes=5 * number),
                "scope": rng.choice(("upstream",) * 9 + ("own-project",)),
                "basis": rng.choice(("declared", "declared", "assumed")),
                "author_is_ours": rng.choice((True, False, False, None)),
                "item_kind": "pull_request",
                "undertaking": item,
            }
        )
    evidence = []
    for _ in range(pieces):
        row = rows[rng.randrange(entries)]
        kind = rng.choice(KINDS)
        said_at = row["happened_at"] + timedelta(days=rng.choice((-9, -3, 1)))
        values = (
            row["entry"],
            kind,
            rng.choice((True, True, False, None)),
            STRENGTHS.get(kind, "strong"),
            "https://example.org/1",
            "github:ada",
            said_at,
            None,
            "Somebody said so.",
        )
        evidence.append(dict(zip(EVIDENCE_COLUMNS, values, strict=True)))
    rulings = {
        row["item"]: Ruling("01J", "foundational", who=("ada", "bo"))
        for row in rng.sample(rows, entries // 100)
    }
    return rows, evidence, rulings


def only_read(rows: Rows, evidence: Rows) -> int:
    """Look at each row and each piece once, as any way of judging has to."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for piece in evidence:
        found.setdefault(piece["entry"], []).append(
            (piece["kind"], piece["holds"], piece["strength"], piece["said_at"])
        )
    return sum(len(found.get(row["entry"], ())) for row in rows)


def best(run: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """Least processor time of some runs, with what the last one gave."""
    taken = []
    for _ in range(times):
        since = time.process_time()
        result = run()
        taken.append(time.process_time() - since)
    return min(taken), result


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--pieces", type=int, default=400_000)
    options = parser.parse_args()
    rows, evidence, rulings = make(options.entries, options.pieces)
    reading, seen = best(lambda: only_read(rows, evidence))
    judging, judged = best(lambda: judge_all(rows, evidence, rulings, RUBRIC))
    assert seen == options.pieces
    assert len(judged) == options.entries
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{options.entries:,} entries with {options.pieces:,} pieces of evidence")
    print(f"only read: {reading:6.2f} s")
    print(f"judged:    {judging:6.2f} s  ({judging / reading:.1f} times reading)")
    print(f"memory:    {peak:6.0f} MB at most, all rows included")
    classes = Counter(judgement.class_ for judgement in judged.values())
    print(", ".join(f"{class_} {count:,}" for class_, count in classes.most_common()))


if __name__ == "__main__":
    main()
