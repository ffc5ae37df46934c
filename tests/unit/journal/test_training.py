"""Who learned which duty, and how."""

from datetime import UTC, date, datetime

import pytest

from twohats.journal.training import (
    TRAINING,
    Training,
    read_training,
    shadowed,
    training_content,
    trainings_of,
)
from twohats.records import Skipped
from twohats.records.decisions import Decision

WATCHED = Training(
    "github:ada", "release", "github:lantern", date(2026, 3, 1), "shadowed", "github:bea"
)


def line(content, number=1):
    at = datetime(2026, 3, number, tzinfo=UTC)
    return Decision(f"{number:026}", "Ada@Tidewater.example", at, TRAINING, (), "", content)


def test_round():
    """What is written is read back."""
    assert trainings_of([line(training_content(WATCHED))]) == (WATCHED,)


def test_the_writer_learned():
    """Where no account is named, it was the writer who learned."""
    content = {**training_content(WATCHED), "account": None}

    assert read_training(line(content)).person == "mail:ada@tidewater.example"


@pytest.mark.parametrize(
    ("person", "activity", "community", "answer"),
    [
        ("github:ada", "release", "github:lantern", True),
        ("github:ada", "release", None, True),
        ("github:ada", "release", "github:other", False),
        ("github:ada", "review", "github:lantern", False),
        ("github:bea", "release", "github:lantern", False),
    ],
)
def test_shadowed(person, activity, community, answer):
    """It counts for that person, that activity, and that community where one is asked for."""
    assert shadowed([WATCHED], [person, "mail:x@y.example"], activity, community) is answer


def test_a_course_is_no_shadowing():
    """Whoever was trained has not yet watched it done."""
    trained = Training("github:ada", "release", None, date(2026, 3, 1), "trained")

    assert shadowed([trained], ["github:ada"], "release") is False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"activity": None}, "it does not say which activity was learned"),
        ({"how": "read"}, "'read' is no way of learning: shadowed or trained"),
        ({"date": "soon"}, "'soon' is no date"),
    ],
)
def test_not_usable(change, reason):
    """A line that says nothing usable is named."""
    found = read_training(line({**training_content(WATCHED), **change}))

    assert found == Skipped(f"{1:026}", reason)
