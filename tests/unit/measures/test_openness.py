"""Own projects: who from outside takes part, and that upstream work is none of it."""

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.measures.openness import outside_waits, own_changes, own_reviews

OWN = "github:tidewater/reef"


def story(**more):
    return Story(
        team=(ours("vera"), ours("wim"), ours("left", until=10)),
        scopes={OWN: "own-project"},
        kinds={"helper[bot]": "bot"},
        **more,
    )


def told(rows, *columns):
    return sorted((tuple(row[name] for name in columns) for row in rows_of(rows)), key=str)


def test_changes_tell_whose_they_were_and_who_merged():
    """Outsiders, ours, bots and people who are gone, each as what they are."""
    tale = story()
    tale.merged(1, "vera", 1, "wim", repository=OWN)
    tale.merged(2, "bo", 2, "cy", repository=OWN)
    tale.merged(3, "helper[bot]", 3, "vera", repository=OWN)
    item = tale.item(4, None, 4, repository=OWN)
    tale.close(item, None, 5, merged=True)

    assert told(own_changes(tale.facts()), "item", "author_is_ours", "author_is_bot", "merger_is_ours") == [
        (f"{OWN}#1", True, False, True),
        (f"{OWN}#2", False, False, False),
        (f"{OWN}#3", False, True, True),
        (f"{OWN}#4", None, False, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": {OWN: "upstream"}},
        {"scopes": {OWN: "personal-project"}},
        {"scopes": {OWN: "unknown"}},
    ],
    ids=lambda change: change["scopes"][OWN],
)
def test_what_is_not_our_own_project_counts_nowhere(change):
    """Neither upstream work nor what belongs to one person."""
    tale = story()
    tale.scopes = change["scopes"]
    item = tale.merged(1, "bo", 1, "vera", repository=OWN)
    tale.event(item, "reviewed", "cy", 1.2)

    for table in (own_changes, own_reviews, outside_waits):
        assert rows_of(table(tale.facts())) == []


def test_only_the_window_counts():
    """By the day of the merge, half-open."""
    tale = story()
    for number, at in enumerate((9.4, 9.5, 19.4, 19.5), start=1):
        tale.merged(number, "bo", at, "vera", repository=OWN)

    found = told(own_changes(tale.facts(since=10, until=20)), "item")
    assert found == [(f"{OWN}#2",), (f"{OWN}#3",)]


def test_who_left_is_not_ours_any_more():
    """Whose somebody was is asked of the day, not of today."""
    tale = story()
    tale.merged(1, "left", 5, "left", repository=OWN)
    tale.merged(2, "left", 20, "left", repository=OWN)

    found = told(own_changes(tale.facts()), "author_is_ours", "merger_is_ours")
    assert found == [(False, False), (True, True)]


def test_who_merged_is_read_from_events_where_items_do_not_tell():
    """Some sources have no column for it."""
    tale = story()
    item = tale.merged(1, "bo", 1, "vera", repository=OWN)
    next(row for row in tale.rows["items"] if row["item"] == item)["merged_by"] = None

    assert told(own_changes(tale.facts()), "merger", "merger_is_ours") == [("github:vera", True)]


def test_reviews_are_one_per_person_and_change():
    """Reviews and line comments of others; not the author's, not a bot's, not a comment."""
    tale = story()
    item = tale.item(1, "vera", 1, repository=OWN)
    for kind, who, at in (
        ("reviewed", "bo", 2),
        ("review_commented", "bo", 3),
        ("reviewed", "wim", 4),
        ("reviewed", "vera", 5),
        ("reviewed", "helper[bot]", 6),
        ("commented", "cy", 7),
        ("reviewed", None, 8),
    ):
        tale.event(item, kind, who, at)

    found = told(own_reviews(tale.facts()), "reviewer", "reviewer_is_ours", "times", "happened_at")
    assert found == [
        ("github:bo", False, 2, day(2)),
        ("github:wim", True, 1, day(4)),
    ]


def test_waits_are_those_of_people_who_are_not_ours():
    """Issues and changes; whoever answers."""
    tale = story()
    tale.item(1, "vera", 1, repository=OWN)
    answered = tale.item(2, "bo", 1, repository=OWN, kind="issue")
    tale.event(answered, "commented", "vera", 3)
    tale.item(3, None, 1, repository=OWN)

    assert told(outside_waits(tale.facts()), "item", "wait_d", "answered") == [
        (f"{OWN}#2", 2.0, True)
    ]
