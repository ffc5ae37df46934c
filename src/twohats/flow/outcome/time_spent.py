"""Hours logged for what was planned, over the hours it was meant to take: the team's, never one person's."""

from collections.abc import Sequence

from twohats.flow.facts import Opened
from twohats.flow.outcome.figures import Told
from twohats.flow.rows import Row
from twohats.journal import PrivateState, hours_of, logged_of
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.measures.closing import share_of_time
from twohats.records.outcomes import SlotOutcome

COLUMNS = ("activity", "community", "lines", "planned_h")


def time_spent(
    opened: Opened, slots: Sequence[SlotOutcome], private: PrivateState, point_h: float | None
) -> Told:
    """Set the hours that were logged for planned duties against the hours planned.

    Parameters
    ----------
    opened
        Its window is what is looked back on.
    slots
        What was planned.
    private
        Hours by logged item.
    point_h
        Hours that a point stands for; None: then hours and points cannot be compared.
    """
    says = "Part of the time meant for the plan that was logged for it"
    unit = "share of hours"
    if not slots or point_h is None:
        lacking = "[plan] does not say what a point is" if slots else "no plan held a slot"
        return Told("time_spent", says, None, unit, "not measured", detail=lacking)
    hours = hours_of(private)
    duties = {(one.activity, one.community) for one in slots}
    window = opened.facts.window
    lines = [
        row
        for row in logged_of(opened.decisions)
        if window.since <= row["happened_at"] < window.until
        and (row["activity"], row["community"] or "") in duties
        and row["item"] in hours
    ]
    people = {row["account"] for row in lines}
    planned_h = sum(one.points for one in slots) * point_h
    if not lines:
        return Told("time_spent", says, None, unit, "not measured", detail="nobody logged hours for it")  # fmt: skip
    if len(lines) < FEWEST_EVENTS or len(people) < FEWEST_PEOPLE:
        return Told("time_spent", says, None, unit, "too few", len(lines))
    spent_h = sum(hours[row["item"]] for row in lines)
    share = share_of_time(spent_h, planned_h)
    return Told(
        "time_spent",
        says,
        None if share is None else round(share, 4),
        unit,
        n=len(lines),
        people=len(people),
        detail=f"{spent_h:g} h of {planned_h:g} h; a point is {point_h:g} h",
        behind=_by_duty(lines, slots, point_h),
        columns=COLUMNS,
    )


def _by_duty(lines: Sequence[Row], slots: Sequence[SlotOutcome], point_h: float) -> list[Row]:
    """Say per duty how often time was logged, without hours: those of few would be one person's."""
    return [
        {
            "activity": activity,
            "community": community,
            "lines": sum(
                (row["activity"], row["community"] or "") == (activity, community) for row in lines
            ),
            "planned_h": point_h
            * sum(
                one.points
                for one in slots
                if (one.activity, one.community) == (activity, community)
            ),
        }
        for activity, community in sorted({(one.activity, one.community) for one in slots})
    ]
