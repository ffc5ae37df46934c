"""``twohats needs``: what upstream communities need, in order of worth."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Communities, Days, How, Since, Until, moments
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from twohats.flow.rows import Row

NAME = "needs"
HELP = "List what upstream communities need, who asked for it, and what is most worth meeting."
EXAMPLE = "twohats needs --activity review --parts"

SHOWN = ("rank", "activity", "item", "title", "because", "welcome", "score")
"""Columns in a terminal."""
WEIGHED = ("community", "criticality", "health_risk", "priority", "class", "missing", "needs")
"""Columns of communities in a terminal."""
AT_ONCE = 25
"""Rows in a terminal; scripts get all."""


class On(StrEnum):
    """Whose turn it is."""

    author = "author"


def run(
    context: typer.Context,
    community: Communities = None,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="Only what this rule finds: N01. May be repeated."),
    ] = None,
    activity: Annotated[
        list[str] | None,
        typer.Option("--activity", help="Only this kind of help: review. May be repeated."),
    ] = None,
    skill: Annotated[
        list[str] | None,
        typer.Option("--skill", help="What you can do, as python or docs; weighs what fits."),
    ] = None,
    waiting_on: Annotated[
        On | None,
        typer.Option("--waiting-on", help="Instead, list what waits on its author."),
    ] = None,
    parts: Annotated[
        bool, typer.Option("--parts", help="Show what each score is made of.")
    ] = False,
    triage_fields: Annotated[
        bool,
        typer.Option("--triage-fields", help="Add the fields of the pull request triage board."),
    ] = False,
    matrix: Annotated[
        bool,
        typer.Option("--matrix", help="Set needs beside our work, by kind of help and community."),
    ] = False,
    priorities: Annotated[
        bool,
        typer.Option("--priorities", help="Weigh communities: criticality × health risk."),
    ] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """List needs in order of rank."""
    from twohats.flow import needs as flow
    from twohats.flow.meta import meta

    if matrix and priorities:
        raise WrongUse("--matrix and --priorities: ask for one of the two.")
    wanted = flow.Wanted(
        tuple(community or ()),
        tuple(rule or ()),
        tuple(activity or ()),
        tuple(skill or ()),
        waiting_on is not None,
        triage_fields,
    )
    opened = context.obj.open(moments(since, until, as_of, days))
    if how is Format.table:
        say(flow.known_sentence(opened))
    if matrix:
        rows = flow.matrix(opened, wanted)
        if how is Format.table:
            _show_matrix(rows, str(opened.facts.window))
        else:
            write_rows(rows, flow.MATRIX_COLUMNS, how, meta(opened))
        return
    if priorities:
        rows = flow.priorities(opened)
        weighed = WEIGHED if how is Format.table else flow.PRIORITY_COLUMNS
        write_rows(rows, weighed, how, meta(opened))
        if how is Format.table and any(row["missing"] for row in rows):
            say("What is missing stands in needs.toml, where you write it; see docs/needs.md.")
        return
    found = flow.needs(opened, wanted)
    board = flow.BOARD_COLUMNS if triage_fields else ()
    more_columns = (*flow.PART_COLUMNS, "applies") if parts else ()
    columns = (*flow.COLUMNS, *more_columns, *board)
    if how is not Format.table:
        write_rows(found.rows, columns, how, found.meta, found.skipped)
        return
    _show(list(found.rows), flow.PART_COLUMNS if parts else (), board)
    if parts:
        weights = ", ".join(f"{name} {weight:g}" for name, weight in found.weights.items())
        say(f"Weights: {weights}. [weights] in needs.toml changes them; see docs/needs.md.")
    more = len(found.rows) - AT_ONCE
    if more > 0:
        say(f"{more:,} more: add --format csv, or --community, --activity or --rule.")
    if found.waiting_on_author:
        say(f"{found.waiting_on_author:,} more wait on their author: --waiting-on author")
    for sentence in found.left_out:
        say(sentence)
    if found.skipped:
        say(
            f"{len(found.skipped):,} times a rule could not look: --format json says where and why."
        )


def _show(rows: "list[Row]", parts: tuple[str, ...], board: tuple[str, ...]) -> None:
    """Print the first rows, short enough to read."""
    shown = [
        {
            **row,
            "item": (row["item"] or row["repository"] or row["community"]).partition(":")[2],
            "welcome": "assumed" if row["welcome"] == "assumed" else "asked for",
            "score": None if row["score"] is None else round(row["score"], 1),
            **{
                name: ("?" if row[name] is None else round(row[name], 2))
                if name in row["applies"]
                else ""
                for name in parts
            },
            **{name: "" if row[name] is None else row[name] for name in board},
        }
        for row in rows[:AT_ONCE]
    ]
    used = [name for name in parts if any(row[name] != "" for row in shown)]
    columns = ("rank", "item", "title", "score", *used, *board) if parts or board else SHOWN
    write_rows(shown, columns, Format.table)


def _show_matrix(rows: "list[Row]", window: str) -> None:
    """Print one line per community and one column per kind of help."""
    activities = sorted({row["activity"] for row in rows})
    lines: dict[str, Row] = {}
    for row in rows:
        line = lines.setdefault(row["community"], {"community": row["community"]})
        line[row["activity"]] = _cell(row)
    write_rows(list(lines.values()), ("community", *activities), Format.table)
    say(f"Window of our work: {window}, UTC. What we did on items of our own people is not in it.")
    say(
        "Each cell: needs / our work for others. –: nothing seen; ?: not measured; !: needed, not done."
    )
    say("What is behind a cell: twohats needs --activity ACTIVITY --community COMMUNITY")


def _cell(row: "Row") -> str:
    if row["state"] == "not measured":
        return "?"
    if row["state"] == "nothing seen":
        return "–"
    mark = "!" if row["state"] == "needed, not done" else ""
    needed = "?" if row["state"] == "done, need not measured" else f"{row['needs']:,}"
    return f"{needed} / {row['our_work']:,}{mark}"
