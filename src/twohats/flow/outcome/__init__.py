"""``outcome``: what came of a plan, in figures that open to their rows and rank nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from twohats.checks.hours import OwnHours
from twohats.errors import WrongUse
from twohats.flow.experiments import PROMPTS
from twohats.flow.facts import Opened
from twohats.flow.ledger import Ledger
from twohats.flow.meta import meta
from twohats.flow.outcome import diagnostics, kpis
from twohats.flow.outcome.figures import COLUMNS, Told
from twohats.flow.outcome.slots import Held, Plans, done_share, iterations_in, outcomes_of
from twohats.flow.outcome.time_spent import time_spent
from twohats.flow.page import clear_page, shown_with
from twohats.flow.rows import Row
from twohats.flow.words import many, short
from twohats.formats.suggest import nearest
from twohats.journal import PrivateState
from twohats.journal.experiments import Experiment, experiments_of
from twohats.journal.sponsoring import sponsorings_of
from twohats.records.outcomes import SlotOutcome
from twohats.records.pages import (
    Cell,
    CellValue,
    Cleared,
    Column,
    Document,
    Figure,
    Grid,
    RowSet,
    Section,
)
from twohats.records.times import show_date

__all__ = ["COLUMNS", "Held", "Outcome", "Plans", "outcome", "rows_behind"]

ROWS_SHOWN = 100
DIAGNOSTICS = (
    "planned_share", "spread_jain", "spread_gini", "spread_gini_corrected", "spread_entropy",
    "spread_top_share", "single_duties", "after_hours",
)  # fmt: skip
"""Figures for a retrospective; each is the team's, and none is anybody's."""


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    page: Cleared
    rows: tuple[Row, ...]
    """One per figure; see `COLUMNS`."""
    figures: tuple[Told, ...]
    slots: tuple[SlotOutcome, ...]
    meta: Mapping[str, object]


def outcome(
    opened: Opened,
    ledger: Ledger,
    plans: Plans,
    private: PrivateState,
    *,
    capacity: Mapping[str, float] | None = None,
    point_h: float | None = None,
    hours: Mapping[str, OwnHours] | None = None,
    today: date,
) -> Outcome:
    """Say what came of the plans of a window.

    Parameters
    ----------
    opened
        A workspace with its facts; the window is what is looked back on.
    ledger
        Every entry of the window, judged.
    plans
        Slots and who holds them, by iteration.
    private
        Hours, as far as they are on this machine; only the team's sum is shown.
    capacity
        Points each person could work in an iteration; None: nobody said.
    point_h
        Hours that a point stands for; None: nobody said.
    hours
        When people work, by person and on their own clock; None: nobody said.
    today
        For experiments that are due.
    """
    iterations = iterations_in(opened, opened.workspace.settings.iterations)
    slots = outcomes_of(opened, plans, iterations)
    entries = [row for row in ledger.rows if row["scope"] == "upstream"]
    team = diagnostics.team_in(opened)
    covered = diagnostics.coverage_rows(opened, opened.facts.window.until)
    figures = (
        done_share(slots),
        time_spent(opened, slots, private, point_h),
        diagnostics.planned_share(
            diagnostics.with_slots(entries, slots, iterations), by_slots=bool(slots)
        ),
        *diagnostics.spread_figures(entries, team, capacity),
        diagnostics.single_duties(covered, len(team)),
        diagnostics.after_hours_share(entries, hours or {}),
        *kpis.returned(opened),
        kpis.issues_triaged(opened),
        *kpis.releases(opened),
        *kpis.maintainers(opened, sponsorings_of(opened.decisions)),
    )
    window = opened.facts.window
    rows = tuple(
        shown_with(one.row(window.since, window.until, _command(opened, one)), _pseudonyms(opened))
        for one in figures
    )
    due = [one for one in experiments_of(opened.decisions) if one.is_due(today)]
    document = _document(opened, figures, slots, covered, due)
    return Outcome(clear_page(document, opened), rows, figures, slots, document.meta)


def rows_behind(found: Outcome, opened: Opened, name: str) -> tuple[list[Row], tuple[str, ...]]:
    """Give the rows that a figure was counted from, and their columns.

    Raises
    ------
    WrongUse
        There is no such figure.
    """
    known = {one.key: one for one in found.figures}
    if name not in known:
        raise WrongUse(f"--rows {name!r}: no figure has that name{nearest(name, known)}")
    told = known[name]
    return shown_with(list(told.behind), _pseudonyms(opened)), told.columns or ("answer",)


def _pseudonyms(opened: Opened) -> Mapping[str, str]:
    return opened.people.pseudonyms


def _command(opened: Opened, told: Told) -> str:
    window = opened.facts.window
    return (
        f"twohats outcome --rows {told.key} --since {_plain(window.since)} "
        f"--until {_plain(window.until)} --as-of {_plain(opened.facts.as_of)}"
    )


def _plain(moment: object) -> str:
    return str(moment).removesuffix("+00:00").replace(" ", "T").removesuffix("T00:00:00")


def _document(
    opened: Opened,
    figures: Sequence[Told],
    slots: Sequence[SlotOutcome],
    covered: Sequence[Row],
    due: Sequence[Experiment],
) -> Document:
    facts = opened.facts
    by_name = {one.measure: one for one in figures}
    shown = [one for one in figures if one.behind]
    sections = (
        _slots_section(by_name, slots),
        _diagnostics_section(by_name, covered),
        _kpis_section(opened, [one for one in figures if one.measure not in (*DIAGNOSTICS, "done", "time_spent")]),
        _experiments_section(due),
    )  # fmt: skip
    rows = {
        one.key: RowSet(one.says, _grid(one), len(one.behind), _command(opened, one))
        for one in shown
    }
    return Document(
        f"What came of it: {opened.workspace.settings.organization}",
        f"{facts.window} (UTC), as of {show_date(facts.as_of)}",
        sections,
        rows,
        meta={**meta(opened), "unit": "said with each figure; definitions: docs/outcome.md"},
    )


def _slots_section(by_name: Mapping[str, Told], slots: Sequence[SlotOutcome]) -> Section:
    done, spent = by_name["done"], by_name["time_spent"]
    finished = sum(one.state == "done" for one in slots)
    heading = f"{finished} of {many(len(slots), 'slot', 'slots')} done" if slots else "No plan held a slot"  # fmt: skip
    return Section(
        "slots",
        heading,
        "Facts close slots; nobody has to report. What was not done says that there was no time, and "
        "what nobody held was the whole team's."
        if slots
        else "Open slots with `twohats plan`; what was done without a plan stands below.",
        figures=tuple(_figure(one) for one in (done, spent) if slots),
        grid=Grid(
            (
                Column("slot", "Slot"),
                Column("where", "Where"),
                Column("state", "State"),
                Column("done", "Done", numeric=True),
                Column("of", "Of", numeric=True),
                Column("points", "Points", numeric=True),
                Column("because", "Because"),
            ),
            tuple(
                (
                    Cell(one.title or one.slot.partition(":")[2]),
                    Cell(short(one.community)),
                    Cell(one.state),
                    Cell(len(one.deeds)),
                    Cell(one.count),
                    Cell(one.points),
                    Cell(one.because),
                )
                for one in slots
            ),
            "One row per slot.",
            "No slot of `twohats plan` was open in this window.",
        ),
        notes=("A thing done closes one slot at most. Who did it is in no row here.",),
    )


def _diagnostics_section(by_name: Mapping[str, Told], covered: Sequence[Row]) -> Section:
    told = [by_name[name] for name in DIAGNOSTICS]
    single = by_name["single_duties"]
    is_told = single.value is not None
    return Section(
        "diagnostics",
        "Four questions for the retrospective: planned? shared? covered? in whose hours?",
        "Figures of the team. They say nothing about any person, and are no goals.",
        figures=tuple(_figure(one) for one in told),
        grid=Grid(
            (
                Column("community", "Community"),
                Column("activity", "Duty"),
                Column("people", "Who has done it here"),
                Column("times", "Times", numeric=True),
            ),
            tuple(
                (
                    Cell(short(row["community"])),
                    Cell(row["activity"]),
                    Cell(_how_many(row["people"])),
                    Cell(row["times"]),
                )
                for row in covered
            )
            if is_told
            else (),
            f"One row per duty that any of us has done in {diagnostics.COVERED_D} days.",
            "Nobody of us did anything here." if is_told else "Too few people to say.",
        ),
    )


def _how_many(people: int) -> str:
    return "only one person" if people == 1 else f"{people} people"


def _kpis_section(opened: Opened, told: Sequence[Told]) -> Section:
    latest = max(promise.seen_at for promise in opened.facts.coverage)
    is_short = latest < opened.facts.window.until
    return Section(
        "kpis",
        "What the help was for",
        "What became of it upstream. That one thing came after another does not say that it came of "
        "it. Nothing here counts closings.",
        grid=Grid(
            (
                Column("figure", "Figure"),
                Column("value", "Value"),
                Column("unit", "Unit"),
                Column("detail", "To know"),
            ),
            tuple(
                (
                    Cell(one.says),
                    Cell(_value(one), one.key if one.behind else None),
                    Cell(one.unit),
                    Cell(_detail(one)),
                )
                for one in told
            ),
            "One row per figure.",
        ),
        notes=(f"Nothing is known after {show_date(latest)}: facts end there.",)
        if is_short
        else (),
    )


def _experiments_section(due: Sequence[Experiment]) -> Section:
    return Section(
        "experiments",
        f"{many(len(due), 'experiment waits', 'experiments wait')} for a decision",
        " ".join(PROMPTS) if due else "None is due.",
        grid=Grid(
            (
                Column("experiment", "Experiment"),
                Column("hypothesis", "Hypothesis"),
                Column("review", "Review"),
                Column("how", "Decide"),
            ),
            tuple(
                (
                    Cell(one.title),
                    Cell(one.hypothesis),
                    Cell(f"{one.review_on}"),
                    Cell(f"twohats experiments keep {one.name} --why REASON"),
                )
                for one in due
            ),
            "One row per experiment.",
            "None is due.",
        ),
    )


def _figure(told: Told) -> Figure:
    cell = Cell(_value(told), told.key if told.behind else None)
    return Figure(told.says, cell, told.unit, _detail(told))


def _value(told: Told) -> CellValue:
    if told.value is None:
        return told.answer
    if told.unit.startswith("share"):
        return f"{told.value:.0%}"
    return round(told.value, 2) if isinstance(told.value, float) else told.value


def _detail(told: Told) -> str:
    parts = [told.detail] if told.detail else []
    if told.low is not None or told.high is not None:
        low, high = ("open" if one is None else f"{one:.0%}" for one in (told.low, told.high))
        parts.append(f"95 %: {low} to {high}")
    return "; ".join(parts)


def _grid(told: Told) -> Grid:
    return Grid(
        tuple(Column(name, name.replace("_", " ").capitalize()) for name in told.columns),
        tuple(tuple(_cell(name, row) for name in told.columns) for row in told.behind[:ROWS_SHOWN]),
        "One row per thing counted.",
    )


def _cell(name: str, row: Row) -> Cell:
    value = row[name]
    if isinstance(value, list | tuple):
        return Cell(", ".join(map(str, value)))
    if isinstance(value, str) and name in ("item", "community", "back_item"):
        return Cell(short(value), link=row.get("url") if name == "item" else None)
    if value is None or isinstance(value, str | int | float | bool):
        return Cell(value)
    return Cell(f"{value:%Y-%m-%d}")
