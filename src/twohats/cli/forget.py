"""``twohats forget``: take somebody out of everything kept here, and keep them out."""

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import How, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from twohats.flow.forget import Forgetting, Shelves
    from twohats.formats.forgotten import Identity

NAME = "forget"
HELP = "Take an account out of everything kept here, and keep it out. Shows first; --yes does it."
EXAMPLE = "twohats forget github:ada --yes --why 'asked by mail on 3 May'"


def run(
    context: typer.Context,
    account: Annotated[
        str | None,
        typer.Argument(
            help="github:login, or an e-mail address. Without it: whoever is on the list already."
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it. Without this, only say what would go.")
    ] = False,
    even_if_absent: Annotated[
        bool, typer.Option("--even-if-absent", help="Keep out an account that nothing names yet.")
    ] = False,
    every_word: Annotated[
        bool,
        typer.Option(
            "--every-word", help="Take the login out of texts also where it is a word among words."
        ),
    ] = False,
    why: Annotated[
        str, typer.Option("--why", help="The reason, kept in the journal without the name.")
    ] = "somebody asked to be forgotten",
    how: How = Format.table,
) -> None:
    """Forget one account, or say what that would change."""
    from twohats.flow.forget import (
        COLUMNS,
        account_named,
        alone,
        forget,
        identities_in_team,
        identities_of,
        look_for,
        rows_of,
        with_words,
    )

    shelves = _shelves(context)
    identities: tuple[Identity, ...] = ()
    if account is not None:
        key = account_named(account, shelves.workspace.settings.hosts)
        if shelves.store.owners():
            # From the files: opening them elsewhere would make one more copy, and hold it.
            opened = context.obj.open(moments(None, None, None), embedded=True)
            identities = identities_of(opened, key)
        else:
            identities = identities_in_team(shelves.workspace, [key])
        is_known = bool(identities) or shelves.kept_out.read().has_identity(key)
        if not is_known and not even_if_absent:
            raise WrongUse(
                f"{key}: nobody was forgotten: neither the facts nor the team file name it. "
                "Check the spelling, or add --even-if-absent to keep it out from now on."
            )
        if every_word or not is_known:
            identities = identities or (alone(key),)
        if every_word:
            identities = with_words(identities)
    found = forget(shelves, identities, why) if yes else look_for(shelves, identities)
    rows = rows_of(found, shelves.workspace)
    write_rows(rows, COLUMNS, how, {"done": yes, "rows": found.traces.total})
    _tell(found, yes)
    if (yes and found.by_hand) or found.stayed:
        raise typer.Exit(4)
    if found.unasked:
        raise typer.Exit(3)


def _shelves(context: typer.Context) -> "Shelves":
    from twohats.cli.place import who_runs_this
    from twohats.flow.forget import Shelves
    from twohats.flow.journal import left_in_git
    from twohats.journal import PrivateJournal
    from twohats.store.kept_out import KeptOut

    workspace = context.obj.workspace()
    return Shelves(
        workspace,
        context.obj.store(workspace),
        context.obj.journal(workspace),
        PrivateJournal(workspace.private_folder),
        KeptOut(workspace.folder),
        who_runs_this(workspace.folder),
        now(),
        secrets.token_bytes,
        left_in_git(workspace),
    )


def _tell(found: "Forgetting", is_done: bool) -> None:
    from twohats.flow.words import many

    if found.traces.owners:
        owned = ", ".join(found.traces.owners)
        say(f"What is theirs goes as a whole, with what others did there: {owned}.")
    if found.is_nothing and not found.identities:
        say("Nothing of anybody on the list is kept here.")
    elif not is_done:
        say("Nothing was changed. Check that all of this is one person, then add --yes.")
    else:
        count = many(found.traces.total, "row", "rows")
        say(f"Done: {count} of facts, {many(len(found.lines), 'line', 'lines')} of the journal.")
        say("Commit `forgotten` and `journal`, and keep a copy of .twohats/private/forgotten-salt.")
        say("Git still holds what was committed before, and so do copies and pages kept elsewhere.")
    if found.by_hand:
        places = many(len(found.by_hand), "place", "places")
        say(f"By hand: {places} in files that people edit still name them: change these lines.")
    if found.stayed:
        copies = many(len(found.stayed), "copy", "copies")
        say(
            f"Not gone: {copies} of facts on the engine's server; each row of the list says what helps."
        )
