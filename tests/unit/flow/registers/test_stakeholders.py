"""Who has an interest in a community: what facts say of it, and what people wrote down."""

from dataclasses import replace
from datetime import date

import pytest
from fakes.opened import lines_by, opened
from fakes.small_facts import Story, day, ours

from twohats.errors import WrongUse
from twohats.flow.registers.stakeholders import stakeholders, telling
from twohats.formats.key_communities import parse_key_communities
from twohats.records.decisions import Decision

TODAY = day(100).date()
OURS = "Tidewater Commons"
PLACE = "github:lantern-project"
URL = "https://acme.example/why"
LISTED = parse_key_communities(
    '[[communities]]\ntitle = "lantern"\nurl = "https://github.com/lantern-project"\n'
).communities


@pytest.fixture(scope="module")
def story():
    """Cleo changes jobs on day 15, three people of the Sea Fund and one of nobody knows whom take part."""
    told = Story(
        team=[ours("vera", since=-900)],
        employers=[
            *((name, "Sea Fund", None, None) for name in ("bo", "dot", "eli")),
            ("cleo", "Acme", None, 15),
            ("cleo", "Bell", 15, None),
        ],
    )
    for number, (author, at) in enumerate(
        [("bo", 10), ("dot", 11), ("eli", 12), ("cleo", 13), ("cleo", 20), ("vera", 14), ("fay", 16)], 1
    ):  # fmt: skip
        told.item(number, author, at, kind="issue")
    return opened(told, communities=LISTED)


def listed(story, *decisions, today=TODAY):
    """Rows of the register."""
    told = replace(story, decisions=decisions)
    return stakeholders(told.workspace, decisions, told, today).rows


def decided(line, number=1):
    """One line of the journal, written on day 90."""
    return Decision(
        f"d{number}", "vera@example.org", day(90), line.what, line.about, line.why, line.content, line.supersedes
    )  # fmt: skip


def said(who="Acme", interest="runs its classrooms on it", since=None, until=None, before=()):
    """A line that says what somebody wants."""
    return telling(PLACE, who, "organization", interest, URL, since, until, "", before)


def test_employers_stand_with_the_days_of_their_people(story):
    """Who changed jobs stands for each of them in turn; few people are not counted out, none is named."""
    rows = {row["stakeholder"]: row for row in listed(story)}

    assert {name: (row["people"], row["since"], row["until"]) for name, row in rows.items()} == {
        OURS: (None, day(14).date(), day(14).date()),
        "Acme": (None, day(13).date(), day(13).date()),
        "Bell": (None, day(20).date(), day(20).date()),
        "Sea Fund": (3, day(10).date(), day(12).date()),
        "unknown": (None, day(16).date(), day(16).date()),
    }
    assert rows["Sea Fund"]["contributions"] == 3
    assert rows["Acme"]["contributions"] is None
    assert "fewer than 3 people" in rows["Acme"]["says"]
    assert all(name not in repr(rows) for name in ("cleo", "fay", "vera"))


def test_ours_are_asked_what_for_until_it_is_written_down(story):
    """Nobody else's interest waits for us; ours does, first in the list."""
    first, *rest = listed(story)
    assert (first["stakeholder"], first["state"]) == (OURS, "not said")
    assert first["waits"] == (
        'twohats register stakeholders --about lantern-project --who "Tidewater Commons" '
        "--interest TEXT --url URL"
    )
    assert not any(row["waits"] for row in rest)

    rows = listed(story, decided(said(OURS)))
    assert not any(row["waits"] for row in rows)
    rows = listed(story, decided(said(OURS, until=TODAY)))
    assert [row["state"] for row in rows if row["waits"]] == ["not said"]


def test_an_interest_holds_until_its_day_and_stays(story):
    """Several of one stakeholder stand side by side; one said again takes its own place."""
    first = decided(said(since=date(2024, 1, 5), until=TODAY))
    other = decided(said(interest="sells hosting of it"), 2)
    rows = [row for row in listed(story, first, other) if row["by"] == "a person"]
    assert lines_by(rows, "stakeholder", "interest", "state", "since", "until") == [
        ("Acme", "sells hosting of it", "holds", None, None),
        ("Acme", "runs its classrooms on it", "ended", date(2024, 1, 5), TODAY),
    ]

    again = said(before=[first, other])
    assert again.supersedes == "d1"
    rows = [
        row for row in listed(story, first, other, decided(again, 3)) if row["by"] == "a person"
    ]
    assert [row["state"] for row in rows] == ["holds", "holds"]


def test_what_is_lacking_is_said_all_at_once():
    """Whose, what, where and until when."""
    with pytest.raises(WrongUse) as wrong:
        telling(PLACE, " ", "organization", "", None, date(2024, 3, 1), date(2024, 3, 1), "", ())

    assert [line.partition(":")[0] for line in str(wrong.value).splitlines()] == [
        "--who",
        "--interest",
        "--url",
        "--ends 2024-03-01",
    ]


def test_without_facts_only_what_was_written_is_listed(story):
    """Useful before anything was read."""
    found = stakeholders(story.workspace, [decided(said())], None, TODAY)

    assert lines_by(found.rows, "stakeholder", "state") == [("Acme", "holds")]
