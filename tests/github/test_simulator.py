"""The simulator is itself held to what GitHub publishes."""

import json
from urllib.request import Request, urlopen

import pytest
from github.cost import cost_of
from github.schema import github_schema
from github.world import World
from graphql import parse
from hypothesis import given
from hypothesis import strategies as st


def ask(server, query, variables=None, token=None):
    """Send one query; the decoded answer."""
    content = json.dumps({"query": query, "variables": variables or {}}).encode()
    headers = {"Authorization": f"Bearer {token or server.token}"}
    with urlopen(Request(server.graphql_url, content, headers)) as answered:
        return json.loads(answered.read())


def cost(query, **variables):
    return cost_of(github_schema(), parse(query), variables)


# What a call costs ------------------------------------------------------------------------------

SIMPLE = """{ viewer { repositories(first: 50) { edges { repository: node {
  name issues(first: 10) { totalCount edges { node { title bodyHTML } } } } } } } }"""
COMPLEX = """{ viewer {
  repositories(first: 50) { edges { repository: node { name
    pullRequests(first: 20) { edges { pullRequest: node { title
      comments(first: 10) { edges { comment: node { bodyHTML } } } } } }
    issues(first: 20) { totalCount edges { issue: node { title bodyHTML
      comments(first: 10) { edges { comment: node { bodyHTML } } } } } } } } }
  followers(first: 10) { edges { follower: node { login } } } } }"""
POINTS = """{ viewer { login repositories(first: 100) { edges { node { id
  issues(first: 50) { edges { node { id labels(first: 60) { edges { node { id name } } } } } }
} } } } }"""


@pytest.mark.parametrize(("query", "nodes"), [(SIMPLE, 550), (COMPLEX, 22_060)])
def test_nodes_are_counted_as_in_the_published_examples(query, nodes):
    """550 nodes for the simple example of the documentation, 22,060 for the complex one."""
    assert cost(query).nodes == nodes


def test_points_are_counted_as_in_the_published_example():
    """1 request for repositories, 100 for issues, 5,000 for labels: 51 points."""
    found = cost(POINTS)

    assert found.requests == 5_101
    assert found.points == 51


def test_a_page_of_one_repository(github):
    """What the world holds is what a query over the wire brings."""
    world = World()
    ada, anvil = world.user("ada"), world.repository("acme/anvil")
    issue = world.issue(anvil, ada, "It is too heavy")
    world.comment(issue, None, "Lift with your knees.")
    query = """{ rateLimit { cost } repository(owner: "acme", name: "anvil") {
      issues(first: 5) { nodes { number author { login } comments(first: 5) {
        nodes { author { login } body } } } } } }"""

    comments = {"nodes": [{"author": None, "body": "Lift with your knees."}]}
    assert ask(github(world), query)["data"] == {
        "rateLimit": {"cost": 1},
        "repository": {
            "issues": {"nodes": [{"number": 1, "author": {"login": "ada"}, "comments": comments}]}
        },
    }


@given(size=st.integers(1, 100), count=st.integers(0, 30))
def test_pages_of_any_size_bring_everything_once(size, count):
    """Going on after each page's last cursor ends with every thing once, in its order."""
    from github.connections import Listing, by_age, connect

    world = World()
    ada, anvil = world.user("ada"), world.repository("acme/anvil")
    issues = [world.issue(anvil, ada, str(n)) for n in range(count)]
    for key in (by_age, None):
        found, after = [], None
        while True:
            page = connect(Listing(issues, key), {"first": size, "after": after})
            found += page.nodes
            after = page.page_info["end_cursor"]
            if not page.page_info["has_next_page"]:
                break
        assert found == issues
