"""``returns``: how the return of newcomers moved with their waiting, by community and by year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.page import clear_page, shown_with
from twohats.flow.rows import Row, fetch
from twohats.flow.words import many, short
from twohats.ledger.few import FEWEST_EVENTS
from twohats.measures.newcomer_returns import FOLLOW_D, GROUPS, LANDMARK_D, newcomer_returns
from twohats.measures.return_model import Newcomer, lacking, return_model, share_at, wilson
from twohats.records.measures import ReturnModel
from twohats.records.pages import Cell, Cleared, Column, Document, Figure, Grid, RowSet, Section
from twohats.records.times import show_date

ALL = "all"
COLUMNS = ("community", "year", "wait_group", "n", "returned", "share", "low", "high", "answer")
"""One row per community, year and group of waits; ``all`` stands for all of them together."""
BEHIND = ("community", "item", "title", "came_at", "wait_d", "wait_group", "returned", "url")
NO_CAUSE = (
    "What moved together need not hang together: communities that answer soon may differ in much else. "
    "Nothing here is about one person, and nothing foretells what one will do."
)
ROWS_SHOWN = 100


@dataclass(frozen=True)
class Returns:
    """How return moved with waiting."""

    page: Cleared
    rows: tuple[Row, ...]
    model: ReturnModel
    """Of all communities taken as one."""
    behind: tuple[Row, ...]
    meta: Mapping[str, object]


def returns(opened: Opened) -> Returns:
    """Count newcomers by wait and return, fit a curve, and try it on history.

    Parameters
    ----------
    opened
        A workspace with its facts. All history counts, up to the as-of date and to where facts end.
    """
    facts = opened.facts
    seen = [promise.covers_to or promise.seen_at for promise in facts.coverage]
    now = min(facts.as_of, max(seen, default=facts.as_of))
    found = fetch(newcomer_returns(facts).order_by("came_at", "item"))
    every = [row for row in found if not row["may_be_known"]]
    known = [row for row in every if row["known_at"] <= now]
    counted = tuple(_counted(known))
    model = return_model([_newcomer(row) for row in every], now)
    by_community = {
        community: return_model([_newcomer(row) for row in rows], now)
        for community, rows in sorted(_by(every, "community").items())
    }
    behind = tuple(shown_with([_behind(row) for row in known], opened.people.pseudonyms))
    document = _document(
        opened,
        counted,
        model,
        by_community,
        behind,
        len(every) - len(known),
        len(found) - len(every),
        now,
    )
    return Returns(clear_page(document, opened), counted, model, behind, document.meta)


def _counted(known: Sequence[Row]) -> Iterable[Row]:
    """Count each group of waits: of all, of each community, and of each year of it."""
    yield from _groups(ALL, ALL, known)
    for community, rows in sorted(_by(known, "community").items()):
        yield from _groups(community, ALL, rows)
        years: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            years[f"{row['came_at']:%Y}"].append(row)
        for year, there in sorted(years.items()):
            yield from _groups(community, year, there)


def _groups(community: str, year: str, rows: Sequence[Row]) -> Iterable[Row]:
    for group in GROUPS:
        here = [row for row in rows if row["wait_group"] == group]
        back = sum(row["returned"] for row in here)
        row: Row = {"community": community, "year": year, "wait_group": group, "n": len(here)}
        if len(here) < FEWEST_EVENTS:
            answer = "too few" if here else "none"
            yield row | dict.fromkeys(("returned", "share", "low", "high")) | {"answer": answer}
            continue
        ends = wilson(back, len(here))
        assert ends is not None
        yield row | {
            "returned": back,
            "share": round(back / len(here), 4),
            "low": round(ends[0], 4),
            "high": round(ends[1], 4),
            "answer": "counted",
        }


def _document(
    opened: Opened,
    counted: Sequence[Row],
    model: ReturnModel,
    by_community: Mapping[str, ReturnModel],
    behind: Sequence[Row],
    undecided: int,
    unsure: int,
    now: datetime,
) -> Document:
    sections = (
        _shares_section(counted, undecided, unsure, bool(behind)),
        _curve_section(model, by_community),
        _calibration_section(model),
    )
    columns = tuple(Column(name, name.replace("_", " ").capitalize()) for name in BEHIND)
    cells = tuple(
        tuple(_cell(name, row) for name in BEHIND) for row in list(behind)[::-1][:ROWS_SHOWN]
    )
    grid = Grid(columns, cells, "One row per newcomer, the latest first.")
    rows = {"newcomers": RowSet("Newcomers whose return is known", grid, len(behind), "twohats returns --rows")}  # fmt: skip
    return Document(
        "How the return of newcomers moved with their waiting",
        f"All history up to {show_date(now)} (UTC)",
        sections,
        rows if behind else {},
        meta={**meta(opened), "window": f"all history up to {show_date(now)}", "unit": "people"},
    )


def _shares_section(counted: Sequence[Row], undecided: int, unsure: int, is_open: bool) -> Section:
    total = sum(row["n"] for row in counted if row["community"] == ALL)
    shown = [row for row in counted if row["year"] == ALL]
    return Section(
        "shares",
        f"{many(total, 'newcomer', 'newcomers')}, by how long the first answer took",
        f"New: the first thing of theirs seen in that community. The wait is looked at after {LANDMARK_D} "
        f"days; a return is opening something again in the {FOLLOW_D} days after that. {NO_CAUSE}",
        figures=(
            Figure("Newcomers whose return is known", Cell(total, "newcomers" if is_open else None), "people"),
            Figure("Came too late for that to be known", Cell(undecided), "people"),
            Figure(
                "Left out: may have been there before",
                Cell(unsure),
                "people",
                f"first {FOLLOW_D} days of histories that were not read from their beginning",
            ),
        ),
        grid=Grid(
            (
                Column("community", "Community"),
                Column("wait", "First answer"),
                Column("n", "Newcomers", numeric=True),
                Column("share", "Returned"),
            ),
            tuple(
                (
                    Cell(short(row["community"])),
                    Cell(row["wait_group"]),
                    Cell(row["n"]),
                    _share_cell(row),
                )
                for row in shown
                if row["n"]
            ),
            "One row per community and group of waits; years stand in --format csv.",
            "Nobody new is known.",
        ),
    )  # fmt: skip


def _share_cell(row: Row) -> Cell:
    if row["share"] is None:
        return Cell(row["answer"])
    return Cell(f"{row['share']:.0%}", note=f"95 %: {row['low']:.0%} to {row['high']:.0%}")


def _curve_section(model: ReturnModel, by_community: Mapping[str, ReturnModel]) -> Section:
    lines = [(ALL, model), *by_community.items()]
    return Section(
        "curve",
        _found(model),
        "A logistic curve in the logarithm of the wait. Tried on history: fitted to what was known on a "
        "day, and set against those who came in the half year after it.",
        grid=Grid(
            (
                Column("community", "Community"),
                Column("answer", "Does the wait tell more than the plain share?"),
                Column("day", "Return after 1 day"),
                Column("month", "Return without an answer"),
                Column("slope", "Slope"),
                Column("gain", "Less error"),
                Column("tried", "Tried on", numeric=True),
            ),
            tuple(
                (
                    Cell(short(community)),
                    Cell(one.answer, note=_because(one)),
                    _percent(share_at(one, 1)),
                    _percent(share_at(one, LANDMARK_D)),
                    _between(one.slope_low, one.slope_high),
                    _between(one.gain_low, one.gain_high),
                    Cell(one.tried),
                )
                for community, one in lines
            ),
            "One row per community. Both are 95 % intervals; one that holds 0 says nothing.",
        ),
    )


def _found(model: ReturnModel) -> str:
    return {
        "tells more": "The wait told more about later newcomers than the plain share did",
        "tells no more": "The wait told no more about later newcomers than the plain share did",
        "not tried": "History is too short to try the curve on",
        "too few": f"No curve: {lacking(model)}",
    }[model.answer]


def _because(model: ReturnModel) -> str:
    """Say how many newcomers there are, and what a curve lacks of them."""
    return "; ".join(filter(None, (many(model.n, "newcomer", "newcomers"), lacking(model))))


def _calibration_section(model: ReturnModel) -> Section:
    return Section(
        "calibration",
        "What the curve would have foretold, and what came",
        "Of all communities together, for newcomers whom it had not seen.",
        grid=Grid(
            (
                Column("told", "Foretold"),
                Column("came", "Came"),
                Column("n", "Newcomers", numeric=True),
            ),
            tuple(
                (
                    Cell(f"{part.told:.0%}"),
                    Cell(f"{part.came:.0%}", note=f"95 %: {part.low:.0%} to {part.high:.0%}"),
                    Cell(part.n),
                )
                for part in model.calibration
            ),
            "One row per quarter of the newcomers tried on, by what was foretold.",
            "It was not tried.",
        ),
    )


def _percent(share: float | None) -> Cell:
    return Cell(None if share is None else f"{share:.0%}")


def _between(low: float | None, high: float | None) -> Cell:
    return Cell(None if low is None or high is None else f"{low:.3f} to {high:.3f}")


def _newcomer(row: Row) -> Newcomer:
    return Newcomer(row["came_at"], row["wait_d"], row["returned"], row["known_at"])


def _behind(row: Row) -> Row:
    return {**{name: row[name] for name in BEHIND}, "wait_d": round(row["wait_d"], 2)}


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _cell(name: str, row: Row) -> Cell:
    value = row[name]
    if isinstance(value, datetime):
        return Cell(f"{value:%Y-%m-%d}")
    if isinstance(value, str) and name in ("item", "community"):
        return Cell(short(value), link=row["url"] if name == "item" else None)
    return Cell(value)
