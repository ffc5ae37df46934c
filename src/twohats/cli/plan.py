"""``twohats plan``: slots people pull, a fair fill of the rest, and why."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from twohats.cli.options import AsOf, How, Names, moments, now
from twohats.cli.output import Format, say, write_rows
from twohats.cli.plan_asked import must_fit, one_thing
from twohats.cli.plan_shown import show_differences, show_plan
from twohats.errors import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twohats.flow.experiments import Line
    from twohats.flow.plan import Planned
    from twohats.records.plan import Plan

NAME = "plan"
HELP = "Show who holds which slot of the plan and why; open, pull, decline and fill slots."
EXAMPLE = "twohats plan --open '2 reviews, jupyterhub' --points 2"

WITHOUT_NEEDS = ("open", "close", "let_go", "not_this_time", "days_off", "check")
"""What is done without finding the needs that would fill slots."""


def run(
    context: typer.Context,
    iteration: Annotated[
        int | None, typer.Option("--iteration", help="This one; else the one that runs.", min=1)
    ] = None,
    open_: Annotated[
        str | None,
        typer.Option("--open", help="Open a slot: '2 reviews, jupyterhub'.", metavar="WORDS"),
    ] = None,
    points: Annotated[
        float | None,
        typer.Option(
            "--points", help="With --open: of the slot (1). With --fill: what if each had so many."
        ),
    ] = None,
    must: Annotated[
        bool, typer.Option("--must", help="With --open: it was promised, and has to be held.")
    ] = False,
    for_two: Annotated[
        bool,
        typer.Option(
            "--for-two", help="With --open: for somebody who knows it and one who learns."
        ),
    ] = False,
    close: Annotated[
        str | None, typer.Option("--close", help="Take a slot away.", metavar="SLOT")
    ] = None,
    pull: Annotated[
        str | None, typer.Option("--pull", help="Hold this slot.", metavar="SLOT")
    ] = None,
    beside: Annotated[
        bool, typer.Option("--beside", help="With --pull: as the second person.")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="With --pull: without help, though new to it.")
    ] = False,
    let_go: Annotated[
        str | None,
        typer.Option("--let-go", help="Give back a slot that was pulled.", metavar="SLOT"),
    ] = None,
    not_this_time: Annotated[
        str | None,
        typer.Option(
            "--not-this-time",
            help="Do not propose this, or all; no reason needed.",
            metavar="SLOT|all",
        ),
    ] = None,
    days_off: Annotated[
        str | None,
        typer.Option(
            "--days-off",
            help="Days --by takes off; none takes all back. Kept private.",
            metavar="DAYS|none",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Whose word it is.", metavar="LOGIN")
    ] = None,
    fill: Annotated[
        bool, typer.Option("--fill", help="Propose who holds what nobody pulled.")
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", help="With --fill: what if this person were away.", metavar="LOGIN"
        ),
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option("--adopt", help="With --fill: take the proposal; it goes into the journal."),
    ] = False,
    below_floor: Annotated[
        bool,
        typer.Option(
            "--below-floor", help="With --adopt: though it has fewer points than the floor."
        ),
    ] = False,
    why: Annotated[
        str | None,
        typer.Option("--why", help="With --below-floor: the reason; it is kept.", metavar="TEXT"),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="Check a plan that --format json wrote.", metavar="FILE"),
    ] = None,
    as_of: AsOf = None,
    names: Names = None,
    how: How = Format.table,
) -> None:
    """Show the plan of an iteration, or change it by one word of a person."""
    asked = {
        "open": open_, "close": close, "pull": pull, "let_go": let_go,
        "not_this_time": not_this_time, "days_off": days_off, "fill": fill or None, "check": check,
    }  # fmt: skip
    chosen = one_thing(asked)
    must_fit(chosen, points=points, must=must, for_two=for_two, beside=beside, alone=alone,
             by=by, without=without, adopt=adopt, below_floor=below_floor, why=why)  # fmt: skip
    at = _planned(context, iteration, as_of, names, with_needs=chosen not in WITHOUT_NEEDS)
    if chosen is None:
        from twohats.flow.plan import current

        plan = current(at)
        if not show_plan(plan, at, how):
            from twohats.flow.plan import example_of

            say(f"Iteration {at.iteration.number} has no slots yet. Open one: {example_of(at)}")
        _end(plan, at, is_filled=False)
    elif chosen == "open":
        from twohats.flow.plan import opening

        assert open_ is not None
        line = opening(
            open_, at, points=1.0 if points is None else points, must=must, for_two=for_two
        )
        _decide(context, [line])
        say(
            f"{line.about[0].partition(':')[2]} is open. To pull it: "
            f"twohats plan --pull {line.about[0].partition(':')[2]} --by LOGIN"
        )
    elif chosen == "close":
        from twohats.flow.plan import closing

        _decide(context, [closing(close or "", at)])
        say(f"{close} is closed.")
    elif chosen in ("pull", "let_go", "not_this_time"):
        _word(context, chosen, str(asked[chosen]), by or "", at, beside=beside, alone=alone)
    elif chosen == "days_off":
        _days_off(context, str(days_off), by or "", at)
    elif chosen == "fill":
        _fill(context, at, points, without or [], adopt, why, how)
    else:
        assert check is not None
        _check(check, at, how)


def _planned(
    context: typer.Context,
    number: int | None,
    as_of: str | None,
    names: str | None,
    *,
    with_needs: bool,
) -> "Planned":
    """Open the facts and gather what the plan of one iteration takes into account."""
    from twohats.cli.progress import waiting
    from twohats.flow.page import made_up_banner
    from twohats.flow.plan import asked_iteration, planned, stale_since
    from twohats.journal import PrivateJournal

    workspace = context.obj.workspace()
    iterations = workspace.settings.iterations
    if iterations is None:
        raise WrongUse(
            "plan: nothing was done: the workspace does not say when iterations begin. Add "
            "[iterations] with `start` to twohats.toml."
        )
    asked = moments(None, None, as_of)
    moment = asked.as_of or now()
    one = asked_iteration(iterations, number, moment.date())
    with waiting("reading the facts"):
        opened = context.obj.open(asked, names)
    if with_needs and (reach := stale_since(opened, moment)):
        if made_up_banner(opened):
            say(f"Everything here is made up, and ends {reach}: needs are as of then.")
        else:
            say(f"Facts reach to {reach}: needs are as of then. `twohats sync` reads on.")
    with waiting("gathering needs and people" if with_needs else "gathering people"):
        private = PrivateJournal(workspace.private_folder).read().lines
        return planned(opened, one, private, with_needs=with_needs)


def _days_off(context: typer.Context, days: str, by: str, at: "Planned") -> None:
    """Write down somebody's days off, and say of them no more than how many."""
    import secrets

    from twohats.flow.plan.days_off import NONE, write_days_off
    from twohats.journal import PrivateJournal

    private = PrivateJournal(context.obj.workspace().private_folder)
    person = at.person(by, "--by")
    count = write_days_off(private, person, days, now=now(), chance=secrets.token_bytes(10))
    if days.strip().lower() == NONE:
        say(f"The days off of {by} are erased.")
        return
    say(
        f"{count} day{'s' if count > 1 else ''} kept in the private part. Plans made on this machine "
        f"offer less for {by}, and say to nobody why."
    )


def _word(
    context: typer.Context,
    chosen: str,
    name: str,
    by: str,
    at: "Planned",
    *,
    beside: bool,
    alone: bool,
) -> None:
    """Write down what one person said."""
    from twohats.flow.plan import candidates, declining, letting_go, pulling

    person = at.person(by, "--by")
    if chosen == "let_go":
        _decide(context, letting_go(name, person, at))
        say(f"{name} is open again.")
    elif chosen == "not_this_time":
        lines = declining(name, person, at)
        _decide(context, lines)
        what = "Nothing" if name == "all" else f"Nothing like {name}"
        say(f"{what} is proposed to {by} again in iteration {at.iteration.number}.")
    else:
        _decide(context, [pulling(name, person, at, beside=beside, alone=alone)])
        slot = at.slot(name, "--pull")
        many = f": {slot.count} to do, each of your choice" if slot.count > 1 else ""
        say(f"{by} {'is the second person of' if beside else 'holds'} {slot.name}{many}.")
        member = at.problem.member[person]
        if not (beside or alone) and at.eligibility.is_new(member, slot):
            say(
                f"It is new to {by}: `twohats plan --fill` looks for somebody to help; "
                "--alone asks for none."
            )
        for need in candidates(slot, at):
            say(f"  {need.title}: {need.url or need.key}")


def _fill(
    context: typer.Context,
    at: "Planned",
    points: float | None,
    without: list[str],
    adopt: bool,
    why: str | None,
    how: Format,
) -> None:
    """Propose who holds what; adopt it, or say what would be otherwise, where that was asked for."""
    from dataclasses import replace

    from twohats.cli.progress import waiting
    from twohats.flow.plan import adopting, breaches_of, filled
    from twohats.plan import whatif

    asked = at
    if without:
        people = [at.person(one, "--without") for one in without]
        asked = replace(at, problem=whatif.without(asked.problem, people))
    if points is not None:
        asked = replace(asked, problem=whatif.with_points(asked.problem, points))
    with waiting("filling the plan"):
        plan = filled(asked)
        usual = filled(at) if asked is not at else plan
    breaches = breaches_of(plan, asked)
    if adopt:
        line = adopting(plan, at, breaches, why and why.strip())
        _decide(context, [line])
        if why and "below_floor" not in line.content:
            say("It reaches the floor: the reason was not needed, and not kept.")
    if asked is not at:
        show_differences(usual, plan, at, how)
    if not show_plan(plan, asked, how, breaches):
        from twohats.flow.plan import example_of

        say(f"Iteration {at.iteration.number} has no slots to fill. Open one: {example_of(at)}")
    elif adopt:
        say(f"Plan {plan.iteration} is adopted. Hand it out: twohats draft plan")
    elif asked is at:
        say("A proposal. Take it with --adopt; whoever would rather not: --not-this-time SLOT.")
        if any(one.rule == "floor" for one in breaches):
            say("It is below the floor, so --adopt takes --below-floor --why TEXT.")
    _end(plan, asked, is_filled=True)


def _check(path: Path, at: "Planned", how: Format) -> None:
    """Check a plan from a file."""
    import json

    from twohats.flow.plan import (
        BREACH_COLUMNS,
        apart,
        breach_rows,
        breaches_of,
        plan_meta,
        plan_of_rows,
    )

    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = content["rows"]
    except OSError as error:
        raise WrongUse(
            f"{path}: not checked: {error.strerror}. Name a file that is there."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise WrongUse(
            f"{path}: not checked: it is no plan. Write one with `twohats plan --format json`."
        ) from None
    plan = plan_of_rows(rows, at)
    notes, breaches = apart(breaches_of(plan, at), plan, at)
    write_rows(breach_rows(breaches, at), BREACH_COLUMNS, how, plan_meta(plan, at, breaches))
    for row in breach_rows(notes, at):
        say(f"Note: {row['what']} {row['sentence']}; it was adopted so.")
    if any(one.rule == "floor" for one in breaches):
        say("Below the floor it is adopted with a reason alone: --adopt --below-floor --why TEXT.")
    if breaches:
        say(f"{path}: {len(breaches)} breach{'es' if len(breaches) > 1 else ''}.")
        raise typer.Exit(1)
    say(f"{path}: keeps every rule.")


def _end(plan: "Plan", at: "Planned", *, is_filled: bool) -> None:
    """End with 4 where a person has to decide."""
    from twohats.flow.plan import breaches_of, waiting

    if waiting(breaches_of(plan, at), at, is_filled=is_filled):
        raise typer.Exit(4)


def _decide(context: typer.Context, lines: "Iterable[Line]") -> None:
    for line in lines:
        context.obj.decide(
            context.obj.workspace(),
            line.what,
            line.about,
            line.why,
            "plan",
            content=line.content,
            supersedes=line.supersedes,
        )
