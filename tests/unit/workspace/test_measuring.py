"""Days off and how communities approve, as settings say them."""

from datetime import date

import pytest

from twohats.workspace import read_settings
from twohats.workspace.measuring import Holiday

TEXT = """organization = "Tidewater Commons"

[measures]
approval_comments = { harbour = ["ACK", "utACK"], "lab:tin" = ["LGTM"] }
hours_per_answer = 0.5

[[holidays]]
name = "Founders' day"
since = 2026-05-01

[[holidays]]
name = "New Year"
since = 2025-12-24
until = 2026-01-02

[[forges]]
name = "lab"
host = "lab.example.org"
"""


def test_what_is_written_is_read():
    """Owners become keys, and holidays stand in their order."""
    settings = read_settings(TEXT).settings

    assert settings.measures.approval_comments == {
        "github:harbour": ("ACK", "utACK"),
        "lab:tin": ("LGTM",),
    }
    assert settings.measures.hours_per_answer == 0.5
    assert [one.name for one in settings.holidays] == ["New Year", "Founders' day"]


def test_without_a_word_nothing_is_assumed():
    """No community approves by comments, and nobody knows what an answer takes."""
    settings = read_settings('organization = "Tidewater Commons"').settings

    assert settings.measures.approval_comments == {}
    assert settings.measures.hours_per_answer is None
    assert settings.holidays == ()


@pytest.mark.parametrize(
    ("since", "until", "meets"),
    [
        (date(2026, 4, 1), date(2026, 5, 1), False),
        (date(2026, 4, 1), date(2026, 5, 2), True),
        (date(2026, 5, 1), date(2026, 5, 2), True),
        (date(2026, 5, 2), date(2026, 6, 1), False),
    ],
)
def test_a_holiday_without_an_end_is_one_day(since, until, meets):
    """Half-open, as every period is."""
    assert Holiday("Founders' day", date(2026, 5, 1)).meets(since, until) is meets


def test_all_mistakes_are_told_at_once():
    """With their lines."""
    text = """organization = "x"

[measures]
approval_comments = { harbour = [] }
hours_per_answer = 0

[[holidays]]
name = "Backwards"
since = 2026-05-02
until = 2026-05-02
"""
    told = [str(mistake) for mistake in read_settings(text).mistakes]

    assert sorted(told) == [
        "twohats.toml:10: `until` (2026-05-02) is not after `since` (2026-05-02)",
        'twohats.toml:4: `approval_comments` must hold a word at least: ["ACK"]',
        "twohats.toml:5: `hours_per_answer` must be more than 0",
    ]
