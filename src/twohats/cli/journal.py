"""``twohats journal``: where decisions are kept, and how they move to a server of the team and back."""

import os
from typing import Annotated

import typer

from twohats.cli.options import How, now
from twohats.cli.output import Format, say, write_rows

app = typer.Typer(
    help="See where decisions are kept and what is in there; move them to a server of the team, or back.",
    epilog="Example: twohats journal move postgresql://db.example/team",
    invoke_without_command=True,
    rich_markup_mode=None,
)

Home = Annotated[
    str, typer.Argument(help="postgresql://HOST/DATABASE, or git; a password never stands in it.")
]
Logins = Annotated[
    list[str] | None, typer.Option(help="Login of the server that may write; repeatable.")
]


@app.callback(invoke_without_command=True)
def journal(
    context: typer.Context,
    last: Annotated[
        int | None, typer.Option("--last", help="List the last decisions instead.", min=1)
    ] = None,
    how: How = Format.table,
) -> None:
    """Count what is in the journal, and say what needs a person."""
    if context.invoked_subcommand:
        return
    from twohats.flow.journal import (
        COLUMNS,
        LINE_COLUMNS,
        left_in_git,
        line_rows,
        look_into,
        rows_of,
    )

    workspace = context.obj.workspace()
    held = look_into(context.obj.journal(workspace), left_in_git(workspace))
    meta = {"home": held.home, "contested": held.contests, "untrusted": len(held.mistakes)}
    if last is not None:
        write_rows(line_rows(held, last), LINE_COLUMNS, how, meta)
    else:
        write_rows(rows_of(held), COLUMNS, how, meta)
    for mistake in held.mistakes:
        say(f"{mistake}: {held.mending}.")
    if held.behind:
        say(
            f"{len(held.behind)} in the folder `journal` came after the move. "
            f"Take them along: twohats journal move {held.home}"
        )
    say("Hours and what else is a person's own are not in here: they stay in .twohats/private.")
    if held.mistakes:
        raise typer.Exit(1)
    if held.contests or held.behind:
        if held.contests:
            say(f"{held.contests} contested: `twohats doctor` names each.")
        raise typer.Exit(4)


@app.command(epilog="Example: twohats journal move postgresql://db.example/team")
def move(
    context: typer.Context,
    home: Home,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The home to bring lines from; else where they are now."),
    ] = None,
) -> None:
    """Copy every decision into another home, compare both, and keep decisions there from now on."""
    from twohats.flow import journal as flow
    from twohats.formats.journal_homes import GIT
    from twohats.workspace.writing import set_value

    workspace = context.obj.workspace()
    target = flow.named_home(home)
    here = workspace.settings.journal_server
    source = flow.source_of(here, target, from_)
    is_here = here == target
    if source == target:
        say(f"Decisions are kept in {home} already; nothing to move.")
        return

    def switch() -> None:
        if not is_here:
            set_value(workspace.folder, flow.SETTING, target.text if target else GIT)

    moved = flow.move(
        flow.journal_at(workspace, source, os.environ),
        flow.journal_at(workspace, target, os.environ),
        at=now(),
        switch=switch,
    )
    for line in flow.said_after(moved):
        say(line)
    if not is_here:
        say(f"twohats.toml: decisions are kept in {moved.target} from now on. Commit it.")
        say(
            "Whoever has not pulled that yet still writes into the old home. When all have, take along"
        )
        say(f"what they wrote: twohats journal move {moved.target} --from {moved.source}")
    say("What is a person's own stays where it is, in .twohats/private of each machine.")


@app.command(
    epilog="Example: twohats journal setup postgresql://admin@db.example/team --writer ada --yes"
)
def setup(
    context: typer.Context,
    home: Home,
    writer: Logins = None,
    eraser: Annotated[
        list[str] | None,
        typer.Option(help="Login that may erase as well, for `twohats forget`; repeatable."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Run it there. Without this, only print it.")
    ] = False,
) -> None:
    """Print the SQL that makes table, guards and roles on a server; --yes runs it as who you are there."""
    from twohats.errors import WrongUse
    from twohats.flow.journal import named_home, server_journal
    from twohats.journal.server import roles_of, set_up_text

    server = named_home(home)
    if server is None:
        raise WrongUse("journal: nothing to set up in git: the first decision makes its folder.")
    text = set_up_text(server, writer or (), eraser or ())
    if not yes:
        print(text, end="")
        say(
            f"Nothing was run. Run it as whoever is to own the table: psql {home} -f FILE, or --yes."
        )
        return
    server_journal(server, os.environ).set_up(text)
    may_write, may_erase = roles_of(server)
    say(
        f"{server.text}: ready. Who has the role {may_write} writes, who has {may_erase} may erase."
    )
    say(f"Then: twohats journal move {home}")
