"""What a call costs is held to the examples GitHub publishes, and to what people were told."""

import pytest
from github.asking import ask
from github.cost import MOST_NODES, cost_of
from github.schema import github_schema
from github.world import World
from graphql import parse

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


def cost(query, **variables):
    return cost_of(github_schema(), parse(query), variables)


def repository(inside):
    return f'{{ repository(owner: "acme", name: "anvil") {{ {inside} }} }}'


@pytest.mark.parametrize(("query", "nodes"), [(SIMPLE, 550), (COMPLEX, 22_060)])
def test_nodes_are_counted_as_in_the_published_examples(query, nodes):
    """550 nodes for the simple example of the documentation, 22,060 for the complex one."""
    assert cost(query).nodes == nodes


def test_points_are_counted_as_in_the_published_example():
    """1 request for repositories, 100 for issues, 5,000 for labels: 51 points."""
    found = cost(POINTS)

    assert (found.requests, found.points) == (5_101, 51)


def test_a_hundred_aliases_ask_for_as_many_nodes_as_github_told_somebody():
    """1,010,000 in semantic-release/github#911: a hundred commits with pull requests and labels."""
    aliases = " ".join(f'c{n}: object(oid: "{n:040}") {{ ...Fields }}' for n in range(100))
    fields = """fragment Fields on Commit { associatedPullRequests(first: 100) {
      nodes { labels(first: 100) { nodes { name } } } } }"""
    found = cost(repository(aliases) + fields)

    assert found.nodes == 1_010_000
    assert found.errors[0]["message"] == (
        "This query requests up to 1,010,000 possible nodes which exceeds the maximum limit of "
        "500,000."
    )


@pytest.mark.parametrize(("lists", "points"), [(1, 1), (149, 1), (150, 2), (249, 2), (250, 3)])
def test_points_are_rounded_to_the_nearest_and_never_less_than_one(lists, points):
    """Aliased lists are looked up apart: 149 of them still cost one point."""
    inside = " ".join(f"a{n}: labels(first: 1) {{ nodes {{ id }} }}" for n in range(lists))

    assert cost(repository(inside)).points == points


def test_one_list_in_two_fragments_is_looked_up_once():
    """A connection is counted by where it stands in the answer, not by how often it is written."""
    twice = "{ ...A ...A ...B } "
    fragments = """fragment A on Repository { labels(first: 9) { nodes { id } } }
      fragment B on Repository { labels(first: 9) { totalCount } }"""

    found = cost('{ repository(owner: "a", name: "b") ' + twice + "} " + fragments)
    assert (found.requests, found.nodes) == (1, 9)


def test_sizes_come_from_variables_their_defaults_and_what_is_left_out():
    """``@include`` and ``@skip`` decide what counts."""
    query = """query ($n: Int = 7, $deep: Boolean!) { repository(owner: "a", name: "b") {
      issues(first: $n) { nodes { labels(first: 5) @include(if: $deep) { nodes { id } }
                                  comments(first: 5) @skip(if: $deep) { nodes { id } } } } } }"""

    assert cost(query, deep=False).nodes == 7 + 7 * 5
    assert cost(query, deep=True, n=10).requests == 1 + 10


def test_what_stands_in_nodes_is_looked_up_once_for_each_id():
    """The dearer reading of a rule that does not speak of it."""
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Issue { labels(first: 3) { nodes { id } } } } }"

    assert cost(query, ids=["a", "b", "c"]).requests == 3


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ("", "MISSING_PAGINATION_BOUNDARIES"),
        ("(first: 0)", "ARGUMENT"),
        ("(last: -1)", "ARGUMENT"),
        ("(first: 101)", "EXCESSIVE_PAGINATION"),
        ("(last: 5000)", "EXCESSIVE_PAGINATION"),
    ],
)
def test_pages_have_one_to_a_hundred_nodes(github, arguments, kind):
    """Anything else is refused before it is run, and costs nothing."""
    server = github(World())
    said = ask(server, repository(f"labels{arguments} {{ nodes {{ id }} }}"))

    assert [error["type"] for error in said["errors"]] == [kind]
    assert said["errors"][0]["path"] == ["repository", "labels"]
    assert "data" not in said
    assert server.count.points == 0


@pytest.mark.parametrize("arguments", ["(first: 1)", "(first: 100)", "(last: 100)"])
def test_pages_within_the_bounds_are_taken(github, arguments):
    """The bounds themselves are within."""
    world = World()
    world.repository("acme/anvil")

    said = ask(github(world), repository(f"labels{arguments} {{ nodes {{ id }} }}"))
    assert said == {"data": {"repository": {"labels": {"nodes": []}}}}


def test_a_call_that_asks_for_too_many_nodes_is_refused(github):
    """500,000 is the most; the same query with smaller pages is taken."""
    world = World()
    world.repository("acme/anvil")
    server = github(world)
    query = """query ($n: Int!) { repository(owner: "acme", name: "anvil") { issues(first: 100) {
      nodes { comments(first: 100) { nodes { reactions(first: $n) { nodes { id } } } } } } } }"""

    refused = ask(server, query, {"n": 49})
    assert refused["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert MOST_NODES + 100 == 100 + 100 * 100 + 100 * 100 * 49
    assert ask(server, query, {"n": 48})["data"]["repository"]["issues"] == {"nodes": []}
