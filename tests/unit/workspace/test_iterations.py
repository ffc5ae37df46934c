"""Iterations are counted from a start date."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import WrongUse
from twohats.workspace import read_settings
from twohats.workspace.iterations import Iteration, Iterations, iteration_of

USUAL = Iterations(date(2024, 10, 16), 14)
DAYS = st.dates(date(2024, 10, 16), date(2124, 1, 1))


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2024, 10, 16), 1),
        (date(2024, 10, 29), 1),
        (date(2024, 10, 30), 2),
        (date(2025, 10, 15), 27),
    ],
)
def test_the_first_iteration_begins_on_the_start_date(day, number):
    """And each day belongs to one."""
    assert iteration_of(day, USUAL).number == number


def test_before_the_first_iteration_there_is_none():
    """No iteration 0, and none below."""
    assert iteration_of(date(2024, 10, 15), USUAL) is None


def test_a_year_of_53_weeks_does_not_shift_iterations():
    """2026 has week 53: going by even weeks, the second of these would not begin an iteration."""
    before, after = date(2026, 12, 23), date(2027, 1, 6)

    assert (before.isocalendar().week % 2, after.isocalendar().week % 2) == (0, 1)
    assert iteration_of(before, USUAL).since == before
    assert iteration_of(after, USUAL) == Iteration(
        iteration_of(before, USUAL).number + 1, after, date(2027, 1, 20)
    )


@given(day=DAYS, length=st.integers(1, 60))
def test_every_day_lies_within_its_own_iteration(day, length):
    """Spans are half-open and leave no gap."""
    iterations = Iterations(date(2024, 10, 16), length)
    found = iteration_of(day, iterations)

    assert found.since <= day < found.until
    assert iteration_of(found.until, iterations).number == found.number + 1
    assert iterations.numbered(found.number) == found


def test_a_moment_counts_by_its_day_in_utc():
    """Whoever works late in the west is in tomorrow's iteration."""
    late = datetime(2024, 10, 29, 20, tzinfo=timezone(timedelta(hours=-8)))

    assert iteration_of(late, USUAL).number == 2
    assert USUAL.on(late).since_at == datetime(2024, 10, 30, tzinfo=UTC)


def test_the_workspace_says_when_the_first_began():
    """Two weeks unless written."""
    settings = read_settings('organization = "T"\n[iterations]\nstart = 2024-10-16\n').settings

    assert settings.iterations == USUAL


@pytest.mark.parametrize("number", [99_999_999, -99_999_999, 10**30])
def test_a_number_beyond_any_calendar_is_refused(number):
    """A slip of the hand is told as one, with what to do instead."""
    with pytest.raises(WrongUse, match=f"iteration {number}: no calendar reaches that far"):
        USUAL.numbered(number)
