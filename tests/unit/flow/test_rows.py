"""Entries as they are shown: nothing in a row leads from a pseudonym to a login."""

import pytest

from twohats.flow.rows import A_PERSONAL_PROJECT, ENTRY, WITHHELD, entry_rows

PSEUDONYMS = {"github:wren-after-hours": "rail-1", "mail:wren@tidewater.example": "rail-1"}
TIDE_CLOCK = "github:Wren-After-Hours/tide-clock"


def row(repository, **more):
    owner, number = repository.partition(":")[2], 26
    return {
        **dict.fromkeys(ENTRY),
        "number": "7df2cdab8c",
        "label": "rail-1",
        "person": "github:wren-after-hours",
        "repository": repository,
        "item": f"{repository}#{number}",
        "title": "Tests: set the clock back",
        "url": f"https://example.org/{owner}/pull/{number}",
        **more,
    }


def test_a_repository_of_an_account_of_ours_is_not_said():
    """Its owner is the login that the pseudonym beside it stands for."""
    (found,) = entry_rows([row(TIDE_CLOCK, upstream_need=f"{TIDE_CLOCK}#26")], PSEUDONYMS)

    assert (found["item"], found["repository"]) == (A_PERSONAL_PROJECT, A_PERSONAL_PROJECT)
    assert (found["title"], found["url"]) == (WITHHELD, None)
    assert "wren" not in str(found).lower()
    assert (found["entry"], found["person"]) == ("7df2cdab8c", "rail-1")


@pytest.mark.parametrize(
    "repository",
    ["github:lantern/wren-after-hours", "github:wren-after-hours-fans/core", "github:lantern/core"],
)
def test_other_repositories_are_said_as_they_are(repository):
    """A name that is like a login, but owns nothing here, leads to nobody."""
    (found,) = entry_rows([row(repository)], PSEUDONYMS)

    assert found["repository"] == repository
    assert found["title"] == "Tests: set the clock back"
    assert found["url"].startswith("https://example.org/")


def test_a_need_in_such_a_repository_is_not_said_beside_upstream_work_either():
    """The work is told, and what it was for is not."""
    (found,) = entry_rows([row("github:lantern/core", upstream_need=f"{TIDE_CLOCK}#1")], PSEUDONYMS)

    assert found["upstream_need"] == A_PERSONAL_PROJECT
    assert found["item"] == "github:lantern/core#26"


def test_where_names_were_asked_for_everything_is_said():
    """Then there are no pseudonyms, and nothing to lead to."""
    (found,) = entry_rows([row(TIDE_CLOCK)], {})

    assert (found["repository"], found["item"]) == (TIDE_CLOCK, f"{TIDE_CLOCK}#26")
