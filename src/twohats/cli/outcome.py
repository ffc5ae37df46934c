"""``twohats outcome``: what came of the plan, for the retrospective."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, Names, Since, Until, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from datetime import datetime

    from twohats.flow.facts import Moments
    from twohats.workspace import Workspace

NAME = "outcome"
HELP = (
    "Show what came of the plan: slots that facts closed, three diagnostics, and what help was for."
)
EXAMPLE = "twohats outcome --iteration 24"
DAYS = 90


def run(
    context: typer.Context,
    iteration: Annotated[
        int | None,
        typer.Option("--iteration", help="This one; else the last that is over.", min=1),
    ] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    rows: Annotated[
        str | None,
        typer.Option("--rows", help="List the rows that this figure counts.", metavar="FIGURE"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the page here: .html or .md.")
    ] = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Look back on one iteration, or on a window."""
    from twohats.cli.progress import waiting
    from twohats.flow.check.hours import own_hours
    from twohats.flow.ledger import ledger_of
    from twohats.flow.outcome import COLUMNS, outcome, rows_behind
    from twohats.flow.plan.from_journal import capacity_of, hours_of_a_point, known_until, plans_of
    from twohats.journal import PrivateJournal
    from twohats.publish import write_page

    place = context.obj
    asked = moments(since, until, as_of, DAYS)
    if iteration is not None and (since or until):
        raise WrongUse("--iteration: leave --since and --until away, or leave it away.")
    workspace = place.workspace()
    known = min(known_until(place.store(workspace)) or now(), now())
    # Who came back shows after the window: without an as-of date all that is known counts.
    known = asked.as_of or known
    asked = replace(asked, as_of=known)
    if not (since or until):
        asked = _iteration(workspace, iteration, known) or asked
    with waiting("reading the facts"):
        opened = place.open(asked, names)
    private = PrivateJournal(workspace.private_folder).read()
    with waiting("looking back"):
        found = outcome(
            opened,
            ledger_of(opened),
            plans_of(opened),
            private,
            capacity=capacity_of(opened),
            point_h=hours_of_a_point(opened),
            hours=own_hours(opened, private.lines)[0],
            today=(asked.as_of or now()).date(),
        )
    if rows is not None:
        behind, columns = rows_behind(found, opened, rows)
        write_rows(behind, columns, how, found.meta)
        return
    if out is not None or how is Format.table:
        path = out or workspace.folder / ".twohats" / "pages" / "outcome.html"
        write_page(found.page, path)
        say(f"The page: {path}")
    if how in (Format.json, Format.csv):
        write_rows(found.rows, COLUMNS, how, found.meta)
    elif how is Format.md:
        from twohats.publish import to_markdown

        print(to_markdown(found.page))
    else:
        from rich.console import Console

        from twohats.cli.show import show_document

        show_document(found.page.document, Console())
    if any(one.state == "not known" for one in found.slots):
        say("Facts do not reach over the whole window. Import or sync, and look again.")
        raise typer.Exit(3)


def _iteration(workspace: "Workspace", number: int | None, as_of: "datetime") -> "Moments | None":
    """Find the window of one iteration; None where the workspace does not say when they begin."""
    from twohats.flow.facts import Moments

    iterations = workspace.settings.iterations
    if iterations is None:
        if number is not None:
            raise WrongUse(
                "--iteration: the workspace does not say when iterations begin. Add [iterations] "
                "with `start` to twohats.toml."
            )
        return None
    if number is None:
        running = iterations.on(as_of.date())
        if running is None or running.number == 1:
            return None
        number = running.number - 1
    one = iterations.numbered(number)
    if one.since_at >= as_of:
        raise WrongUse(
            f"--iteration {number}: it has not begun: it begins on {one.since_at:%Y-%m-%d}, and facts "
            f"reach to {as_of:%Y-%m-%d}. Name an earlier one, or sync."
        )
    return Moments(one.since_at, one.until_at, as_of)
