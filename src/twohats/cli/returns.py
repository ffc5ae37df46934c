"""``twohats returns``: how the return of newcomers moved with their waiting."""

from pathlib import Path
from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, moments
from twohats.cli.output import Format, say, write_rows

NAME = "returns"
HELP = "Set newcomers' return beside how long they waited, by community; with a curve tried on history."
EXAMPLE = "twohats returns --as-of 2026-01-01"


def run(
    context: typer.Context,
    as_of: AsOf = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="List the first items of newcomers that were counted.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the page here: .html or .md.")
    ] = None,
    how: How = Format.table,
) -> None:
    """Show shares with intervals, the curve, and how well it foretold."""
    from twohats.cli.progress import waiting
    from twohats.flow.returns import BEHIND, COLUMNS, returns
    from twohats.publish import to_markdown, write_page

    with waiting("reading the facts"):
        opened = context.obj.open(moments(None, None, as_of))
    with waiting("looking back"):
        found = returns(opened)
    if rows:
        write_rows(found.behind, BEHIND, how, found.meta)
        return
    if out is not None or how is Format.table:
        path = out or opened.workspace.folder / ".twohats" / "pages" / "returns.html"
        write_page(found.page, path)
        say(f"The page: {path}")
    if how in (Format.json, Format.csv):
        write_rows(found.rows, COLUMNS, how, {**found.meta, "model": vars(found.model)})
    elif how is Format.md:
        print(to_markdown(found.page))
    else:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(found.page.document, Console())
