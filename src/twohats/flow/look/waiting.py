"""Who waits for a first answer, and how long people wait there."""

from collections.abc import Sequence

import ibis.expr.types as ir

from twohats.flow.look.draft import ROWS_SHOWN, Draft, newest
from twohats.flow.look.words import GROUP_OF_ONE, GROUPS, many, short
from twohats.flow.rows import Row, fetch
from twohats.measures.first_response import first_responses
from twohats.measures.survival import read_survival, survival_table
from twohats.records.measures import Survival
from twohats.records.pages import Cell, Chart, Column, Figure, Grid, Section

LISTED = 25
"""Waiting items listed at once; the others open with the number."""
DRAWN = ("newcomer", "returning", "ours")
"""Groups whose waiting is shown; of deleted accounts nothing is known."""
ENOUGH = 5
"""Fewer waits than this say nothing of a group."""


def waiting_section(draft: Draft) -> Section:
    """Show who waits."""
    facts = draft.opened.facts
    responses = upstream_responses(draft)
    waits = responses.filter(responses.waiting)
    others, mine = (
        waits.filter(waits.author_group != "ours"),
        waits.filter(waits.author_group == "ours"),
    )
    is_new = others.author_group == "newcomer"
    is_recent = others.clock_at >= facts.window.since
    counts = fetch(
        others.aggregate(
            items=others.count(),
            people=others.author_person.nunique(),
            newcomer_items=others.count(where=is_new),
            newcomers=others.author_person.nunique(where=is_new),
            recent=others.count(where=is_recent),
        )
    )[0]
    ours = fetch(mine.aggregate(items=mine.count()))[0]["items"]
    draft.numbers |= {f"waiting_{name}": count for name, count in counts.items()}
    draft.numbers["waiting_ours"] = ours
    listed = fetch(others.order_by(is_new.desc(), others.clock_at.desc(), "item").limit(ROWS_SHOWN))
    _open_waits(draft, listed, others, mine, counts, ours)
    unknown = _of_unknown_scope(draft)
    cohort = facts.within(responses, "clock_at")
    steps = fetch(survival_table(cohort, by="author_group"))
    groups = [_group(draft, cohort, steps, name) for name in DRAWN if _waits(steps, name)]
    items, people = counts["items"], counts["people"]
    grid = waiting_grid(listed)
    return Section(
        "waiting",
        f"{many(people, 'person waits', 'people wait')} for a first answer"
        if items
        else _nobody(unknown),
        f"{many(items, 'item has', 'items have')} no word from another human; "
        f"{counts['recent']} of them were opened in the window. "
        "First-time authors stand first, then the newest.",
        figures=(
            Figure(
                "items waiting", Cell(items, "waiting"), detail=many(people, "person", "people")
            ),
            Figure(
                "of first-time authors",
                Cell(counts["newcomer_items"], "waiting.newcomers"),
                detail=many(counts["newcomers"], "person", "people"),
            ),
            Figure("opened in the window", Cell(counts["recent"], "waiting.recent")),
            Figure("our own items waiting", Cell(ours, "waiting.ours")),
            *([unknown] if unknown else []),
            *(_median(group) for group in groups),
        ),
        chart=_chart(steps),
        grid=Grid(grid.columns, grid.rows[:LISTED], grid.caption, grid.empty),
        notes=(
            "An answer is a comment, a review, a line comment, or a close or merge, by a human who "
            "is neither the author nor a bot. A draft waits from when it was made ready.",
            "Medians are of items opened in the window. Who still waits counts as waiting and is "
            "not left out (Kaplan–Meier, 95 % interval).",
            "First-time: no change of theirs was merged in that repository before, as far as the "
            "facts reach back.",
            "Our own and personal projects are left out; where the scope is unknown, items count in no "
            "other figure and are not listed.",
        ),
    )


def _nobody(unknown: Figure | None) -> str:
    if unknown is None:
        return "Nobody waits for a first answer"
    return (
        "Nobody waits for a first answer where upstream is known; what is unknown is counted apart"
    )


def _of_unknown_scope(draft: Draft) -> Figure | None:
    """Count apart what waits where nobody knows yet whether it is upstream."""
    responses = first_responses(draft.opened.facts)
    waits = responses.filter(
        responses.waiting & (responses.scope == "unknown") & (responses.author_group != "ours")
    )
    counts = fetch(waits.aggregate(items=waits.count(), places=waits.repository.nunique()))[0]
    items = counts["items"]
    draft.numbers["waiting_unknown_scope"] = items
    if not items:
        return None
    draft.open_to(
        "waiting.unknown-scope",
        "Items that wait in repositories of unknown scope",
        newest(waits, "clock_at"),
        items,
        waiting_grid,
        "first_responses where waiting and scope = 'unknown' and author_group <> 'ours'",
    )
    where = many(counts["places"], "repository", "repositories")
    detail = f"in {where}; part of no other figure"
    return Figure(
        "waiting where the scope is unknown", Cell(items, "waiting.unknown-scope"), detail=detail
    )


def upstream_responses(draft: Draft) -> ir.Table:
    """Give first responses in upstream; unknown scope counts in no total, as everywhere."""
    responses = first_responses(draft.opened.facts)
    return responses.filter(responses.scope == "upstream")


UPSTREAM = "scope = 'upstream'"


def _open_waits(
    draft: Draft, listed: list[Row], others: ir.Table, mine: ir.Table, counts: Row, ours: int
) -> None:
    where = f"first_responses where waiting and {UPSTREAM} and author_group"
    since = f"timestamptz '{draft.opened.facts.window.since.isoformat(' ')}'"
    new = others.filter(others.author_group == "newcomer")
    recent = others.filter(others.clock_at >= draft.opened.facts.window.since)
    for key, title, rows, total, condition in (
        ("waiting", "Items that wait", listed, counts["items"], "<> 'ours'"),
        (
            "waiting.newcomers",
            "Items of first-time authors that wait",
            newest(new, "clock_at"),
            counts["newcomer_items"],
            "= 'newcomer'",
        ),
        (
            "waiting.recent",
            "Items opened in the window that wait",
            newest(recent, "clock_at"),
            counts["recent"],
            f"<> 'ours' and clock_at >= {since}",
        ),
        (
            "waiting.ours",
            "Items of our own people that wait",
            newest(mine, "clock_at"),
            ours,
            "= 'ours'",
        ),
    ):
        draft.open_to(key, title, rows, total, waiting_grid, f"{where} {condition}")


def waiting_grid(rows: Sequence[Row]) -> Grid:
    """Show items that wait or waited."""
    return Grid(
        (
            Column("item", "Item"),
            Column("title", "Title"),
            Column("author", "By"),
            Column("wait_d", "Days", numeric=True),
        ),
        tuple(
            (
                Cell(short(row["item"]), link=row["url"]),
                Cell(row["title"]),
                Cell(row["author_label"], note=GROUP_OF_ONE[row["author_group"]]),
                Cell(round(row["wait_d"], 1), note=_note(row)),
            )
            for row in rows
        ),
        "One row per item.",
        "Nobody waits.",
    )


def _note(row: Row) -> str | None:
    if row["waiting"]:
        return "still waiting"
    return None if row["answered"] else "closed without an answer"


def _waits(steps: Sequence[Row], group: str) -> int:
    """Count the waits of a group."""
    return sum(s["answered"] + s["censored"] for s in steps if s["group"] == group)


def _group(draft: Draft, cohort: ir.Table, steps: Sequence[Row], name: str) -> Survival:
    """Read one group's waiting off the steps, and put its items behind the number."""
    group = read_survival(steps, name)
    draft.numbers[f"median_wait_d_{name}"] = group.median_d
    draft.open_to(
        f"cohort.{name}",
        f"Items of {GROUPS[name]} opened in the window",
        newest(cohort.filter(cohort.author_group == name), "clock_at"),
        group.n,
        waiting_grid,
        f"first_responses where {UPSTREAM} and author_group = '{name}' "
        f"and {draft.in_window('clock_at')}",
    )
    return group


def _median(group: Survival) -> Figure:
    label, opens = f"median wait, {GROUPS[group.group]}", f"cohort.{group.group}"
    if group.n < ENOUGH:
        return Figure(label, Cell("too few", opens), detail=f"n = {group.n}")
    low = "?" if group.low_d is None else f"{group.low_d:.1f}"
    high = "not reached" if group.high_d is None else f"{group.high_d:.1f}"
    detail = f"95 %: {low} to {high}; n = {group.n}, {group.n - group.answered} unanswered"
    if group.median_d is None:
        return Figure(label, Cell("not reached", opens), detail=detail)
    return Figure(label, Cell(round(group.median_d, 1), opens), "days", detail)


def _chart(steps: Sequence[Row]) -> Chart | None:
    groups = [name for name in DRAWN if _waits(steps, name) >= ENOUGH]
    if not groups:
        return None
    data = [
        {"days": days, "share": share, "who": GROUPS[name]}
        for name in groups
        for days, share in _curve([step for step in steps if step["group"] == name])
    ]
    return Chart(
        "survival",
        "Share still without an answer, by days since opening",
        tuple(data),
        "days",
        "share",
        "who",
        tuple(GROUPS[name] for name in groups),
        "days",
        "still waiting",
    )


def _curve(steps: Sequence[Row], most: int = 120) -> list[tuple[float, float]]:
    """Keep the steps that a chart can show: from everybody at day 0 to the last one."""
    every = max(1, len(steps) // most)
    kept = [step for n, step in enumerate(steps) if n % every == 0 or n == len(steps) - 1]
    return [(0.0, 1.0), *((step["wait_d"], step["survival"]) for step in kept)]
