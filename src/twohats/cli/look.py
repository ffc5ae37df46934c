"""``twohats look``: the first page."""

from pathlib import Path
from typing import Annotated

import typer

from twohats.cli.options import AsOf, How, Names, Since, Until, moments
from twohats.cli.output import Format, say, write_rows

NAME = "look"
HELP = "Show who waits, what we asked and gave, whose need our work leans to, and what to ask next."
EXAMPLE = "twohats look --since 2026-04-01 --out page.html"


def run(
    context: typer.Context,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    days: Annotated[
        int, typer.Option("--days", help="How far back, where --since is not given.", min=1)
    ] = 90,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the page here: .html or .md.")
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Build the page, show it, write it and name it."""
    from twohats.flow.look import look
    from twohats.flow.page import clear_page

    place = context.obj
    opened = place.open(moments(since, until, as_of, days), names)
    reads = place.store(opened.workspace).reads()
    losses = [loss for read in reads for loss in read.skipped]
    left_out = [f"{loss.key}: {loss.reason}" for loss in losses]
    found = look(opened, banner=_banner(opened), left_out=left_out)
    cleared = clear_page(found.document, opened)
    path = out or opened.workspace.folder / ".twohats" / "pages" / "look.html"
    show(cleared, found, how, losses)
    if out or how is Format.table:
        from twohats.publish import write_page

        write_page(cleared, path)
        say(f"The page: {path}")
    if losses:
        say(f"{len(losses)} left out while reading; the end of the page names them.")
        raise typer.Exit(3)


def show(cleared: object, found: object, how: Format, losses: object) -> None:
    """Put the page on standard output in the form that was asked for."""
    from twohats.flow.look import Look
    from twohats.publish import to_markdown
    from twohats.records.pages import Cleared

    assert isinstance(cleared, Cleared)
    assert isinstance(found, Look)
    if how is Format.table:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(cleared.document, Console())
    elif how is Format.md:
        print(to_markdown(cleared))
    else:
        rows = [{"number": name, "value": value} for name, value in sorted(found.numbers.items())]
        questions = [
            {
                "question": q.text,
                "touches": q.touches,
                "of": q.total,
                "unit": q.unit,
                "moves": q.moves,
            }
            for q in found.questions
        ]
        meta = {**cleared.document.meta, "questions": questions}
        write_rows(rows, ("number", "value"), how, meta, losses)  # type: ignore[arg-type]


def _banner(opened: object) -> str:
    from twohats.flow.facts import Opened

    assert isinstance(opened, Opened)
    if any(promise.source == "made-up" for promise in opened.facts.coverage):
        return (
            "Everything on this page is made up: the organization, its people and the communities."
        )
    return ""
