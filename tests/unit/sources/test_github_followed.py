"""Somebody's own items outside the register, and nothing else of where they lie."""

from dataclasses import replace
from datetime import timedelta

import pytest
from fakes.synced import environment
from github.world import World, day

from twohats.flow.importing import read_one
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.connection import GithubConnection
from twohats.sources.github_api.ports import Trouble
from twohats.sources.github_followed import GithubFollowed, place_of
from twohats.store.engine import connect as open_store
from twohats.store.engine import fact_tables
from twohats.store.facts import FactStore, read_key


@pytest.fixture
def world():
    """Ada works in a community, and elsewhere; others do, too."""
    made = World()
    ada, eve = made.user("ada"), made.user("eve")
    core, sail = made.repository("lantern/core"), made.repository("mast/sail")
    made.issue(core, ada, "In the register", at=day(1))
    own = made.issue(sail, ada, "Elsewhere", at=day(2))
    made.comment(own, eve, "Thank you", at=day(3))
    made.pull(sail, ada, "A change elsewhere", files=["a.py"], at=day(3))
    made.issue(sail, eve, "Of somebody else", at=day(3))
    made.issue(made.repository("mast/hidden", is_private=True), ada, "Hush", at=day(3))
    made.issue(sail, ada, "Long ago", at=day(-200))
    return made


@pytest.fixture
def read(world, github, tmp_path):
    """Read what is ada's, and give the store and the read."""
    server = github(world, latency=0)
    server.clock.advance(86400)
    store = FactStore(tmp_path / "facts")

    def run(days=90):
        clock = server.clock
        with connect("github.com", environment(server), now=clock.now, wait=clock.wait) as asked:
            source = GithubFollowed(
                asked,
                "github:ada",
                since=clock.now() - timedelta(days=days),
                before=getattr(store.finished(read_key(*KEY)), "cursor", None),
                is_read_anyway=lambda key: key.startswith("github:lantern/"),
                now=clock.now(),
            )
            return server, store, read_one(store, source)[0]

    return run


KEY = ("github-followed", "github:somebody who is followed (1950adf5150ac905)")


def test_their_own_items_are_read_whole_and_nothing_else(read):
    """What others opened there, what is private, and what the register has, stay out."""
    _, store, done = read()
    tables = fact_tables(open_store(store.snapshot()))
    titles = sorted(tables["items"].title.to_pyarrow().to_pylist())
    bodies = tables["events"].filter(tables["events"].kind == "commented").body
    kinds = tables["repositories"].select("repository", "owner_kind").to_pyarrow().to_pylist()

    assert titles == ["A change elsewhere", "Elsewhere"]
    assert bodies.to_pyarrow().to_pylist() == ["Thank you"]
    assert {"repository": "github:mast/sail", "owner_kind": "organization"} in kinds
    assert done.skipped == ()
    assert not any(tables["coverage"].complete.to_pyarrow().to_pylist())


def test_the_next_read_takes_only_what_changed(read, world):
    """From when the last one began."""
    server, _, _ = read()
    server.clock.advance(86400)
    world.now = server.clock.now()
    world.issue(world.find("mast/sail"), world.account("ada"), "Since then")
    _, store, done = read()

    assert done.rows["items"] == 1
    assert fact_tables(open_store(store.snapshot()))["items"].count().to_pyarrow().as_py() == 3


def test_a_wider_window_reads_what_a_narrower_one_left_out(read):
    """And a narrower one after that reads nothing twice."""
    server, _, _ = read()
    server.clock.advance(86400)
    _, store, _ = read(days=500)
    titles = fact_tables(open_store(store.snapshot()))["items"].title.to_pyarrow().to_pylist()
    assert "Long ago" in titles
    server.clock.advance(86400)
    assert read()[2].rows.get("items", 0) == 0


@pytest.mark.parametrize("kept_back", ["one of those found", "the whole search"])
def test_what_github_keeps_back_is_said(read, monkeypatch, kept_back):
    """With its reason, once for issues and once for pull requests."""
    asked = GithubConnection.ask

    def ask(self, query, variables=None):
        answer = asked(self, query, variables)
        if "search(" not in query:
            return answer
        found = {**answer.data["search"], "nodes": [None]} if "one" in kept_back else None
        path = ("search", "nodes", 0) if found else ("search",)
        trouble = Trouble("FORBIDDEN", path, "Not for you.")
        return replace(answer, data={"search": found}, troubles=(trouble,))

    monkeypatch.setattr(GithubConnection, "ask", ask)
    _, _, done = read()

    assert len(done.skipped) == 2
    assert all(loss.reason.endswith("Not for you") for loss in done.skipped)


def test_two_people_do_not_share_a_place():
    """These two did, when the mark was short."""
    assert place_of("github:user-368") != place_of("github:user-482")


def test_the_place_names_nobody(read):
    """What rows and messages show of it is no login."""
    _, _, done = read()

    assert "ada" not in done.location
