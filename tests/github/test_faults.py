"""Faults, as a client meets them."""

import http.client
import json
from urllib.request import urlopen

import pytest
from github import faults
from github.asking import ask, get, send
from github.faults import Faults
from github.world import World

QUERY = '{ repository(owner: "acme", name: "anvil") { name labels(first: 9) { nodes { name } } } }'


def anvil():
    world = World()
    world.label(world.repository("acme/anvil"), "bug")
    return world


GOOD = {"repository": {"name": "anvil", "labels": {"nodes": [{"name": "bug"}]}}}


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (faults.status(500), 500),
        (faults.status(503), 503),
        (faults.server_timeout(), 502),
        (faults.gateway_timeout(), 504),
        (faults.secondary(), 403),
        (faults.secondary(None, 429), 429),
        (faults.secondary_in_200(), 200),
        (faults.not_json(), 200),
    ],
)
def test_a_status_strikes_once_and_at_its_request(github, fault, status):
    """The requests before and after are good, once a limit is waited for."""
    server = github(anvil(), faults=Faults({2: fault}))

    assert ask(server, QUERY) == {"data": GOOD}
    said = send(server.graphql_url, server.token, {"query": QUERY})
    assert said.status == status
    assert "data" not in said.content or said.content["data"] is None
    server.clock.wait(60)
    assert ask(server, QUERY) == {"data": GOOD}
    assert server.faults.struck == [(2, fault.name)]
    assert server.count.points == 2


@pytest.mark.parametrize("make", [faults.reset_before_head, faults.reset_before_body])
def test_a_broken_line_is_an_error_of_the_connection(github, make):
    """And nothing else is heard."""
    server = github(anvil(), faults=Faults({1: make()}))
    with pytest.raises((ConnectionError, http.client.HTTPException, OSError)):
        ask(server, QUERY)

    assert ask(server, QUERY) == {"data": GOOD}


def test_a_body_that_ends_early_is_shorter_than_it_was_told(github):
    """The points are gone all the same."""
    server = github(anvil(), faults=Faults({1: faults.truncated()}))
    with pytest.raises(http.client.IncompleteRead):
        ask(server, QUERY)

    assert server.count.points == 1


def test_half_a_body_may_look_whole(github):
    """Only its JSON tells."""
    server = github(anvil(), faults=Faults({1: faults.silently_truncated()}))
    said = send(server.graphql_url, server.token, {"query": QUERY})

    assert said.status == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        json.loads(said.content)


def test_errors_inside_a_200_may_leave_no_data_or_some(github):
    """As GitHub says when something went wrong, when it took too much, and when one may not see."""
    plan = {
        1: faults.went_wrong(),
        2: faults.too_many_resources("repository"),
        3: faults.partial("FORBIDDEN", "repository", "labels"),
    }
    server = github(anvil(), faults=Faults(plan))
    wrong, resources, forbidden = (ask(server, QUERY) for _ in range(3))

    assert wrong["data"] is None
    assert wrong["errors"][0]["message"].startswith("Something went wrong while executing")
    assert resources["data"] == {"repository": None}
    assert resources["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
    assert forbidden["data"] == {"repository": {"name": "anvil", "labels": None}}
    assert forbidden["errors"][0]["path"] == ["repository", "labels"]


def test_a_limit_can_be_used_up_in_the_middle(github):
    """Everything is refused until the hour is over."""
    server = github(anvil(), faults=Faults({2: faults.used_up()}))
    said = [ask(server, QUERY) for _ in range(3)]

    assert ["data" in one for one in said] == [True, False, False]
    server.clock.wait(3600)
    assert ask(server, QUERY) == {"data": GOOD}


def test_the_world_changes_after_an_answer(github):
    """The answer is of the world before, the next one of the world after."""
    world = anvil()
    change = faults.then(lambda: world.rename_repository(world.repositories[0], "acme/hammer"))
    server = github(world, faults=Faults({1: change}))
    names = [ask(server, QUERY)["data"]["repository"]["name"] for _ in range(2)]

    assert names == ["anvil", "hammer"]
    assert server.count.faults == 0


def test_faults_strike_rest_as_well(github):
    """The same plan, by number of the request."""
    server = github(anvil(), faults=Faults({1: faults.status(502)}))

    assert [get(server, "/repos/acme/anvil").status for _ in range(2)] == [502, 200]


def test_chance_comes_from_its_seed_and_lets_one_through_in_the_end():
    """The same seed strikes the same requests; never more than two in a row."""
    one, same, other = (
        [(fault := plan.at(n)) and fault.name for n in range(1, 400)]
        for plan in (Faults.by_chance(seed, 0.5) for seed in (1, 1, 2))
    )

    assert one == same != other
    assert {kind().name for kind in faults.EVERY_KIND} == {name for name in one + other if name}
    for at in range(len(one) - 2):
        assert None in one[at : at + 3]
    assert 100 < sum(name is not None for name in one) < 250


def test_a_server_may_say_nothing_at_all(github):
    """Until the client gives up; the next request is answered."""
    server = github(anvil(), faults=Faults({1: faults.stall()}))
    with pytest.raises(TimeoutError), urlopen(server.url, timeout=0.05):
        pass

    assert ask(server, QUERY) == {"data": GOOD}
