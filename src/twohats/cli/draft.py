"""``twohats draft``: the plan and recurring items as text to carry on, or into your own tracker."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, Names, moments, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from twohats.flow.facts import Opened
    from twohats.records.drafts import ClearedDraft
    from twohats.workspace.iterations import Iteration

app = typer.Typer(
    help="Write the plan and recurring items as drafts; --send puts them into your own tracker.",
    epilog="Example: twohats draft plan --as issue --send",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Number = Annotated[
    int | None,
    typer.Option("--iteration", help="For this one; else for the one that runs.", min=1),
]
Send = Annotated[
    bool, typer.Option("--send", help="Put it into your own tracker, where it does not stand yet.")
]


class Form(StrEnum):
    """How a plan is written."""

    text = "text"
    issue = "issue"
    json = "json"
    calendar = "calendar"
    project = "project"
    project_csv = "project-csv"


@app.command(epilog="Example: twohats draft plan --as calendar --out plan.ics")
def plan(
    context: typer.Context,
    form: Annotated[
        Form, typer.Option("--as", help="Form: text, issue with boxes, calendar, project fields, …")
    ] = Form.text,
    iteration: Number = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file.")] = None,
    send: Send = False,
    as_of: AsOf = None,
    names: Names = None,
) -> None:
    """Write the plan of an iteration; people stand in it as they agreed to."""
    from twohats.errors import WrongUse
    from twohats.flow.drafting import plan_draft
    from twohats.publish.plans.issue import with_new_boxes

    if send and form is not Form.issue:
        raise WrongUse("--send: only an issue can be sent. Say --as issue.")
    opened, one = _opened(context, iteration, as_of, names)
    by = _who(opened)
    sheet, cleared = plan_draft(opened, one, form.value, now(), by)
    if send:
        _put(context, opened, cleared, with_new_boxes(sheet))
        return
    if out is not None:
        out.write_text(cleared.draft.body, encoding="utf-8", newline="")
        say(f"Written: {out}")
    else:
        print(cleared.draft.body, end="")
    _tell_how(cleared, form)


@app.command(epilog="Example: twohats draft recurring --send")
def recurring(
    context: typer.Context,
    iteration: Number = None,
    send: Send = False,
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """Draft what recurs and is due; where one is open, no other is drafted."""
    from twohats.flow.drafting import recurring_drafts
    from twohats.flow.recurring import COLUMNS

    opened, one = _opened(context, iteration, as_of, None)
    found, cleared = recurring_drafts(opened, one, _who(opened))
    shown = COLUMNS if how is not Format.table else ("name", "state", "next_turn", "because")
    write_rows(list(found.rows), shown, how)
    if not found.rows:
        say("Nothing recurs: write [[recurring]] into twohats.toml; see docs/drafts.md.")
    for each in cleared:
        if send:
            _put(context, opened, each, None)
        elif how is Format.table:
            print(f"\n# {each.draft.title}\n\n{each.draft.body}", end="")
    if cleared and not send:
        say(f"{len(cleared)} to open. Copy it, or run it again with --send.")
    if any(row["state"] == "not known" for row in found.rows):
        raise typer.Exit(3)


@app.command(epilog="Example: twohats draft pulled")
def pulled(
    context: typer.Context,
    iteration: Number = None,
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """List names that people wrote at boxes of the plan's issue; each confirms their own."""
    from twohats.flow.pulled_in_issue import COLUMNS, pulled_in_issue

    opened, one = _opened(context, iteration, as_of, None)
    rows = pulled_in_issue(opened, one)
    write_rows(rows, COLUMNS, how)
    if rows:
        say("Who wrote into an issue's text is not known: each of them confirms it, or nobody.")
        raise typer.Exit(4)


def _opened(
    context: typer.Context, number: int | None, as_of: str | None, names: str | None
) -> "tuple[Opened, Iteration]":
    """Open the facts, and find the iteration."""
    from twohats.errors import WrongUse

    opened: Opened = context.obj.open(moments(None, None, as_of), names)
    iterations = opened.workspace.settings.iterations
    if iterations is None:
        raise WrongUse(
            "nothing was drafted: the workspace does not say when iterations begin. Add "
            "[iterations] with `start` to twohats.toml."
        )
    today = (opened.facts.as_of if as_of else now()).date()
    one = iterations.numbered(number) if number is not None else iterations.on(today)
    if one is None:
        raise WrongUse(
            f"nothing was drafted: the first iteration begins on {iterations.start}. "
            "Say --iteration 1 to draft it."
        )
    return opened, one


def _who(opened: "Opened") -> str:
    from twohats.cli.place import who_runs_this

    return who_runs_this(opened.workspace.folder)


def _put(
    context: typer.Context,
    opened: "Opened",
    cleared: "ClearedDraft",
    renewed: "Callable[[str], str] | None",
) -> None:
    """Send one draft, and keep in the journal where it stands."""
    from twohats.flow.sending import send
    from twohats.guards.door import Held
    from twohats.publish.github_issues import connect_issues

    settings = opened.workspace.settings
    draft = cleared.draft
    if cleared.held or draft.place is None:
        raise Held(f"{draft.title}: not sent: {'; '.join(cleared.held)}.")
    forge = draft.place.partition(":")[0]
    host = next(one.host for one in settings.forges if one.name == forge)
    with connect_issues(host, os.environ, now) as tracker:
        placed = send(cleared, tracker, settings.is_ours_or_tracker, renewed)
    say(f"{placed.was}: {placed.url}")
    if placed.was != "unchanged":
        content = {"url": placed.url, "was": placed.was}
        about, why = (placed.key,), f"sent {draft.title}"
        context.obj.decide(opened.workspace, "sent", about, why, "--send", content=content)


def _tell_how(cleared: "ClearedDraft", form: Form) -> None:
    """Say how it gets to where it belongs."""
    if form is not Form.issue:
        return
    if cleared.held:
        say(f"A draft: {'; '.join(cleared.held)}.")
    else:
        place = (cleared.draft.place or "").partition(":")[2]
        say(f"A draft. Copy it, or run it again with --send to put it into {place}.")
