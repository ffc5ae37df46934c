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
    readers: Annotated[
        str | None,
        typer.Option(
            "--readers",
            metavar="ROLE[,ROLE]",
            help="Who else may read the facts that you load into PostgreSQL: all of them, with commas; "
            "none takes everybody's right away. Written into twohats.toml.",
        ),
    ] = None,
    how: How = Format.table,
) -> None:
    """Show the engine, move to another one, or say who may read there."""
    from twohats.flow.engine import COLUMNS, look_into, move

    workspace = context.obj.workspace()
    store = context.obj.store(workspace)
    if address is None and readers is None:
        write_rows(look_into(workspace, store, time.monotonic), COLUMNS, how)
        return
    address = address or workspace.settings.engine.text
    moved = move(workspace, store, address, time.monotonic, readers)
    write_rows(moved.rows, COLUMNS, how)
    if moved.left_behind:
        say(f"Copies of facts stay where they were: {moved.left_behind}")
    if moved.readers is not None:
        say(
            f"twohats.toml lets these read the facts you load: {', '.join(moved.readers) or 'nobody'}."
        )
    if moved.before != moved.rows[0]["found"]:
        say(f"twohats.toml names it now. Back: twohats engine {moved.before}")
    elif moved.readers is None:
        say("It was in use before; nothing changed.")
    if moved.left_behind:
        raise typer.Exit(4)
