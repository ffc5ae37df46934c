"""Which repositories an owner has, and in which ones enough of a team work."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from github import contributions  # noqa: F401 - teaches the simulator what is asked for here
from github.execution import check
from github.simulator import Simulator
from github.world import START, World, day
from hypothesis import given
from hypothesis import strategies as st

from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.connection import GithubConnection
from twohats.sources.github_api.ports import TooHeavy, Trouble
from twohats.sources.github_owners import (
    Together,
    owners_query,
    places_of_team,
    places_query,
    public_of_organizations,
    repositories_of,
    team_query,
)


@pytest.fixture
def world() -> World:
    """Three people, who work here and there."""
    made = World()
    ada, bob, cy = (made.user(login) for login in ("ada", "bob", "cy"))
    together = made.repository("lantern/core")
    made.issue(together, ada, "Broken", at=day(3))
    made.pull(together, cy, "Fix it", at=day(4))
    change = made.pull(together, None, "Another", at=day(4))
    made.review(change, bob, at=day(5))
    made.review(change, ada, at=day(5))
    two = made.repository("mast/sail")
    made.issue(two, ada, "Torn", at=day(3))
    made.issue(two, bob, "Torn too", at=day(3))
    made.issue(two, cy, "Long ago", at=day(-300))
    alone = made.repository("ada/diary")
    for one in (ada, bob, cy):
        made.issue(alone, one, "Dear", at=day(3))
    hidden = made.repository("lantern/secret", is_private=True)
    for one in (ada, bob, cy):
        made.issue(hidden, one, "Hush", at=day(3))
    return made


@pytest.fixture
def server(world) -> Iterator[Simulator]:
    """It, served."""
    with Simulator(world) as running:
        yield running


@pytest.fixture
def connection(server) -> Iterator[GithubConnection]:
    """A connection to it."""
    environment = {
        "GITHUB_TOKEN": server.token,
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": server.graphql_url,
    }
    clock = server.clock
    with connect("github.com", environment, now=clock.now, wait=clock.wait) as made:
        yield made


def test_a_repository_is_named_only_where_three_of_a_team_work(connection):
    """Two are too few; a person's own repository and private ones are nobody's business."""
    found = places_of_team(connection, ["Ada", "bob", "cy", "nobody"], day(0), day(90))

    assert found.places == {"github:lantern/core": 3}
    assert found.troubles == (
        "Of 1 of the 4 accounts listed it is not known everywhere they worked: "
        "GitHub knows no such account: check the spelling.",
    )


def test_one_person_counts_once_whatever_they_do(connection):
    """Who opens, reviews and comes under two spellings is still one."""
    assert places_of_team(connection, ["ada", "ADA", "bob"], day(0), day(90)).places == {}


def test_a_window_of_several_years_is_asked_for_in_years(connection, server, world):
    """GitHub takes a year at most; a person who worked in two of them counts once."""
    world.issue(world.find("mast/sail"), world.account("ada"), "Torn again", at=day(-500))
    found = places_of_team(connection, ["ada", "bob", "cy"], day(-700), day(90))

    assert found == Together({"github:lantern/core": 3, "github:mast/sail": 3})
    assert [call.points for call in server.calls] == [1, 1, 1]


def test_what_github_does_not_show_of_a_team_is_said(connection, monkeypatch):
    """In its words and with how many people, and nobody's name."""
    asked = GithubConnection.ask

    def ask(self, query, variables=None):
        answer = asked(self, query, variables)
        kept_back = Trouble("FORBIDDEN", ("member1", "contributionsCollection"), "Not for you.")
        return replace(answer, data={**answer.data, "member1": None}, troubles=(kept_back,))

    monkeypatch.setattr(GithubConnection, "ask", ask)
    found = places_of_team(connection, ["ada", "bob", "cy"], day(0), day(90))

    assert found == Together(
        {},
        ("Of 1 of the 3 accounts listed it is not known everywhere they worked: Not for you.",),
    )


def test_a_list_of_places_that_github_cuts_is_said(connection, world):
    """It names a hundred, and has no next page."""
    for number in range(100):
        made = world.repository(f"fleet/boat-{number}")
        world.issue(made, world.account("ada"), "Leak", at=day(3))
    found = places_of_team(connection, ["ada", "bob", "cy"], day(0), day(90))

    assert found.troubles == (
        "Of 1 of the 3 accounts listed it is not known everywhere they worked: "
        "GitHub names 100 repositories a year at most.",
    )


def too_heavy(monkeypatch, is_heavy):
    """Have GitHub find some questions too heavy."""
    asked = GithubConnection.ask

    def ask(self, query, variables=None):
        if is_heavy(query, variables):
            raise TooHeavy("GitHub")
        return asked(self, query, variables)

    monkeypatch.setattr(GithubConnection, "ask", ask)


def test_an_owner_that_is_too_heavy_keeps_nobody_from_the_others(connection, monkeypatch):
    """It is missing with the reason, and is asked for alone before that is said."""
    too_heavy(monkeypatch, lambda _, variables: "lantern" in variables.values())
    found = repositories_of(connection, ["github:ada", "github:lantern", "github:mast"])

    assert {owner: one.missing for owner, one in found.items()} == {
        "github:ada": None,
        "github:lantern": "GitHub found even one at a time too heavy: try again later",
        "github:mast": None,
    }
    assert [one.repository for one in found["github:mast"].repositories] == ["github:mast/sail"]


def test_a_person_who_is_too_heavy_is_counted_as_not_known(connection, monkeypatch):
    """The others are still looked at."""
    too_heavy(monkeypatch, lambda _, variables: "eve" in variables.values())
    found = places_of_team(connection, ["ada", "bob", "eve", "cy"], day(0), day(90))

    assert found.places == {"github:lantern/core": 3}
    assert found.troubles[0].startswith("Of 1 of the 4 accounts")


def test_places_are_asked_for_in_smaller_parts_where_they_are_too_heavy(connection, monkeypatch):
    """What all can see of them comes out the same; one too heavy by itself is an error."""
    keys = [f"github:{name}" for name in ("lantern/core", "mast/sail", "gone/gone")]
    too_heavy(monkeypatch, lambda query, _: query.count("...place") > 1)
    found = public_of_organizations(connection, keys)
    assert set(found) == {"github:lantern/core", "github:mast/sail"}

    too_heavy(monkeypatch, lambda *_: True)
    with pytest.raises(TooHeavy, match="run the same command again later"):
        public_of_organizations(connection, keys)


def test_large_teams_are_asked_for_in_parts(connection, server, world):
    """Counts add up over the parts, for a point each."""
    logins = [f"other-{n}" for n in range(12)]
    found = places_of_team(connection, ["ada", "bob", *logins, "cy"], day(0), day(90))

    assert found.places == {"github:lantern/core": 3}
    assert [call.points for call in server.calls] == [1, 1]


def test_all_repositories_of_an_owner_are_listed(connection, server, world):
    """To the end, however many there are, and many owners with one request."""
    for number in range(230):
        world.repository(f"fleet/boat-{number}", pushed_at=day(number))
    world.repository("mast/old", is_archived=True)
    world.repository("mast/copy", is_fork=True)
    found = repositories_of(connection, ["github:fleet", "github:mast", "github:gone"])

    fleet = [one.repository for one in found["github:fleet"].repositories]
    assert fleet == [f"github:fleet/boat-{number}" for number in reversed(range(230))]
    mast = {one.repository: one for one in found["github:mast"].repositories}
    assert mast.keys() == {"github:mast/sail", "github:mast/old", "github:mast/copy"}
    assert (mast["github:mast/old"].is_archived, mast["github:mast/copy"].is_fork) == (True, True)
    assert found["github:gone"].missing == "GitHub knows no such owner: check the spelling"
    assert [call.points for call in server.calls] == [1, 1, 1]


def test_private_repositories_are_told_apart(connection, server, world):
    """Members see them listed; whether they are read is another question."""
    world.account("lantern").members.append(world.account("reader"))
    (lantern,) = repositories_of(connection, ["github:lantern"]).values()

    assert {one.repository: one.is_private for one in lantern.repositories} == {
        "github:lantern/core": False,
        "github:lantern/secret": True,
    }


def test_a_person_is_told_apart_from_an_organization(connection):
    """What lies in a personal account is no community."""
    found = repositories_of(connection, ["github:ada", "github:mast"])

    assert [one.is_person for one in found.values()] == [True, False]


def test_what_may_be_proposed_is_public_and_no_persons_own(connection, server, world):
    """A renamed one is called what it is called now."""
    world.rename_repository(world.find("mast/sail"), "mast/canvas")
    asked = ["lantern/core", "lantern/secret", "ada/diary", "mast/sail", "gone/gone"]
    found = public_of_organizations(connection, [f"github:{name}" for name in asked])

    assert found == {
        "github:lantern/core": "github:lantern/core",
        "github:mast/sail": "github:mast/canvas",
    }


@given(st.integers(1, 50), st.integers(1, 10), st.integers(1, 100))
def test_every_query_fits_the_published_schema(owners, logins, places):
    """And costs a point at most for each hundred lists."""
    for query, variables in (
        owners_query({f"github:owner-{n}": None for n in range(owners)}),
        team_query([f"login-{n}" for n in range(logins)], START, day(90)),
        places_query([f"github:owner/name-{n}" for n in range(places)]),
    ):
        checked = check(query, variables, None)
        assert list(checked.errors) == []
        assert checked.cost.points == 1
