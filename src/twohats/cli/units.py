"""``twohats units``: upstream work by unit of a large organization."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Since, Until, moments
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse, why_unread

if TYPE_CHECKING:
    from twohats.flow.units import Units

NAME = "units"
HELP = "Count upstream work by unit, from a roster of logins; nobody is named."
EXAMPLE = "twohats units --roster roster.csv --since 2026-01-01 --until 2026-04-01"


def run(
    context: typer.Context,
    roster: Annotated[
        Path, typer.Option("--roster", help="A CSV with login, unit, from, to.", metavar="FILE")
    ],
    unit: Annotated[
        str | None, typer.Option("--unit", help="List the entries behind this unit's number.")
    ] = None,
    class_: Annotated[
        str | None, typer.Option("--class", help="With --unit: only entries of this class.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    how: How = Format.table,
) -> None:
    """Show one row per unit, or the entries behind one."""
    from twohats.flow.units import COLUMNS, ENTRY_COLUMNS, entries_of, read_stays, units

    if class_ is not None and unit is None:
        raise WrongUse("--class needs --unit: it lists the entries behind one number.")
    text = _text(roster)
    asked = moments(since, until, as_of, days)
    stays = read_stays(text, str(roster), context.obj.workspace())
    found = context.obj.ledger(asked)
    said = {"since": since, "until": until, "as-of": as_of, "days": None if days == 90 else days}
    options = "".join(f" --{name} {value}" for name, value in said.items() if value)
    shown = units(found.ledger, found.workspace, stays, str(roster), options)
    if unit is not None:
        columns = ENTRY_COLUMNS if how is not Format.table else SHOWN
        write_rows(entries_of(shown, unit, class_), columns, how, shown.meta)
    elif how in (Format.json, Format.csv):
        write_rows(shown.rows, COLUMNS, how, shown.meta)
    elif how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(shown.page))
    else:
        _show(shown)


def _show(shown: "Units") -> None:
    """Print every unit: a document in a terminal ends after twelve."""
    from rich.console import Console

    from twohats.cli.show import show_grid

    section = shown.page.document.sections[0]
    if section.grid:
        show_grid(section.grid, Console())
    for figure in section.figures:
        print(f"{figure.label}: {figure.cell.value}{figure.detail and f' ({figure.detail})'}")
    for note in section.notes:
        say(note)
    say(f"What is behind a number: {shown.command} --unit UNIT --class CLASS")


SHOWN = ("entry", "item", "activity", "happened_at", "class", "lean", "lacks", "title")
"""Columns of entries in a terminal."""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"{path}: no roster was read: {why_unread(error)}. Name a CSV with login, unit, from, to."
        ) from error
