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
    from twohats.flow.look import look
    from twohats.flow.losses import made_good
    from twohats.flow.page import clear_page
    from twohats.flow.rows import fetch
    from twohats.publish import write_page

    place = context.obj
    with waiting("reading the facts"):
        opened = place.open(moments(since, until, as_of, days), names)
    reads = place.store(opened.workspace).reads()
    mended = made_good(reads, fetch(opened.facts.tables["coverage"]))
    losses = [loss for read in reads if read.key not in mended for loss in read.skipped]
    path = out or opened.workspace.folder / ".twohats" / "pages" / "look.html"
    with waiting("looking"):
        left_out = [f"{loss.key}: {loss.reason}" for loss in losses]
        found = look(opened, left_out=left_out, made_good=mended)
        cleared = clear_page(found.document, opened)
        if out or how is Format.table:
            write_page(cleared, path)
    _show(cleared, found, how, losses, opened.people.pseudonyms)
    if out or how is Format.table:
        say(f"The page: {path}")
    if not cleared.document.banner:
        _say_how_old(opened, now())
    if losses:
        say(f"{len(losses)} left out while reading; the end of the page names them.")
        raise typer.Exit(3)


def _say_how_old(opened: "Opened", today: datetime) -> None:
    """Say where the facts end, if that is long ago or before the window ends."""
    latest = max(promise.seen_at for promise in opened.facts.coverage)
    if opened.facts.as_of > latest:
        say(f"Nothing is known after {show_date(latest)}, when the last recording was made.")
    elif opened.facts.as_of == latest and (days := (today - latest).days) > OLD_DAYS:
        say(
            f"The last recording was made on {latest:%Y-%m-%d}, {days} days ago. "
            "Import a newer one to see what happened since."
        )


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
