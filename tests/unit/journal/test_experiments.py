"""Experiments in the journal: one chain of lines each; feedback is never folded."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.journal import ulid, unusable
from twohats.journal.experiments import (
    EXPERIMENT,
    FEEDBACK,
    Experiment,
    experiment_content,
    experiments_of,
    feedback_of,
    read_experiment,
)
from twohats.records import Skipped
from twohats.records.decisions import Decision

HOUR = Experiment(
    "experiment:triage-hour", "Triage hour", "if we meet, less lies around", ("triage",),
    date(2026, 1, 7), date(2026, 4, 1), "running", "if we meet, less lies around",
)  # fmt: skip
START = datetime(2026, 1, 7, tzinfo=UTC)


def line(number, content, *, what=EXPERIMENT, about=(HOUR.key,), why="because", supersedes=None, who="ada"):  # fmt: skip
    at = START + timedelta(days=number)
    return Decision(ulid(at, bytes([number] * 10)), who, at, what, about, why, content, supersedes)


def test_what_is_written_is_read():
    """Content and experiment are two forms of one thing."""
    written = line(0, experiment_content(HOUR), why=HOUR.why)

    assert experiments_of([written]) == (HOUR,)


def test_a_later_line_takes_the_place_and_the_first_stays():
    """The state is the last word; what was expected at first is still in the journal."""
    first = line(0, experiment_content(HOUR))
    kept = line(1, experiment_content(replace(HOUR, state="kept", review_on=None)), why="it works", supersedes=first.id)  # fmt: skip
    (found,) = experiments_of([kept, first])

    assert (found.state, found.why, found.is_contested) == ("kept", "it works", False)
    assert found.hypothesis == HOUR.hypothesis


def test_two_lines_for_one_place_are_contested():
    """Two people who decided without knowing of each other; the later one holds meanwhile."""
    first = line(0, experiment_content(HOUR))
    ends = [
        line(n, experiment_content(replace(HOUR, state=state)), supersedes=first.id, who=who)
        for n, (state, who) in enumerate([("kept", "ada"), ("stopped", "bo")], start=1)
    ]
    (found,) = experiments_of([first, *ends])

    assert (found.state, found.is_contested) == ("stopped", True)


@pytest.mark.parametrize(
    ("change", "today", "due"),
    [
        ({}, date(2026, 3, 31), False),
        ({}, date(2026, 4, 1), True),
        ({"state": "kept"}, date(2026, 4, 1), True),
        ({"state": "kept", "review_on": None}, date(2030, 1, 1), False),
        ({"state": "stopped"}, date(2026, 4, 1), False),
    ],
    ids=["before", "on the day", "kept, to look again", "kept for good", "stopped"],
)
def test_what_waits_for_a_review(change, today, due):
    """From its day on, unless it was stopped."""
    assert replace(HOUR, **change).is_due(today) is due


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"title": ""}, "an experiment with no title"),
        ({"state": "paused"}, "'paused' is no state of an experiment"),
        ({"review": "soon"}, "'soon' is no date"),
    ],
)
def test_a_line_that_says_nothing_usable_is_named(content, reason):
    """It is left out of the list and counted by doctor."""
    bad = line(0, {**experiment_content(HOUR), **content})

    assert read_experiment(bad) == Skipped(bad.id, reason)
    assert experiments_of([bad]) == ()
    assert [loss.reason for loss in unusable([bad])] == [reason]


def test_feedback_is_listed_newest_first_and_never_replaced():
    """Two people who say opposite things both said them."""
    said = [
        line(n, {}, what=FEEDBACK, about=("policy:first",), why=words)
        for n, words in enumerate(["too much", "too little", " "])
    ]

    assert [(f.about, f.words) for f in feedback_of(said)] == [
        ("policy:first", "too little"),
        ("policy:first", "too much"),
    ]
