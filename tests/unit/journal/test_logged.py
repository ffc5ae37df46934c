"""Work that left no trace, as rows of the ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from twohats.journal import logged_of, ulid
from twohats.journal.logged import logged_content, read_logged
from twohats.records import Skipped
from twohats.records.decisions import Decision

AT = datetime(2026, 3, 6, 9, tzinfo=UTC)
CONTENT = logged_content(
    "Led the monthly meeting",
    date(2026, 3, 5),
    "meeting",
    community="github:lantern-project",
    account="github:ada",
    links=["https://forge.example/lantern/7", "https://forge.example/notes"],
    class_="foundational",
    private="63c1",
)


def logged(content=CONTENT, number=0, supersedes=None, who="ada@x.example"):
    id_ = ulid(AT, bytes([number] * 10))
    return Decision(id_, who, AT, "logged", (), "planned in round 3", content, supersedes)


def test_a_line_is_a_row_of_the_ledger():
    """With the item that rulings name, on the day it was done."""
    line = logged()
    (row,) = logged_of([line])

    assert row == {
        "entry": f"github:ada:log:{line.id}:meeting",
        "account": "github:ada",
        "item": f"log:{line.id}",
        "activity": "meeting",
        "happened_at": datetime(2026, 3, 5, tzinfo=UTC),
        "title": "Led the monthly meeting",
        "url": "https://forge.example/lantern/7",
        "community": "github:lantern-project",
        "item_kind": "log",
        "decision": line.id,
        "said_by": "ada@x.example",
        "links": ("https://forge.example/lantern/7", "https://forge.example/notes"),
        "class": "foundational",
        "why": "planned in round 3",
        "hat": None,
        "private": "63c1",
    }


def test_without_an_account_it_is_the_writers():
    """As git knows them."""
    line = logged({name: value for name, value in CONTENT.items() if name != "account"})

    assert logged_of([line])[0]["account"] == "mail:ada@x.example"


def test_a_correction_keeps_the_item():
    """However often, so that rulings on it stay; only the last word is a row."""
    first = logged()
    second = logged({**CONTENT, "title": "Led it"}, 1, first.id)
    third = logged({**CONTENT, "title": "Led the meeting"}, 2, second.id)

    (row,) = logged_of([third, first, second])

    assert (row["item"], row["title"], row["decision"]) == (
        f"log:{first.id}",
        "Led the meeting",
        third.id,
    )


def test_what_is_withdrawn_is_no_row():
    """Nor is a line of another kind."""
    first = logged()

    assert logged_of([first, logged({"withdrawn": True}, 1, first.id)]) == []
    assert logged_of([replace(first, what="ruling")]) == []


def test_rows_come_in_the_order_of_the_work():
    """Not of the writing."""
    lines = [logged({**CONTENT, "date": f"2026-03-0{day}"}, day) for day in (3, 1, 2)]

    assert [row["happened_at"].day for row in logged_of(lines)] == [1, 2, 3]


@pytest.mark.parametrize(
    "odd",
    [{"date": None}, {"date": "5.3."}, {"activity": "fun"}, {"title": " "}, {"title": None}],
    ids=str,
)
def test_what_is_no_logged_work_is_skipped_with_a_reason(odd):
    """A line written by hand that lacks something is named, not guessed."""
    line = logged({**CONTENT, **odd})

    assert isinstance(read_logged(line), Skipped)
    assert logged_of([line]) == []
