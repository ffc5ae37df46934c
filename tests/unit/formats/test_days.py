"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.days import Days, parse_days

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05", "2026/3/5", "2026.03.05", "5 March 2026", "March 5, 2026", "Mar 5th 2026",
        "5th of March 2026", "05.03.2026", "5. March 2026", "Thursday, 5 March 2026", "2026-Mar-05",
        "05-Mar-2026", "2026-03-05 14:00 UTC", "2026-03-05T14:00:00Z", "**2026-03-05**",
        "2026-03-05 (Thu)", " 2026-03-05. ",
    ],
)  # fmt: skip
def test_one_day(text):
    """All of these are the same."""
    assert parse_days(text) == Days(DAY, DAY)


@pytest.mark.parametrize(
    "text", ["2026-03-05 to 2026-03-07", "2026-03-05 – 2026-03-07", "5 March 2026 - 7 March 2026"]
)
def test_several_days(text):
    """First and last."""
    assert parse_days(text) == Days(DAY, date(2026, 3, 7))


@pytest.mark.parametrize("text", ["13/3/2026", "3/13/2026"])
def test_slashes_where_only_one_day_is_meant(text):
    """There is no thirteenth month."""
    assert parse_days(text).first == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/04/2026", "may be two days"),
        ("today", "is not a date"),
        ("March 5", "is not a date"),
        ("", "is not a date"),
        ("2026-02-30", "is not a day that exists"),
        ("5 Brumaire 2026", "is not a day that exists"),
        ("2026-03-05 to 2026-03-01", "ends before it begins"),
    ],
)
def test_what_is_not_clear_is_said(text, message):
    """Nobody guesses whether the month comes first, or which year it was."""
    with pytest.raises(ValueError, match=message):
        parse_days(text)


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read(day):
    """In each of the forms."""
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y"):
        assert parse_days(day.strftime(form)).first == day
