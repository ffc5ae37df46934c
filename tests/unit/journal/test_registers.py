"""Lines of the registers: written, read again, and ended on their day."""

from datetime import UTC, date, datetime

import pytest

from twohats.journal import unusable
from twohats.journal.registers import (
    AGREED,
    COMMUNITY,
    GIVEN,
    WAIVED,
    agreed_content,
    agreements_of,
    given_content,
    given_of,
    said_content,
    said_of,
    waived_content,
    waived_of,
)
from twohats.records.decisions import Decision

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
END = date(2026, 6, 1)


def line(what, content, number=1, supersedes=None):
    """One line of the journal."""
    return Decision(
        f"{number:026}", "ada@example.org", NOON, what, ("x",), "so", content, supersedes
    )


def test_an_answer_is_read_as_it_was_written():
    """The later one holds."""
    first = line(
        COMMUNITY, said_content("github:kelp", "conduct", "no", "https://kelp.example", END)
    )
    then = line(
        COMMUNITY,
        said_content("github:kelp", "conduct", "yes", "https://kelp.example/c"),
        2,
        first.id,
    )
    held = said_of([first, then], COMMUNITY)

    assert [(key, one.answer, one.url, one.until) for key, one in held.items()] == [
        (("github:kelp", "conduct"), "yes", "https://kelp.example/c", None)
    ]
    assert said_of([first], COMMUNITY)["github:kelp", "conduct"].until == END


@pytest.mark.parametrize(
    ("place", "day", "wanted"),
    [
        ("github:kelp/tides", date(2026, 5, 1), True),
        ("github:Kelp/Tides", date(2026, 5, 31), True),
        ("github:kelp/tides", END, False),
        ("github:kelp/tides", date(2026, 4, 30), False),
        ("github:kelpie/tides", date(2026, 5, 1), False),
    ],
)  # fmt: skip
def test_an_agreement_and_a_waiver_hold_there_and_then(place, day, wanted):
    """From the day of the line up to the day that ends it, for that owner alone."""
    (agreed,) = agreements_of(
        [line(AGREED, agreed_content("github:kelp", "legal", "https://x.example", (), END))]
    )
    (waived,) = waived_of([line(WAIVED, waived_content("change", "bo", END, "github:kelp"))])

    assert agreed.holds(place, day) is wanted
    assert waived.holds("change", place, day) is wanted
    assert not waived.holds("large", place, day)


def test_what_cannot_be_used_is_counted():
    """Each with the reason; nothing is guessed."""
    lines = [
        line(COMMUNITY, {"subject": "github:kelp"}, 1),
        line(AGREED, {"place": "github:kelp", "by": "legal"}, 2),
        line(WAIVED, {"level": "change", "by": "bo"}, 3),
        line(WAIVED, {"level": "change", "by": "bo", "until": "soon"}, 4),
        line(GIVEN, {"level": "change"}, 5),
        line(GIVEN, given_content("github:kelp/tides#1", "change", "bo"), 6),
    ]

    assert [one.reason for one in unusable(lines)] == [
        "it does not say what was answered about what",
        "it does not say who allowed which agreement, and where that stands",
        "a waiver of an approval with no last day",
        "'soon' is no date",
        "it does not say which contribution was approved by whom",
    ]
    assert [one.contribution for one in given_of(lines)] == ["github:kelp/tides#1"]
