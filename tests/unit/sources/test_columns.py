"""Rows become columns, and times that are none are named."""

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from twohats.records import TABLES, row_count
from twohats.sources.columns import RowBuffer, utc_text

COLUMNS = list(TABLES["milestones"].columns)


def milestone(number, due_at=None):
    """A row of ``milestones``."""
    return ("github:lantern/shade", number, None, due_at, None, None)


def test_columns_without_any_value_are_left_out():
    """Only keys and what has a value are handed over."""
    buffer = RowBuffer("milestones")
    buffer.add(milestone("1"))
    buffer.add(milestone("2", "2024-05-01T10:00:00Z"))

    rows, skipped = buffer.take()

    assert set(rows) == {"repository", "milestone", "due_at"}
    assert list(rows["due_at"]) == [None, "2024-05-01T10:00:00Z"]
    assert (row_count(rows), skipped, len(buffer)) == (2, [], 0)


def test_a_row_of_nulls_is_still_a_row():
    """Keys stay, so that the rows can be counted."""
    buffer = RowBuffer("links")
    buffer.add((None,) * len(TABLES["links"].columns))

    assert row_count(buffer.take()[0]) == 1


def test_an_empty_buffer_gives_nothing():
    """No rows, no columns."""
    assert row_count(RowBuffer("items").take()[0]) == 0


def test_a_time_that_is_none_is_null_and_named():
    """The row stays; the value is told with the row's key."""
    buffer = RowBuffer("milestones")
    buffer.add(milestone("1", "2024-13-01T10:00:00Z"))
    buffer.add(milestone("2", 7))
    buffer.add(milestone("3", "2024-05-01T12:00:00+02:00"))

    rows, skipped = buffer.take()

    assert list(rows["due_at"]) == [None, None, "2024-05-01T10:00:00Z"]
    assert [one.reason for one in skipped] == [
        "'2024-13-01T10:00:00Z' is not a time",
        "7 is not a time",
    ]


ZONES = st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=ZONES))
def test_a_time_is_the_same_moment_in_utc(moment):
    """Whatever its zone, the moment stays."""
    text = utc_text(moment.isoformat())

    if text is not None:
        assert text.endswith("Z")
        assert datetime.fromisoformat(text) == datetime.fromisoformat(moment.isoformat())


@given(st.text(max_size=20) | st.none() | st.integers())
def test_whatever_it_is_it_is_a_time_or_none(value):
    """No value is too odd."""
    text = utc_text(value)

    assert text is None or text.endswith("Z")
