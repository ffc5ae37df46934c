"""``twohats ledger``: every contribution of ours, one row each."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments
from twohats.cli.output import Format, write_rows
from twohats.errors import WrongUse

NAME = "ledger"
HELP = "List the contributions of our people, whose need each leans to, and what would settle it."
EXAMPLE = "twohats ledger --where lean=unclear --format csv"

COLUMNS = (
    "entry", "person", "item", "activity", "happened_at", "lean", "lacks", "class", "confidence",
    "rule", "on_clock", "hat", "planned", "reason", "scope", "title", "url",
)  # fmt: skip
SHOWN = ("entry", "person", "item", "activity", "happened_at", "lean", "lacks", "title")


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
            help="Keep rows with this value: lean=unclear, lacks=plan.",
            metavar="COLUMN=VALUE",
        ),
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List entries, newest first."""
    from twohats.flow.look import judged_entries, meta
    from twohats.flow.rows import entry_rows, fetch

    tests = [_test(text) for text in where or ()]
    opened = context.obj.open(moments(since, until, as_of, days), names)
    table = judged_entries(opened)
    rows = entry_rows(opened, fetch(table.order_by(table.happened_at.desc(), table.entry)))
    rows = [row for row in rows if all(_holds(row[column], value) for column, value in tests)]
    write_rows(rows, SHOWN if how is Format.table else COLUMNS, how, meta(opened))


def _test(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or column not in COLUMNS:
        raise WrongUse(f"--where {text!r}: write COLUMN=VALUE with one of {', '.join(COLUMNS)}.")
    return column, value


def _holds(found: object, value: str) -> bool:
    if isinstance(found, list):
        return value in found
    return (found is None and not value) or str(found) == value
