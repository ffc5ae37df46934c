"""``twohats measure``: any number by its name, and the rows it counts."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, Names, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from twohats.flow.facts import Opened
    from twohats.flow.measure import Asked
    from twohats.flow.rows import Row
    from twohats.measures.measure import Measure
    from twohats.records.measures import Definition

NAME = "measure"
HELP = "Work out one measure by its CHAOSS name, or show the rows it counts; alone it lists them."
EXAMPLE = "twohats measure time_to_first_response --by community"
LISTED: tuple[str, ...] = ("measure", "says", "unit", "source")
READ = ("repository", "part", "value", "low", "high", "n", "people", "answer", "note")
"""Columns people see; what is the same in each row stands once beside them."""
AS_ALSO = ("tool", "counts", "their_window", "differs")
AS = ("tool", "repository", "value", "n", "answer", "counts", "differs")
TREND = ("period", "repository", "part", "value", "low", "high", "n", "answer", "marks", "note")
WINDOW_DAYS = 90
TREND_DAYS = {"month": 190, "quarter": 400, "iteration": 190}
"""How far back a trend looks where nobody says: six whole months, or four quarters."""
AS_CHOICE = {"window": "counted"}
"""What a choice is called here, beside the line that says the window itself."""
ALWAYS = ("part", "value", "n", "answer")


class Every(StrEnum):
    """Periods of a trend."""

    month = "month"
    quarter = "quarter"
    iteration = "iteration"


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
    every: Annotated[
        Every | None,
        typer.Option(
            "--every", help="One number per period; policy changes and holidays are marked."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="With --every: write a page with a chart here, .html or .md."),
    ] = None,
    rows: Annotated[bool, typer.Option("--rows", help="Show the rows the numbers count.")] = False,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Annotated[
        int | None,
        typer.Option("--days", help="How far back, where --since is not given.", min=1),
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show numbers with all that makes them true, or the rows behind them."""
    from twohats.cli.named import read_named
    from twohats.errors import WrongUse
    from twohats.flow.measure import (
        CATALOGUE,
        COLUMNS,
        Asked,
        measure_named,
        measured,
        must_be_known,
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
    if out is not None and every is None:
        raise WrongUse("--out needs --every: the page is about a trend.")
    if every is not None and (rows or reading is not None):
        raise WrongUse(
            f"{'--rows' if rows else '--as'} is about one window: give it by --since and --until, and "
            "leave --every out."
        )
    measure = measure_named(name)
    far = days or (TREND_DAYS[every] if every else WINDOW_DAYS)
    opened = context.obj.open(moments(since, until, as_of, far), names)
    hosts = opened.workspace.settings.hosts
    asked = Asked(
        read_named("--repository", repository or (), read_repository, hosts),
        read_named("--community", community or (), read_owner, hosts),
        by,
    )
    must_be_known(opened, asked)
    if every is not None:
        _trend(opened, measure, asked, every, from_a_start=since is None, out=out, how=how)
        return
    if reading is not None:
        _as_others(opened, measure, asked, reading, how)
        return
    found = measured(opened, measure, asked)
    if rows:
        columns, behind = rows_of(opened, measure, asked)
        write_rows(behind, columns, how, found.meta)
        return
    if how is Format.table:
        print(_heading(measure.definition))
    numbers, notes = _once(found.rows) if how is Format.table else (found.rows, ())
    columns = _filled(numbers, READ) if how is Format.table else COLUMNS
    write_rows(_called(numbers, by), _calling(columns, by, how), how, found.meta)
    for note in notes:
        say(note)
    if how is Format.table:
        for what, choice in found.meta["choices"].items():
            say(f"{AS_CHOICE.get(what, what)}: {choice}")
        say(f"window: {found.meta['window']}; source: {measure.definition.source}")
        _say_left_out(found.meta)


def _as_others(
    opened: "Opened", measure: "Measure", asked: "Asked", tool: str, how: Format
) -> None:
    """Show one row per tool, with what it counts otherwise."""
    from twohats.flow.measure import COLUMNS, read_as

    found = read_as(opened, measure, asked, tool)
    columns = _filled(found.rows, AS) if how is Format.table else (*COLUMNS, *AS_ALSO)
    if how is Format.table:
        print(f"{measure.definition.title} as other tools count it, on your window.")
    write_rows(_called(found.rows, asked.by), _calling(columns, asked.by, how), how, found.meta)
    if how is Format.table:
        say(f"window: {found.meta['window']}; theirs stand in --format json (`their_window`)")
        _say_left_out(found.meta)


def _trend(
    opened: "Opened",
    measure: "Measure",
    asked: "Asked",
    every: Every,
    *,
    from_a_start: bool,
    out: Path | None,
    how: Format,
) -> None:
    """Show one row per period, and write the page where that is wanted."""
    from twohats.cli.progress import waiting
    from twohats.flow.trend import COLUMNS, trend, trend_page

    with waiting("going back in time"):
        found = trend(opened, measure, asked, every.value, from_a_start=from_a_start)
    if out is not None:
        from twohats.publish import write_page

        write_page(trend_page(opened, measure, asked, found), out)
        say(f"The page: {out}")
    if how is not Format.table:
        write_rows(found.rows, COLUMNS, how, found.meta)
        return
    print(_heading(measure.definition))
    shown, notes = _once(found.rows)
    columns = _calling(_filled(shown, TREND), asked.by, how)
    write_rows(_called(shown, asked.by), columns, how)
    for note in notes:
        say(note)
    for what, choice in found.meta["choices"].items():
        say(f"{AS_CHOICE.get(what, what)}: {choice}")
    say(f"window: {found.meta['window']}; source: {measure.definition.source}")
    _say_left_out(found.meta)


def _called(rows: "Sequence[Row]", by: str | None) -> "Sequence[Row]":
    """Give the group of each row under the name of what it is, too."""
    return [{**row, by: row["repository"]} for row in rows] if by else rows


def _calling(columns: tuple[str, ...], by: str | None, how: Format) -> tuple[str, ...]:
    """Head the column of groups by what they are; for scripts it keeps one name."""
    if by is None or how is not Format.table:
        return columns
    return tuple(by if name == "repository" else name for name in columns)


def _heading(definition: "Definition") -> str:
    """Say what a number is, and its unit where the title does not say it already."""
    is_said = definition.title.lower() == definition.unit.lower()
    unit = "" if is_said else f" ({definition.unit})"
    return f"{definition.title}{unit}. {definition.says}"


def _say_left_out(meta: "Mapping[str, Any]") -> None:
    if meta.get("left_out"):
        say(meta["left_out"])


def _once(rows: "Sequence[Row]") -> "tuple[Sequence[Row], Sequence[str]]":
    """Take a note out of the rows that all of them share; people read it once."""
    notes = {row["note"] for row in rows}
    if len(notes) != 1 or None in notes:
        return _unmarked(rows) if len(notes) > 1 else rows, ()
    return [{**row, "note": None} for row in rows], sorted(notes)


def _unmarked(rows: "Sequence[Row]") -> "Sequence[Row]":
    """Leave empty what has no note: there is nothing to know, so it is not unknown."""
    return [{**row, "note": row["note"] or ""} for row in rows]


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
