"""``twohats goals``: what the team wants to reach upstream, and where its figures stand."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

NAME = "goals"
HELP = "Show what the team wants to reach upstream, with the figure of today beside each goal."
EXAMPLE = "twohats goals --days 180"

SHOWN = ("objective", "kpi", "part", "kind", "baseline", "now", "unit", "trend", "moved")
"""Columns in a terminal."""


def run(
    context: typer.Context,
    check: Annotated[
        bool, typer.Option("--check", help="Only read and check the file; compute nothing.")
    ] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Read goals.toml, and show each goal with its figure."""
    from twohats.flow.goals import COLUMNS, EXAMPLE, GOALS_FILE, goal_rows, read_goals

    workspace = context.obj.workspace()
    goals = read_goals(workspace)
    if not goals:
        say(f"No goals yet. Write {GOALS_FILE} into {workspace.folder}, as:\n\n{EXAMPLE}")
    opened, meta = None, None
    if not check and any(not goal.is_manual for goal in goals):
        from twohats.flow.meta import meta as meta_of

        opened = context.obj.open(moments(since, until, as_of, days))
        meta = meta_of(opened)
    rows = goal_rows(goals, opened)
    if how is Format.table:
        rounded = [
            {name: round(v, 2) if isinstance(v, float) else "" if v is None else v
             for name, v in row.items()}
            for row in rows
        ]  # fmt: skip
        if rows:
            write_rows(rounded, SHOWN, how)
            if opened is not None:
                say(f"window: {opened.facts.window}. A difference is no proof: what else changed?")
    else:
        write_rows(rows, COLUMNS, how, meta)
