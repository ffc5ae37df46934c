"""``twohats trace``: whom upstream work reaches, through components and services."""

from pathlib import Path
from typing import Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

NAME = "trace"
HELP = "Trace upstream work to member communities, through components and services."
EXAMPLE = "twohats trace lantern-project/lantern"

ROWS = 12
"""Rows of each table in the terminal."""


def run(
    context: typer.Context,
    target: Annotated[
        str | None,
        typer.Argument(
            help="A repository, a community, a member community, an item or an entry's number. "
            "Without it: everything."
        ),
    ] = None,
    from_: Annotated[
        list[Path] | None,
        typer.Option(
            "--from",
            help="Read this list of components in place of those in services.toml; may be repeated.",
            metavar="FILE",
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Show chains from repositories to member communities, and what is not traced."""
    from twohats.flow.trace import COLUMNS, read_inputs, trace_work
    from twohats.flow.trace_page import meta_of, trace_page

    place = context.obj
    workspace = place.workspace()
    inputs = read_inputs(workspace, from_ or ())
    asked = moments(since, until, as_of, days)
    ledger = place.ledger(asked).ledger if place.store(workspace).owners() else None
    traced = trace_work(workspace, inputs, ledger, target)
    if how in (Format.json, Format.csv):
        write_rows(traced.rows, COLUMNS, how, meta_of(traced, ledger), traced.skipped)
    else:
        most = ROWS if how is Format.table else None
        page = trace_page(traced, workspace.settings.organization, ledger, most)
        if how is Format.md:
            from twohats.publish import to_markdown

            print(to_markdown(page))
        else:
            from rich.console import Console

            from twohats.cli.show import show_document

            show_document(page.document, Console())
    if inputs.mistakes:
        some = "; ".join(str(mistake) for mistake in inputs.mistakes[:3])
        more = f"; and {len(inputs.mistakes) - 3} more" if len(inputs.mistakes) > 3 else ""
        say(f"{len(inputs.mistakes):,} left out, the rest was read: {some}{more}")
        raise typer.Exit(3)
