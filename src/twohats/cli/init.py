"""``twohats init``: a workspace from a name and a list of logins."""

from pathlib import Path
from typing import Annotated

import typer

from twohats.cli.output import say

NAME = "init"
HELP = "Make a workspace: settings, team and communities, as files you edit and keep in git."
EXAMPLE = "twohats init our-upstream --organization 'Tidewater Commons' --team logins.txt"


def run(
    folder: Annotated[Path, typer.Argument(help="Folder to make it in.")] = Path(),
    organization: Annotated[
        str,
        typer.Option("--organization", help="Name people see.", prompt="Name of the organization"),
    ] = "",
    team: Annotated[
        Path | None, typer.Option("--team", help="A team.yml, or a file with one login a line.")
    ] = None,
    communities: Annotated[
        Path | None, typer.Option("--communities", help="A key-communities.toml.")
    ] = None,
    login: Annotated[
        list[str] | None, typer.Option("--login", help="A login of one of ours; may be repeated.")
    ] = None,
) -> None:
    """Make a workspace and name the files that were written."""
    from twohats.flow.init import initialize

    written = initialize(folder, organization, team, communities, tuple(login or ()))
    for path in written:
        say(f"wrote {path}")
    where = "" if folder == Path() else f"-w {folder} "
    say(
        f"Next: twohats {where}sync, with a token in GITHUB_TOKEN; or twohats {where}import PATH "
        "(a clone, a backup, a database). Then look."
    )
