"""GraphQL as the simulator answers it."""

from datetime import timedelta

import pytest
from github.asking import ask, get, send
from github.connections import Listing, Refused, by_age, connect
from github.made import awkward, every_kind, made_world, overflowing
from github.resolvers import RESOLVERS, Unknown
from github.rest_shapes import WORDS
from github.schema import github_schema
from github.simulator import Simulator
from github.things import Event, Review
from github.world import World
from graphql import get_named_type
from hypothesis import given
from hypothesis import strategies as st

from twohats.records.tables import EVENT_KINDS
from twohats.sources.github_names import database_id, event_kind

ANVIL = 'repository(owner: "acme", name: "anvil")'
WORLDS = {
    "every kind": every_kind,
    "overflowing": overflowing,
    "awkward": awkward,
    "made": made_world,
}


def nodes_of(server, path, selection, arguments="", before=ANVIL):
    """Read a list of the repository to its end, a hundred at a time."""
    found, after = [], "null"
    while True:
        query = f"""{{ {before} {{ {path[0]} {{ {path[1]}(first: 100, after: {after} {arguments})
          {{ pageInfo {{ hasNextPage endCursor }} nodes {{ {selection} }} }} }} }} }}"""
        said = ask(server, query)
        assert "errors" not in said, said["errors"]
        outer = next(iter(said["data"].values()))
        page = next(iter(outer.values()))[path[1]]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = f'"{page["pageInfo"]["endCursor"]}"'


# The answers ------------------------------------------------------------------------------------


def test_what_the_world_holds_is_what_a_query_brings(github):
    """A deleted author is null."""
    world = World()
    ada, anvil = world.user("ada"), world.repository("acme/anvil")
    issue = world.issue(anvil, ada, "It is too heavy")
    world.comment(issue, None, "Lift with your knees.")
    query = f"""{{ rateLimit {{ cost }} {ANVIL} {{
      issues(first: 5) {{ nodes {{ number author {{ login }} comments(first: 5) {{
        nodes {{ author {{ login }} body }} }} }} }} }} }}"""

    comments = {"nodes": [{"author": None, "body": "Lift with your knees."}]}
    issues = {"nodes": [{"number": 1, "author": {"login": "ada"}, "comments": comments}]}
    assert ask(github(world), query)["data"] == {
        "rateLimit": {"cost": 1},
        "repository": {"issues": issues},
    }


def test_queries_are_held_to_the_published_schema(github):
    """A field that GitHub does not have is refused with its name."""
    said = ask(github(World()), f"{{ {ANVIL} {{ isssues }} }}")

    assert said["errors"][0]["message"].startswith("Cannot query field 'isssues'")


def test_a_query_that_is_none_is_refused_where_it_breaks(github):
    """The place is told."""
    said = ask(github(World()), "{ viewer { ")

    assert said["errors"][0]["locations"] == [{"line": 1, "column": 12}]


def test_what_nobody_taught_the_simulator_breaks_the_test_that_asked():
    """It is never null: a test that ends with it fails."""
    world = World()
    world.repository("acme/anvil")
    with pytest.raises(Unknown, match=r"Repository\.diskUsage"), Simulator(world) as server:
        ask(server, f"{{ {ANVIL} {{ diskUsage }} }}")


@pytest.mark.parametrize(
    "question", ['labels(first: 5, query: "bug")', 'issues(first: 5, filterBy: {mentioned: "ada"})']
)
def test_a_question_that_is_understood_in_part_breaks_the_test_as_well(question):
    """An argument is never passed over."""
    world = World()
    world.repository("acme/anvil")
    with pytest.raises(Unknown, match=r"query|mentioned"), Simulator(world) as server:
        ask(server, f"{{ {ANVIL} {{ {question} {{ nodes {{ id }} }} }} }}")


def test_every_field_that_is_taught_is_in_the_schema():
    """A misspelt one would never be asked."""
    types = github_schema().type_map
    every = {field for kind in types.values() for field in getattr(kind, "fields", {})}
    for name in RESOLVERS:
        kind, _, field = name.partition(".")
        assert field in (every if kind == "*" else types[kind].fields), name


def test_what_is_missing_is_named_in_its_place(github):
    """The rest of the answer is there."""
    world = World()
    anvil = world.repository("acme/anvil")
    query = f"""{{ {ANVIL} {{ id }} gone: repository(owner: "acme", name: "gone") {{ id }}
      nodes(ids: ["{anvil.id}", "nothing"]) {{ id }} }}"""
    said = ask(github(world), query)

    assert said["data"] == {
        "repository": {"id": anvil.id},
        "gone": None,
        "nodes": [{"id": anvil.id}, None],
    }
    assert [(error["type"], error["path"]) for error in said["errors"]] == [
        ("NOT_FOUND", ["gone"]),
        ("NOT_FOUND", ["nodes", 1]),
    ]
    assert said["errors"][0]["message"] == (
        "Could not resolve to a Repository with the name 'acme/gone'."
    )


def test_a_renamed_and_moved_repository_answers_under_all_its_names(github):
    """Unless one asks not to follow."""
    world = World()
    anvil = world.repository("acme/anvil")
    world.rename_repository(anvil, "acme/anvil-ng")
    world.rename_repository(anvil, "foundry/anvil-ng")
    server = github(world)
    for name in ("anvil", "anvil-ng"):
        said = ask(server, f'{{ repository(owner: "ACME", name: "{name}") {{ nameWithOwner }} }}')
        assert said["data"]["repository"]["nameWithOwner"] == "foundry/anvil-ng"

    strict = '{ repository(owner: "acme", name: "anvil", followRenames: false) { id } }'
    assert ask(server, strict)["errors"][0]["type"] == "NOT_FOUND"


def test_bots_are_known_by_their_type_and_have_no_mark_in_their_login(github):
    """REST says ``tidy[bot]`` of the same one."""
    world = World()
    issue = world.issue(world.repository("acme/anvil"), world.bot("tidy"), "Dust")
    server = github(world)
    said = ask(server, f"{{ {ANVIL} {{ issue(number: 1) {{ author {{ __typename login }} }} }} }}")

    assert issue.author is not None
    assert said["data"]["repository"]["issue"]["author"] == {"__typename": "Bot", "login": "tidy"}
    rest = get(server, "/repos/acme/anvil/issues/1").content["user"]
    assert (rest["login"], rest["type"]) == ("tidy[bot]", "Bot")


def test_database_ids_end_where_32_bits_do(github):
    """Beyond, only ``fullDatabaseId`` tells; every world crosses that line."""
    world = overflowing(10)
    server = github(world)
    found = nodes_of(server, ("issue(number: 2)", "comments"), "id databaseId fullDatabaseId")

    assert {one["databaseId"] is None for one in found} == {True, False}
    for one in found:
        full = int(one["fullDatabaseId"])
        assert one["databaseId"] == (full if full < 2**31 else None)
        assert database_id(one["id"]) == full


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_node_ids_hold_the_number_they_stand_for(make):
    """The product reads out of each id, of either generation, the number REST gives."""
    world = make()
    for node in world.nodes.values():
        if node.number_in_database:
            assert database_id(node.id) == node.number_in_database, node.id
    assert len({node.id for node in world.nodes.values()}) == len(world.nodes)


def test_made_worlds_hold_ids_of_both_generations():
    """One begins before GitHub changed them, and goes on."""
    new = {"_" in node for node in made_world().nodes}

    assert new == {True, False}


# Timelines --------------------------------------------------------------------------------------


def test_timelines_leave_out_reviews_that_only_answer(github):
    """``reviews`` has them, and so have the line comments of threads."""
    world = every_kind()
    pull = world.repositories[0].pull_requests[0]
    server = github(world)
    where = f"pullRequest(number: {pull.number})"
    timeline = nodes_of(
        server, (where, "timelineItems"), "... on Node { id }", ", itemTypes: [PULL_REQUEST_REVIEW]"
    )
    reviews = nodes_of(server, (where, "reviews"), "id state")
    hidden = {one.id for one in pull.reviews if one.only_replies}

    assert len(hidden) == 2
    assert {one["id"] for one in reviews} - {one["id"] for one in timeline} == hidden


def test_a_review_that_is_not_submitted_is_seen_by_its_author_alone(github):
    """For everybody else it is not there, under its id neither."""
    world = every_kind()
    pull = world.repositories[0].pull_requests[0]
    (pending,) = [one for one in pull.reviews if one.submitted_at is None]
    server = github(world, tokens={"good": "reader", "hers": "ada"})
    query = f"""{{ node(id: "{pending.id}") {{ id }} {ANVIL} {{
      pullRequest(number: {pull.number}) {{ reviews(first: 50) {{ nodes {{ state }} }} }} }} }}"""

    others, hers = ask(server, query), ask(server, query, token="hers")
    assert others["data"]["node"] is None
    states = [
        [one["state"] for one in said["data"]["repository"]["pullRequest"]["reviews"]["nodes"]]
        for said in (others, hers)
    ]
    assert ["PENDING" in one for one in states] == [False, True]


def test_timelines_can_be_narrowed_by_type_and_time(github):
    """Counts say what the cursors leave, and what the page holds."""
    world = overflowing(30)
    server = github(world)
    issue = world.repositories[0].issues[0]
    middle = issue.comments[10]
    query = f"""{{ {ANVIL} {{ issue(number: {issue.number}) {{
      timelineItems(first: 5, itemTypes: [ISSUE_COMMENT], since: "{middle.created_at:%Y-%m-%dT%H:%M:%SZ}") {{
        totalCount filteredCount pageCount nodes {{ ... on IssueComment {{ body }} }} }} }} }} }}"""
    said = ask(server, query)["data"]["repository"]["issue"]["timelineItems"]

    assert (said["totalCount"], said["filteredCount"], said["pageCount"]) == (20, 20, 5)
    assert [one["body"] for one in said["nodes"]] == [f"Comment {n}" for n in range(10, 15)]


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_everything_on_a_timeline_may_stand_there(make):
    """Each kind belongs to the union of the schema."""
    types = github_schema().type_map
    for repository in make().repositories:
        for item in repository.items.values():
            allowed = {kind.name for kind in types[f"{item.kind}TimelineItems"].types}
            assert {one.kind for one in item.happenings} <= allowed


def test_what_leaves_no_trace_in_updated_at():
    """References, mentions, edits of line comments and cards; all else is seen by it."""
    world = every_kind()
    pull = world.repositories[0].pull_requests[0]
    ada, before = world.accounts["ada"], pull.updated_at
    world.refer(pull, world.repositories[0].issues[0], ada)
    world.refer_commit(pull, world.repositories[0].commits[0], ada)
    world.mention(pull, ada)
    world.edit(pull.line_comments[0], "Something else")
    world.put_on_board(world.boards[0], pull, Status="Later")
    assert pull.updated_at == before

    world.comment(pull, ada, "Hello")
    assert pull.updated_at > before


# Pages ------------------------------------------------------------------------------------------


def a_list(count, seconds):
    """Issues of which several were made in the same second."""
    world = World()
    ada, anvil = world.user("ada"), world.repository("acme/anvil")
    start = world.now
    return [
        world.issue(anvil, ada, str(n), at=start + timedelta(seconds=n % max(1, seconds)))
        for n in range(count)
    ]


LISTS = st.builds(a_list, st.integers(0, 30), st.integers(1, 5))
KEYS = st.sampled_from([by_age, None])


@given(issues=LISTS, size=st.integers(1, 12), key=KEYS, descending=st.booleans())
def test_pages_of_any_size_bring_everything_once(issues, size, key, descending):
    """Forwards by ``first`` and ``after``, in the order of the list."""
    whole = connect(Listing(issues, key, descending), {}).nodes
    found, after = [], None
    while True:
        page = connect(Listing(issues, key, descending), {"first": size, "after": after})
        assert page.total_count == len(issues)
        assert page.page_info["has_previous_page"] is bool(found)
        found += page.nodes
        after = page.page_info["end_cursor"]
        if not page.page_info["has_next_page"]:
            break
    assert found == whole
    assert set(whole) == set(issues)


@given(issues=LISTS, size=st.integers(1, 12), key=KEYS, descending=st.booleans())
def test_pages_go_backwards_as_well(issues, size, key, descending):
    """By ``last`` and ``before``, from the end."""
    whole = connect(Listing(issues, key, descending), {}).nodes
    found, before = [], None
    while True:
        page = connect(Listing(issues, key, descending), {"last": size, "before": before})
        found = page.nodes + found
        before = page.page_info["start_cursor"]
        if not page.page_info["has_previous_page"]:
            break
    assert found == whole


@given(
    issues=LISTS.filter(lambda issues: len(issues) > 4),
    gone=st.integers(0, 29),
    descending=st.booleans(),
)
def test_a_page_goes_on_where_it_stopped_though_something_vanished(issues, gone, descending):
    """Lists with a key lose nothing else; lists by place would."""
    first = connect(Listing(issues, by_age, descending), {"first": 3})
    left = [one for at, one in enumerate(issues) if at != gone % len(issues)]
    after = {"first": 100, "after": first.page_info["end_cursor"]}
    second = connect(Listing(left, by_age, descending), after)

    assert {*first.nodes, *second.nodes} >= set(left)
    assert not set(first.nodes) & set(second.nodes)


def test_lists_by_place_miss_something_when_they_shrink():
    """As GitHub's lists of files and commits do."""
    things = list("abcdef")
    first = connect(Listing(things), {"first": 3})
    second = connect(Listing(things[1:]), {"first": 9, "after": first.page_info["end_cursor"]})

    assert [*first.nodes, *second.nodes] == list("abcef")


@pytest.mark.parametrize("cursor", ["nonsense", "MTAw", "Y3Vyc29yOnYyOg=="])
def test_a_cursor_that_is_none_is_refused(cursor):
    """By the type GitHub gives it."""
    with pytest.raises(Refused, match="does not appear to be a valid cursor") as caught:
        connect(Listing([], by_age), {"first": 1, "after": cursor})
    assert caught.value.kind == "INVALID_CURSOR_ARGUMENTS"


@pytest.mark.parametrize("holder", ["issue(number: 2)", "pullRequest(number: 1)"])
def test_long_lists_are_there_to_their_end(github, holder):
    """Over the wire, page by page."""
    world = overflowing()
    item = world.repositories[0].items[int(holder.split(": ")[1].rstrip(")"))]
    server = github(world)

    found = nodes_of(server, (holder, "timelineItems"), "__typename ... on Node { id }")
    shown = [one.id for one in item.happenings if one.is_on_timeline]
    assert sorted(one["id"] for one in found) == sorted(shown)
    assert len(found) > 300


# What is too heavy ------------------------------------------------------------------------------

HEAVY = f"""{{ a: {ANVIL} {{ labels(first: 100) {{ nodes {{ name }} }} }}
  b: {ANVIL} {{ releases(first: 100) {{ nodes {{ tagName }} }} }} }}"""


def test_a_query_that_takes_too_long_is_given_up_and_dearer(github):
    """502 and 504 in turn after ten seconds; as documented, more points are taken."""
    server = github(overflowing(100), heaviest=150)
    start = server.clock.now()
    said = [send(server.graphql_url, server.token, {"query": HEAVY}) for _ in range(2)]
    assert [one.status for one in said] == [502, 504]
    assert said[0].content["data"] is None
    assert (server.clock.now() - start).total_seconds() > 20
    assert server.count.points == 4


def test_a_query_that_takes_too_much_is_answered_in_part(github):
    """RESOURCE_LIMITS_EXCEEDED, where it broke off; what came before is there."""
    server = github(overflowing(100), heaviest=150, gives_part=True)
    said = ask(server, HEAVY)

    assert len(said["data"]["a"]["labels"]["nodes"]) == 100
    assert said["data"]["b"] is None
    assert said["errors"][0]["type"] == "RESOURCE_LIMITS_EXCEEDED"
    assert said["errors"][0]["path"] == ["b", "releases"]


def test_a_query_within_bounds_is_answered_whole(github):
    """The quiet case."""
    said = ask(github(overflowing(100), heaviest=200), HEAVY)

    assert "errors" not in said


# Worlds -----------------------------------------------------------------------------------------


@given(seed=st.integers(0, 50))
def test_the_same_seed_makes_the_same_world(seed):
    """Down to the last id and text."""
    one, other = (made_world(seed, repositories=1, items=8) for _ in range(2))

    assert list(one.nodes) == list(other.nodes)
    texts = [[getattr(n, "body", None) for n in world.nodes.values()] for world in (one, other)]
    assert texts[0] == texts[1]


def test_the_small_world_holds_every_kind_of_event_the_product_keeps():
    """So do the larger ones, taken together, for all that people do every day."""
    found = {
        event_kind(WORDS[one.kind]) if isinstance(one, Event) else one.kind
        for item in every_kind().repositories[0].items.values()
        for one in item.happenings
    }
    said = {"opened", "commented", "reviewed", "review_commented", "committed"}
    assert set(EVENT_KINDS) - found - said == set()


def test_few_do_most_in_a_made_world():
    """The longest list is many times the usual one, and grows as the skew falls."""
    lengths = sorted(
        len(item.happenings)
        for repository in made_world(3, items=200, skew=1.2).repositories
        for item in repository.items.values()
    )

    assert lengths[-1] > 10 * lengths[len(lengths) // 2]
    reviews = [
        one for node in made_world(2, items=200).nodes.values() if isinstance(one := node, Review)
    ]
    assert {one.only_replies for one in reviews} == {True, False}


def test_named_types_of_all_lists_are_connections():
    """What the simulator takes for a list is one in the schema."""
    types = github_schema().type_map
    for name in ("Issue.comments", "PullRequest.files", "Repository.issues", "Query.search"):
        kind, _, field = name.partition(".")
        assert get_named_type(types[kind].fields[field].type).name.endswith("Connection")


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_a_thing_shows_itself_in_a_few_words(make):
    """Things hold each other: a failing test that printed one whole would print the world."""
    assert max(len(repr(node)) for node in make().nodes.values()) < 120
