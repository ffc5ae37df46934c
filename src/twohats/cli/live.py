"""``look ORGANIZATION``: the first page of an organization that has no workspace yet."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from twohats.cli.options import now
from twohats.cli.output import say
from twohats.cli.place import Place
from twohats.cli.sync import connection, read, stopping

if TYPE_CHECKING:
    from twohats.flow.facts import Moments
    from twohats.flow.register import Named
    from twohats.flow.sync import Synced
    from twohats.workspace import Workspace


def live(
    place: Place,
    organization: str,
    team: Path | None,
    communities: Path | None,
    moments: "Moments",
) -> tuple[Place, int]:
    """Make or take the workspace, read the window of all it depends on, and say where it is.

    Returns
    -------
    Place
        The workspace to be looked at.
    int
        The exit code of what was read.
    """
    from twohats.flow.first_look import first_look, folder_for, prepare
    from twohats.flow.sync import READ_WHOLE, Reach
    from twohats.workspace import Settings

    folder = folder_for(organization, place.given, Path.cwd())
    moment = now()
    since = moments.since or moment - timedelta(days=moments.days)
    with (
        stopping() as stop,
        connection(Settings(organization).forges, {"github"}, stop) as forges,
    ):
        workspace, told = prepare(folder, organization, team, communities, forges["github"])
        for line in told:
            say(line)
        there = Place(workspace.folder)

        def take(workspace: "Workspace", named: "Sequence[Named]") -> "Synced":
            store = Place.store(workspace)
            over = Reach(since)
            return read(store, workspace, forges, named, over, stop=stop, history_of=READ_WHOLE)

        looked = first_look(
            workspace,
            forges["github"],
            since,
            moment,
            read=take,
            open_facts=lambda: there.open(moments),
            tell=say,
        )
    if stop.is_set():
        raise typer.Exit(128 + stop.number)
    return there, looked.exit_code
