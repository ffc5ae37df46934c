"""``twohats check``: what our own work looks like from outside, each open for an answer."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Communities, Days, How, Names, Since, Until, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.flow.check import Checked, Wanted
    from twohats.flow.facts import Opened
    from twohats.flow.growth import Myself
    from twohats.flow.rows import Row
    from twohats.journal import PrivateJournal
    from twohats.journal.private import PrivateLine

NAME = "check"
HELP = "Look at ourselves: share, outside review, asking first, two hats, burden; take answers."
EXAMPLE = "twohats check --rule C02 --answer C02:owner/name#12 second-reviewer --why 'she looked'"

SHOWN = ("situation", "state", "happened_at", "because", "role")
"""Columns in a terminal."""
AT_ONCE = 25
"""Rows in a terminal; scripts get all."""


def run(
    context: typer.Context,
    community: Communities = None,
    rule: Annotated[
        list[str] | None,
        typer.Option("--rule", help="Only what this rule sees: C02. May be repeated."),
    ] = None,
    answer: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--answer",
            help="Answer a situation: its name, then recused, second-reviewer or not-so.",
            metavar="SITUATION ANSWER",
        ),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")] = "",
    by: Annotated[
        str | None,
        typer.Option("--by", help="Your login: who answers, or who looks at what is their own."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="List what was looked at and left alone, with reasons.")
    ] = False,
    shares: Annotated[
        bool, typer.Option("--shares", help="List our share of each kind of work, by community.")
    ] = False,
    readiness: Annotated[
        bool,
        typer.Option("--readiness", help="List what each community has written down, and where."),
    ] = False,
    public: Annotated[
        bool, typer.Option("--public", help="List only what others may see.")
    ] = False,
    my_time_zone: Annotated[
        str | None,
        typer.Option("--my-time-zone", help="Keep yours: Europe/Lisbon. Kept private."),
    ] = None,
    my_hours: Annotated[
        str | None, typer.Option("--my-hours", help="Keep your hours: 9-17. Kept private.")
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """List situations; or answer one."""
    from twohats.flow import check as flow

    asked = {
        "--answer": answer is not None,
        "--quiet": quiet,
        "--shares": shares,
        "--readiness": readiness,
        "--public": public,
        "--my-time-zone": my_time_zone is not None,
    }
    chosen = [option for option, is_set in asked.items() if is_set]
    if len(chosen) > 1:
        raise WrongUse(f"{' and '.join(chosen)}: ask for one of them.")
    if my_hours is not None and my_time_zone is None:
        raise WrongUse("--my-hours: nothing was kept: say --my-time-zone beside it.")
    wanted = flow.Wanted(tuple(community or ()), tuple(rule or ()))
    opened = context.obj.open(moments(since, until, as_of, days), names)
    if answer is not None:
        _answer(context, opened, answer, why, by)
    elif my_time_zone is not None:
        _keep(opened, by, my_time_zone, my_hours)
    elif shares:
        _shares(opened, wanted, how)
    elif readiness:
        _readiness(opened, wanted, how)
    elif public:
        _public(opened, wanted, how)
    else:
        viewer = None if by is None else _me(opened, by)
        if viewer is not None and not viewer.is_by_git:
            say(
                f"--by {by}: what is their own is not shown, because git's e-mail is none of theirs: "
                "run it where `git config user.email` gives one that team.yml lists for them."
            )
        found = flow.check(opened, wanted, _private(opened), viewer)
        if quiet:
            write_rows(_flat(found.quiet, how), flow.QUIET_COLUMNS, how, found.meta, found.skipped)
            return
        _list(found, how)


def _list(found: "Checked", how: Format) -> None:
    from twohats.flow.check import COLUMNS

    if how is not Format.table:
        write_rows(_flat(found.rows, how), COLUMNS, how, found.meta, found.skipped)
    elif found.rows:
        shown = [{**row, "happened_at": row["happened_at"].date()} for row in found.rows[:AT_ONCE]]
        write_rows(shown, SHOWN, how)
        more = len(found.rows) - AT_ONCE
        if more > 0:
            say(f"{more:,} more: add --format csv, or --community or --rule.")
    else:
        say(
            "Nothing was seen. `twohats check --quiet` lists what was looked at, and why it is quiet."
        )
    if found.skipped:
        say(
            f"{len(found.skipped):,} things could not be looked at: --format json says which and why."
        )
    if found.waiting:
        verb = "waits" if found.waiting == 1 else "wait"
        say(
            f"{found.waiting:,} {verb} for an answer: twohats check --answer SITUATION "
            "recused|second-reviewer|not-so --why REASON"
        )
        raise typer.Exit(4)


def _shares(opened: "Opened", wanted: "Wanted", how: Format) -> None:
    from twohats.flow.check import SHARE_COLUMNS, share_rows
    from twohats.flow.meta import meta

    rows = share_rows(opened, wanted)
    said = {
        **meta(opened),
        "unit": "share of 1; low and high: if none, or all, of unknown employers were ours",
        "window": f"{opened.facts.window}; releases: the year up to its end; roles: as of then",
    }
    write_rows(rows, SHARE_COLUMNS, how, said)


def _readiness(opened: "Opened", wanted: "Wanted", how: Format) -> None:
    from twohats.flow.check import communities_of
    from twohats.flow.meta import meta
    from twohats.flow.readiness import COLUMNS, readiness_rows

    rows = readiness_rows(opened, communities_of(wanted, opened))
    if how is Format.table:
        rows = [{**row, "since": row["since"] and row["since"].date()} for row in rows]
        write_rows(rows, ("community", "asks", "state", "where", "since"), how)
        return
    write_rows(rows, COLUMNS, how, meta(opened))


def _public(opened: "Opened", wanted: "Wanted", how: Format) -> None:
    from twohats.flow.check import PUBLIC_COLUMNS, public_rows
    from twohats.flow.meta import meta

    found = public_rows(opened, wanted, _books(opened).read())
    columns = ("rule", "state", "happened_at", "because", "answer") if how is Format.table else PUBLIC_COLUMNS  # fmt: skip
    write_rows(_flat(found.rows, how), columns, how, meta(opened))
    if opened.workspace.settings.checks.public_from is None:
        say(
            "Nothing is shown outside yet: under [checks] in twohats.toml, set `public_from` to the first "
            "day of which situations may be."
        )
    if found.untitled:
        say(f"{found.untitled:,} titles are not shown: they hold what is not yours to tell.")
    if found.held:
        say(
            f"{found.held:,} more are not listed: not only their titles hold what is not yours to tell."
        )


def _flat(rows: "Sequence[Row]", how: Format) -> "Sequence[Row]":
    """Write figures into one cell, where a form has cells."""
    if how is Format.json:
        return rows
    return [
        {**row, "figures": "; ".join(f"{name} {value}" for name, value in row["figures"].items())}
        for row in rows
    ]


def _answer(
    context: typer.Context, opened: "Opened", answer: tuple[str, str], why: str, by: str | None
) -> None:
    from twohats.cli.place import who_runs_this
    from twohats.flow.check import answering

    writer = who_runs_this(opened.workspace.folder)
    line, says = answering(opened, *answer, why, [by] if by else [], writer)
    context.obj.decide(
        opened.workspace,
        line.what,
        line.about,
        line.why,
        "--why",
        content=line.content,
        supersedes=line.supersedes,
    )
    say(says)


def _keep(opened: "Opened", by: str | None, zone: str, hours: str | None) -> None:
    """Keep somebody's own hours in the private part."""
    from twohats.flow.check import keeping_hours
    from twohats.journal import PrivateLine, ulid

    content, at = keeping_hours(zone, hours), now()
    me = _me(opened, by)
    line = PrivateLine(ulid(at, secrets.token_bytes(10)), "time-zone", me.person, at, content)
    _books(opened).append(line)
    say(
        "Kept in the private part. Only you are shown your own hours; the team's need three people."
    )


def _me(opened: "Opened", by: str | None) -> "Myself":
    from twohats.cli.place import who_runs_this
    from twohats.flow.growth import myself

    return myself(opened, who_runs_this(opened.workspace.folder), by)


def _private(opened: "Opened") -> "Sequence[PrivateLine]":
    folder = opened.workspace.private_folder
    return _books(opened).read().lines if folder.is_dir() else ()


def _books(opened: "Opened") -> "PrivateJournal":
    from twohats.journal import PrivateJournal

    return PrivateJournal(opened.workspace.private_folder)
