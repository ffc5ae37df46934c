"""What we asked and what we gave, counted by hand."""

import pytest
from fakes.small_facts import REPOSITORY, Story, day, ours, rows_of

from twohats.measures.give_and_take import ASKED, GIVEN, deeds, give_and_take

PLACE = "github:far-away/place"
LAMP, TOY = "github:tidewater/lamp", "github:vera/toy"


def story():
    return Story(
        team=[ours("vera", "vera-too"), ours("wim", since=20)],
        scopes={LAMP: "own-project", TOY: "personal-project", PLACE: "unknown"},
    )


@pytest.fixture(scope="module")
def counted():
    """A small quarter in one community."""
    told = story()
    # Asked: two changes, one issue; on them a review, line comments and two answers by others.
    first = told.item(1, "vera", 1)
    told.event(first, "reviewed", "ada", 2)
    told.event(first, "review_commented", "ada", 2)
    told.event(first, "commented", "ada", 3)
    told.event(first, "commented", "ada", 4)
    told.event(first, "commented", "checks[bot]", 1)
    told.event(first, "commented", None, 5)
    told.event(first, "reviewed", "wim", 30)
    told.event(first, "commented", "vera-too", 2)
    told.close(first, "ada", 6, merged=True)
    told.item(2, "wim", 25)
    issue = told.item(3, "vera", 2, kind="issue")
    told.event(issue, "commented", "bo", 3)
    # Given: a review from two accounts of one person, an answer, triage, and a merge.
    theirs = told.item(4, "ada", 1)
    told.event(theirs, "reviewed", "vera", 3)
    told.event(theirs, "review_commented", "vera-too", 2)
    told.event(theirs, "reviewed", "wim", 3)
    told.event(theirs, "reviewed", "wim", 21)
    told.event(theirs, "commented", "vera", 4)
    told.event(theirs, "labeled", "vera", 4)
    told.event(theirs, "labeled", "vera", 5)
    told.close(theirs, "vera", 6, merged=True)
    closed = told.item(5, "ada", 1, kind="issue")
    told.close(closed, "vera", 6)
    # Neither: what others do for others, what nobody known opened, and other days.
    told.event(theirs, "reviewed", "bo", 3)
    nobodys = told.item(6, None, 1)
    told.event(nobodys, "commented", "vera", 2)
    told.item(7, "vera", -1)
    told.item(8, "vera", 91)
    for tag, author, at in (("v1", "vera", 9), ("v2", "ada", 9), ("v3", "vera", -1)):
        told.add(
            "releases",
            repository=REPOSITORY,
            tag=tag,
            author=f"github:{author}",
            published_at=day(at),
        )
    # Own and personal projects are left out, what nobody knows stands apart.
    for repository in (LAMP, TOY, PLACE):
        item = told.item(1, "vera", 1, repository=repository)
        told.event(item, "commented", "ada", 2)
        told.add(
            "releases", repository=repository, tag="v1", author="github:vera", published_at=day(9)
        )
    rows = deeds(told.facts())
    return rows_of(rows), rows_of(give_and_take(rows))


def test_by_hand(counted):
    """Every count is what one counts by hand: one per person, item and kind of deed."""
    row = next(row for row in counted[1] if row["community"] == "github:lantern-project")

    assert {name: row[name] for name in (*ASKED, *GIVEN)} == {
        "changes": 2,
        "issues": 1,
        "reviews_received": 1,
        "answers_received": 2,
        "reviews": 2,
        "answers": 1,
        "triage": 2,
        "merges": 1,
        "releases": 1,
    }
    assert (row["asked"], row["given"]) == (6, 7)


def test_scope(counted):
    """Own and personal projects are in no row; what nobody knows has its own, after upstream."""
    assert [(row["community"], row["scope"], row["asked"], row["given"]) for row in counted[1]] == [
        ("github:lantern-project", "upstream", 6, 7),
        ("github:far-away", "unknown", 2, 1),
    ]


def test_rows_behind_the_numbers(counted):
    """Each number opens to as many rows; a row says who, when first, and how often."""
    rows, table = counted
    for community in table:
        for name in (*ASKED, *GIVEN):
            found = [
                row
                for row in rows
                if row["deed"] == name and row["community"] == community["community"]
            ]
            assert len(found) == community[name]
            assert all(row["side"] == ("asked" if name in ASKED else "given") for row in found)
    review = next(r for r in rows if r["deed"] == "reviews" and r["identity"] == "github:vera")
    assert (review["happened_at"], review["times"]) == (day(2), 2)


def test_nobody_of_ours():
    """Where none of ours did anything there is no row, and no number made up."""
    told = Story(team=[ours("vera")])
    item = told.item(1, "ada", 1)
    told.event(item, "reviewed", "bo", 2)

    assert rows_of(give_and_take(deeds(told.facts()))) == []


def test_a_bot_of_ours():
    """What a bot of ours opens or says is neither asked nor given."""
    told = Story(team=[ours("vera"), ours("robo")], bot_rules={"github:robo": (True, "")})
    told.item(1, "robo", 1)
    item = told.item(2, "ada", 1)
    told.event(item, "commented", "robo", 2)
    told.add("releases", repository=REPOSITORY, tag="v1", author="github:robo", published_at=day(3))

    assert rows_of(deeds(told.facts())) == []


def test_a_close_apart_from_a_merge():
    """A close is triage unless the same person merged that item."""
    told = Story(team=[ours("vera"), ours("wim")])
    merged = told.merged(1, "ada", 1, "vera")
    told.event(merged, "closed", "wim", 3)
    told.event(merged, "reopened", "vera", 4)

    found = {(row["identity"], row["deed"]) for row in rows_of(deeds(told.facts()))}

    assert found == {
        ("github:vera", "merges"),
        ("github:wim", "triage"),
        ("github:vera", "triage"),
    }
