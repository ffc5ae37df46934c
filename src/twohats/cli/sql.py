"""``twohats sql``: any question."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, Names, Since, Until, moments
from twohats.cli.output import Format, write_rows

NAME = "sql"
HELP = "Ask the facts, and the tables behind the page, in SQL (DuckDB's)."
EXAMPLE = 'twohats sql "select kind, count(*) from items group by kind" --format csv'


def run(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="One query; tables are in docs/facts.md.")],
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Run one query."""
    from twohats.flow.look import meta
    from twohats.flow.sql import run_sql

    # Its SQL is the embedded engine's, and so is the watch over what a query may read.
    opened = context.obj.open(moments(since, until, as_of), names, embedded=True)
    columns, rows = run_sql(opened, query)
    write_rows(rows, columns, how, meta(opened))
