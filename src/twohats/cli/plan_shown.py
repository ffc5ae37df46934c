"""How ``twohats plan`` shows a plan in a terminal."""

from typing import TYPE_CHECKING, Any

from twohats.cli.output import Format, say, write_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.text import Text

    from twohats.flow.plan import Planned
    from twohats.records.plan import Breach, Plan

SHOWN = ("slot", "holder", "points", "need and reason")
"""Columns."""


def show_plan(
    plan: "Plan", at: "Planned", how: Format, breaches: "Iterable[Breach] | None" = None
) -> bool:
    """Write the rows, and below them how good the plan is; say whether there are any."""
    from twohats.flow.plan import COLUMNS, apart, breach_rows, breaches_of, plan_meta, plan_rows

    found = breaches_of(plan, at) if breaches is None else tuple(breaches)
    rows = plan_rows(plan, at)
    if how is Format.table:
        print_table(rows)
        _tell(plan, at)
    else:
        write_rows(rows, COLUMNS, how, plan_meta(plan, at, found))
    if plan.picks:
        notes, broken = apart(found, plan, at)
        for row in breach_rows(broken, at):
            say(f"{row['what']}: {row['sentence']}")
        for row in breach_rows(notes, at):
            say(f"Note: {row['what']} {row['sentence']}; it was adopted so.")
    return bool(rows)


def show_differences(usual: "Plan", plan: "Plan", at: "Planned", how: Format) -> None:
    """Say what would be otherwise, before the plan itself."""
    from twohats.plan.values import points_said
    from twohats.plan.whatif import differences

    if how is not Format.table:
        return
    found = differences(usual, plan)
    say(
        f"A what-if, not kept: {points_said(plan.points)} instead of {usual.points:g}; "
        f"{len(found) or 'no'} slot{'' if len(found) == 1 else 's'} held otherwise."
    )
    for one in found:
        before, after = (at.called(person) or "nobody" for person in (one.before, one.after))
        say(f"  {one.slot.partition(':')[2]}: {after} instead of {before}")
    say("The plan then:" if plan.picks or plan.left_out else "")


def print_table(rows: list[dict[str, Any]]) -> None:
    """Print slots with their names whole, for they are typed; all else may go on below."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    if not rows:
        print("No slots.")
        return
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for name in SHOWN:
        shown.add_column(
            name,
            justify="right" if name == "points" else "left",
            no_wrap=name == "slot",
            overflow="fold",
            min_width=max(len(row["slot"]) for row in rows) if name == "slot" else None,
        )
    for row in rows:
        shown.add_row(*_cells(row))
    Console(markup=False, highlight=False).print(shown)


def _cells(row: dict[str, Any]) -> "list[Text]":
    """Shorten a row: whoever is beside stands with the holder, and a need is called by its item."""
    from rich.text import Text

    holder = row["holder"] or ""
    if row["pair"]:
        holder = f"{holder} and {row['pair']} ({row['pair_does']})"
    need = (row["need"] or "").partition(":")[2].partition(":")[2] or row["need"] or ""
    many = f"{row['count']} to do" if row["count"] > 1 else ""
    what = ", now ".join(one for one in (many, need) if one)
    why = "\n".join(one for one in (what, row["reason"]) if one)
    return [Text(one) for one in (row["slot"], holder, f"{row['points']:g}", why)]


def _tell(plan: "Plan", at: "Planned") -> None:
    """Say points, limits, burdens and proofs in a few lines."""
    from twohats.plan.values import points_said

    offered = sum(one.offer for one in at.problem.team)
    limits = [f"{offered:g} offered"]
    limits += [f"cap {plan.cap:g}"] if plan.cap is not None else []
    limits += [f"floor {plan.floor:g}"] if plan.floor is not None else []
    since, until = at.iteration.since, at.iteration.until
    say(
        f"Iteration {plan.iteration}, {since} to {until}: {points_said(plan.points)}; "
        f"{', '.join(limits)}."
    )
    for one in plan.burdens:
        if one.adds:
            queue = "not known" if one.open_queue is None else str(one.open_queue)
            say(
                f"{one.community} would get {one.adds} from us; open pull requests there: {queue}; "
                f"median wait for a first answer: {one.wait}."
            )
    proven = [one.name for one in plan.stages if one.is_proven]
    open_ = [one for one in plan.stages if not one.is_proven]
    if plan.stages:
        say(f"Proven best: {', '.join(proven) or 'nothing'}.")
    for stage in open_:
        gap = "not known" if stage.gap is None else f"{stage.gap:.1%}"
        say(f"{stage.name}: {stage.objective} of at best {stage.bound}; gap {gap}.")
