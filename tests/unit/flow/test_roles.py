"""Dated roles, with where they are written and for whom people worked that day."""

from datetime import UTC, datetime

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.init import initialize
from twohats.flow.roles import COLUMNS, roles_held
from twohats.records import Coverage, Page
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

SEEN = datetime(2026, 6, 1, tzinfo=UTC)
OWNER = "github:lantern-project"
ROSTER = f"{OWNER}/lantern"
LOGINS = ("mo", "vera", "old", "ada", "bo", "gone-quiet")
MERGED = f"{OWNER}/wick"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def opened(tmp_path):
    """Mo and vera hold roles in one repository; bo merges in another; vera is ours."""

    def open_at(as_of=None):
        return open_facts(
            load_workspace(tmp_path),
            FactStore(tmp_path / ".twohats" / "facts"),
            Moments(as_of=as_of),
            secret=b"made up",
        )

    initialize(tmp_path, "Tidewater Commons", logins=["vera"])
    (tmp_path / "developers_affiliations.txt").write_text(
        "mo: mo!example.org\n\tWick & Sons until 2025-07-01\n\tBrass Lamp Co from 2025-07-01\n"
    )
    roles = [
        ("mo", "maintainer", "2025-01-01", None),
        ("vera", "reviewer", None, None),
        ("old", "maintainer", "2024-01-01", "2025-03-01"),
    ]
    items = {
        "item": [f"{MERGED}#{number}" for number in (1, 2)],
        "repository": [MERGED] * 2,
        "kind": ["pull_request"] * 2,
        "author": ["github:ada"] * 2,
        "created_at": [at("2024-01-01"), at("2025-10-01")],
        "merged_at": [at("2024-01-02"), at("2025-10-02")],
        "closed_at": [at("2024-01-02"), at("2025-10-02")],
        "state": ["merged"] * 2,
        "merged_by": ["github:gone-quiet", "github:bo"],
    }
    page = Page(
        OWNER,
        {
            "memberships": {
                "repository": [ROSTER] * 3,
                "account": [f"github:{one[0]}" for one in roles],
                "name": [one[0] for one in roles],
                "role": [one[1] for one in roles],
                "body": ["core"] * 3,
                "from_at": [one[2] and at(one[2]) for one in roles],
                "until_at": [one[3] and at(one[3]) for one in roles],
                "source_path": ["MAINTAINERS"] * 3,
                "oid": ["c0ffee"] * 3,
            },
            "items": items,
            "accounts": {
                "account": [f"github:{login}" for login in LOGINS],
                "forge": ["github"] * len(LOGINS),
                "login": list(LOGINS),
            },
            "repositories": {"repository": [ROSTER, MERGED], "owner": [OWNER] * 2},
        },
        SEEN,
        (Coverage("test", MERGED, "items", SEEN, True),),
    )
    store = FactStore(tmp_path / ".twohats" / "facts")
    with store.begin("test", "roles", "1") as staging:
        staging.add(page)
        staging.finish()
    return open_at


def told(found, *names):
    return [tuple(row[name] for name in names) for row in found.rows]


def test_roles_come_with_their_source_and_the_employer_of_the_day(opened):
    """On the day of the look Mo works for Brass Lamp; vera is shown by her pseudonym."""
    found = roles_held(opened())
    rows = {row["source_path"] and row["role"]: row for row in found.rows}

    assert set(found.rows[0]) == set(COLUMNS)
    mo = rows["maintainer"]
    assert (mo["who"], mo["employer"], mo["commit"]) == ("mo", "Brass Lamp Co", "c0ffee")
    assert rows["reviewer"]["is_ours"] is True
    assert "vera" not in str(found.rows)


def test_what_ended_is_shown_on_demand_and_what_had_not_begun_is_not_known(opened):
    """The role of old ended in March; earlier in time it was in force, and Mo worked elsewhere."""
    assert "old" not in {who for (who,) in told(roles_held(opened()), "who")}
    assert "old" in {who for (who,) in told(roles_held(opened(), with_ended=True), "who")}
    earlier = told(roles_held(opened(at("2025-02-01"))), "who", "employer")
    assert ("old", None) in earlier
    assert ("mo", "Wick & Sons") in earlier


def test_where_no_roster_names_anybody_who_merged_within_a_year_stands_in(opened):
    """Bo merged in October; who merged two years ago no longer counts; no end is made up."""
    merging = [row for row in roles_held(opened()).rows if row["repository"] == MERGED]

    assert [(row["who"], row["role"], row["until_at"]) for row in merging] == [("bo", None, None)]
    assert merging[0]["from_at"] == at("2025-10-02")
    ended = [row for row in roles_held(opened(), with_ended=True).rows if row["until_at"]]
    assert {row["who"] for row in ended} == {"old", "gone-quiet"}


def test_one_community_is_taken_by_its_key(opened):
    """Nobody holds a role where nothing is known."""
    assert roles_held(opened(), communities=["github:tin-horn"]).rows == ()
    assert roles_held(opened(), communities=[OWNER]).rows == roles_held(opened()).rows
