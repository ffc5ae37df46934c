"""``twohats doctor``: say what is in order."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from twohats.cli.options import How, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from twohats.errors import TwohatsError
    from twohats.sources.asking.allowance import Left
    from twohats.workspace import Workspace

NAME = "doctor"
HELP = "Look at the machine, the workspace, the facts and the journal, and say what to mend."
EXAMPLE = "twohats doctor"


def standing(workspace: "Workspace") -> "list[Left | TwohatsError]":
    """Ask what each token has left; the request costs nothing."""
    from twohats.flow.sync.github import standing_of

    return standing_of(workspace.settings.forges, os.environ, now=now)


def standing_of_gitlabs(workspace: "Workspace") -> "list[Left | TwohatsError]":
    """Ask what each token of a GitLab has left: a request each."""
    from twohats.flow.sync.gitlab import standing_of_gitlabs

    return standing_of_gitlabs(workspace.settings.forges, os.environ, now=now)


def standing_of_forums(workspace: "Workspace") -> "list[Left | TwohatsError]":
    """Try the keys of forums: a request each."""
    from twohats.flow.sync.discourse import standing_of_forums

    return standing_of_forums(workspace.settings.forges, os.environ, now=now)


def run(context: typer.Context, how: How = Format.table) -> None:
    """Say what is in order and what is not."""
    from twohats.flow.doctor import examine
    from twohats.workspace import find_workspace

    folder = context.obj.given or find_workspace(Path.cwd())
    more = (standing_of_gitlabs, standing_of_forums)
    findings = examine(folder, now().date(), standing, os.environ, more)
    columns = ("what", "state", "found", "next_step")
    write_rows([vars(finding) for finding in findings], columns, how)
    broken = sum(finding.state == "broken" for finding in findings)
    if broken:
        say(f"{broken} {'thing is' if broken == 1 else 'things are'} broken.")
        raise typer.Exit(1)
    if any(finding.state == "waits" for finding in findings):
        say("Something waits for a person.")
        raise typer.Exit(4)
