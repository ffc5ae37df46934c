"""``twohats feedback``: what users said, carried upstream, and whether they heard back."""

from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

NAME = "feedback"
HELP = "Keep what users said and you carried upstream: its source, the issue, what came of it, who heard."
EXAMPLE = "twohats feedback 'the list jumps when sorted' --from call --issue lantern/core#7"

SHOWN = ("feedback", "said_on", "source", "words", "item", "state", "result", "waits")


def run(
    context: typer.Context,
    words: Annotated[
        str | None, typer.Argument(help="What users said, in your words. Without it: list all.")
    ] = None,
    from_: Annotated[
        str,
        typer.Option("--from", help="ticket, call, survey, interview, event, mail, chat or other."),
    ] = "other",
    issue: Annotated[
        str | None,
        typer.Option("--issue", help="Where it went upstream: owner/name#12, or its address."),
    ] = None,
    member: Annotated[
        str | None,
        typer.Option("--member", help="Who said it; kept only if they agreed to be named."),
    ] = None,
    on: Annotated[
        str | None, typer.Option("--date", help="Which day; else today.", metavar="DATE")
    ] = None,
    told: Annotated[
        str | None, typer.Option("--told", help="They heard what became of this one, by its name.")
    ] = None,
    carry: Annotated[
        str | None, typer.Option("--carried", help="This one, by its name, went to --issue.")
    ] = None,
    link: Annotated[
        str | None, typer.Option("--link", help="With --told: where they can read it.")
    ] = None,
    why: Annotated[str, typer.Option("--why", help="With --told: how they heard.")] = "",
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """List what users said; keep one thing; or say that they heard."""
    if sum(one is not None for one in (words, told, carry)) > 1:
        raise WrongUse("nothing was kept: say something new, --told or --carried: one of them.")
    if words is not None or told is not None or carry is not None:
        _keep(context, words, from_, issue, member, on, told, carry, link, why)
        return
    _list(context, as_of, how)


def _list(context: typer.Context, as_of: str | None, how: Format) -> None:
    from twohats.flow.feedback import COLUMNS, carried_feedback

    found = carried_feedback(context.obj.open(moments(None, None, as_of)))
    if how is not Format.table:
        write_rows(found.rows, COLUMNS, how, found.meta)
    elif found.rows:
        write_rows(found.rows, SHOWN, how)
    else:
        say(f"Nothing was kept yet. Keep one thing: {EXAMPLE}")
    if found.waiting:
        first = next(row for row in found.rows if row["waits"])
        verb = "waits" if found.waiting == 1 else "wait"
        option = "--told" if first["item"] else "--issue ITEM --carried"
        say(
            f"{found.waiting:,} {verb} for a person: twohats feedback {option} {first['feedback']} …"
        )
        raise typer.Exit(4)


def _keep(
    context: typer.Context,
    words: str | None,
    source: str,
    issue: str | None,
    member: str | None,
    on: str | None,
    told: str | None,
    carry: str | None,
    link: str | None,
    why: str,
) -> None:
    from twohats.flow.feedback import Said, keeping, telling
    from twohats.records.times import parse_moment

    workspace = context.obj.workspace()
    decisions = context.obj.journal(workspace).read()[0]
    today, withheld = now().date(), None
    if words is not None:
        day = parse_moment(on, "--date").date() if on else None
        said = Said(words, source, issue, day, member)
        line, withheld = keeping(said, workspace.settings, decisions, today)
    elif carry is not None:
        if issue is None:
            raise WrongUse(
                f"--carried {carry}: nothing was kept: say where, as --issue owner/name#12."
            )
        line = telling(carry, decisions, today, why=why, issue=issue, settings=workspace.settings)
    else:
        line = telling(str(told), decisions, today, link=link, why=why)
    context.obj.decide(
        workspace, line.what, line.about, line.why, "--why",
        content=line.content, supersedes=line.supersedes,
    )  # fmt: skip
    say("Kept in the journal.")
    if withheld:
        say(
            f"{withheld} is not named: no consent is on record. If they agreed, write it down: "
            f"twohats disclose --allow '{withheld}' --consent-at URL"
        )
