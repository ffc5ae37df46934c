"""``twohats measure``: any number by its name, and the rows it counts."""

from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.flow.rows import Row
    from twohats.records.measures import Definition

NAME = "measure"
HELP = "Work out one measure by its CHAOSS name, or show the rows it counts; alone it lists them."
EXAMPLE = "twohats measure time_to_first_response --by community"
LISTED: tuple[str, ...] = ("measure", "says", "unit", "source")
READ = ("repository", "part", "value", "low", "high", "n", "people", "answer")
"""Columns people see; what is the same in each row stands once beside them."""
AS_ALSO = ("tool", "counts", "their_window", "differs")
AS = ("tool", "repository", "value", "n", "answer", "counts", "differs")
ALWAYS = ("part", "value", "n", "answer")


def run(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Its name; without one all are listed.", metavar="NAME")
    ] = None,
    repository: Annotated[
        list[str] | None,
        typer.Option("--repository", help="Only this one: github:owner/name. May be repeated."),
    ] = None,
    community: Annotated[
        list[str] | None,
        typer.Option("--community", help="Only this one: github:owner. May be repeated."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", help="One number per repository, or per community.", metavar="WHAT"),
    ] = None,
    reading: Annotated[
        str | None,
        typer.Option(
            "--as",
            help="Count as this tool would: 8knot, devstats, lfx, oss-compass, scipy-devstats; or all.",
            metavar="TOOL",
        ),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Show the rows the numbers count.")] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show numbers with all that makes them true, or the rows behind them."""
    from twohats.errors import WrongUse
    from twohats.flow.measure import (
        CATALOGUE,
        COLUMNS,
        Asked,
        measure_named,
        measured,
        read_as,
        rows_of,
    )
    from twohats.formats.addresses import read_owner, read_repository

    if name is None:
        listed = [_listed(measure.definition) for measure in CATALOGUE.values()]
        shown = LISTED[:2] if how is Format.table else LISTED
        write_rows(listed, shown, how)
        return
    if by not in (None, "repository", "community"):
        raise WrongUse(f"--by {by}: must be `repository` or `community`.")
    measure = measure_named(name)
    opened = context.obj.open(moments(since, until, as_of, days), names)
    hosts = opened.workspace.settings.hosts
    asked = Asked(
        tuple(read_repository(one, hosts) for one in repository or ()),
        tuple(read_owner(one, hosts) for one in community or ()),
        by,
    )
    if reading is not None:
        found = read_as(opened, measure, asked, reading)
        columns = _filled(found.rows, AS) if how is Format.table else (*COLUMNS, *AS_ALSO)
        write_rows(found.rows, columns, how, found.meta)
        return
    found = measured(opened, measure, asked)
    if rows:
        columns, behind = rows_of(opened, measure, asked)
        write_rows(behind, columns, how, found.meta)
        return
    if how is Format.table:
        print(f"{measure.definition.title} ({measure.definition.unit}). {measure.definition.says}")
    columns = _filled(found.rows, READ) if how is Format.table else COLUMNS
    write_rows(found.rows, columns, how, found.meta)
    if how is Format.table:
        for what, choice in found.meta["choices"].items():
            say(f"{what}: {choice}")
        say(f"window: {found.meta['window']}; source: {measure.definition.source}")


def _filled(rows: "Sequence[Row]", shown: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out columns that say nothing in any row."""
    return tuple(
        name for name in shown if name in ALWAYS or any(row[name] is not None for row in rows)
    )


def _listed(definition: "Definition") -> dict[str, str]:
    return {
        "measure": definition.name,
        "says": definition.says,
        "unit": definition.unit,
        "source": definition.source,
    }
