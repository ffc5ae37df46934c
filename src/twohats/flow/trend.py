"""``measure --every``: one measure period by period, each as it was known when the period ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from twohats.facts import Facts, as_of
from twohats.flow.balance.weighing import stretches
from twohats.flow.facts import Opened, lent
from twohats.flow.measure import COLUMNS as MEASURED
from twohats.flow.measure import Asked, facts_for, measured, rows_of
from twohats.flow.page import clear_page
from twohats.flow.rows import Row
from twohats.flow.words import many
from twohats.ledger import attribution
from twohats.ledger.balance import Period, periods
from twohats.measures.measure import Measure
from twohats.records.measures import Definition
from twohats.records.pages import Cell, Chart, Cleared, Column, Document, Grid, RowSet, Section
from twohats.records.times import Window, show_date
from twohats.workspace.settings import Settings

COLUMNS = ("period", *MEASURED, "is_whole", "policy", "marks")
"""One row per period and number; ``marks`` says what was different in that period."""
MOST_LINES = 6
ROWS_SHOWN = 50
CHOICES = {
    "known": "each period as it was known when it ended; who is who, as it is known now",
    "profiles": "employers from profiles have no date, and are not looked at in a trend",
}
CUT = {"policy": "a change of policy cuts a period, and no line is drawn across it"}
MARKED = {"holidays": "as `[[holidays]]` of twohats.toml name them"}


@dataclass(frozen=True)
class Trend:
    """A measure over time."""

    rows: tuple[Row, ...]
    """In order of periods; see `COLUMNS`."""
    meta: Mapping[str, Any]
    parts: tuple["_Part", ...]
    """What is behind each period; `trend_page` shows it."""


@dataclass(frozen=True)
class _Part:
    """One period, and what is behind it."""

    period: Period
    window: Window
    is_whole: bool
    marks: tuple[str, ...]
    facts: Facts
    holidays: tuple[str, ...] = ()
    """Those of its marks that are holidays."""


def trend(
    opened: Opened, measure: Measure, asked: Asked, every: str, *, from_a_start: bool = False
) -> Trend:
    """Work out one measure for each period of a window.

    Parameters
    ----------
    opened
        A workspace with its facts; its window is cut into periods.
    measure, asked
        As for `twohats.flow.measure.measured`.
    every
        ``month``, ``quarter`` or ``iteration``.
    from_a_start
        Leave out a first period that the window cuts.

    Raises
    ------
    WrongUse
        By iteration, and the workspace does not say when these begin.
    """
    settings = opened.workspace.settings
    facts = facts_for(opened, measure)
    parts = [
        _part(opened, facts, period, whole)
        for period, whole in _cut(facts.window, settings, every, from_a_start)
    ]
    rows: list[Row] = []
    meta: dict[str, Any] = {}
    for part in parts:
        with lent(opened, part.facts) as then:
            found = measured(replace(opened, facts=then), measure, asked, then)
        meta = {**found.meta}
        rows += [{**row, **_said(part)} for row in found.rows]
    over = Window(parts[0].window.since, parts[-1].window.until)
    window = f"{over}, half-open, UTC, by {every}"
    meta |= {"window": window, "choices": {**meta.get("choices", {}), **_choices(parts)}}
    if measure.definition.name in attribution.MEASURES:
        meta["choices"]["known"] = "classes as they are known and settled now"
    return Trend(tuple(rows), meta, tuple(parts))


def trend_page(opened: Opened, measure: Measure, asked: Asked, found: Trend) -> Cleared:
    """Make a page of a trend, with a chart, its table, and the rows behind each period.

    Parameters
    ----------
    opened, measure, asked
        As `trend` had them.
    found
        What it gave.
    """
    document = _document(opened, measure, asked, found.parts, found.rows, found.meta)
    return clear_page(document, opened)


def _cut(
    window: Window, settings: Settings, every: str, from_a_start: bool
) -> list[tuple[Period, bool]]:
    """Give each period, and whether all of it lies in the window."""
    found = stretches(window, settings, every, "--every")
    whole = {
        name: _is_whole(name, start, end, window, settings, every) for name, start, end in found
    }
    if from_a_start and len(found) > 1 and not whole[found[0][0]]:
        found = found[1:]
    return [(period, whole[period.name]) for period in periods(found, settings)]


def _is_whole(
    name: str, start: date, end: date, window: Window, settings: Settings, every: str
) -> bool:
    if _midnight(end) > window.until or _midnight(start) < window.since:
        return False
    if every == "iteration":
        iteration = settings.iterations.on(start) if settings.iterations else None
        return iteration is not None and (iteration.since, iteration.until) == (start, end)
    months = 3 if every == "quarter" else 1
    begins = start.day == 1 and (start.month - 1) % months == 0
    following = start
    for _ in range(months):
        following = (following.replace(day=1) + timedelta(days=32)).replace(day=1)
    return begins and end == following


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _part(opened: Opened, facts: Facts, period: Period, is_whole: bool) -> _Part:
    """Take the facts back to the end of a period."""
    since = max(_midnight(period.since), facts.window.since)
    until = min(_midnight(period.until), facts.window.until)
    tables = as_of(facts.tables, until)
    name = f"items_{until:%Y%m%d%H%M%S}"
    tables["items"] = opened.backend.create_table(name, tables["items"], temp=True, overwrite=True)
    then = replace(facts, tables=tables, window=Window(since, until), as_of=until)
    settings = opened.workspace.settings
    holidays = [one.name for one in settings.holidays if one.meets(period.since, period.until)]
    marks = [*holidays]
    if period.is_first_under_policy:
        policy = period.policy.name if period.policy else "none"
        marks.insert(0, f"policy changed: {policy}")
    if not is_whole:
        marks.append("part of it")
    return _Part(period, then.window, is_whole, tuple(marks), then, tuple(holidays))


def _choices(parts: Sequence[_Part]) -> dict[str, str]:
    """Say how a trend is read; of changes of policy and holidays only where there are any."""
    cut = any(part.period.is_first_under_policy for part in parts)
    marked = any(part.holidays for part in parts)
    return {**CHOICES, **(CUT if cut else {}), **(MARKED if marked else {})}


def _said(part: _Part) -> Row:
    period = part.period
    return {
        "period": _name(part),
        "is_whole": part.is_whole,
        "policy": period.policy.name if period.policy else None,
        "marks": "; ".join(part.marks) or None,
    }


def _name(part: _Part) -> str:
    """Name a period; of one that a policy cut, each piece by its first day."""
    is_first = part.period.since.day == 1 or not part.period.is_first_under_policy
    return part.period.name if is_first else f"{part.period.name} from {part.period.since}"


def _document(
    opened: Opened,
    measure: Measure,
    asked: Asked,
    parts: Sequence[_Part],
    rows: Sequence[Row],
    meta: Mapping[str, Any],
) -> Document:
    definition = measure.definition
    behind = {f"rows-{part.window.since:%Y-%m-%d}": part for part in parts}
    section = Section(
        "trend",
        definition.title,
        f"{definition.says} Each period as it was known when it ended.",
        chart=_chart(definition, rows) if asked.by is None else None,
        grid=_grid(rows),
        notes=tuple(f"{what}: {choice}" for what, choice in meta["choices"].items()),
    )
    return Document(
        f"{definition.title} over time",
        f"{opened.workspace.settings.organization}, {meta['window']}",
        (section,),
        rows={key: _behind(opened, measure, asked, part) for key, part in behind.items()},
        meta=meta,
    )


def _chart(definition: Definition, rows: Sequence[Row]) -> Chart | None:
    """Draw a line per part of the measure's own unit; none across a change of policy."""
    told = [row for row in rows if row["unit"] == definition.unit]
    policies = {row["policy"] for row in told}
    parts = list(dict.fromkeys(row["part"] for row in told if row["value"] is not None))[
        :MOST_LINES
    ]
    marks = tuple(
        {
            "since": f"{row['since']:%Y-%m-%d}",
            "value": row["value"],
            "part": row["part"]
            if len(policies) == 1
            else f"{row['part']} ({row['policy'] or 'no policy'})",
        }
        for row in told
        if row["part"] in parts and row["value"] is not None
    )
    if len({mark["since"] for mark in marks}) < 2:
        return None
    names = tuple(dict.fromkeys(mark["part"] for mark in marks))
    return Chart(
        "lines", f"{definition.title} by period", marks, "since", "value", "part", names,
        "first day of the period", definition.unit,
    )  # fmt: skip


_SHOWN = (
    Column("period", "Period"),
    Column("group", "Of"),
    Column("part", "Part"),
    Column("value", "Value", numeric=True),
    Column("unit", "Unit"),
    Column("low", "Low", numeric=True),
    Column("high", "High", numeric=True),
    Column("n", "n", numeric=True),
    Column("answer", "Answer"),
    Column("marks", "Marks"),
)


def _grid(rows: Sequence[Row]) -> Grid:
    return Grid(
        _SHOWN,
        tuple(
            (
                Cell(row["period"]),
                Cell(row["repository"] or "all"),
                Cell(row["part"]),
                Cell(_short(row["value"]), opens=f"rows-{row['since']:%Y-%m-%d}"),
                Cell(row["unit"]),
                _bound(row["low"]),
                _bound(row["high"]),
                Cell(row["n"]),
                Cell(row["answer"]),
                Cell("; ".join(one for one in (row["marks"], row["note"]) if one)),
            )
            for row in rows
        ),
        "One row per period and number.",
        "Nothing happened in any period.",
    )


def _bound(value: float | None) -> Cell:
    """Show an end of an interval; many numbers have none, and then nothing is unknown."""
    return Cell("–" if value is None else _short(value))


def _short(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else float(f"{value:.4g}")


def _behind(opened: Opened, measure: Measure, asked: Asked, part: _Part) -> RowSet:
    """List what the numbers of a period count."""
    with lent(opened, part.facts) as then:
        columns, found = rows_of(replace(opened, facts=then), measure, asked, then)
    total = many(len(found), "row", "rows")
    places = "".join(f" --repository {one}" for one in asked.repositories)
    places += "".join(f" --community {one}" for one in asked.communities)
    since, until = show_date(part.window.since), show_date(part.window.until)
    return RowSet(
        f"{measure.definition.title}, {_name(part)}: {total}",
        Grid(
            tuple(Column(name, name.replace("_", " ")) for name in columns),
            tuple(tuple(Cell(_plain(row[name])) for name in columns) for row in found[:ROWS_SHOWN]),
        ),
        len(found),
        f"twohats measure {measure.definition.name} --since '{since}' --until '{until}'"
        f" --as-of '{until}'{places} --rows",
        measure.definition.says,
    )


def _plain(value: Any) -> str | int | float | bool | None:
    if isinstance(value, datetime):
        return show_date(value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value  # type: ignore[no-any-return]
