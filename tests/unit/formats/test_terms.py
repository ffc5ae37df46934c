"""Terms of office as dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.terms import parse_day, parse_term


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.mark.parametrize(
    ("text", "from_at", "until_at"),
    [
        ("2023-2026", "2023-01-01", "2027-01-01"),
        ("2023", "2023-01-01", "2024-01-01"),
        ("2019-", "2019-01-01", None),
        ("2019 – present", "2019-01-01", None),
        ("2016—2022", "2016-01-01", "2023-01-01"),
        ("Founding member, 2014-2022", "2014-01-01", "2023-01-01"),
        ("2023-05 to 2024-02", "2023-05-01", "2024-03-01"),
        ("2023-05-17 - 2023-12-31", "2023-05-17", "2024-01-01"),
        ("since 2021-12", "2021-12-01", None),
        ("until 2022", None, "2023-01-01"),
        ("-2022", None, "2023-01-01"),
        ("2023-2023", "2023-01-01", "2024-01-01"),
        ("2023-05", "2023-05-01", "2023-06-01"),
    ],
)
def test_terms_are_half_open(text, from_at, until_at):
    """The last year, month or day named is the last of the term."""
    term = parse_term(text)

    assert (term.from_at, term.until_at, term.dated) == (day(from_at), day(until_at), True)


@pytest.mark.parametrize("text", ["", "non-council member", "v1.2", "room 12345", "12"])
def test_text_without_dates_is_undated(text):
    """Words and other numbers are no term."""
    assert not parse_term(text).dated


@pytest.mark.parametrize("text", ["2026-2023", "2023-02-30 - 2024"])
def test_impossible_terms_are_refused(text):
    """A term cannot end before it begins, nor name a day that does not exist."""
    with pytest.raises(ValueError, match=r"ends before it begins|not a day of the calendar"):
        parse_term(text)


@given(st.text("0123456789- –untilsince", max_size=30))
def test_a_term_never_ends_before_it_begins(text):
    """Whatever is written, what comes out is a period or a refusal."""
    try:
        term = parse_term(text)
    except ValueError:
        return
    if term.from_at and term.until_at:
        assert term.from_at < term.until_at


@pytest.mark.parametrize("text", ["", "2022-9", "2022-13", "soon", "2022-02-31", "0000"])
def test_what_is_no_day_is_refused(text):
    """Only years, months and days of the calendar are read."""
    with pytest.raises(ValueError, match="not a"):
        parse_day(text)
