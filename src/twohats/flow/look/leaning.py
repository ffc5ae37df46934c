"""Whose need our work leans to."""

from collections.abc import Mapping, Sequence

import ibis.expr.types as ir

from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of, ledger_table
from twohats.flow.look.draft import Draft, newest
from twohats.flow.look.words import LEANS, many, short
from twohats.flow.rows import Row, entry_rows, fetch
from twohats.records.pages import Cell, Chart, Column, Figure, Grid, Section


def judged_entries(opened: Opened) -> ir.Table:
    """List the entries of the window, each with its class and its lean."""
    return ledger_table(opened, ledger_of(opened))


def leaning_section(draft: Draft, judged: ir.Table) -> Section:
    """Show whose need the upstream work of the window looks like."""
    counted = judged.filter(judged.scope == "upstream")
    groups = fetch(counted.group_by("community", "activity", "lean").agg(n=counted.count()))
    by_lean = {lean: sum(g["n"] for g in groups if g["lean"] == lean) for lean in LEANS}
    total = sum(by_lean.values())
    draft.numbers |= {f"lean_{lean}": count for lean, count in by_lean.items()}
    draft.numbers["entries"] = total
    for lean, words in LEANS.items():
        draft.open_to(
            f"lean.{lean}",
            f"Entries: {words}",
            newest(counted.filter(counted.lean == lean), "happened_at", "entry"),
            by_lean[lean],
            lambda rows: entry_grid(draft.opened, rows),
            f"entries where scope = 'upstream' and lean = '{lean}'",
        )
    return Section(
        "lean",
        _heading(by_lean, total),
        "A lean says whose need work looks like, from its traces alone. It is no class: that takes "
        "the plan, the tracker and people's own word.",
        figures=tuple(
            Figure(
                words,
                Cell(by_lean[lean], f"lean.{lean}"),
                detail=f"{by_lean[lean] / total:.0%} of {many(total, 'entry', 'entries')}"
                if total
                else "",
            )
            for lean, words in LEANS.items()
        ),
        chart=_chart(groups),
        grid=_by_activity(groups),
        notes=(
            *_beside(judged),
            "Nothing here is called directed, foundational or personal yet.",
        ),
    )


def _heading(by_lean: Mapping[str, int], total: int) -> str:
    if not total:
        return "No upstream work of ours in the window"
    largest = max(LEANS, key=lambda lean: by_lean[lean])
    share = f"{by_lean[largest] / total:.0%}"
    if largest == "unclear":
        return f"For {share} of our work nobody can tell yet whose need it serves"
    return f"{share} of our work looks like {LEANS[largest]}"


def _chart(groups: Sequence[Row]) -> Chart | None:
    if not groups:
        return None
    counts: dict[tuple[str, str], int] = {}
    for group in groups:
        key = short(group["community"]), LEANS[group["lean"]]
        counts[key] = counts.get(key, 0) + group["n"]
    return Chart(
        "stacked_bars",
        "Entries by lean, in each community",
        tuple(
            {"community": community, "lean": lean, "entries": count}
            for (community, lean), count in sorted(counts.items())
        ),
        "entries",
        "community",
        "lean",
        tuple(LEANS.values()),
        "entries",
    )


def _by_activity(groups: Sequence[Row]) -> Grid:
    counts: dict[tuple[str, str], int] = {}
    for group in groups:
        key = group["activity"], group["lean"]
        counts[key] = counts.get(key, 0) + group["n"]
    return Grid(
        (
            Column("activity", "Activity"),
            *(Column(lean, words.capitalize(), numeric=True) for lean, words in LEANS.items()),
        ),
        tuple(
            (Cell(activity), *(Cell(counts.get((activity, lean), 0)) for lean in LEANS))
            for activity in sorted({activity for activity, _ in counts})
        ),
        "One row per kind of work. One entry per person, item and kind.",
        "None of the team did anything upstream in the window.",
    )


def _beside(judged: ir.Table) -> tuple[str, ...]:
    """Say how much work of ours is not upstream, or not known to be."""
    left = judged.filter(judged.scope != "upstream")
    words = {
        "own-project": "in our own projects",
        "personal-project": "in personal projects",
        "unknown": "in repositories of unknown scope",
    }
    counts = fetch(left.group_by("scope").agg(n=left.count()).order_by("scope"))
    if not counts:
        return ()
    named = ", ".join(
        f"{many(row['n'], 'entry', 'entries')} {words[row['scope']]}" for row in counts
    )
    return (f"Not counted here: {named}.",)


def entry_grid(opened: Opened, rows: Sequence[Row]) -> Grid:
    """Show entries with why they lean and what they lack."""
    return Grid(
        (
            Column("entry", "Entry"),
            Column("person", "Who"),
            Column("activity", "Activity"),
            Column("item", "Item"),
            Column("title", "Title"),
            Column("happened_at", "First"),
            Column("reason", "Because"),
            Column("lacks", "Lacks"),
        ),
        tuple(
            (
                Cell(row["entry"]),
                Cell(row["person"]),
                Cell(row["activity"]),
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(f"{row['happened_at']:%Y-%m-%d}"),
                Cell(row["reason"]),
                Cell(", ".join(row["lacks"])),
            )
            for row in entry_rows(rows)
        ),
        "One row per entry, newest first.",
        "No entries.",
    )
