"""``twohats people``: see who is who, and put it right."""

from typing import Annotated

import typer

from twohats.cli.options import How, moments
from twohats.cli.output import Format, say, write_rows

app = typer.Typer(
    help="See who is who and why; put joins, bots and scopes right.",
    epilog="Example: twohats people bot github:lantern-helper --why 'it labels issues'",
    invoke_without_command=True,
    rich_markup_mode=None,
)

Why = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]


@app.callback(invoke_without_command=True)
def people(context: typer.Context, how: How = Format.table) -> None:
    """List our people, bots, and everybody with more than one identity."""
    if context.invoked_subcommand:
        return
    from twohats.flow.people import people_rows

    opened = context.obj.open(moments(None, None, None))
    rows = people_rows(opened)
    columns = ("person", "kind", "identities", "from", "until", "basis", "because")
    write_rows(rows, columns, how)
    say(f"{len(opened.people.persons) - len(rows)} others have one identity each.")


@app.command(epilog="Example: twohats people joins --format csv")
def joins(context: typer.Context, how: How = Format.table) -> None:
    """List what holds two identities for one person."""
    from twohats.flow.people import join_rows

    rows = join_rows(context.obj.open(moments(None, None, None)))
    write_rows(rows, ("left", "right", "because", "source"), how)


@app.command(
    epilog="Example: twohats people undo github:ada mail:ada@tidewater.example --why 'a shared address'"
)
def undo(context: typer.Context, left: str, right: str, why: Why = "") -> None:
    """Take a join apart; the decision is kept in the journal."""
    from twohats.flow.people import UNDONE, join_between

    opened = context.obj.open(moments(None, None, None))
    join = join_between(opened.people.joins, left, right)
    context.obj.decide(opened.workspace, UNDONE, (join.left, join.right), why, "--why")
    say(f"{join.left} and {join.right} count as two people from now on.")


@app.command(epilog="Example: twohats people bot github:lantern-helper --why 'it labels issues'")
def bot(
    context: typer.Context,
    account: Annotated[str, typer.Argument(help="Account key: github:login.")],
    is_bot: Annotated[bool, typer.Option("--yes/--no", help="Whether it is one.")] = True,
    why: Why = "",
) -> None:
    """Say whether an account is a bot, in twohats.toml."""
    from twohats.workspace import add_bot

    add_bot(context.obj.workspace().folder, account, reason=why, is_bot=is_bot)
    say(f"{account} is {'a bot' if is_bot else 'no bot'}: twohats.toml says so now.")


@app.command(epilog="Example: twohats people scopes")
def scopes(context: typer.Context, how: How = Format.table) -> None:
    """List what each repository is to us, and why."""
    from twohats.flow.people import scope_rows

    rows = scope_rows(context.obj.open(moments(None, None, None)))
    write_rows(rows, ("repository", "scope", "key", "reason"), how)


@app.command(
    epilog="Example: twohats people scope github:lantern-project/lantern upstream --why 'five employers maintain it'"
)
def scope(
    context: typer.Context,
    repository: Annotated[str, typer.Argument(help="Repository or owner key.")],
    what: Annotated[
        str, typer.Argument(help="upstream, own-project, personal-project or unknown.")
    ],
    why: Why = "",
) -> None:
    """Say what a repository is to us, in twohats.toml."""
    from twohats.errors import WrongUse
    from twohats.records.people import SCOPES
    from twohats.workspace import add_scope

    if what not in SCOPES:
        raise WrongUse(f"{what!r} is no scope. Say one of {', '.join(SCOPES)}.")
    folder = context.obj.workspace().folder
    if "/" in repository:
        add_scope(folder, what, repository=repository, reason=why)
    else:
        add_scope(folder, what, owner=repository, reason=why)
    say(f"{repository} is {what}: twohats.toml says so now.")
