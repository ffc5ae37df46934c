"""The numbers of a site: first all are counted, then it is settled which may be told, then they are shown.

A number about our people is told from three people and five events on, and only where it lets nobody
work out a smaller one; see docs/decisions/2026-11-what-public-rows-show.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from twohats.flow.report.places import INDEX
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.formats.disputes import WHOLE, Disputed, way_to_dispute
from twohats.guards.public import Forbidden
from twohats.journal.disputes import Answered
from twohats.ledger.few import hidden_groups, is_small
from twohats.records.pages import Cell, Column, Grid, RowSet
from twohats.records.times import Window

Answer = Literal["counted", "too few"]
TOO_FEW = "too few"
NOT_TOLD = "not told"
NO_ROWS = "Rows are not listed here: they would tell other numbers that are too small to tell."
OPEN_DAYS, WAIT_DAYS = "open_days", "wait_days"
ROWS_SHOWN = 200
"""Rows a page shows behind one number; the file beside it holds all."""
LOGGED = "log:"
"""Begins the items of work that left no trace; their texts stay inside."""
WITHHELD = "title not shown"


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
    of: Sequence[Row] | None = None
    """Rows to show where the number counts some of them: a share opens to the whole."""
    is_about_us: bool = True
    """Whether the number is about our people, and so told only where it speaks of none of them."""
    shows_kind: bool = True
    part: Callable[[Row], tuple[str, str]] | None = None
    """Page and key of the number of which a row is told apart; None: this one. A row is listed only
    where that is told: whoever sorts the rows of a whole must not read what its parts hide."""


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
    answers: Mapping[tuple[str, str], Answered] = field(default_factory=dict)
    """The latest answer to a dispute, by page and number."""
    counted: dict[tuple[str, str], Counted] = field(default_factory=dict)
    hidden: set[tuple[str, str]] = field(default_factory=set)
    unlisted: set[tuple[str, str]] = field(default_factory=set)
    """Numbers that are told without their rows, which would tell hidden ones."""
    withheld: dict[str, set[str]] = field(default_factory=dict)
    """By page, items whose titles hold what must not leave."""

    def count(self, number: Counted) -> None:
        """Put a number into the book."""
        assert (number.page, number.key) not in self.counted
        self.counted[number.page, number.key] = number

    def settle(self) -> None:
        """Find out which numbers may be told: one after the other, in the order of the book.

        Each is told if it is large enough and nothing small can be read off it and those before. Pages
        of communities share nothing; the page for the whole is held against all of them.
        """
        people, sets = self._sets()
        pages = dict.fromkeys(page for page, _ in sets if page != INDEX)
        told: dict[str, list[int]] = {}
        for page in pages:
            told |= _told_of({at: rows for at, rows in sets.items() if at[0] == page}, {}, people)
        told = _told_of({at: rows for at, rows in sets.items() if at[0] == INDEX}, told, people)
        self.hidden = {at for at in sets if " ".join(at) not in told}

    def _sets(self) -> tuple[list[str], dict[tuple[str, str], list[int]]]:
        """Give each number about our people as places of things, and whose each thing is."""
        places: dict[object, int] = {}
        people: list[str] = []
        sets: dict[tuple[str, str], list[int]] = {}
        for at, one in self.counted.items():
            if not one.is_about_us:
                continue
            sets[at] = []
            for row in one.rows:
                atom = _atom(row)
                if atom not in places:
                    places[atom] = len(people)
                    people.append(row["person"])
                sets[at].append(places[atom])
        return people, sets

    def value(self, page: str, key: str) -> int | None:
        """Give a number; None: too few to tell."""
        return None if (page, key) in self.hidden else len(self.counted[page, key].rows)

    def is_told(self, page: str, key: str) -> bool:
        """Whether a number is told."""
        return (page, key) not in self.hidden

    def is_listed(self, page: str, key: str) -> bool:
        """Whether a number is told, and its rows as well."""
        return self.is_told(page, key) and (page, key) not in self.unlisted

    def cell(self, page: str, key: str, say: object = None) -> Cell:
        """Show a number, open to its rows.

        Parameters
        ----------
        page, key
            Which.
        say
            What to show in place of the count: a share, say.
        """
        value = self.value(page, key)
        if value is None:
            return Cell(self.at_least(page, key), note=self._note(page, key))
        one = self.counted[page, key]
        opens = key if one.rows or one.of else None
        return Cell(say if say is not None else value, opens, note=self._note(page, key))  # type: ignore[arg-type]

    def at_least(self, page: str, key: str) -> str:
        """Say what the parts of a number that are told add up to, where itself it is not told."""
        parts = [one for one in self.counted if one[0] == page and one[1].startswith(f"{key}.")]
        told = sum(self.value(*one) or 0 for one in parts)
        return f"at least {told:,}" if told else TOO_FEW

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
            if place == page and (one.rows or one.of) and self.is_told(page, key)
        }

    def _rows(self, one: Counted) -> RowSet:
        rows, unlisted = self.listed(one)
        columns = (
            Column("item", "Item"),
            Column("title", "Title"),
            *((Column("kind", "Kind"),) if one.shows_kind else ()),
            Column("day", "Day"),
            *(column for column, _ in one.extra),
        )
        cells = tuple(
            (
                Cell(item_name(row), link=None if is_logged(row) else row["url"]),
                Cell(self.title_of(row, one.page)),
                *((Cell(row["kind"].replace("_", " ")),) if one.shows_kind else ()),
                Cell(self.day_of(row) or NOT_TOLD),
                *(Cell(self.detail_of(row, name)) for _, name in one.extra),
            )
            for row in rows[:ROWS_SHOWN]
        )
        answer = self.answers.get((one.page, one.key))
        said = f" {_told(answer)}" if answer else ""
        if not self.is_listed(one.page, one.key):
            said += f" {NO_ROWS}"
        elif unlisted:
            said += (
                f" {unlisted:,} of them are not listed: they would tell numbers too small to tell."
            )
        return RowSet(
            f"{self.titles[one.page]}: {one.title}",
            Grid(columns, cells, "One row for each that counts, newest first."),
            len(rows),
            "",
            f"{one.says}{said}",
            f"{one.page}.csv",
            self.dispute(one.page, one.key, one.title, str(len(one.rows))),
        )

    def listed(self, one: Counted) -> tuple[Sequence[Row], int]:
        """Give the rows behind a number that may be listed, and how many may not."""
        rows = one.of if one.of is not None else one.rows
        if not self.is_listed(one.page, one.key):
            return [], len(rows)
        if one.part is None:
            return rows, 0
        if one.of is not None:
            # Of a share all rows stay; whose they are is not said where that number is hidden.
            told = [(row, self.is_told(*one.part(row))) for row in rows]
            return [row if is_told else {**row, "whose": NOT_TOLD} for row, is_told in told], 0
        shown = [row for row in rows if self.is_listed(*one.part(row))]
        return shown, len(rows) - len(shown)

    def tells_stuck(self, row: Row) -> bool:
        """Whether it may be said how long a change of ours has been open."""
        return self.is_told(row["place"], "now.stuck")

    def tells_waiting(self, row: Row) -> bool:
        """Whether it may be said how long a change of ours has waited: whoever waits so long is stuck."""
        return self.tells_stuck(row) and self.is_told(row["place"], "now.waiting")

    def day_of(self, row: Row) -> str | None:
        """Give the day of a row; None: it would say that a change of ours is stuck, which is hidden."""
        kind = row["kind"]
        is_opening = kind in ("open", "changes") or (kind == "change" and "class" in row)
        if is_opening and not self.tells_stuck(row):
            return None
        return f"{row['happened_at']:%Y-%m-%d}"

    def detail_of(self, row: Row, name: str) -> Any:
        """Give a further field of a row, unless it would tell a number that is hidden."""
        if row["kind"] == "open" and (
            (name == OPEN_DAYS and not self.tells_stuck(row))
            or (name == WAIT_DAYS and not self.tells_waiting(row))
        ):
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
                "day": self.day_of(row),
                "whose": row.get("whose"),
                "class": row.get("class"),
            }
            for (place, key), one in self.counted.items()
            if place == page and self.is_told(page, key)
            for row in self.listed(one)[0]
        ]

    def numbers(self) -> list[dict[str, Any]]:
        """List every number of every page, as scripts read it."""
        return [
            {
                "page": page,
                "number": key,
                "value": self.value(page, key),
                "answer": "counted" if self.is_told(page, key) else TOO_FEW,
                "title": one.title,
                "says": one.says,
            }
            for (page, key), one in self.counted.items()
        ]


_SAME = {
    "changes": "change", "merged": "change", "open": "change", "closed without merge": "change",
    "issues": "issue", "reviews": "review", "answers": "comment", "answer": "comment",
    "merges": "merge", "releases": "release",
}  # fmt: skip
"""Kinds under which several numbers know the same thing."""
_BY_OTHERS = frozenset({"reviews_received", "answers_received"})


def _atom(row: Row) -> object:
    """Tell what makes two rows the same thing, in whatever number they count.

    So a number that is hidden in one section cannot be read in another. What others did for one item of
    ours is each a thing of its own.
    """
    if row["kind"] in _BY_OTHERS:
        return id(row)
    return row["person"], row["item"], _SAME.get(row["kind"], row["kind"])


def _told_of(
    sets: Mapping[tuple[str, str], list[int]],
    told: Mapping[str, list[int]],
    people: Sequence[str],
) -> dict[str, list[int]]:
    """Add what may be told to what is told already."""
    found = dict(told)
    for at, rows in sets.items():
        name = " ".join(at)
        if not rows or (
            not is_small(rows, people) and not hidden_groups({**found, name: rows}, people)
        ):
            found[name] = rows
    return found


def is_logged(row: Row) -> bool:
    """Whether a row is work that left no trace, whose text stays inside."""
    return bool(row["item"].startswith(LOGGED))


def item_name(row: Row) -> str:
    """Name an item as readers know it."""
    if is_logged(row):
        return "logged"
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
