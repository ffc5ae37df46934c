"""``twohats preflight``: what to look at before a change is opened."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse, why_unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twohats.cli.place import Place
    from twohats.records.decisions import Decision
    from twohats.records.preflight import Approving
    from twohats.workspace import Workspace

NAME = "preflight"
HELP = "Set a change beside what its community asks for, before you open it. Advice, offline."
EXAMPLE = "twohats preflight ~/clones/theirs --branch fix-tides --body text.md"

Clone = Annotated[Path, typer.Argument(metavar="PATH", help="A clone.")]
Branch = Annotated[str | None, typer.Option("--branch", help="Else what is checked out.")]
Patch = Annotated[Path | None, typer.Option("--patch", help="A patch file instead of a branch.")]
Pull = Annotated[int | None, typer.Option("--pull", help="A pull request fetched into the clone.")]
Base = Annotated[
    str | None, typer.Option("--base", help="What it left from; else the main branch.")
]
Body = Annotated[
    Path | None, typer.Option("--body", help="The text you will open it with, in a file.")
]
Community = Annotated[
    Path | None, typer.Option("--community", help="A clone of the organization's .github.")
]
Gate = Annotated[bool, typer.Option("--gate", help="End with exit code 4 if something is missing.")]


def run(
    context: typer.Context,
    path: Clone = Path(),
    branch: Branch = None,
    patch: Patch = None,
    pull: Pull = None,
    base: Base = None,
    body: Body = None,
    community: Community = None,
    gate: Gate = False,
    how: How = Format.table,
) -> None:
    """Go through the checks; what is missing changes the exit code only with --gate."""
    from twohats.cli.brief import workspace_or_none
    from twohats.flow.preflight import COLUMNS, preflight, to_rows
    from twohats.records.preflight import Around

    if sum(one is not None for one in (branch, patch, pull)) > 1:
        raise WrongUse("preflight: name one of --branch, --patch and --pull.")
    place: Place = context.obj
    workspace = workspace_or_none(place)
    decisions = place.journal(workspace).read()[0] if workspace else ()
    advice = preflight(
        path,
        branch=branch,
        patch=patch,
        pull=pull,
        base=base,
        body=_text(body),
        community=community,
        decisions=decisions,
        around=Around(team=_team(workspace), approving=_approving(workspace, decisions)),
        kept=workspace.derived_folder if workspace else None,
    )
    write_rows(to_rows(advice), COLUMNS, how)
    missing = [one.check for one in advice if one.state == "do"]
    if how is Format.table:
        asked = sum(one.state == "ask" for one in advice)
        said = f"Missing: {', '.join(missing)}." if missing else "Nothing is missing for certain."
        say(f"{said} For you to judge: {asked}.")
    if gate and missing:
        raise typer.Exit(4)


def _team(workspace: "Workspace | None") -> frozenset[str]:
    """Logins of those who are ours today."""
    from twohats.cli.options import now

    today = now()
    return frozenset(
        account.partition(":")[2].lower()
        for member in (workspace.team if workspace else ())
        if member.until_at is None or member.until_at > today
        for account in member.accounts
    )


def _approving(
    workspace: "Workspace | None", decisions: "Sequence[Decision]"
) -> "Approving | None":
    if workspace is None:
        return None
    from twohats.cli.options import now
    from twohats.flow.approving import approving_of

    return approving_of(workspace, decisions, now().date())


def _text(path: Path | None) -> str | None:
    try:
        return None if path is None else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"--body {path}: nothing was checked: {why_unread(error)}. Name a text file."
        ) from None
