"""``twohats balance``: two figures, never added to one another."""

from enum import StrEnum
from typing import Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Since, Until, moments
from twohats.cli.output import Format, write_rows

NAME = "balance"
HELP = "Set upstream-driven time against the band; apart from it, show what upstream work was for."
EXAMPLE = "twohats balance --by month --since 2026-01-01"


class By(StrEnum):
    """How a window is cut."""

    window = "window"
    month = "month"
    iteration = "iteration"


def run(
    context: typer.Context,
    by: Annotated[
        By, typer.Option("--by", help="Cut the window; a change of policy always cuts it.")
    ] = By.window,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Show both figures."""
    from twohats.flow.balance import COLUMNS, balance
    from twohats.journal import PrivateJournal

    found = context.obj.ledger(moments(since, until, as_of, days))
    workspace = found.workspace
    private = PrivateJournal(workspace.private_folder).read()
    shown = balance(found.ledger, workspace.settings, found.decisions, private, by.value)
    if how in (Format.json, Format.csv):
        meta = {**found.ledger.meta, "unit": "said in each row"}
        write_rows(shown.rows, COLUMNS, how, meta)
    elif how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(shown.page))
    else:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(shown.page.document, Console())
