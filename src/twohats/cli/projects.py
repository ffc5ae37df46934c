"""``twohats projects``: create or contribute: ask first, decide, and keep what is owed since."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, moments, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.cli.place import Place
    from twohats.flow.facts import Opened
    from twohats.flow.projects import Papers
    from twohats.flow.registers import Line
    from twohats.flow.rows import Row
    from twohats.records.decisions import Decision
    from twohats.workspace import Workspace

app = typer.Typer(
    help="Before a new project of ours: the questions, what was decided, and what is owed since.",
    epilog="Example: twohats projects ask tide-map",
    invoke_without_command=True,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(help="The project's short name, as tide-map.")]
Url = Annotated[str | None, typer.Option("--url", help="Where that can be read.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]


@app.callback(invoke_without_command=True)
def projects(context: typer.Context, as_of: AsOf = None, how: How = Format.table) -> None:
    """List the projects that were spoken of; what waits stands first."""
    if context.invoked_subcommand:
        return
    from twohats.flow.projects import LISTED
    from twohats.flow.projects import projects as listed

    asked = moments(None, None, as_of)
    workspace, decisions, opened = _open(context.obj, as_of)
    today = (asked.as_of or now()).date()
    rows = listed(workspace, decisions, opened, _papers(workspace), today)
    _write(rows, LISTED, ("project", "outcome", "decided_on", "open", "owed", "repository"), how)
    if not rows:
        say("No project was spoken of. Before you begin one: twohats projects ask NAME")
    _end(rows, how)


@app.command(epilog="Example: twohats projects ask tide-map")
def ask(context: typer.Context, name: Name, how: How = Format.table) -> None:
    """Show the six questions with what was answered, and what the facts say to it."""
    from twohats.flow.projects import COLUMNS, questions

    workspace, decisions, opened = _open(context.obj, None)
    rows = questions(name, workspace, decisions, opened)
    _write(rows, COLUMNS, ("asks", "question", "answer", "url", "says"), how)
    _end(rows, how)


@app.command(epilog="Example: twohats projects answer tide-map license BSD-3-Clause")
def answer(
    context: typer.Context,
    name: Name,
    asks: Annotated[str, typer.Argument(metavar="QUESTION", help="One of `twohats projects ask`.")],
    words: Annotated[
        str, typer.Argument(help="The answer. To exists and asked, nothing or nobody is one.")
    ],
    url: Url = None,
) -> None:
    """Answer one question; a later answer takes its place."""
    from twohats.flow.projects import answering

    place: Place = context.obj
    workspace = place.workspace()
    decisions = place.journal(workspace).read()[0]
    _append(place, workspace, answering(name, asks, words, url, workspace, decisions))


@app.command(
    epilog="Example: twohats projects decide tide-map create --repository acme/tide-map --pattern opened-tool --why 'nobody has one'"
)
def decide(
    context: typer.Context,
    name: Name,
    outcome: Annotated[str, typer.Argument(help="create, contribute, or ask (upstream first).")],
    why: Why = "",
    repository: Annotated[
        str | None, typer.Option("--repository", help="What is begun, or where we contribute.")
    ] = None,
    pattern: Annotated[
        str | None, typer.Option("--pattern", help="How we take part; see `twohats projects owed`.")
    ] = None,
) -> None:
    """Write down what was decided, and why."""
    from twohats.cli.named import read_named
    from twohats.flow.projects import deciding
    from twohats.formats.addresses import read_repository

    place: Place = context.obj
    workspace = place.workspace()
    decisions = place.journal(workspace).read()[0]
    named = read_named(
        "--repository",
        [repository] if repository else [],
        read_repository,
        workspace.settings.hosts,
    )
    line = deciding(name, outcome, why, named[0] if named else None, pattern, decisions)
    _append(place, workspace, line)


@app.command(
    epilog="Example: twohats projects owed tide-map --done license --url https://x.example/1"
)
def owed(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="The project; without it: every pattern.")
    ] = None,
    done: Annotated[
        str | None, typer.Option("--done", help="This was done; say where it can be read.")
    ] = None,
    undone: Annotated[str | None, typer.Option("--undone", help="This was not done.")] = None,
    url: Url = None,
    why: Why = "",
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """Check what a way of taking part owes the community."""
    from twohats.errors import WrongUse
    from twohats.flow.projects import OWED, pattern_first, patterns, require_known, settling
    from twohats.flow.projects import owed as listed

    place: Place = context.obj
    word = done or undone
    if (word is not None and name is None) or (done is not None and undone is not None):
        raise WrongUse(
            "projects owed: nothing was written: name a project, and one of --done and --undone."
        )
    if name is None:
        _write(patterns(), OWED, ("pattern", "owes", "says", "read_from"), how)
        return
    if word is not None:
        workspace = place.workspace()
        decisions = place.journal(workspace).read()[0]
        _append(place, workspace, settling(name, word, done is not None, url, why, decisions))
        return
    asked = moments(None, None, as_of)
    workspace, decisions, opened = _open(place, as_of)
    require_known(name, decisions)
    today = (asked.as_of or now()).date()
    rows = listed(name, workspace, decisions, opened, _papers(workspace), today)
    _write(rows, OWED, ("owes", "state", "says", "url", "read_from"), how)
    if not rows:
        say(
            f"{name} has no pattern, so nothing is known to be owed. {pattern_first(name, decisions)}"
        )
    _end(rows, how)


def _open(
    place: "Place", as_of: str | None
) -> "tuple[Workspace, tuple[Decision, ...], Opened | None]":
    """Open the facts where there are any; the questions need none."""
    from twohats.flow.facts import known_then

    asked = moments(None, None, as_of)
    workspace = place.workspace()
    decisions = known_then(place.journal(workspace).read()[0], asked)
    has_facts = bool(place.store(workspace).snapshot().files("coverage"))
    return workspace, tuple(decisions), place.open(asked) if has_facts else None


def _papers(workspace: "Workspace") -> "Papers":
    from twohats.errors import SettingsErrors
    from twohats.flow.projects import Papers
    from twohats.formats.interests import parse_interests
    from twohats.workspace.interests import read_interests

    path: Path = workspace.folder / "interests.yml"
    found, mistakes = (), ()
    if path.is_file():
        found, mistakes = parse_interests(path.read_text("utf-8", "replace"), path.name)  # type: ignore[assignment]
    if mistakes:
        raise SettingsErrors(mistakes)
    return Papers(found, read_interests(workspace.folder))


def _append(place: "Place", workspace: "Workspace", line: "Line") -> None:
    place.decide(
        workspace, line.what, line.about, line.why, "--why",
        content=line.content, supersedes=line.supersedes,
    )  # fmt: skip
    say(f"Kept in the journal, about {line.about[0]}.")


def _write(
    rows: "Sequence[Row]", columns: "Sequence[str]", shown: "Sequence[str]", how: Format
) -> None:
    if how is Format.table:
        write_rows(
            [{name: "" if row[name] is None else row[name] for name in shown} for row in rows],
            shown,
            how,
        )
    else:
        write_rows(rows, columns, how)


def _end(rows: "Sequence[Row]", how: Format) -> None:
    waiting = [row for row in rows if row["waits"]]
    if waiting:
        if how is Format.table:
            say(
                f"{len(waiting)} of {len(rows)} wait for a person. The first: {waiting[0]['waits']}"
            )
        raise typer.Exit(4)
