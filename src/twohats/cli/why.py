"""``twohats why``: how an entry came to its class."""

from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from twohats.records.pages import Cleared

NAME = "why"
HELP = "Say how one entry came to its class, gate by gate, and what would change it."
EXAMPLE = "twohats why lantern-project/lantern#12"

COLUMNS = ("entry", "step", "question", "answer", "because", "url")


def run(
    context: typer.Context,
    entry: Annotated[
        str,
        typer.Argument(
            help="Its number in `twohats ledger`, or how that begins; or an item: owner/name#12."
        ),
    ],
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show the reason; of an item with several entries, what there is to ask about."""
    from twohats.flow.why import entries_page, find_entries, why

    place = context.obj
    found = place.ledger(moments(since, until, as_of, days), names)
    rows = find_entries(found.ledger, entry)
    answers = [why(found.ledger, row, found.decisions) for row in rows]
    if how in (Format.json, Format.csv):
        steps = [step for answer in answers for step in answer.rows]
        write_rows(steps, COLUMNS, how, found.ledger.meta)
    else:
        _show(answers[0].page if len(rows) == 1 else entries_page(rows, found.ledger), how)
    if any(row["is_contested"] for row in rows):
        say("People answered differently, and the later answer holds: settle it again together.")
        raise typer.Exit(4)


def _show(page: "Cleared", how: Format) -> None:
    if how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(page))
        return
    from rich.console import Console

    from twohats.cli.show import show_document

    show_document(page.document, Console())
