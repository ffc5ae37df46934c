"""The simulator's limits are those GitHub documents, by a clock that tests move."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic

import pytest
from github.asking import ask, get, send
from github.limits import Clock, Secondary, Token, Window
from github.world import START, World
from hypothesis import given
from hypothesis import strategies as st

LIMIT = "{ rateLimit { cost limit used remaining resetAt nodeCount } }"


def test_each_answer_says_what_is_left(github):
    """In its headers and, where asked, in the answer; the window turns an hour after it began."""
    server = github(World())
    first = send(server.graphql_url, server.token, {"query": LIMIT})
    second = send(server.graphql_url, server.token, {"query": LIMIT})

    assert [one.headers["X-RateLimit-Remaining"] for one in (first, second)] == ["4999", "4998"]
    assert second.headers["X-RateLimit-Used"] == "2"
    assert second.headers["X-RateLimit-Resource"] == "graphql"
    limit = second.content["data"]["rateLimit"]
    assert (limit["cost"], limit["used"], limit["remaining"]) == (1, 2, 4_998)
    assert second.headers["X-RateLimit-Reset"] == first.headers["X-RateLimit-Reset"]
    begun = START + timedelta(hours=1)
    assert int(second.headers["X-RateLimit-Reset"]) == int(begun.timestamp())


def test_used_up_points_are_an_error_inside_a_200_until_the_hour_is_over(github):
    """Nothing is taken for what is refused."""
    server = github(World(), points=2)
    said = [send(server.graphql_url, server.token, {"query": LIMIT}) for _ in range(3)]

    assert [one.status for one in said] == [200, 200, 200]
    assert said[2].content["errors"][0]["type"] == "RATE_LIMITED"
    assert said[2].headers["X-RateLimit-Remaining"] == "0"
    assert server.count.points == 2
    server.clock.advance(3600)
    assert ask(server, LIMIT)["data"]["rateLimit"]["remaining"] == 1


def test_used_up_requests_are_a_403_in_rest_and_leave_graphql_alone(github):
    """Each has a limit of its own."""
    server = github(World(), points=1)
    assert get(server, "/users/reader").status == 200
    refused = get(server, "/users/reader")

    assert refused.status == 403
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert refused.headers["X-RateLimit-Resource"] == "core"
    assert "data" in ask(server, LIMIT)


def test_asking_for_the_limits_costs_nothing(github):
    """Not even when they are used up."""
    server = github(World(), points=1)
    said = [get(server, "/rate_limit") for _ in range(3)]

    assert [one.status for one in said] == [200, 200, 200]
    assert said[-1].content["resources"]["core"]["remaining"] == 1


def test_what_has_not_changed_costs_nothing(github):
    """304 on the etag of an earlier answer; once it has changed, it counts again."""
    world = World()
    anvil = world.repository("acme/anvil")
    server = github(world)
    first = get(server, "/repos/acme/anvil/labels")
    again = get(server, "/repos/acme/anvil/labels", If_None_Match=first.headers["ETag"])
    assert (again.status, again.content) == (304, None)
    assert again.headers["X-RateLimit-Used"] == "1"

    world.label(anvil, "bug")
    changed = get(server, "/repos/acme/anvil/labels", If_None_Match=first.headers["ETag"])
    assert (changed.status, len(changed.content)) == (200, 1)
    assert (server.count.rest, server.count.unchanged) == (2, 1)


def test_more_than_two_thousand_calls_a_minute_are_refused_for_a_minute(github):
    """The secondary limit of GraphQL, with Retry-After; who waits goes on."""
    server = github(World(), latency=0, secondary=Secondary(graphql_a_minute=3))
    said = [send(server.graphql_url, server.token, {"query": LIMIT}) for _ in range(5)]

    assert [one.status for one in said] == [200, 200, 200, 403, 403]
    assert "secondary rate limit" in said[3].content["message"]
    assert said[3].headers["Retry-After"] == "60"
    server.clock.wait(60)
    assert "data" in ask(server, LIMIT)
    assert server.clock.waited == 60
    assert Secondary() == Secondary(100, 2_000, 900)


def test_calls_that_are_spread_over_time_breach_nothing(github):
    """The quiet case: as many, but slower."""
    server = github(World(), latency=25, secondary=Secondary(graphql_a_minute=3))

    assert all("data" in ask(server, LIMIT) for _ in range(9))


@given(seconds=st.lists(st.integers(0, 30), max_size=40))
def test_no_minute_ever_holds_more_than_the_limit(seconds):
    """Whatever the pace, what is let through keeps to it in any sixty seconds."""
    clock, token, limit = Clock(START), Token("t", None), Secondary(graphql_a_minute=4)
    let_through = []
    for pause in seconds:
        clock.advance(pause)
        if not limit.breach(token, "graphql", 1, clock.now()):
            let_through.append(clock.now())
    for at in let_through:
        assert sum(at - timedelta(minutes=1) < one <= at for one in let_through) <= 4


def test_too_many_at_once_are_refused(github):
    """Some of many that come together, though each alone is good."""
    world = World()
    server = github(world, secondary=Secondary(at_once=2))
    ready = Barrier(8, timeout=20)

    def ask_together(_):
        ready.wait()
        return send(server.graphql_url, server.token, {"query": LIMIT}).status

    with world.lock, ThreadPoolExecutor(8) as pool:  # nobody is answered until all have come
        waiting = pool.map(ask_together, range(8))
        deadline = monotonic() + 20
        while server.count.requests < 8 and monotonic() < deadline:
            pass
        world.lock.release()
        statuses = sorted(waiting)
        world.lock.acquire()
    assert statuses == [200] * 2 + [403] * 6


@pytest.mark.parametrize(
    ("token", "message"), [("wrong", "Bad credentials"), (None, "Requires authentication")]
)
def test_who_may_not_ask_is_told_so(github, token, message):
    """401, in GraphQL without any token as well."""
    said = send(github(World()).graphql_url, token, {"query": LIMIT})

    assert (said.status, said.content["message"]) == (401, message)


def test_without_a_token_rest_answers_sixty_times_an_hour(github):
    """What is public is public."""
    world = World()
    world.repository("acme/anvil")
    server = github(world)
    said = [send(f"{server.url}/repos/acme/anvil") for _ in range(61)]

    assert {one.status for one in said[:60]} == {200}
    assert said[60].status == 403


def test_each_token_has_limits_and_counts_of_its_own(github):
    """Two share the work, and double what may be asked."""
    server = github(World(), tokens={"one": "ada", "two": "bob"}, points=1)
    for token in ("one", "two"):
        assert "data" in ask(server, LIMIT, token=token)

    assert "errors" in ask(server, LIMIT, token="one")
    assert [one.count.points for one in server.tokens.values()] == [1, 1]


def test_an_enterprise_server_may_have_no_limits(github):
    """Then nothing tells of any, in the answer or beside it."""
    server = github(World(), limited=False, points=1)
    said = [send(server.graphql_url, server.token, {"query": LIMIT}) for _ in range(3)]

    assert [one.content for one in said] == [{"data": {"rateLimit": None}}] * 3
    assert not [name for name in said[0].headers if name.startswith("X-RateLimit")]
    assert get(server, "/rate_limit").status == 404


def test_the_date_of_answers_is_the_simulated_one(github):
    """So that a client may go by the server's clock."""
    server = github(World(), latency=0)
    server.clock.advance(90)

    assert get(server, "/rate_limit").headers["Date"] == "Mon, 01 Jan 2024 12:01:30 GMT"


@given(steps=st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 30)), max_size=30))
def test_an_hour_never_gives_more_than_its_limit(steps):
    """Whenever one asks: what is used between two resets is the limit at most."""
    clock, window = Clock(START), Window("graphql", 100)
    used: dict[object, int] = {}
    for pause, points in steps:
        clock.advance(pause)
        window.turn(clock.now())
        if window.remaining >= points:
            window.used += points
            used[window.resets_at] = used.get(window.resets_at, 0) + points
    assert all(one <= 100 for one in used.values())
