"""``twohats growth``: your own way into upstream roles; training; whom we stand by."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, moments, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.flow.experiments import Line
    from twohats.flow.facts import Opened
    from twohats.flow.growth import Myself

app = typer.Typer(
    help="Set a community's own ladder beside your public record, for you alone; note training.",
    epilog="Example: twohats growth --community jupyterhub",
    invoke_without_command=True,
    rich_markup_mode=None,
)

By = Annotated[
    str | None, typer.Option("--by", help="Your login, where git's e-mail does not tell.")
]
Day = Annotated[str | None, typer.Option("--on", help="Day; else today.", metavar="DATE")]
IN_TERMINAL = ("community", "role", "asks", "needed", "have", "missing")


@app.callback(invoke_without_command=True)
def growth(
    context: typer.Context,
    community: Annotated[
        list[str] | None, typer.Option("--community", help="Only there. May be repeated.")
    ] = None,
    by: By = None,
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """Show what is still missing for each role; only your own record."""
    if context.invoked_subcommand:
        return
    from twohats.cli.named import read_named
    from twohats.flow.growth import COLUMNS, growth_rows
    from twohats.formats.addresses import read_owner

    opened, me = _me(context, by, as_of)
    hosts = opened.workspace.settings.hosts
    named = read_named("--community", community or (), read_owner, hosts)
    rows = growth_rows(opened, me, named)
    told = [{**row, "met": _met(row["met"])} for row in rows] if how is Format.table else rows
    write_rows(told, IN_TERMINAL if how is Format.table else COLUMNS, how)
    say("Nobody but you is shown this, and nothing of it is kept.")
    if not rows:
        say(_no_ladder(community or ()))


def _no_ladder(named: "Sequence[str]") -> str:
    """Say why nothing is listed, and what to do next."""
    if named:
        return (
            f"No ladder of {', '.join(named)} is among the facts: no file there says what a role asks "
            "for. Import or sync the repository that holds it."
        )
    return (
        "No community in which you did something has a ladder among the facts. Import its "
        "repository, or name it with --community."
    )


@app.command(epilog="Example: twohats growth shadowed 'release, jupyterhub' --beside @ada")
def shadowed(
    context: typer.Context,
    words: Annotated[
        str | None, typer.Argument(help="What, and where: 'release, jupyterhub'. Else list yours.")
    ] = None,
    beside: Annotated[str | None, typer.Option("--beside", help="Whom you watched.")] = None,
    way: Annotated[str, typer.Option("--how", help="shadowed or trained.")] = "shadowed",
    link: Annotated[str | None, typer.Option("--link", help="Where it can be read.")] = None,
    on: Day = None,
    by: By = None,
    how: How = Format.table,
) -> None:
    """Note that you watched a duty being done, or learned it; the plan asks for it."""
    from twohats.flow.growth import TRAINING_COLUMNS, learning, training_rows

    opened, me = _me(context, by, None)
    if words is None:
        write_rows(training_rows(opened, me), TRAINING_COLUMNS, how)
        return
    line = learning(words, opened.workspace, me.person, _day(on), how=way, beside=beside, link=link)
    _append(context, opened, line)
    say(f"Noted: {line.why}.")


@app.command(
    epilog="Example: twohats growth sponsor @cleo jupyterhub --role maintainer --consent URL"
)
def sponsor(
    context: typer.Context,
    person: Annotated[str | None, typer.Argument(help="Their login. Without it: list all.")] = None,
    community: Annotated[str | None, typer.Argument(help="Where.")] = None,
    role: Annotated[str, typer.Option("--role", help="What they want to become.")] = "maintainer",
    consent: Annotated[
        str, typer.Option("--consent", help="Where it stands that they agreed to this being kept.")
    ] = "",
    on: Day = None,
    may_name: Annotated[
        bool, typer.Option("--may-name", help="They agreed to be named on pages, too.")
    ] = False,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    how: How = Format.table,
) -> None:
    """Keep that we stand by somebody, with their consent."""
    from twohats.errors import WrongUse
    from twohats.flow.growth import SPONSORING_COLUMNS, sponsoring, sponsoring_rows, withdrawing

    opened = context.obj.open(moments(None, None, None))
    if person is None:
        write_rows(sponsoring_rows(opened), SPONSORING_COLUMNS, how)
        return
    if community is None:
        raise WrongUse(f"{person}: nothing was written: name the community.")
    if withdraw:
        _append(context, opened, withdrawing(person, community, opened))
        say(f"Withdrawn. `twohats forget {person}` takes the earlier line's content out, too.")
        return
    line = sponsoring(person, community, role, consent, _day(on), opened, may_name=may_name)
    _append(context, opened, line)
    say(f"Kept: {person} on the way to {role}.")


def _me(context: typer.Context, by: str | None, as_of: str | None) -> "tuple[Opened, Myself]":
    from twohats.cli.place import who_runs_this
    from twohats.flow.growth import myself

    opened = context.obj.open(moments(None, None, as_of))
    return opened, myself(opened, who_runs_this(opened.workspace.folder), by)


def _append(context: typer.Context, opened: "Opened", line: "Line") -> None:
    context.obj.decide(
        opened.workspace, line.what, line.about, line.why, "growth",
        content=line.content, supersedes=line.supersedes,
    )  # fmt: skip


def _met(met: bool | None) -> str:
    return "unknown" if met is None else "yes" if met else "no"


def _day(text: str | None) -> date:
    from twohats.records.times import parse_moment

    return now().date() if text is None else parse_moment(text, "--on").date()
