"""What many syncs of one place come to: one that was cut at its end, a rename, things taken away again."""

import os
import resource
import signal

import pytest
from fakes.dying_disk import DyingDisk, PowerCut
from fakes.synced import OF_THE_LOOK, rows_held, synced, table_held
from github.made import every_kind
from github.simulator import Simulator
from github.world import World, day

from twohats.flow.register import Named
from twohats.records import SEEN_AT, TABLES
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore

ACME = (Named("github:acme", "community", is_owner=True),)
ANVIL = (Named("github:acme/anvil", "community"),)
A_DAY = 86_400


@pytest.fixture
def world():
    """One repository with one issue."""
    made = World()
    made.organization("acme")
    made.issue(made.repository("acme/anvil"), made.user("ada"), "It is too heavy", at=day(1))
    return made


@pytest.fixture
def server(world, github) -> Simulator:
    """Serves it three days later."""
    served = github(world, latency=0)
    served.clock.advance(3 * A_DAY)
    return served


def live_on(server, world, days: float = 1.0):
    """Let time pass, for the world as for its forge."""
    server.clock.advance(days * A_DAY)
    world.now = server.clock.now()


def titles(store):
    """Titles of the items that are held, in order."""
    return sorted(row["title"] for row in table_held(store, "items"))


def steps_behind_the_last_page(server, folder):
    """Count the steps on the disk of a first sync, and find the first one of its merge."""
    disk = DyingDisk(10**9)
    synced(server, FactStore(folder, disk), ANVIL, days=90)
    last = max(at for at, step in enumerate(disk.steps) if step.startswith("installed p0"))
    return range(last + 1, len(disk.steps))


def test_a_cut_at_the_end_hides_nothing_that_came_later(world, server, tmp_path):
    """Killed in the merge, the next sync also brings what has happened since, and promises that."""
    steps = steps_behind_the_last_page(server, tmp_path / "count")
    assert len(steps) > 20
    cut = [tmp_path / f"cut{at}" for at in steps[:: len(steps) // 6]]
    for at, folder in zip(steps[:: len(steps) // 6], cut, strict=True):
        with pytest.raises(PowerCut):
            synced(server, FactStore(folder, DyingDisk(at)), ANVIL, days=90)
    live_on(server, world)
    world.issue(world.find("acme/anvil"), world.accounts["ada"], "Still")
    server.clock.advance(3_600)
    anew = FactStore(tmp_path / "anew")
    synced(server, anew, ANVIL, days=90)

    for folder in cut:
        store = FactStore(folder)
        assert synced(server, store, ANVIL, days=90).exit_code == 0
        assert rows_held(store) == rows_held(anew)
        promised = {
            row["covers_to"]
            for row in table_held(store, "coverage")
            if row["holds"] == "items.issue"
        }
        assert promised == {server.clock.now()}
        assert synced(server, store, ANVIL, days=90).plan.visits == ()


@pytest.mark.skipif(os.name == "nt", reason="the system cannot limit the size of files")
def test_a_disk_that_is_full_while_merging_is_said(world, server, tmp_path, monkeypatch):
    """What the engine could not write ends in exit code 1 and in words, and the next run goes on."""
    store = FactStore(tmp_path / "facts")
    commit = FactStore._commit

    def limited(*given):
        monkeypatch.setattr(FactStore, "_commit", commit)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, before[1]))
        try:
            commit(*given)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)

    monkeypatch.setattr(FactStore, "_commit", limited)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        done = synced(server, store, ANVIL, days=90)
    finally:
        signal.signal(signal.SIGXFSZ, heard)

    assert done.exit_code == 1
    (loss,) = done.losses
    assert loss.reason.startswith("github:acme/anvil: not written: ")
    assert "File too large" in loss.reason
    assert "{" not in loss.reason
    assert synced(server, store, ANVIL, days=90).exit_code == 0
    assert titles(store) == ["It is too heavy"]


def test_what_was_cleared_is_as_if_it_had_never_been(world, server, tmp_path):
    """A milestone taken off, its date and words, a licence: gone, and not what they once were."""
    anvil, ada = world.find("acme/anvil"), world.accounts["ada"]
    issue = next(iter(anvil.items.values()))
    milestone = world.milestone(anvil, "1.0", due_on=day(90), description="Lighter")
    world.set_milestone(issue, ada, milestone)
    anvil.license_spdx = "MIT"
    server.clock.advance(A_DAY)
    store, anew = FactStore(tmp_path / "step"), FactStore(tmp_path / "anew")
    synced(server, store, ANVIL, days=90)
    assert [row["milestone"] for row in table_held(store, "items")] == ["1.0"]
    (then,) = table_held(store, "milestones")
    assert (then["due_at"], then["description"]) == (day(90), "Lighter")
    assert [row["license_spdx"] for row in table_held(store, "repositories")] == ["MIT"]

    live_on(server, world)
    world.set_milestone(issue, ada, None)
    milestone.due_on = milestone.description = anvil.license_spdx = None
    milestone.updated_at = world.now
    server.clock.advance(3_600)
    synced(server, store, ANVIL, days=90)
    synced(server, anew, ANVIL, days=90)

    assert rows_held(store) == rows_held(anew)
    assert [row["milestone"] for row in table_held(store, "items")] == [None]


def told(store):
    """Every row of every table but those of the looks, as they are opened."""
    tables = fact_tables(connect(store.snapshot()))
    return {
        name: sorted(map(repr, tables[name].drop(SEEN_AT).to_pyarrow().to_pylist()))
        for name in TABLES
        if name not in OF_THE_LOOK
    }


@pytest.mark.parametrize("name", ["acme/hammer", "smiths/anvil"], ids=["renamed", "transferred"])
def test_a_repository_under_a_new_name_is_there_once(name, github, tmp_path):
    """Everything stands under the present key, as if it had always been; the old name is remembered."""
    world = every_kind()
    world.organization("smiths")
    anvil = world.find("acme/anvil")
    server = github(world, latency=0)
    server.clock.advance(3_600)
    named = (*ACME, Named("github:smiths", "community", is_owner=True))
    store, anew = FactStore(tmp_path / "before"), FactStore(tmp_path / "anew")
    synced(server, store, named)
    live_on(server, world)
    world.rename_repository(anvil, name)
    server.clock.advance(3_600)
    synced(server, store, named)
    synced(server, anew, named)

    after, new = told(store), told(anew)
    assert [row for row in after["names"] if row not in new["names"]] == [
        repr(
            {
                "forge_id": str(anvil.number_in_database),
                "name": "acme/anvil",
                "from_at": None,
                "until_at": None,
            }
        )
    ]
    assert set(new["accounts"]) <= set(after["accounts"])  # an owner that it left is one still
    for table in set(after) - {"names", "accounts"}:
        assert after[table] == new[table], table
    assert len(new["items"]) == len(anvil.items) + len(anvil.discussions)
    coverage = fact_tables(connect(store.snapshot()))["coverage"]
    assert "github:acme/anvil" not in coverage.scope.to_pyarrow().to_pylist()


def test_what_vanished_beside_a_rename_is_gone(world, server, tmp_path):
    """A spam issue deleted before the repository was renamed does not live on under the new name."""
    anvil = world.find("acme/anvil")
    spam = world.issue(anvil, world.accounts["ada"], "Spam", at=day(2))
    store = FactStore(tmp_path / "facts")
    synced(server, store, ACME, days=90)
    live_on(server, world)
    world.delete_item(spam)
    world.rename_repository(anvil, "acme/hammer")
    server.clock.advance(3_600)
    synced(server, store, ACME, days=90)

    items = fact_tables(connect(store.snapshot()))["items"]
    rows = items.select("item", "gone_at").order_by("item").to_pyarrow().to_pylist()
    assert [(row["item"], row["gone_at"] is None) for row in rows] == [
        ("github:acme/hammer#1", True),
        ("github:acme/hammer#2", False),
    ]


def test_repositories_that_keep_their_names_are_left_alone(world, server, tmp_path):
    """Two of them that look alike stay two, and no name is called an old one."""
    world.issue(world.repository("acme/anvil-2"), world.accounts["ada"], "Lighter", at=day(1))
    store = FactStore(tmp_path / "facts")
    synced(server, store, ACME, days=90)

    tables = fact_tables(connect(store.snapshot()))
    assert sorted(tables["items"].item.to_pyarrow().to_pylist()) == [
        "github:acme/anvil#1",
        "github:acme/anvil-2#1",
    ]
    assert tables["names"].count().execute() == 0


def test_a_check_that_ends_is_read_though_no_commit_came(world, server, tmp_path):
    """Pending on one day and failed on the next, for a commit of weeks ago; then nothing is new."""
    anvil, ada = world.find("acme/anvil"), world.accounts["ada"]
    commit = world.commit(anvil, ada, "Lighter", {"a": "1"}, at=day(2), check_state="PENDING")
    server.clock.advance(20 * A_DAY)
    store = FactStore(tmp_path / "facts")
    synced(server, store, ANVIL, days=90)
    state = lambda: {row["oid"]: row["state"] for row in table_held(store, "checks")}[commit.oid]  # noqa: E731
    assert state() == "pending"
    commit.check_state = "FAILURE"
    server.clock.advance(A_DAY)
    synced(server, store, ANVIL, days=90)

    assert state() == "failure"
    assert synced(server, store, ANVIL, days=90).plan.visits == ()


def test_checks_are_promised_as_far_as_all_of_them_were_read(world, server, tmp_path):
    """An old commit may be merged any day: only a read of everything sees that all are there."""
    store, first = FactStore(tmp_path / "facts"), server.clock.now()
    synced(server, store, ANVIL, days=90)
    live_on(server, world)
    world.issue(world.find("acme/anvil"), world.accounts["ada"], "Still")
    server.clock.advance(3_600)
    synced(server, store, ANVIL, days=90)

    promised = [row for row in table_held(store, "coverage") if row["holds"] == "checks"]
    assert [(row["complete"], row["covers_to"]) for row in promised] == [(True, first)]


def test_after_everything_was_read_anew_nothing_is_new(world, server, tmp_path):
    """The slow round costs one read, and not another one on the day after."""
    store = FactStore(tmp_path / "facts")
    synced(server, store, ANVIL, days=90)
    server.clock.advance(40 * A_DAY)
    assert [one.state for one in synced(server, store, ANVIL, days=90).done] == ["read"]
    server.clock.advance(A_DAY)

    assert synced(server, store, ANVIL, days=90).plan.visits == ()
