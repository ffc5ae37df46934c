"""``twohats experiments``: try something out, say what you expect, and decide on the day."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, moments, now
from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twohats.flow.experiments import Line
    from twohats.flow.rows import Row
    from twohats.records import Skipped

app = typer.Typer(
    help="Try something out: what you expect, how you would see it, when you decide; and feedback.",
    epilog="Example: twohats experiments start 'Triage hour' --hypothesis 'if we meet weekly, less "
    "lies around' --kpi triage --review-on 2026-07-01",
    invoke_without_command=True,
    rich_markup_mode=None,
)

Why = Annotated[str, typer.Option("--why", help="The reason, for whoever asks later.")]
Review = Annotated[
    str | None, typer.Option("--review-on", help="Day on which you decide.", metavar="DATE")
]

IN_TERMINAL = ("experiment", "state", "waits", "start", "review", "kpis", "feedback")


@app.callback(invoke_without_command=True)
def experiments(
    context: typer.Context,
    example: Annotated[
        bool, typer.Option("--example", help="Show four worked examples instead.")
    ] = False,
    how: How = Format.table,
) -> None:
    """List what is tried out; what waits for a review stands first."""
    if context.invoked_subcommand:
        return
    from twohats.flow.experiments import COLUMNS, PROMPTS, example_rows, listed, losses

    if example:
        _write(example_rows(), COLUMNS, IN_TERMINAL, how)
        say("Examples. Start one: twohats experiments start --example NAME --review-on DATE")
        return
    workspace = context.obj.workspace()
    decisions = context.obj.journal(workspace).read()[0]
    rows, skipped = listed(decisions, now().date()), losses(decisions)
    _write(rows, COLUMNS, IN_TERMINAL, how, skipped)
    for loss in skipped:
        say(f"{loss.key}: not listed: {loss.reason}")
    if not rows:
        say("Nothing is tried out yet. `twohats experiments --example` shows four examples.")
    waiting = [row for row in rows if row["waits"]]
    if waiting:
        for prompt in PROMPTS:
            say(prompt)
        named = waiting[0]["experiment"]
        verb = "waits" if len(waiting) == 1 else "wait"
        say(
            f"{len(waiting)} {verb} for a person: "
            f"twohats experiments keep {named} --why REASON, or stop"
        )
        raise typer.Exit(4)


@app.command(
    epilog="Example: twohats experiments start --example triage-hours --review-on 2026-07-01"
)
def start(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help="What you try out, in a few words.")] = "",
    hypothesis: Annotated[
        str | None, typer.Option("--hypothesis", help="What you expect: if we …, then …")
    ] = None,
    kpi: Annotated[
        list[str] | None,
        typer.Option(
            "--kpi", help="How you would see it; 'manual: …' where people count. May be repeated."
        ),
    ] = None,
    review_on: Review = None,
    start_on: Annotated[
        str | None, typer.Option("--start-on", help="First day; else today.", metavar="DATE")
    ] = None,
    community: Annotated[
        str | None, typer.Option("--community", help="Only there: github:owner.")
    ] = None,
    example: Annotated[
        str | None, typer.Option("--example", help="Take over what you do not say from an example.")
    ] = None,
) -> None:
    """Start an experiment; what you expect is kept in the journal."""
    from twohats.flow.experiments import Wish, starting

    workspace = context.obj.workspace()
    wish = Wish(
        title,
        hypothesis,
        tuple(kpi or ()),
        _day(start_on, "--start-on"),
        _day(review_on, "--review-on"),
        community,
        example,
    )
    decisions = context.obj.journal(workspace).read()[0]
    line = starting(wish, decisions, workspace, now().date())
    _append(context, line, "--hypothesis")
    say(f"{line.about[0].partition(':')[2]} runs; its review is on {line.content['review']}.")


@app.command(
    epilog="Example: twohats experiments keep triage-hours --why 'twice as many are in order'"
)
def keep(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name in the list.")],
    why: Why = "",
    review_on: Review = None,
) -> None:
    """Keep what was tried out; with --review-on, look again that day."""
    from twohats.flow.experiments import deciding

    decisions = context.obj.journal(context.obj.workspace()).read()[0]
    again = _day(review_on, "--review-on")
    _append(context, deciding(name, "kept", why, decisions, again, now().date()), "--why")
    say(f"{name} is kept{f'; look again on {again}' if again else ''}.")


@app.command(epilog="Example: twohats experiments stop releases --why 'others do it well'")
def stop(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name in the list.")],
    why: Why = "",
) -> None:
    """Stop what was tried out."""
    from twohats.flow.experiments import deciding

    decisions = context.obj.journal(context.obj.workspace()).read()[0]
    _append(context, deciding(name, "stopped", why, decisions), "--why")
    say(f"{name} is stopped.")


@app.command(epilog="Example: twohats experiments kpi triage-hours")
def kpi(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name in the list.")],
    as_of: AsOf = None,
    how: How = Format.table,
) -> None:
    """Set what can be computed since the start beside the time before, equally long."""
    from twohats.errors import WrongUse
    from twohats.flow.experiments import KPI_COLUMNS, find_experiment, kpi_rows, periods_of

    workspace = context.obj.workspace()
    decisions = context.obj.journal(workspace).read()[0]
    experiment = find_experiment(name, decisions)
    latest = context.obj.ledger(moments(None, None, as_of)).ledger.window.until
    before, since = periods_of(experiment, latest)
    if since is None:
        raise WrongUse(
            f"{name}: nothing to measure yet: the facts end before its start "
            f"({experiment.start_on}). Run `twohats import` with later ones."
        )
    found = context.obj.ledger(since).ledger
    rows = kpi_rows(experiment, context.obj.ledger(before).ledger, found)
    if how is Format.table:
        _write(rows, KPI_COLUMNS, KPI_COLUMNS[1:-1], how)
        for row in rows:
            if row["rows"]:
                say(row["rows"])
    else:
        write_rows(rows, KPI_COLUMNS, how, {**found.meta, "window": "said in each row"})
    say("A difference is no proof: what else changed meanwhile?")


@app.command(epilog="Example: twohats experiments feedback 'ten reviews are too many' --about x")
def feedback(
    context: typer.Context,
    words: Annotated[
        str | None, typer.Argument(help="What you think. Without it: list all.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", help="An experiment or a policy; else the policy in force."),
    ] = None,
    how: How = Format.table,
) -> None:
    """Say what you think of the policy or of an experiment; or list what was said."""
    from twohats.flow.experiments import FEEDBACK_COLUMNS, feedback_rows, saying

    workspace = context.obj.workspace()
    decisions = context.obj.journal(workspace).read()[0]
    if words is None:
        write_rows(feedback_rows(decisions), FEEDBACK_COLUMNS, how)
        return
    line = saying(words, about, decisions, workspace.settings.policies, now().date())
    _append(context, line, "feedback")
    say(f"Kept in the journal, about {line.about[0]}. Thank you.")


@app.command(epilog="Example: twohats experiments policies")
def policies(context: typer.Context, how: How = Format.table) -> None:
    """List the versions of the policy: from when to when, what changed, how much was said."""
    from twohats.flow.experiments import POLICY_COLUMNS, policy_rows

    workspace = context.obj.workspace()
    decisions = context.obj.journal(workspace).read()[0]
    rows = policy_rows(workspace.settings.policies, decisions, now().date())
    _write(rows, POLICY_COLUMNS, POLICY_COLUMNS, how)
    if not rows:
        say("No policy was agreed on. Write [[policies]] into twohats.toml.")


def _write(
    rows: "Iterable[Row]",
    columns: tuple[str, ...],
    in_terminal: tuple[str, ...],
    how: Format,
    skipped: "Iterable[Skipped]" = (),
) -> None:
    """Write rows; in a terminal only what fits, and nothing where there is nothing to say."""
    if how is Format.table:
        said = [{name: "" if row[name] is None else row[name] for name in columns} for row in rows]
        write_rows(said, in_terminal, how)
    else:
        write_rows(list(rows), columns, how, None, skipped)


def _append(context: typer.Context, line: "Line", option: str) -> None:
    context.obj.decide(
        context.obj.workspace(),
        line.what,
        line.about,
        line.why,
        option,
        content=line.content,
        supersedes=line.supersedes,
    )


def _day(text: str | None, option: str) -> date | None:
    from twohats.records.times import parse_moment

    return None if text is None else parse_moment(text, option).date()
