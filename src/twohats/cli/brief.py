"""``twohats brief``: a community's card."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from twohats.cli.place import Place
    from twohats.records.cards import Papers
    from twohats.workspace import Workspace

NAME = "brief"
HELP = (
    "Show what a community's documents say about taking part, each fact with file, line and date."
)
EXAMPLE = "twohats brief ~/clones/theirs"

What = Annotated[
    str, typer.Argument(metavar="PATH|REPOSITORY", help="A clone, or a repository that was synced.")
]
Community = Annotated[
    Path | None,
    typer.Option("--community", help="A clone of the organization's .github; else the one beside."),
]
Confirm = Annotated[
    list[str] | None,
    typer.Option("--confirm", help="A fact that you checked, or FACT=VALUE; may be repeated."),
]
Acknowledge = Annotated[
    bool, typer.Option("--acknowledge", help="You read the code of conduct and how to contribute.")
]
By = Annotated[str | None, typer.Option("--by", help="Your login, for the journal.")]


def run(
    context: typer.Context,
    what: What = ".",
    community: Community = None,
    confirm: Confirm = None,
    acknowledge: Acknowledge = False,
    by: By = None,
    how: How = Format.table,
) -> None:
    """Read the card; write down what a person confirmed first."""
    from twohats.flow.brief import COLUMNS, SHOWN, acknowledgement, brief, confirmation
    from twohats.journal.cards import CONFIRMED, READ

    place: Place = context.obj
    workspace = workspace_or_none(place)
    papers = papers_of(place, what, community)
    if confirm or acknowledge:
        if workspace is None:
            raise WrongUse(
                "nothing was written down: what people confirm is kept in a workspace, and none is here. "
                "Name yours: twohats -w FOLDER brief …; `twohats init FOLDER` makes one."
            )
        if not by:
            raise WrongUse("--by: nothing was written down: say who confirms, as --by LOGIN.")
        lines = [(CONFIRMED, name, confirmation(papers, name, by)) for name in confirm or ()]
        if acknowledge:
            lines.append((READ, "read", acknowledgement(papers, by)))
        for kind, name, content in lines:
            about = (f"{papers.repository} {name.partition('=')[0]}",)
            place.decide(
                workspace, kind, about, "as a person checked it", "--confirm", content=content
            )
    decisions = place.journal(workspace).read()[0] if workspace else []
    card = brief(papers, decisions)
    if how in (Format.json, Format.csv):
        write_rows(card.rows, COLUMNS, how, card.meta)
    else:
        write_rows(card.shown, SHOWN, how)
    if card.unread and how is Format.table:
        say(f"{card.unread}.")
    if card.undemanded and how is Format.table:
        say(
            f"No sentence was found by which a change has to bring something: "
            f"{', '.join(card.undemanded)}. How to run or write them may be told all the same."
        )
    if card.asks and how is Format.table:
        say(
            f"Preflight goes by {len(card.asks)} facts that nobody confirmed: {', '.join(card.asks)}. "
            "Look at the lines and run again with --confirm FACT --by LOGIN."
        )


def workspace_or_none(place: "Place") -> "Workspace | None":
    """Read the workspace, where there is one; a card needs none."""
    if place.given is None and not is_within_workspace(Path.cwd()):
        return None
    return place.workspace()


def is_within_workspace(folder: Path) -> bool:
    """Whether a folder lies within a workspace, told without loading what reads one."""
    return any((one / "twohats.toml").is_file() for one in (folder, *folder.parents))


def papers_of(place: "Place", what: str, community: Path | None) -> "Papers":
    """Read a clone, or take what was synced of a repository."""
    from twohats.cards.papers import papers_of_clone

    if Path(what).exists():
        return papers_of_clone(Path(what), community=community)
    if community is not None:
        raise WrongUse("--community: nothing was read: it goes with the folder of a clone.")
    if "/" not in what or what.startswith((".", "/", "~")):
        raise WrongUse(
            f"{what}: no card was read: there is no such folder. "
            "Name a clone, or a repository that was synced as OWNER/NAME."
        )
    from twohats.flow.synced_papers import synced_papers

    workspace = place.workspace()
    return synced_papers(workspace, place.store(workspace), what)
