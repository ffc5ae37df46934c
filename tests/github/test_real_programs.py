"""Programs that were made for GitHub itself read the simulator, as programs of their own.

Neither is brought by the test set-up. Name the Python of an environment that has them in
``TWOHATS_GITHUB_PROGRAMS``: ``pip install perceval github-to-sqlite``.
"""

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest
from github.made import every_kind, made_world
from github.things import PullRequest

AT_THE_SIMULATOR = """
import sys, requests
before = requests.Session.request
def at_the_simulator(self, method, url, **rest):
    return before(self, method, url.replace("https://api.github.com", sys.argv[1]), **rest)
requests.Session.request = at_the_simulator
from github_to_sqlite.cli import cli
cli(sys.argv[2:])
"""


@pytest.fixture(scope="session")
def python():
    """A Python that has both programs."""
    given = os.environ.get("TWOHATS_GITHUB_PROGRAMS")
    if not given:
        pytest.skip("no perceval, no github-to-sqlite: set TWOHATS_GITHUB_PROGRAMS to a Python")
    return Path(given)


def perceval(python, server, category, home):
    """Read ``acme/anvil``; its items."""
    command = [python.with_name("perceval"), "github", "acme", "anvil", "--json-line"]
    command += ["--api-token", server.token, "--enterprise-url", server.url, "--no-archive"]
    ran = subprocess.run(
        [*command, "--category", category],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"HOME": str(home)},
    )
    assert ran.returncode == 0, ran.stderr
    return [json.loads(line)["data"] for line in ran.stdout.splitlines()]


def test_perceval_finds_what_the_world_holds(github, python, tmp_path):
    """Items, comments, reviews, line comments and commits, by their numbers."""
    world = every_kind()
    server, anvil = github(world), world.repositories[0]
    issues = perceval(python, server, "issue", tmp_path)
    assert {one["number"] for one in issues} == set(anvil.items)
    for one in issues:
        comments = {each["id"] for each in one["comments_data"]}
        assert comments == {each.number_in_database for each in anvil.items[one["number"]].comments}

    (found,) = perceval(python, server, "pull_request", tmp_path)
    (pull,) = anvil.pull_requests
    submitted = {one.number_in_database for one in pull.reviews if one.submitted_at}
    assert {one["id"] for one in found["reviews_data"]} == submitted
    shown = {
        one.number_in_database
        for one in pull.line_comments
        if one.pull_request_review is None or one.pull_request_review.submitted_at
    }
    assert {one["id"] for one in found["review_comments_data"]} == shown
    assert found["commits_data"] == [one.commit.oid for one in pull.commits]


def test_github_to_sqlite_finds_what_the_world_holds(github, python, tmp_path):
    """Rows by number, over several pages."""
    world = made_world(4, repositories=1, items=70)
    server = github(world, public_api="https://api.github.com")
    (tmp_path / "auth.json").write_text(json.dumps({"github_personal_token": server.token}))
    for verb in ("issues", "pull-requests", "issue-comments", "releases", "commits"):
        words = [server.url, verb, "x.db", "foundry/bolt-1", "-a", "auth.json"]
        ran = subprocess.run(
            [python, "-c", AT_THE_SIMULATOR, *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert ran.returncode == 0, ran.stderr
    bolt = world.repositories[0]
    items = bolt.items.values()
    with sqlite3.connect(tmp_path / "x.db") as rows:
        column = lambda query: {one for (one,) in rows.execute(query)}  # noqa: E731
        assert column("select number from issues") == set(bolt.items)
        assert column("select number from pull_requests") == {
            one.number for one in items if isinstance(one, PullRequest)
        }
        said = {one.number_in_database for item in items for one in item.comments}
        assert column("select id from issue_comments") == said
        assert column("select sha from commits") == {one.oid for one in bolt.commits}
        assert column("select tag_name from releases") == {one.tag_name for one in bolt.releases}
