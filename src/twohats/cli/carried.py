"""``twohats carried``: what we carry instead of contributing it."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from datetime import datetime

    from twohats.cli.place import Place
    from twohats.flow.carried import Carried, Known
    from twohats.workspace import Workspace

NAME = "carried"
HELP = "List what you carry instead of contributing it: fork commits, patches, pins, copies; the oldest first."
EXAMPLE = "twohats carried ../lantern-fork --upstream ../lantern"

SHOWN = ("id", "age", "kind", "what", "where", "lines", "answer")
AT_ONCE = 40


def run(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]…", help="Clones, bare repositories or bundles; else here."),
    ] = None,
    upstream: Annotated[
        str | None,
        typer.Option(
            "--upstream",
            help="What a fork is compared with: PATH, PATH@BRANCH or a branch; else the remote `upstream`.",
        ),
    ] = None,
    branch: Annotated[str, typer.Option("--branch", help="Branch to look at.")] = "HEAD",
    upstreamed: Annotated[
        bool, typer.Option("--upstreamed", help="List commits that upstream has already instead.")
    ] = False,
    about: Annotated[
        list[str] | None,
        typer.Option("--about", help="Say something of this one, by its id. May be repeated."),
    ] = None,
    link: Annotated[
        str | None, typer.Option("--link", help="With --about: where it goes upstream.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", help="With --about: why it stays.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", help="With --reason: day to look again.", metavar="DATE"),
    ] = None,
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """List what is carried, or write down where something goes."""
    from twohats.cli.progress import waiting
    from twohats.flow.carried import COLUMNS, UPSTREAMED_COLUMNS, Asked, carried
    from twohats.records.times import parse_moment

    if not about and (link or reason or until):
        raise WrongUse("--link, --reason and --until: name what they are about with --about ID.")
    day = moments(None, None, as_of).as_of
    today = (day or now()).date()
    place = context.obj
    workspace, known = _known(place, day is not None and as_of)
    asked = Asked(tuple(paths or [Path()]), branch, upstream, day)
    with tempfile.TemporaryDirectory(prefix="twohats-carried-") as folder, waiting("reading"):
        found = carried(asked, known, today, Path(folder))
        if workspace is not None:
            _land(place, workspace, found, day)
    if about:
        ends = parse_moment(until, "--until").date() if until else None
        _say_of(place, workspace, tuple(about), (link, reason, ends), found, known)
        return
    if upstreamed:
        write_rows(found.upstreamed, UPSTREAMED_COLUMNS, how, found.meta, found.skipped)
        return
    if how is Format.table:
        _show(found)
    else:
        write_rows(found.rows, COLUMNS, how, found.meta, found.skipped)
    if found.waiting:
        raise typer.Exit(4)
    if not found.is_complete:
        raise typer.Exit(3)


def _known(place: "Place", as_of: str | bool | None) -> "tuple[Workspace | None, Known]":
    """Take from the workspace what it knows; without one, forks and files can be read all the same."""
    from twohats.flow.carried import Known
    from twohats.flow.facts import known_then
    from twohats.formats.addresses import HOSTS
    from twohats.workspace import find_workspace

    if place.given is None:
        try:
            find_workspace(Path.cwd())
        except WrongUse:
            return None, Known(HOSTS)
    workspace = place.workspace()
    decisions = place.journal(workspace).read()[0]
    if isinstance(as_of, str):
        decisions = known_then(decisions, moments(None, None, as_of))
    settings = workspace.settings
    own = frozenset([*settings.owners, *settings.repositories])
    return workspace, Known(settings.hosts, own, tuple(decisions))


def _land(place: "Place", workspace: "Workspace", found: "Carried", day: "datetime | None") -> None:
    """Ask the facts what became of the links, where something is linked."""
    links = {str(row["link"]) for row in found.rows if row["link"]}
    if not links:
        return
    from twohats.flow.landed import ends_of, settle

    settle(found, ends_of(place.store(workspace), links, workspace.settings.hosts, day))


def _show(found: "Carried") -> None:
    rows = [
        {
            **row,
            "age": _age(row["age_d"]),
            "where": f"{row['path']}:{row['line']}" if row["line"] else row["path"],
            "what": str(row["what"])[:60],
            "answer": f"until {row['until']}"
            if row["answer"] == "stays for now"
            else row["answer"],
        }
        for row in found.rows[:AT_ONCE]
    ]
    write_rows(rows, SHOWN, Format.table)
    for sentence in found.said:
        say(sentence)
    more = len(found.rows) - AT_ONCE
    if more > 0:
        say(f"{more:,} more, all younger: --format csv lists them.")
    for loss in found.skipped:
        say(f"{loss.key}: not looked at: {loss.reason}")
    if waiting := found.waiting:
        say(
            f"{len(waiting):,} of {len(found.rows):,} wait for a word. Say where one goes: "
            f"twohats carried --about {waiting[0]['id']} --link URL; or why it stays: "
            "--reason WHY --until DATE"
        )


def _age(days: int | None) -> str:
    if days is None:
        return "unknown"
    return f"{days / 365.25:.1f} y" if days >= 365 else f"{days} d"


def _say_of(
    place: "Place",
    workspace: "Workspace | None",
    about: tuple[str, ...],
    said: "tuple[str | None, str | None, object]",
    found: "Carried",
    known: "Known",
) -> None:
    from datetime import date

    from twohats.flow.carried import saying
    from twohats.journal.carrying import CARRIED
    from twohats.records.carried import Word

    link, reason, until = said
    word = Word(link, reason, until if isinstance(until, date) else None)
    # Without a workspace this says how to make one.
    workspace = workspace or place.workspace()
    for key, why, content, before in saying(about, word, found, known.decisions, now().date()):
        place.decide(
            workspace, CARRIED, (key,), why, "--reason", content=content, supersedes=before
        )
        goes = f"goes upstream: {link}" if link else f"stays; look again on {until}"
        say(f"{content['thing']} {goes}.")
