"""Hours logged for initiatives: told only where they speak of nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from twohats.initiatives.hours import hours_of
from twohats.journal import PrivateLine, PrivateState, ulid
from twohats.journal.logged import logged_content
from twohats.journal.private import Tombstone
from twohats.records.decisions import Decision
from twohats.records.initiatives import NOT_LOGGED, Initiative

URL = "https://tracker.example/plan/1"
MINE = Initiative("github:us/plan#1", "Quotas", "directed", URL)
OTHER = Initiative("github:us/plan#2", "Charts", "directed", "https://tracker.example/plan/2")
MAY = datetime(2026, 5, 1, tzinfo=UTC)
LATER = datetime(2026, 6, 16, tzinfo=UTC)


class Book:
    """A journal and its private part, written entry by entry."""

    def __init__(self):
        self.decisions, self.lines, self.count = [], [], 0

    def log(self, who, hours, url=URL, activity="change", day=3, late=0):
        """Log some hours on a day of May."""
        self.count += 1
        at = MAY + timedelta(days=day + late, seconds=self.count)
        on = (MAY + timedelta(days=day)).date()
        id_ = ulid(at, self.count.to_bytes(10, "big"))
        content = logged_content(f"Work {self.count}", on, activity, account=who, links=[url])
        self.decisions.append(Decision(id_, who, at, "logged", (), "work", content))
        private = {"hours": hours, "date": on.isoformat(), "item": f"log:{id_}"}
        self.lines.append(PrivateLine(id_, "hours", who, at, private))
        return id_

    def team(self, url=URL, activity="change", hours=1.0):
        """Five entries of three people."""
        for who in ("ada", "bea", "cleo", "ada", "bea"):
            self.log(f"github:{who}", hours, url, activity)

    def told(self, now=LATER, **state):
        """What is told of both initiatives."""
        private = PrivateState(tuple(self.lines), **state)
        return hours_of([MINE, OTHER], self.decisions, private, now)


@pytest.fixture
def book():
    """A team that did other work, and work for one initiative, of both kinds."""
    book = Book()
    book.team("https://elsewhere.example")
    book.team(hours=2.0)
    book.team(activity="meeting", hours=0.5)
    return book


def test_hours_are_added_up_by_kind(book):
    """Building and coordination stand apart; what nobody logged for is not measured."""
    told = book.told()

    assert told[MINE.key].build_h == 10.0
    assert told[MINE.key].coordination_h == 2.5
    assert (told[MINE.key].answer, told[MINE.key].months) == ("counted", 1)
    assert told[OTHER.key] == NOT_LOGGED


def test_a_month_is_told_half_a_month_after_its_end(book):
    """And not a day before."""
    before = book.told(LATER - timedelta(days=1, seconds=1))

    assert before[MINE.key] == NOT_LOGGED


def test_what_is_written_later_changes_nothing(book):
    """Else the difference would tell what one person added."""
    before = book.told()
    book.log("github:ada", 40, day=3, late=60)

    assert book.told(LATER + timedelta(days=90)) == before


def test_a_part_by_few_holds_back_the_whole_month(book):
    """What is told could else be taken from a sum of the team."""
    book.log("github:ada", 7, OTHER.url)
    told = book.told()

    assert (told[MINE.key].answer, told[MINE.key].build_h, told[MINE.key].held) == ("too few", None, 1)  # fmt: skip
    assert told[OTHER.key].answer == "too few"


def test_work_that_belongs_to_none_needs_enough_too():
    """Without it the team's sum less these parts would speak of whoever came late."""
    book = Book()
    book.team()

    assert book.told()[MINE.key].answer == "too few"


def test_an_erased_line_holds_back_its_month(book):
    """The sum without it, beside the one told before, would tell it."""
    gone = Tombstone(ulid(MAY + timedelta(days=9), bytes(10)), LATER)
    other = Tombstone(ulid(MAY - timedelta(days=9), bytes(10)), LATER)

    assert book.told(tombstones=(gone,))[MINE.key].answer == "too few"
    assert book.told(tombstones=(other,))[MINE.key].answer == "counted"


def test_a_person_counts_once_however_many_entries(book):
    """Three people stand behind what is told, not three entries of one."""
    alone = Book()
    alone.team("https://elsewhere.example")
    for _ in range(9):
        alone.log("github:ada", 1)

    assert alone.told()[MINE.key].answer == "too few"
