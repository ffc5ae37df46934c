"""The numbers of a site: first all are counted, then it is settled which rows may be listed, then they are shown.

A number is never more than the rows it opens to. Where some of them may not be listed, it says "at least";
see docs/decisions/2026-11-what-public-rows-show.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from twohats.flow.report.held_back import Thing, held_back, hidden_parts, is_few, shown_by
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.formats.disputes import WHOLE, Disputed, way_to_dispute
from twohats.guards.public import Forbidden
from twohats.journal.disputes import Answered
from twohats.ledger.few import FEWEST_PEOPLE
from twohats.records.pages import Cell, Column, Grid, RowSet
from twohats.records.times import Window

Answer = Literal["counted", "at least", "too few", "not told", "not measured"]
TOO_FEW = "too few"
NOT_MEASURED = "not measured"
NOT_TOLD = "not told"
SOME_LEFT_OUT = (
    "Others count, too, and are not listed: they belong to numbers that are too small to tell."
)
ROWS_SHOWN = 200
"""Rows a page shows behind one number; the file beside it holds all."""
LOGGED = "log:"
"""Begins the items of work that left no trace; their texts stay inside."""
WITHHELD = "title not shown"
_LINK = "link:"
"""Begins items that are known by their address alone."""
Place = tuple[str, str]
"""Page and key of a number."""


@dataclass(frozen=True)
class Counted:
    """One number, and the rows that it counts."""

    page: str
    key: str
    """Unique on its page: ``asked.changes``."""
    title: str
    says: str
    """What counts, in a sentence."""
    rows: Sequence[Row]
    extra: tuple[tuple[Column, str], ...] = ()
    """Further columns, each with the field of a row."""
    is_about_us: bool = True
    """Whether the number is about our people, and so told only where it speaks of none of them."""
    shows_kind: bool = True
    shows_item: bool = True
    """Whether a row is an item; else it has its extra columns alone."""
    parts: tuple[Place, ...] = ()
    """Numbers that it adds up."""
    part_of: Place | None = None
    """The number that it splits, by what only the page knows: whose need a piece of work met."""
    beside: Place | None = None
    """The number without which this one is not told: it would say what that hides."""
    among: int | None = None
    """People who did such a thing at all, on the forge; None: nobody can know."""
    counts_people: bool = False
    """Whether each row is a person."""
    is_nobodys: bool = False
    """Whether it speaks of the organization, whoever did it; rows show items that may be somebody's."""


@dataclass
class Book:
    """All numbers of a site."""

    window: Window
    digest: str
    where: str
    """Where disputes go."""
    titles: Mapping[str, str]
    """Title of each page."""
    forbidden: Forbidden
    answers: Mapping[Place, Answered] = field(default_factory=dict)
    """The latest answer to a dispute, by page and number."""
    counted: dict[Place, Counted] = field(default_factory=dict)
    groups: list[Sequence[Row]] = field(default_factory=list)
    """Rows that readers can sort out, though no number counts them."""
    unmeasured: set[Place] = field(default_factory=set)
    """Numbers for which not everything was read."""
    held: set[Thing] = field(default_factory=set)
    """What no row may show."""
    hidden: set[Place] = field(default_factory=set)
    """Numbers that are told in no part, and of no row."""
    found: dict[Place, Sequence[Row]] = field(default_factory=dict)
    """Rows that may be listed, as far as they were looked for since all was settled."""
    withheld: dict[str, set[str]] = field(default_factory=dict)
    """By page, items whose titles hold what must not leave."""

    def count(self, number: Counted) -> None:
        """Put a number into the book."""
        assert (number.page, number.key) not in self.counted
        self.counted[number.page, number.key] = number

    def settle(self) -> None:
        """Find out what may be listed, and so be told.

        Numbers that only add up others, or split them by what only the page knows, need no rows held
        back: they show those of the others. What may not be said of a row is said of none in question.
        """
        alone = [
            one.rows
            for at, one in self.counted.items()
            if one.is_about_us
            and not (one.parts or one.part_of or one.counts_people or one.is_nobodys)
            and at not in self.unmeasured
        ]
        self.held = held_back([*alone, *self.groups])
        self.hidden = {at for at, one in self.counted.items() if self._is_alone(one)}
        self.hidden |= self._hidden_parts()
        self.hidden |= {
            at for at, one in self.counted.items() if one.beside and not self.is_exact(*one.beside)
        }
        self.found.clear()

    @staticmethod
    def _is_alone(one: Counted) -> bool:
        """Whether a number speaks of few whatever the others do."""
        if one.counts_people and is_few(one.rows, counts_people=True):
            return True
        # Where few did such a thing at all, "none of ours" and "too few" would say whose it was.
        return not one.rows and 0 < (one.among or 0) < FEWEST_PEOPLE

    def _hidden_parts(self) -> set[Place]:
        splits: dict[Place, dict[Place, Sequence[Row]]] = {}
        for at, one in self.counted.items():
            if one.part_of:
                splits.setdefault(one.part_of, {})[at] = self._listed(one)
        hidden = set().union(*map(hidden_parts, splits.values()))
        # What splits a number that is not told is not told either.
        return hidden | {at for split in splits.keys() & hidden for at in splits[split]}

    def listed(self, page: str, key: str) -> Sequence[Row]:
        """Give the rows behind a number that may be listed: the number is as many."""
        at = page, key
        if at not in self.found:
            self.found[at] = self._listed(self.counted[at])
        return self.found[at]

    def _listed(self, one: Counted) -> Sequence[Row]:
        if (one.page, one.key) in self.hidden | self.unmeasured:
            return []
        if one.parts:
            shown = {id(row) for part in one.parts for row in self.listed(*part)}
            return [row for row in one.rows if id(row) in shown]
        if not one.is_about_us:
            return one.rows
        return [row for row in one.rows if self.may_show(row)]

    def may_show(self, row: Row) -> bool:
        """Whether a row about our people may stand anywhere."""
        return self.held.isdisjoint(shown_by(row))

    def is_exact(self, page: str, key: str) -> bool:
        """Whether all that counts may be listed."""
        at = page, key
        if at in self.hidden or at in self.unmeasured:
            return False
        one = self.counted[at]
        return len(self.listed(*at)) == len(one.rows) and all(
            self.is_exact(*part) for part in one.parts
        )

    def answer(self, page: str, key: str) -> Answer:
        """Say in which way a number is told."""
        if (page, key) in self.unmeasured:
            return "not measured"
        if self.counted[page, key].beside and (page, key) in self.hidden:
            return "not told"
        if self.is_exact(page, key):
            return "counted"
        return "at least" if self.listed(page, key) else "too few"

    def value(self, page: str, key: str) -> int | None:
        """Give a number, or the least that it is; None: it is not told."""
        told = self.answer(page, key) in ("counted", "at least")
        return len(self.listed(page, key)) if told else None

    def is_told(self, page: str, key: str) -> bool:
        """Whether something is told of a number."""
        return self.value(page, key) is not None

    def say(self, page: str, key: str) -> str | int:
        """Say a number as readers see it."""
        value, answer = self.value(page, key), self.answer(page, key)
        return answer if value is None else f"at least {value:,}" if answer == "at least" else value

    def cell(self, page: str, key: str, say: str | int | float | None = None) -> Cell:
        """Show a number, open to its rows.

        Parameters
        ----------
        page, key
            Which.
        say
            What to show in place of the count, where it is told: a share, say.
        """
        is_told = self.is_told(page, key)
        opens = key if is_told and self.listed(page, key) else None
        shown = say if say is not None and is_told else self.say(page, key)
        return Cell(shown, opens, note=self._note(page, key))

    def _note(self, page: str, key: str) -> str | None:
        answer = self.answers.get((page, key))
        return (
            f"{answer.answer} on {answer.on}" if answer and answer.answer == "corrected" else None
        )

    def rows_of(self, page: str) -> dict[str, RowSet]:
        """Give the rows behind every number of a page that is told."""
        return {
            one.key: self._rows(one)
            for (place, key), one in self.counted.items()
            if place == page and self.listed(page, key)
        }

    def _rows(self, one: Counted) -> RowSet:
        rows = self.listed(one.page, one.key)
        columns = (
            *((Column("item", "Item"), Column("title", "Title")) if one.shows_item else ()),
            *((Column("kind", "Kind"),) if one.shows_kind and one.shows_item else ()),
            *((Column("day", "Day"),) if one.shows_item else ()),
            *(column for column, _ in one.extra),
        )
        cells = tuple(
            (
                *(self._item_cells(one, row) if one.shows_item else ()),
                *(Cell(self.detail_of(row, name)) for _, name in one.extra),
            )
            for row in rows[:ROWS_SHOWN]
        )
        answer = self.answers.get((one.page, one.key))
        said = f" {_told(answer)}" if answer else ""
        if not self.is_exact(one.page, one.key):
            said += f" {SOME_LEFT_OUT}"
        return RowSet(
            f"{self.titles[one.page]}: {one.title}",
            Grid(columns, cells, "One row for each that counts, newest first."),
            len(rows),
            "",
            f"{one.says}{said}",
            f"{one.page}.csv",
            self.dispute(one.page, one.key, one.title, f"{self.say(one.page, one.key)}"),
        )

    def _item_cells(self, one: Counted, row: Row) -> tuple[Cell, ...]:
        return (
            Cell(item_name(row), link=None if is_logged(row) else row["url"]),
            Cell(self.title_of(row, one.page)),
            *((Cell(row["kind"].replace("_", " ")),) if one.shows_kind else ()),
            Cell(day_of(row)),
        )

    def detail_of(self, row: Row, name: str) -> Any:
        """Give a further field of a row, unless it tells apart what is not told apart."""
        keys = _TELLS.get(name, ())
        if any((row["place"], key(row)) in self.hidden for key in keys):
            return NOT_TOLD
        return row[name]

    def title_of(self, row: Row, page: str) -> str:
        """Give an item's title as a page shows it, unless it holds what must not leave."""
        if is_logged(row):
            return "work that left no trace"
        title = row["title"] or ""
        if self.forbidden.found_in(title):
            self.withheld.setdefault(page, set()).add(row["item"])
            return WITHHELD
        return title

    def dispute(self, page: str, key: str = WHOLE, title: str = "", said: str = "") -> str:
        """Give the address at which a number, or anything else of a page, is disputed."""
        since, until = f"{self.window.since:%Y-%m-%d}", f"{self.window.until:%Y-%m-%d}"
        name = f"{self.titles[page]}: {title}" if title else self.titles[page]
        return way_to_dispute(
            self.where, name, said or "the page", Disputed(page, key, since, until, self.digest[:8])
        )

    def sheet(self, page: str) -> list[dict[str, Any]]:
        """Give every row behind every number of a page, as its CSV file holds them."""
        return [
            {
                "number": one.key,
                "item": item_name(row),
                "address": None if is_logged(row) else row["url"],
                "kind": row["kind"] if one.shows_kind else None,
                "day": day_of(row),
                "class": self.detail_of(row, "class") if "class" in row else None,
            }
            for (place, key), one in self.counted.items()
            if place == page
            for row in self.listed(page, key)
        ]

    def numbers(self) -> list[dict[str, Any]]:
        """List every number of every page, as scripts read it."""
        return [
            {
                "page": page,
                "number": key,
                "value": self.value(page, key),
                "answer": self.answer(page, key),
                "title": one.title,
                "says": one.says,
            }
            for (page, key), one in self.counted.items()
        ]


def need_of(row: Row) -> str:
    """Name the number that tells of a piece of work by its class."""
    return f"need.{row['class']}"


def settled_of(row: Row) -> str:
    """Name the number that tells of a piece of work by what its class was settled."""
    return f"{need_of(row)}.{'people' if row['is_ruled'] else 'rules'}"


_TELLS = {
    "class": (need_of,), "shown": (need_of,), "for": (need_of,), "settled": (need_of, settled_of),
}  # fmt: skip
"""Fields that only the page knows, with the numbers that they tell a row to belong to."""


def day_of(row: Row) -> str | None:
    """Give the day of a row."""
    return f"{row['happened_at']:%Y-%m-%d}" if row["happened_at"] else None


def is_logged(row: Row) -> bool:
    """Whether a row is work that left no trace, whose text stays inside."""
    return bool(row["item"].startswith(LOGGED))


def item_name(row: Row) -> str:
    """Name an item as readers know it."""
    if is_logged(row):
        return "logged"
    if row["kind"] == "role":
        return str(row["where"])
    if row["item"].startswith(_LINK):
        return str(row["item"].removeprefix(_LINK).partition("://")[2])
    place, at, rest = short(row["item"]).partition("@")
    return f"{place} {rest[:10] if row['kind'] == 'commit' else rest}" if at else place


def _told(answer: Answered) -> str:
    """Say what became of a dispute."""
    if answer.answer == "corrected":
        return f"Corrected on {answer.on}: {answer.note}"
    return f"Disputed, and looked at on {answer.on}: {answer.note}"


def of_page(rows: Iterable[Row], page: str) -> list[Row]:
    """Keep the rows of one page."""
    return [row for row in rows if row["place"] == page]
