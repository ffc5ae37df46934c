"""REST as the simulator answers it, and backups of the same worlds."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from github.asking import ask, get, get_all, send
from github.backup import recording, write_backup
from github.made import awkward, every_kind, made_world, overflowing
from github.rest_shapes import Shapes
from github.things import PullRequest
from github.world import World

from twohats.sources.github_backup import open_backup

WORLDS = {
    "every kind": every_kind,
    "overflowing": lambda: overflowing(40),
    "awkward": awkward,
    "made": made_world,
}


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_a_backup_holds_what_rest_serves(github, make):
    """Item by item: the item itself, its timeline to the end, its line comments."""
    world = make()
    server = github(world, public_api="https://api.github.com", points=50_000, latency=1)
    for repository in world.repositories[:2]:
        name = f"/repos/{repository.name_with_owner}"
        for item in list(repository.items.values())[:12]:
            saved = json.loads(json.dumps(recording(Shapes(), item)))
            where = f"{name}/issues/{item.number}"
            pages = [get(server, f"{where}/timeline?per_page=100&page={n}") for n in range(1, 9)]
            assert saved["events"] == [one for page in pages for one in page.content]
            if isinstance(item, PullRequest):
                where = f"{name}/pulls/{item.number}"
                comments = get(server, f"{where}/comments?per_page=100").content
                assert saved["comments"][:100] == comments
                assert saved["pull"] == get(server, where).content
            else:
                assert saved["issue"] == get(server, where).content


@pytest.mark.parametrize("make", WORLDS.values(), ids=WORLDS.keys())
def test_the_product_reads_a_backup_without_loss(tmp_path, make):
    """All items; the only thing missing are reviews that timelines leave out."""
    world = make()
    for repository in world.repositories:
        if not repository.items:
            continue
        folder = write_backup(world, repository, tmp_path / repository.name)
        pages = list(open_backup(folder).pages())
        numbers = [
            n for page in pages if "items" in page.tables for n in page.tables["items"]["number"]
        ]

        assert [lost for page in pages for lost in page.skipped] == []
        assert sorted(numbers) == sorted(repository.items)


def test_lists_go_on_by_their_link_header(github):
    """Each thing once, in order, whatever the size of pages; the last page has no next one."""
    world = overflowing(130)
    server = github(world)
    for size in (7, 100):
        found = get_all(server, f"/repos/acme/anvil/issues?state=all&direction=asc&per_page={size}")
        assert [one["number"] for one in found] == sorted(world.repositories[0].items)

    last = get(server, "/repos/acme/anvil/issues?state=all&per_page=100&page=2")
    assert 'rel="next"' not in last.headers["Link"]


def test_issues_hold_pull_requests_under_another_id(github):
    """As on GitHub; the pull request has its own under ``pulls``."""
    world = every_kind()
    server = github(world)
    pull = world.repositories[0].pull_requests[0]
    as_issue = get(server, f"/repos/acme/anvil/issues/{pull.number}").content
    as_pull = get(server, f"/repos/acme/anvil/pulls/{pull.number}").content

    assert as_issue["pull_request"]["html_url"] == as_pull["html_url"]
    assert as_issue["id"] != as_pull["id"] == pull.number_in_database


def test_line_comments_can_be_asked_for_since_they_were_edited(github):
    """Of a whole repository; what an ``updatedAt`` look misses is here."""
    world = every_kind()
    server = github(world)
    before = world.now
    (edited, *_), before = world.repositories[0].pull_requests[0].line_comments, before
    world.edit(edited, "Something else")
    since = f"{before + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    found = get(server, f"/repos/acme/anvil/pulls/comments?since={since}&sort=updated").content

    assert [one["body"] for one in found] == ["Something else"]


def test_the_oldest_line_comments_belong_to_no_review(github):
    """The timeline has their thread, and each has no review to name."""
    server = github(every_kind())
    timeline = get(server, "/repos/acme/anvil/issues/2/timeline?per_page=100").content
    (thread,) = [one for one in timeline if one["event"] == "line-commented"]

    assert [one["pull_request_review_id"] for one in thread["comments"]] == [None, None]
    assert thread["comments"][1]["in_reply_to_id"] == thread["comments"][0]["id"]


def test_reviews_that_only_answer_are_listed_and_not_on_the_timeline(github):
    """The lists of reviews have all that were submitted."""
    world = every_kind()
    server, pull = github(world), world.repositories[0].pull_requests[0]
    listed = {one["id"] for one in get(server, "/repos/acme/anvil/pulls/2/reviews").content}
    timeline = get(server, "/repos/acme/anvil/issues/2/timeline?per_page=100").content
    shown = {one["id"] for one in timeline if one["event"] == "reviewed"}

    assert listed - shown == {one.number_in_database for one in pull.reviews if one.only_replies}
    assert "PENDING" not in {
        one["state"] for one in get(server, "/repos/acme/anvil/pulls/2/reviews").content
    }


def test_a_moved_repository_sends_on_to_its_number(github):
    """301, wherever below it one asks; the query goes along."""
    world = World()
    anvil = world.repository("acme/anvil")
    world.issue(anvil, world.user("ada"), "Heavy")
    world.rename_repository(anvil, "foundry/hammer")
    server = github(world)
    import http.client

    line = http.client.HTTPConnection("127.0.0.1", int(server.url.rpartition(":")[2]))
    line.request("GET", "/repos/acme/anvil/issues?state=all", headers={"Authorization": "token x"})
    assert line.getresponse().status == 401  # who may not ask is told first
    line.close()
    line.request(
        "GET",
        "/repos/acme/anvil/issues?state=all",
        headers={"Authorization": f"token {server.token}"},
    )
    moved = line.getresponse()
    line.close()

    number = anvil.number_in_database
    assert moved.status == 301
    assert moved.headers["Location"] == f"{server.url}/repositories/{number}/issues?state=all"
    assert [one["number"] for one in get(server, "/repos/acme/anvil/issues").content] == [1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/repos/acme/nothing", 404),
        ("/repos/acme/anvil/issues/99", 404),
        ("/repos/acme/anvil/issues/1", 410),
        ("/repos/acme/anvil/pulls/2", 404),
        ("/repos/acme/anvil/issues/2", 200),
        ("/nothing/at/all", 404),
        ("/users/nobody", 404),
        ("/users/ghost", 200),
    ],
)
def test_what_is_not_there_says_how(github, path, status):
    """Deleted issues are gone, and others were never there."""
    world = World()
    ada, anvil = world.user("ada"), world.repository("acme/anvil")
    spam = world.issue(anvil, ada, "Spam")
    world.issue(anvil, ada, "Ham")
    world.delete_item(spam)

    assert get(github(world), path).status == status


def test_deleted_accounts_are_ghosts_where_they_wrote_and_nobody_where_they_acted(github):
    """Comments and items have an author still, events have none."""
    server = github(every_kind())
    timeline = get(server, "/repos/acme/anvil/issues/1/timeline?per_page=100").content

    assert {one["user"]["login"] for one in timeline if one["event"] == "commented"} == {
        "ada",
        "ghost",
    }
    assert None in {
        one["actor"] and one["actor"]["login"]
        for one in timeline
        if one["event"] == "cross-referenced"
    }
    assert get(server, "/repos/acme/anvil/issues/3").content["user"]["login"] == "ghost"


def test_enterprise_paths_are_taken_as_well(github):
    """``/api/v3`` before REST and ``/api`` before GraphQL."""
    server = github(every_kind())
    graphql = send(f"{server.url}/api/graphql", server.token, {"query": "{ viewer { login } }"})

    assert get(server, "/api/v3/repos/acme/anvil").content["full_name"] == "acme/anvil"
    assert graphql.content == {"data": {"viewer": {"login": "reader"}}}


def test_rest_and_graphql_tell_of_the_same_events(github):
    """Node ids of the timeline, kind by kind; only cross-references have none in REST."""
    world = made_world(5, repositories=1, items=12)
    server = github(world)
    for item in world.repositories[0].items.values():
        where = f"/repos/foundry/bolt-1/issues/{item.number}/timeline?per_page=100"
        rest = [one.get("node_id") for one in get(server, where).content]
        query = f"""{{ repository(owner: "foundry", name: "bolt-1") {{
          issueOrPullRequest(number: {item.number}) {{
            ... on Issue {{ timelineItems(first: 100) {{ nodes {{ ...It }} }} }}
            ... on PullRequest {{ timelineItems(first: 100) {{ nodes {{ ...It }} }} }} }} }} }}
          fragment It on Node {{ __typename id ... on PullRequestCommit {{ commit {{ id }} }} }}"""
        said = ask(server, query)["data"]["repository"]["issueOrPullRequest"]["timelineItems"]
        graphql = [
            None
            if one["__typename"] == "CrossReferencedEvent"
            else one["commit"]["id"]
            if "commit" in one
            else one["id"]
            for one in said["nodes"]
        ]
        assert rest == graphql


# Apps -------------------------------------------------------------------------------------------


def a_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def a_jwt(key, app, issued, ends):
    parts = ({"alg": "RS256", "typ": "JWT"}, {"iss": app, "iat": issued, "exp": ends})
    signed = b".".join(urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in parts)
    signature = key.sign(signed, PKCS1v15(), SHA256())
    return (signed + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


@pytest.fixture(scope="module")
def keys():
    return a_key(), a_key()


def test_an_app_gets_a_token_for_an_hour(github, keys):
    """By a JSON web token that its key signed; the token works, and then it does not."""
    world = World()
    world.organization("acme")
    server = github(world)
    ((key, public), _) = keys
    installation = server.install("42", public, "acme")
    now = int(server.clock.now().timestamp())
    jwt = a_jwt(key, "42", now - 30, now + 500)
    listed = send(f"{server.url}/app/installations", jwt).content
    made = send(f"{server.url}/app/installations/{installation}/access_tokens", jwt, {}, "POST")

    assert [(one["id"], one["account"]["login"]) for one in listed] == [(installation, "acme")]
    assert made.status == 201
    assert "data" in ask(server, "{ rateLimit { cost } }", token=made.content["token"])
    server.clock.advance(3600)
    refused = send(server.graphql_url, made.content["token"], {"query": "{ rateLimit { cost } }"})
    assert refused.status == 401


@pytest.mark.parametrize(
    ("signer", "app", "issued", "ends", "message"),
    [
        (1, "42", 0, 500, "A JSON web token could not be decoded"),
        (0, "43", 0, 500, "A JSON web token could not be decoded"),
        (0, "42", -700, -10, "'Expiration time' claim ('exp') must be a numeric value"),
        (0, "42", 0, 3600, "'Expiration time' claim ('exp') is too far in the future"),
        (0, "42", 300, 500, "'Issued at' claim ('iat') must be an Integer"),
    ],
)
def test_an_app_that_proves_nothing_gets_no_token(github, keys, signer, app, issued, ends, message):
    """Signed by another key, of an unknown app, too old, too long, or from the future."""
    server = github(World())
    installation = server.install("42", keys[0][1], "acme")
    now = int(server.clock.now().timestamp())
    jwt = a_jwt(keys[signer][0], app, now + issued, now + ends)
    said = send(f"{server.url}/app/installations/{installation}/access_tokens", jwt, {}, "POST")

    assert said.status == 401
    assert said.content["message"].startswith(message)
