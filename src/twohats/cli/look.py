"""``twohats look``: the first page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, Days, How, Names, Since, Until, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.records.times import show_date

if TYPE_CHECKING:
    from twohats.flow.facts import Opened
    from twohats.flow.look import Look
    from twohats.records import Skipped
    from twohats.records.pages import Cleared

NAME = "look"
HELP = "Show who waits, what we asked and gave, whose need our work leans to, and what to ask next."
EXAMPLE = "twohats look --since 2026-04-01 --out page.html"

OLD_DAYS = 30
"""From this age on, a recording is said to be old."""


def run(
    context: typer.Context,
    organization: Annotated[
        str | None,
        typer.Argument(
            help="Make a workspace for it, or take the one there, and read GitHub first; "
            "without it, the workspace is shown as it is.",
        ),
    ] = None,
    team: Annotated[
        Path | None,
        typer.Option("--team", help="With ORGANIZATION: a team.yml, or one login a line."),
    ] = None,
    communities: Annotated[
        Path | None,
        typer.Option(
            "--communities", help="With ORGANIZATION: a key-communities.toml; else proposed."
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Days = 90,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the page here: .html or .md.")
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Build the page, write it, show it and name it."""
    from twohats.cli.progress import waiting
    from twohats.errors import WrongUse
    from twohats.flow.kept_burden import keep_burden
    from twohats.flow.look import look
    from twohats.flow.losses import made_good
    from twohats.flow.page import clear_page
    from twohats.flow.rows import fetch
    from twohats.publish import write_page

    place, asked, synced = context.obj, moments(since, until, as_of, days), 0
    if organization is not None:
        from twohats.cli.live import live

        place, synced = live(place, organization, team, communities, asked)
    elif team or communities:
        raise WrongUse("--team and --communities: say whose they are: `twohats look ORGANIZATION`.")
    with waiting("reading the facts"):
        opened = place.open(asked, names)
    reads = place.store(opened.workspace).reads()
    mended = made_good(reads, fetch(opened.facts.tables["coverage"]))
    losses = [loss for read in reads if read.key not in mended for loss in read.skipped]
    path = out or opened.workspace.folder / ".twohats" / "pages" / "look.html"
    with waiting("looking"):
        left_out = [f"{loss.key}: {loss.reason}" for loss in losses]
        found = look(opened, left_out=left_out, made_good=mended)
        cleared = clear_page(found.document, opened)
        if as_of is None:
            keep_burden(opened)
        if out or how is Format.table:
            write_page(cleared, path)
    _show(cleared, found, how, losses, opened.people.pseudonyms)
    if out or how is Format.table:
        say(f"The page: {path}")
    if not any(promise.source == "made-up" for promise in opened.facts.coverage):
        _say_how_old(opened, now())
    if synced == 1:
        raise typer.Exit(1)
    if losses:
        say(f"{len(losses)} left out while reading; the end of the page names them.")
    if losses or synced:
        raise typer.Exit(3)


def _say_how_old(opened: "Opened", today: datetime) -> None:
    """Say where the facts end, if that is long ago or before the window ends."""
    latest = _newest(opened)
    if opened.facts.as_of > latest:
        say(f"Nothing is known after {show_date(latest)}, when the last recording was made.")
    elif opened.facts.as_of != latest:
        return
    elif any(promise.source in ("github", "gitlab") for promise in opened.facts.coverage):
        _say_how_old_what_was_synced(opened, today)
    elif (days := (today - latest).days) > OLD_DAYS:
        say(
            f"The last recording was made on {latest:%Y-%m-%d}, {days} days ago. "
            "Import a newer one to see what happened since."
        )


def _say_how_old_what_was_synced(opened: "Opened", today: datetime) -> None:
    """Say how old the facts are; looking never fetches any."""
    from twohats.flow.sync.looked import looked_at
    from twohats.flow.words import many
    from twohats.store.facts import FactStore

    store = FactStore(opened.workspace.facts_folder)
    latest = max((*looked_at(store).values(), _newest(opened)))
    hours = (today - latest).total_seconds() / 3600
    if hours >= 1:
        age = (
            many(int(hours / 24), "day", "days")
            if hours >= 48
            else many(int(hours), "hour", "hours")
        )
        say(f"The facts are {age} old. `twohats sync` brings them up to now.")


def _newest(opened: "Opened") -> datetime:
    return max(promise.seen_at for promise in opened.facts.coverage)


def _show(
    cleared: "Cleared",
    found: "Look",
    how: Format,
    losses: "Sequence[Skipped]",
    pseudonyms: "Mapping[str, str]",
) -> None:
    """Put the page on standard output in the form that was asked for."""
    if how is Format.table:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(cleared.document, Console())
    elif how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(cleared))
    else:
        from twohats.flow.page import shown_with

        rows = [{"number": name, "value": value} for name, value in sorted(found.numbers.items())]
        questions = [
            {
                "question": question.text,
                "touches": question.touches,
                "of": question.total,
                "unit": question.unit,
                "moves": question.moves,
                "how": question.how,
            }
            for question in found.questions
        ]
        meta = {**cleared.document.meta, "questions": shown_with(questions, pseudonyms)}
        write_rows(rows, ("number", "value"), how, meta, losses)
