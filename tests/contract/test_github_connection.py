"""The connection against the made-up GitHub, which executes queries and keeps the documented limits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from github.faults import Faults
from github.made import made_world
from github.world import World

from twohats.errors import SourceUnreadable
from twohats.sources.asking.allowance import Allowance
from twohats.sources.asking.ports import LimitReached, NotThere
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.ports import TooHeavy

ISSUES = """
query($after: String, $first: Int!) {
  repository(owner: "foundry", name: "%s") {
    issues(first: $first, after: $after) {
      nodes { number title comments(first: 10) { nodes { body } } }
      pageInfo { endCursor hasNextPage }
    }
  }
}
"""


def connected(server, *, tokens=None, **more):
    environment = {
        "PATH": "",
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": server.graphql_url,
        "TWOHATS_GITHUB_TOKENS": " ".join(tokens or [server.token]),
    }
    allowance = more.pop("allowance", Allowance(wait_s=3 * 3600))
    return connect(
        "github.com",
        environment,
        now=server.clock.now,
        wait=server.clock.wait,
        allowance=allowance,
        **more,
    )


def issues(connection, repository, first=8) -> list[dict]:
    """Read all issues, with smaller pages where GitHub asks for less."""
    found, after = [], None
    while True:
        try:
            answer = connection.ask(ISSUES % repository, {"after": after, "first": first})
        except TooHeavy:
            first = max(1, first // 2)
            continue
        page = answer.data["repository"]["issues"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@pytest.fixture(scope="module")
def world() -> World:
    return made_world(3, repositories=1, items=60)


@pytest.fixture(scope="module")
def name(world) -> str:
    return world.repositories[0].name


def comments(connection, repository) -> list[int]:
    """Read the ids of all comments, page by page."""
    pages = connection.pages(f"/repos/foundry/{repository}/issues/comments?per_page=7")
    return [comment["id"] for page in pages for comment in page.content]


def test_cost_is_what_github_takes(github, world, name):
    """Points and requests that a run counts are those that GitHub took."""
    server = github(world)
    with connected(server) as connection:
        issues(connection, name)
        comments(connection, name)
        taken = connection.taken

    assert taken.requests == server.count.requests
    assert taken.points == server.count.points + server.count.rest
    assert taken.waited_s == taken.again == 0


@pytest.mark.parametrize("seed", range(6))
def test_faults_change_nothing(github, world, name, seed):
    """Under every fault that passes, a list by GraphQL and one by REST are what they are without."""
    calm = github(world)
    with connected(calm) as connection:
        expected = issues(connection, name)
        expected_rest = comments(connection, name)

    server = github(world, faults=Faults.by_chance(seed, 0.4))
    with connected(server) as connection:
        assert issues(connection, name) == expected
        found = comments(connection, name)

    assert len(expected) > 20
    assert found == expected_rest
    assert server.faults.struck


def test_several_tokens_at_once(github, world, name):
    """Threads that share tokens get the same, and no token has two requests on its way."""
    tokens = ["ghp_made-up-one", "ghp_made-up-two", "ghp_made-up-three"]
    server = github(world, tokens={token: f"reader-{n}" for n, token in enumerate(tokens)})
    with connected(server, tokens=tokens) as connection, ThreadPoolExecutor(6) as threads:
        lists = list(threads.map(lambda _: issues(connection, name), range(6)))

    assert all(one == lists[0] for one in lists)
    shares = [server.tokens[token].count.requests for token in tokens]
    assert max(shares) <= 2 * min(shares)


def test_hour_ends(github, world, name):
    """A run that may wait goes through the end of an hour's points, and keeps the reserve each time."""
    server = github(world, points=10)
    with connected(server, allowance=Allowance(share=0.5, wait_s=6 * 3600)) as connection:
        found = issues(connection, name, first=2)
        taken = connection.taken

    assert len(found) > 20
    assert taken.requests == taken.points == server.count.requests
    assert server.clock.waited > 3000
    assert taken.requests <= 5 * (1 + server.clock.waited // 3000)


def test_hour_ends_for_now(github, world, name):
    """A run that may not wait stops before the reserve, and goes on after the time it named."""
    server = github(world, points=10)
    with connected(server, allowance=Allowance(share=0.5)) as connection:
        with pytest.raises(LimitReached) as caught:
            issues(connection, name, first=2)
        assert server.count.requests == 5

        server.clock.advance((caught.value.resets_at - server.clock.now()).total_seconds())
        assert connection.ask("{ viewer { login } }").data == {"viewer": {"login": "reader"}}


def test_standing(github, world):
    """What is left is told before the run begins, free of charge."""
    server = github(world)
    with connected(server, allowance=Allowance()) as connection:
        graphql, core = connection.standing()

    assert (graphql.left, graphql.limit, graphql.reserve, graphql.usable) == (5000, 5000, 500, 4500)
    assert core.left == 5000
    assert graphql.resets_at > server.clock.now()
    assert server.count.points == 0


def test_unchanged(github, world, name):
    """What has not changed costs nothing."""
    with connected(github(world)) as connection:
        first = connection.get(f"/repos/foundry/{name}")
        again = connection.get(f"/repos/foundry/{name}", etag=first.etag)

        assert first.content["name"] == name
        assert again.is_unchanged
        assert connection.taken.points == 1


def test_renamed(github):
    """A renamed repository answers under its old name, by REST and by GraphQL."""
    world = World()
    anvil = world.repository("acme/anvil")
    world.rename_repository(anvil, "acme/hammer")
    with connected(github(world)) as connection:
        by_rest = connection.get("/repos/acme/anvil").content["full_name"]
        query = '{ repository(owner: "acme", name: "anvil") { nameWithOwner } }'
        by_query = connection.ask(query).data["repository"]["nameWithOwner"]

    assert by_rest == by_query == "acme/hammer"


def test_not_there(github, world):
    """What is not there is an error by REST, and a trouble by GraphQL."""
    with connected(github(world)) as connection:
        with pytest.raises(NotThere):
            connection.get("/repos/acme/none")
        answer = connection.ask('{ repository(owner: "acme", name: "none") { id } }')

    assert answer.data == {"repository": None}
    assert [(one.kind, one.path) for one in answer.troubles] == [("NOT_FOUND", ("repository",))]


def test_turned_down(github, world):
    """A query that the schema does not know is not asked twice."""
    server = github(world)
    with connected(server) as connection, pytest.raises(SourceUnreadable, match="was turned down"):
        connection.ask("{ noSuchThing }")

    assert server.count.requests == 1


def test_too_heavy(github, world, name):
    """A query for more nodes than GitHub allows is handed back to be made smaller."""
    nodes = "nodes { comments(first: 100) { nodes { reactions(first: 100) { totalCount } } } }"
    query = (
        f'{{ repository(owner: "foundry", name: "{name}") {{ issues(first: 100) {{ {nodes} }} }} }}'
    )
    with connected(github(world)) as connection, pytest.raises(TooHeavy):
        connection.ask(query)


def test_app(github, world, tmp_path):
    """A GitHub App gets its tokens by its signature, and a new one before each ends."""
    key = rsa.generate_private_key(65537, 2048)
    file = tmp_path / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    server = github(world)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    installation = server.install("7", public, "foundry")
    environment = {
        "PATH": "",
        "GITHUB_API_URL": server.url,
        "TWOHATS_GITHUB_APP_ID": "7",
        "TWOHATS_GITHUB_APP_INSTALLATION": str(installation),
        "TWOHATS_GITHUB_APP_KEY": str(file),
    }
    with connect(
        "github.com", environment, now=server.clock.now, wait=server.clock.wait
    ) as connection:
        for _ in range(4):
            assert connection.standing()
            server.clock.advance(timedelta(minutes=40).total_seconds())

    assert len([token for token in server.tokens if token.startswith("ghs_")]) == 2


def test_wrong_token(github, world):
    """A token that GitHub does not know is set aside, and the other does all the work."""
    server = github(world)
    with connected(server, tokens=["ghp_unknown", server.token]) as connection:
        assert len(connection.standing()) == 2
        assert connection.ask("{ viewer { login } }").data
        assert connection.set_aside == ("TWOHATS_GITHUB_TOKENS, number 1",)


def test_no_thread_is_left(github, world, name):
    """A connection leaves nothing running behind it."""
    server = github(world)
    before = threading.active_count()
    with connected(server) as connection:
        issues(connection, name)

    assert threading.active_count() <= before + 1
