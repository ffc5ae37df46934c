"""What became of the slots of each iteration in the window."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from twohats.flow.facts import Opened
from twohats.flow.outcome.deeds_done import deeds_between, is_seen
from twohats.flow.outcome.figures import Told
from twohats.flow.rows import Row
from twohats.measures.closing import close_slots
from twohats.records.outcomes import SlotOutcome
from twohats.records.plan import Pick, Slot
from twohats.workspace.iterations import Iteration, Iterations

COLUMNS = (
    "slot", "iteration", "activity", "community", "title", "state", "done", "of", "points",
    "because", "links",
)  # fmt: skip


@dataclass(frozen=True)
class Held:
    """What one iteration's plan holds."""

    slots: tuple[Slot, ...]
    picks: tuple[Pick, ...] = ()


Plans = Mapping[int, Held]
"""Plans by number of their iteration."""


def iterations_in(opened: Opened, iterations: Iterations | None) -> tuple[Iteration, ...]:
    """List the iterations that lie in the window, with at least a part of each."""
    if iterations is None:
        return ()
    window = opened.facts.window
    found = []
    one = iterations.on(max(window.since.date(), iterations.start))
    while one is not None and one.since_at < window.until:
        found.append(one)
        one = iterations.numbered(one.number + 1)
    return tuple(found)


def outcomes_of(
    opened: Opened, plans: Plans, iterations: Sequence[Iteration]
) -> tuple[SlotOutcome, ...]:
    """Close the slots of each iteration by what was done in it."""
    found: list[SlotOutcome] = []
    for one in iterations:
        held = plans.get(one.number)
        if held is None:
            continue
        since, until = one.since_at, min(one.until_at, opened.facts.as_of)
        found += close_slots(
            held.slots,
            held.picks,
            deeds_between(opened, since, until) if since < until else (),
            ends_at=one.until_at,
            now=opened.facts.as_of,
            is_known=lambda activity, community, one=one: is_seen(  # type: ignore[misc]
                opened.facts,
                activity,
                community,
                one.since_at,
                min(one.until_at, opened.facts.as_of),
            ),
        )
    return tuple(found)


def slot_rows(outcomes: Sequence[SlotOutcome]) -> list[Row]:
    """Give outcomes as people and scripts read them: without a word on who."""
    return [
        {
            "slot": one.slot.partition(":")[2],
            "iteration": one.iteration,
            "activity": one.activity,
            "community": one.community,
            "title": one.title,
            "state": one.state,
            "done": len(one.deeds),
            "of": one.count,
            "points": one.points,
            "because": one.because,
            "links": [deed.url or deed.item for deed in one.deeds],
        }
        for one in outcomes
    ]


def done_share(outcomes: Sequence[SlotOutcome]) -> Told:
    """Say which part of the points of slots that are over was done."""
    says = "Part of the planned points that was done"
    over = [(one.points * one.share, one.points) for one in outcomes if one.share is not None]
    unknown = sum(one.state == "not known" for one in outcomes)
    running = sum(one.state == "running" for one in outcomes)
    rows = slot_rows(outcomes)
    planned = sum(points for _, points in over)
    detail = f"{sum(done for done, _ in over):.3g} of {planned:.3g} points in {len(over)} slots"
    if unknown:
        detail += f"; {unknown} not known"
    if running:
        detail += f"; {running} still running"
    if not outcomes:
        return Told("done", says, None, "share of points", "not measured", detail="no plan held a slot")  # fmt: skip
    if not planned:
        return Told("done", says, None, "share of points", "not known", detail=detail, behind=rows, columns=COLUMNS)  # fmt: skip
    value = round(sum(done for done, _ in over) / planned, 4)
    return Told("done", says, value, "share of points", n=len(over), detail=detail, behind=rows, columns=COLUMNS)  # fmt: skip
