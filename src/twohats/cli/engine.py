"""``twohats engine``: where facts are asked."""

import time
from typing import Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows

NAME = "engine"
HELP = "Show where facts are asked and what that costs, or move to another engine and back."
EXAMPLE = "twohats engine postgresql://db.example/facts"


def run(
    context: typer.Context,
    address: Annotated[
        str | None,
        typer.Argument(
            help="postgresql://HOST/DATABASE, spark://HOST:7077, sc://HOST:15002, or duckdb to move "
            "back; a password never stands in it. Without it, show the engine in use."
        ),
    ] = None,
    how: How = Format.table,
) -> None:
    """Show the engine, or move to another one."""
    from twohats.flow.engine import COLUMNS, look_into, move

    workspace = context.obj.workspace()
    store = context.obj.store(workspace)
    if address is None:
        write_rows(look_into(workspace, store, time.monotonic), COLUMNS, how)
        return
    moved = move(workspace, store, address, time.monotonic)
    write_rows(moved.rows, COLUMNS, how)
    if moved.left_behind:
        say(f"Copies of facts stay where they were: {moved.left_behind}")
    if moved.before == moved.rows[0]["found"]:
        say("It was in use before; nothing changed.")
    else:
        say(f"twohats.toml names it now. Back: twohats engine {moved.before}")
    if moved.left_behind:
        raise typer.Exit(4)
