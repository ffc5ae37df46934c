"""What we asked of each community, and what we gave it."""

from collections.abc import Sequence

from twohats.flow.look.draft import Draft, newest_of_each
from twohats.flow.look.words import DEEDS, many, short
from twohats.flow.rows import Row, fetch
from twohats.measures.give_and_take import ASKED, GIVEN, deeds, give_and_take
from twohats.records.pages import Cell, Chart, Column, Grid, Section

DRAWN = 12
"""Communities a chart can hold; the table holds all."""


Behind = dict[tuple[str, str, str], list[Row]]


def given_section(draft: Draft) -> Section:
    """Compare asked with given."""
    done = deeds(draft.opened.facts)
    totals = fetch(give_and_take(done))
    behind: Behind = {}
    for row in newest_of_each(done, ("community", "scope", "deed"), "happened_at"):
        behind.setdefault((row["community"], row["scope"], row["deed"]), []).append(row)
    counted = [total for total in totals if total["scope"] == "upstream"]
    asked, given = sum(t["asked"] for t in counted), sum(t["given"] for t in counted)
    draft.numbers |= {"asked": asked, "given": given}
    return Section(
        "asked-and-given",
        f"We asked {many(asked, 'time', 'times')} and gave {many(given, 'time', 'times')}",
        "Asked: what we opened, and what others did for it. Given: what we did for others. "
        "Our own and personal projects are left out; where the scope is unknown, rows stand last and "
        "count in no total.",
        chart=_chart(counted),
        grid=Grid(
            (
                Column("community", "Community"),
                *(Column(deed, DEEDS[deed].capitalize(), numeric=True) for deed in DEEDS),
            ),
            tuple(_line(draft, total, behind) for total in totals),
            "One row per community. Counts of items per person, never of hours.",
            "None of the team did anything here in the window.",
        ),
        notes=("Several words of one person on one item count once.",),
    )


def _line(draft: Draft, total: Row, behind: Behind) -> tuple[Cell, ...]:
    """Show one community, each of its numbers open."""
    community, scope = total["community"], total["scope"]
    is_known = scope == "upstream"
    cells = [Cell(short(community), note=None if is_known else "scope unknown")]
    for deed in (*ASKED, *GIVEN):
        key = f"{deed}:{community}" if is_known else f"{deed}:{community}:{scope}"
        draft.numbers[key] = total[deed]
        if total[deed]:
            draft.open_to(
                key,
                f"{short(community)}: {DEEDS[deed]}",
                behind[community, scope, deed],
                total[deed],
                _grid,
                f"deeds where deed = '{deed}' and community = '{community}' and scope = '{scope}'",
            )
        cells.append(Cell(total[deed], key if total[deed] else None))
    return tuple(cells)


def _chart(totals: Sequence[Row]) -> Chart | None:
    if not totals:
        return None
    return Chart(
        "stacked_bars",
        "Asked and given, by community",
        tuple(
            {"community": short(total["community"]), "what": side, "count": total[side]}
            for total in totals[:DRAWN]
            for side in ("asked", "given")
        ),
        "count",
        "community",
        "what",
        ("asked", "given"),
        "times",
    )


def _grid(rows: Sequence[Row]) -> Grid:
    return Grid(
        (
            Column("item", "Item"),
            Column("title", "Title"),
            Column("who", "Who"),
            Column("happened_at", "First"),
            Column("times", "Times", numeric=True),
        ),
        tuple(
            (
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(row["label"]),
                Cell(f"{row['happened_at']:%Y-%m-%d}"),
                Cell(row["times"]),
            )
            for row in rows
        ),
        "One row per person and item, newest first.",
    )
