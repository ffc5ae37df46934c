"""Somebody's own items outside the register, and nothing else of where they lie."""

from datetime import timedelta

import pytest
from fakes.synced import environment
from github.world import World, day

from twohats.flow.importing import read_one
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_followed import GithubFollowed
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

    def run():
        clock = server.clock
        with connect("github.com", environment(server), now=clock.now, wait=clock.wait) as asked:
            source = GithubFollowed(
                asked,
                "github:ada",
                since=clock.now() - timedelta(days=90),
                before=getattr(store.finished(read_key(*KEY)), "cursor", None),
                is_read_anyway=lambda key: key.startswith("github:lantern/"),
                now=clock.now(),
            )
            return server, store, read_one(store, source)[0]

    return run


KEY = ("github-followed", "github:somebody who is followed (1950)")


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


def test_the_place_names_nobody(read):
    """What rows and messages show of it is no login."""
    _, _, done = read()

    assert "ada" not in done.location
