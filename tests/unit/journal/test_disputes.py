"""Answers to disputes: read as written, the later in the place of the earlier, and never by halves."""

from datetime import UTC, date, datetime

import pytest

from twohats.journal import unusable
from twohats.journal.disputes import DISPUTE, Answered, answer_content, answers_of, read_answer
from twohats.records import Skipped
from twohats.records.decisions import Decision

ITEM = "github:tide/open#7"
ABOUT = ("report:lantern:given.reviews", ITEM)


def line(number, content, supersedes=None, why="Two were by a bot."):
    at = datetime(2026, 4, number, tzinfo=UTC)
    return Decision(f"01J{number}", "kim", at, DISPUTE, ABOUT, why, content, supersedes)


def content(answer="corrected", also=()):
    return answer_content(
        answer, "lantern", "given.reviews", item=ITEM, url="https://example.org/7", also=also
    )


def test_an_answer_is_read_as_it_was_written():
    """With its day, its note and the issue."""
    assert answers_of([line(3, content())]) == (
        Answered(
            "01J3", "lantern", "given.reviews", "corrected", date(2026, 4, 3), "Two were by a bot.", ITEM,
            "https://example.org/7",
        ),
    )  # fmt: skip


def test_a_later_answer_takes_the_place_of_the_earlier():
    """Nothing is overwritten; the fold shows what holds."""
    lines = [line(3, content()), line(5, content("stands"), "01J3")]

    assert [one.answer for one in answers_of(lines)] == ["stands"]
    assert answers_of(reversed(lines)) == answers_of(lines)


def test_what_came_by_mail_names_no_issue():
    """Empty fields are left out of the line."""
    written = answer_content("stands", "lantern", "need", item=None, url=None, also=())

    assert written == {"answer": "stands", "page": "lantern", "number": "need"}
    assert answers_of([line(3, written)])[0].item is None


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"answer": "maybe", "page": "a", "number": "b"}, "'maybe' is no answer to a dispute"),
        ({}, "None is no answer to a dispute"),
        ({"answer": "stands", "page": "a"}, "it does not say which number of which page it is about"),
        ({"answer": "stands", "page": 1, "number": "b"}, "it does not say which number of which page it is about"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_used_is_named(broken, reason):
    """`doctor` lists it; pages say nothing of it."""
    decision = line(3, broken)

    assert read_answer(decision) == Skipped("01J3", reason)
    assert answers_of([decision]) == ()
    assert unusable([decision]) == (Skipped("01J3", reason),)
