"""What a page rests on: coverage, what was left out, and what every number means."""

from collections.abc import Collection, Sequence

from twohats.flow.facts import Opened
from twohats.flow.rows import fetch
from twohats.flow.words import many, short
from twohats.records import Coverage
from twohats.records.pages import Cell, Column, Grid, Section


def resting_section(
    opened: Opened, left_out: Sequence[str], made_good: Collection[str] = ()
) -> Section:
    """Show what is not held, and why; what a later read made good is held."""
    lines: dict[tuple[str, str], set[str]] = {}
    table = opened.facts.tables["coverage"]
    mended = [
        Coverage(**row) for row in fetch(table.filter(table.read.isin(made_good)).drop("read"))
    ]
    for promise in opened.facts.coverage:
        if promise in mended:
            continue
        if not promise.complete and not opened.facts.promised.spans(promise.holds, promise.scope):
            key = promise.scope, promise.reason or "no reason given"
            lines.setdefault(key, set()).add(promise.holds)
    return Section(
        "coverage",
        "What this rests on",
        f"{many(len(opened.scopes), 'repository', 'repositories')}. "
        "What was not held is listed; nothing was filled in.",
        grid=Grid(
            (Column("scope", "Repository"), Column("holds", "Not held"), Column("reason", "Why")),
            tuple(
                (Cell(short(scope)), Cell(", ".join(sorted(holds))), Cell(reason))
                for (scope, reason), holds in sorted(lines.items())
            ),
            "One row per repository and reason.",
            "All that was looked for is held.",
        ),
        notes=tuple(f"Left out while reading: {what}" for what in left_out),
    )
