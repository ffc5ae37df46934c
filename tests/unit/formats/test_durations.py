"""How long something took, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.durations import Duration, parse_duration


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("1h30", 1.5), ("1h 30m", 1.5), ("1 h 30 min", 1.5), ("1h30min", 1.5), ("90 min", 1.5),
        ("90 minutes.", 1.5), ("1:30", 1.5), ("1:30 h", 1.5), ("2.5 hours", 2.5), ("2,5 h", 2.5),
        ("1½ h", 1.5), ("½ hour", 0.5), ("half an hour", 0.5), ("an hour", 1), ("1.5 hrs", 1.5),
        ("4 x 30 min", 2), ("1h + 30min", 1.5), ("30 min and 1 hour", 1.5), ("**2h**", 2),
        ("2 hours (with preparation)", 2), ("1 hour, 15 minutes", 1.25), ("0 h", 0), ("2 Std", 2),
    ],
)  # fmt: skip
def test_exact(text, hours):
    """Hours, minutes, both, sums and products."""
    assert parse_duration(text) == Duration(hours)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("~2h", 2), ("about 45 minutes", 0.75), ("ca. 2 h", 2), ("2h~", 2), ("2-3 hours", 2.5),
        ("30 – 60 min", 0.75), ("30 min to 1 h", 0.75), ("2 h (est.)", 2), ("roughly an hour", 1),
    ],
)  # fmt: skip
def test_about(text, hours):
    """A guess is kept as one; of a range the middle counts."""
    assert parse_duration(text) == Duration(hours, is_about=True)


@pytest.mark.parametrize(
    "text",
    ["", "-", "n/a", "30", "1 day", "2 weeks", "h", "a while", "1h 90", "3-2 h", "2h each", "1.2.3 h"],
)  # fmt: skip
def test_none(text):
    """What has no unit, or one that is not the same for all, is not taken for hours."""
    assert parse_duration(text) is None


def test_a_number_alone_counts_what_the_field_says():
    """`Total time (min)` makes 30 half an hour."""
    assert parse_duration("30", "min") == Duration(0.5)
    assert parse_duration("1.5", "h") == Duration(1.5)
    assert parse_duration("90 min", "h") == Duration(1.5)


@given(st.integers(0, 99), st.integers(0, 59))
def test_all_ways_of_writing_agree(hours, minutes):
    """Whichever way one writes it."""
    ways = [f"{hours}h{minutes:02}", f"{hours}:{minutes:02}", f"{hours} h {minutes} min"]
    ways.append(f"{hours * 60 + minutes} minutes")

    assert len({parse_duration(way) for way in ways}) == 1


@given(st.text())
def test_any_text_is_a_duration_or_none(text):
    """Nothing that stands in the field stops anything."""
    found = parse_duration(text)

    assert found is None or found.hours >= 0
