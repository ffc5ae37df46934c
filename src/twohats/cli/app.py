"""All verbs, and the one edge at which errors become messages and exit codes."""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated

import typer

from twohats.cli import (
    balance,
    brief,
    carried,
    check,
    demo,
    disclose,
    doctor,
    draft,
    engine,
    experiments,
    feedback,
    forget,
    goals,
    growth,
    importing,
    init,
    initiatives,
    journal,
    ledger,
    links,
    log,
    look,
    measure,
    needs,
    openness,
    outcome,
    people,
    plan,
    preflight,
    projects,
    register,
    report,
    returns,
    roles,
    settle,
    sql,
    sync,
    trace,
    units,
    why,
)
from twohats.cli.place import Place
from twohats.errors import TwohatsError

app = typer.Typer(
    name="twohats",
    help="See who waits for us upstream, what we ask and give, and whose need our work serves.",
    epilog="Start with: twohats demo",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for verb in (
    look,
    demo,
    init,
    doctor,
    importing,
    sync,
    engine,
    brief,
    preflight,
    disclose,
    sql,
    ledger,
    why,
    settle,
    log,
    balance,
    needs,
    goals,
    plan,
    trace,
    units,
    measure,
    roles,
    openness,
    initiatives,
    links,
    feedback,
    carried,
    check,
    report,
    outcome,
    returns,
    forget,
):
    app.command(verb.NAME, help=verb.HELP, epilog=f"Example: {verb.EXAMPLE}")(verb.run)
app.add_typer(draft.app, name="draft")
app.add_typer(growth.app, name="growth")
app.add_typer(register.app, name="register")
app.add_typer(projects.app, name="projects")
app.add_typer(people.app, name="people")
app.add_typer(experiments.app, name="experiments")
app.add_typer(journal.app, name="journal")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # slow to load, and no verb needs it

        print(f"twohats {version('twohats')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", help="The workspace; else found upward from here, as git does."
        ),
    ] = None,
    _show_version: Annotated[
        bool,
        typer.Option(
            "--version", help="Show the version and stop.", callback=_version, is_eager=True
        ),
    ] = False,
) -> None:
    context.obj = Place(workspace)


def workspace_after_verb(words: Sequence[str]) -> str | None:
    """Find a workspace that was named after the verb, where only the verb's options are known.

    Examples
    --------
    >>> workspace_after_verb(["look", "-w", "acme"])
    'acme'
    >>> workspace_after_verb(["-w", "acme", "look"])
    """
    before = ""
    verb_seen = False
    for word, following in pairwise((*words, "WORKSPACE")):
        if word in _WORKSPACE and verb_seen:
            return following
        verb_seen = verb_seen or not (word.startswith("-") or before in _WORKSPACE)
        before = word
    return None


_WORKSPACE = ("-w", "--workspace")


def run() -> None:
    """Run the application; every way it ends is an exit code and at most one message."""
    try:
        app()
    except SystemExit as stop:
        if stop.code == 2 and (folder := workspace_after_verb(sys.argv[1:])):
            print(f"Write -w before the verb: twohats -w {folder} …", file=sys.stderr)
        raise
    except TwohatsError as error:
        print(f"twohats: {error}" if "\n" not in str(error) else str(error), file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as fault:  # noqa: BLE001 - the edge: the story goes to a file, not the screen
        handle, name = mkstemp(prefix="twohats-fault-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(traceback.format_exc())
        story = Path(name)
        print(
            f"twohats: stopped by a fault of its own: {type(fault).__name__}: {fault}. "
            f"Nothing was lost. Please report it with {story}.",
            file=sys.stderr,
        )
        sys.exit(1)
