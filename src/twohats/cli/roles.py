"""``twohats roles``: who holds which role upstream, since when, and where that is written."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, Names, moments
from twohats.cli.output import Format, say, write_rows

NAME = "roles"
HELP = "List who holds which role upstream on a date, by whose rosters, and for whom they work."
EXAMPLE = "twohats roles --as-of 2026-01-01"
READ = ("community", "repository", "role", "body", "who", "employer", "from_at", "until_at")
"""Columns people see."""


def run(
    context: typer.Context,
    community: Annotated[
        list[str] | None,
        typer.Option("--community", help="Only this one: github:owner. May be repeated."),
    ] = None,
    ended: Annotated[
        bool, typer.Option("--ended", help="Roles that ended or have not begun, too.")
    ] = False,
    as_of: AsOf = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show the dated roles that upstream's own files tell of."""
    from twohats.cli.named import read_named
    from twohats.flow.roles import COLUMNS, NOTES, roles_held
    from twohats.formats.addresses import read_owner

    opened = context.obj.open(moments(None, None, as_of), names)
    hosts = opened.workspace.settings.hosts
    owners = read_named("--community", community or (), read_owner, hosts)
    found = roles_held(opened, communities=owners, with_ended=ended)
    if how is not Format.table:
        write_rows(found.rows, COLUMNS, how, found.meta)
        return
    days = ("from_at", "until_at")
    shown = [{**row, **{day: row[day] and row[day].date() for day in days}} for row in found.rows]
    write_rows(shown, READ, how)
    for what, note in NOTES.items():
        say(f"{what}: {note}")
