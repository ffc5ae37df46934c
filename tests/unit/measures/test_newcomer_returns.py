"""Newcomers by wait and return, counted by hand."""

import pytest
from fakes.small_facts import REPOSITORY, Story, day, ours, promise, rows_of

from twohats.measures.newcomer_returns import newcomer_returns


def rows(told, **window):
    window = {"until": 500, "as_of": 500, **window}
    return {row["author_person"]: row for row in rows_of(newcomer_returns(told.facts(**window)))}


@pytest.mark.parametrize(
    ("answer", "group", "wait"),
    [
        (1, "within 1 day", 1),
        (1.5, "within 7 days", 1.5),
        (7, "within 7 days", 7),
        (20, "within 30 days", 20),
        (31, "not in 30 days", 30),
        (None, "not in 30 days", 30),
    ],
)
def test_wait(answer, group, wait):
    """By the first answer of another human; what came after 30 days came too late to be looked at."""
    told = Story()
    item = told.item(1, "ada", 0)
    told.event(item, "commented", "robot[bot]", 0.1)
    told.event(item, "commented", "ada", 0.2)
    if answer is not None:
        told.event(item, "commented", "bo", answer)

    row = rows(told)["github:ada"]

    assert (row["wait_group"], row["wait_d"]) == (group, pytest.approx(wait))


@pytest.mark.parametrize(
    ("again", "returned"), [(10, False), (30, False), (31, True), (210, True), (211, False)]
)
def test_return(again, returned):
    """Only what is opened from the 30th to the 210th day is a return: earlier, the wait was still on."""
    told = Story()
    told.item(1, "ada", 0)
    told.item(2, "ada", again)

    row = rows(told)["github:ada"]

    assert (row["returned"], row["came_at"], row["known_at"]) == (returned, day(0), day(210))


def test_first_alone():
    """The second thing of somebody is no newcomer's; in another community they are new again."""
    told = Story()
    told.item(1, "ada", 0)
    told.item(2, "ada", 50)
    told.item(3, "ada", 60, repository="github:far-away/place")

    found = rows_of(newcomer_returns(told.facts(until=500, as_of=500)))

    assert sorted(row["item"] for row in found) == ["github:far-away/place#3", f"{REPOSITORY}#1"]


def test_who_is_not_listed():
    """Ours, bots, nobody known, and what is not upstream."""
    told = Story(
        team=[ours("vera")], kinds={"robot": "bot"}, scopes={"github:vera/toy": "personal-project"}
    )
    for number, author in enumerate(("vera", "robot", None), start=1):
        told.item(number, author, 0)
    told.item(9, "ada", 0, repository="github:vera/toy")

    assert rows(told) == {}


def test_who_may_have_been_there_before():
    """In the first half year of a history without its beginning nobody is surely new; with it, all are."""
    for since, expected in ((-5, {"github:ada": True, "github:bo": False}), (None, {"github:ada": False, "github:bo": False})):  # fmt: skip
        told = Story(coverage=[promise("items", REPOSITORY, since, 500)])
        told.item(1, "ada", 0)
        told.item(2, "bo", 181)
        assert {who: row["may_be_known"] for who, row in rows(told).items()} == expected
