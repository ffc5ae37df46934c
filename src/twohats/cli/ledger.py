"""``twohats ledger``: every contribution of ours, one row each."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

NAME = "ledger"
HELP = "List the contributions of our people: class or lean of each, and what would settle it."
EXAMPLE = "twohats ledger --where class=undecided --format csv"

SHOWN = ("entry", "person", "item", "activity", "happened_at", "class", "lean", "lacks", "title")


def run(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            help="Keep rows with this value: class=directed, lacks=plan.",
            metavar="COLUMN=VALUE",
        ),
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List entries, newest first."""
    from twohats.flow.page import shown_with
    from twohats.flow.rows import ENTRY, entry_rows

    columns = ("entry", *ENTRY)
    tests = [_test(text, columns) for text in where or ()]
    found = context.obj.ledger(moments(since, until, as_of, days), names).ledger
    rows = [
        row
        for row in entry_rows(found.rows, found.pseudonyms)
        if all(_holds(row[column], value) for column, value in tests)
    ]
    rows = shown_with(rows, found.pseudonyms)
    write_rows(rows, SHOWN if how is Format.table else columns, how, found.meta)
    if found.unlisted:
        say(f"{found.unlisted} logged lines are not listed: the team file does not name who wrote.")


def _test(text: str, columns: tuple[str, ...]) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or column not in columns:
        raise WrongUse(f"--where {text!r}: write COLUMN=VALUE with one of {', '.join(columns)}.")
    return column, value


def _holds(found: object, value: str) -> bool:
    if isinstance(found, list):
        return value in found
    return (found is None and not value) or str(found) == value
