"""`twohats sync` against a simulated GitHub: all of it, once, sparingly, whatever happens."""

import os
import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from fakes.synced import environment, rows_held, synced, table_held
from github.backup import write_backup
from github.faults import EVERY_KIND, Faults, then
from github.made import BEGIN, made_world
from github.simulator import Simulator
from github.world import World, day

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.ledger import ledger_of
from twohats.flow.register import Named
from twohats.flow.sync import rows_of, said_after
from twohats.sources.github_backup import open_backup
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

FOUNDRY = (Named("github:foundry", "community", is_owner=True),)


@pytest.fixture
def world():
    """Two repositories with a little of everything; the same each time."""
    return made_world(3, repositories=2, items=8, people=8, days=60)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What a sync of such a world holds that nothing disturbed."""
    store = FactStore(tmp_path_factory.mktemp("undisturbed"))
    with Simulator(made_world(3, repositories=2, items=8, people=8, days=60), latency=0) as server:
        done = synced(server, store, FOUNDRY)
    assert done.exit_code == 0, done.losses
    return rows_held(store)


def test_an_undisturbed_sync_holds_every_item_and_word(world, served):
    """Counted against the world itself, whose makers know nothing of the reader."""
    items = [item for repository in world.repositories for item in repository.items.values()]
    said = sum(len(item.comments) for item in items)
    commented = [row for row in served["events"] if "('kind', 'commented')" in row]

    assert len(served["items"]) == len(items) == 16
    assert len(commented) == said > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_every_fault_at_once_changes_nothing_that_is_held(world, served, github, tmp_path, seed):
    """Resets, torn bodies, limits, errors inside a 200: run until nothing is left, and all is there."""
    kinds = [kind() for kind in EVERY_KIND]
    random.Random(seed).shuffle(kinds)
    server = github(world, faults=Faults({2 * n: kind for n, kind in enumerate(kinds, 1)}))
    store = FactStore(tmp_path / "disturbed")
    for _ in range(30):
        done = synced(server, store, FOUNDRY, wait_s=7200)
        if done.exit_code == 0:
            break
        server.clock.advance(3600)

    assert done.exit_code == 0, done.losses
    assert {name for _, name in server.faults.struck} == {kind.name for kind in kinds}
    assert rows_held(store) == served


def test_a_repository_that_was_quiet_brings_its_documents_and_no_list(github, tmp_path):
    """What a community agreed on is often older than a window; the second look costs nothing more."""
    made = World()
    made.organization("foundry")
    ada = made.user("ada")
    home = made.repository("foundry/.github")
    made.commit(home, ada, "Agree", {"GOVERNANCE.md": "We vote."}, at=day(1))
    made.issue(home, ada, "Long ago", at=day(1))
    server, store = github(made, latency=0), FactStore(tmp_path / "facts")
    server.clock.advance(86400 * 300)
    done = synced(server, store, FOUNDRY, days=90)

    assert done.exit_code == 0
    assert [row["path"] for row in table_held(store, "documents")] == ["GOVERNANCE.md"]
    assert table_held(store, "items") == []
    (visit,) = done.plan.visits
    assert (visit.points, done.taken.points) == (4, 1 + 1 + 4)  # the owner, the look, the read
    promised = {row["holds"] for row in table_held(store, "coverage") if row["complete"]}
    assert {"repositories", "items.issue"} <= promised
    assert synced(server, store, FOUNDRY, days=90).plan.visits == ()


def test_a_budget_is_kept_and_the_next_runs_go_on(world, served, github, tmp_path):
    """Each run takes at most what it may, nothing is asked for twice, and in the end all is there."""
    server = github(world, latency=0)
    whole = synced(server, FactStore(tmp_path / "whole"), FOUNDRY).taken.points
    store, runs, points = FactStore(tmp_path / "budget"), 0, 0
    while runs < 40:
        before = server.count.points
        done = synced(server, store, FOUNDRY, budget="12")
        points += server.count.points - before
        assert server.count.points - before <= 12
        runs += 1
        if done.exit_code == 0:
            break
        assert done.is_left

    assert rows_held(store) == served
    assert runs > 1
    looks = 3 * runs  # owners, news and the reader's own look, each run
    assert points <= whole + looks


def test_the_reserve_is_left_to_people(world, github, tmp_path):
    """Nine tenths of the hour are used up by others already: nothing is read."""
    server = github(world, latency=0, points=100)
    for token in server.tokens.values():
        token.graphql.turn(server.clock.now())
        token.graphql.used = 88
    done = synced(server, FactStore(tmp_path / "facts"), FOUNDRY)

    assert done.exit_code == 3
    assert server.count.points <= 2
    assert done.goes_on_at is not None
    assert done.goes_on_at > server.clock.now()


def test_two_tokens_share_the_work(world, served, github, tmp_path):
    """Each reads a repository, never with two requests at once."""
    server = github(world, latency=0, tokens={"made-up-1": "one", "made-up-2": "two"})
    store = FactStore(tmp_path / "shared")
    done = synced(server, store, FOUNDRY, tokens=server.tokens)

    assert done.exit_code == 0
    shares = [token.count.points for token in server.tokens.values()]
    assert min(shares) > max(shares) / 4
    assert [token.count.most_at_once for token in server.tokens.values()] == [1, 1]
    assert rows_held(store) == served


def test_nothing_new_over_a_hundred_repositories_takes_three_requests(github, tmp_path):
    """One for the limits, one for the owner's list, one look at all hundred."""
    world = World()
    ada = world.user("ada")
    for number in range(100):
        repository = world.repository(f"fleet/boat-{number}")
        if number % 20 == 0:
            world.issue(repository, ada, "It leaks", at=day(1))
    server = github(world, latency=0)
    server.clock.advance(3600 * 24 * 3)
    store, named = FactStore(tmp_path / "facts"), (Named("github:fleet", "community", True),)
    assert synced(server, store, named, days=90).exit_code == 0
    server.clock.advance(3600)
    before = server.count
    done = synced(server, store, named, days=90)

    assert server.count.requests - before.requests <= 3
    assert server.count.points - before.points <= 6
    assert (done.plan.visits, len(done.plan.unchanged)) == ((), 100)


def test_boards_of_our_own_come_with_the_rest(github, tmp_path):
    """Values of cards come once; a board nobody touched is not read again."""
    world = World()
    ada, fleet = world.user("ada"), world.organization("fleet")
    item = world.issue(world.repository("fleet/boat"), ada, "It leaks")
    world.put_on_board(world.board(fleet, "Plan", {"Points": "NUMBER"}), item, Points=3.0)
    server = github(world, latency=0)
    server.clock.advance(3600)
    store, named = FactStore(tmp_path / "facts"), (Named("github:fleet", "own project", True),)
    first, again = (synced(server, store, named, days=90) for _ in range(2))

    assert first.exit_code == 0
    assert {(row["purpose"], row["state"]) for row in rows_of(first)} == {
        ("own project", "read"),
        ("boards", "read"),
    }
    held = {(row["field"], row["value"]) for row in table_held(store, "board_values")}
    assert ("Points", "3") in held
    assert again.plan.visits == ()


def test_boards_that_a_token_must_not_see_stop_nothing(github, tmp_path):
    """It is said what the token lacks, the exit code is 0, and the next run says nothing more."""
    world = World()
    world.user("fleet")
    world.issue(world.repository("fleet/boat"), world.user("ada"), "It leaks")
    server = github(world, latency=0)
    server.clock.advance(3600)
    store, named = FactStore(tmp_path / "facts"), (Named("github:fleet", "own project", True),)
    first, again = (synced(server, store, named, days=90) for _ in range(2))

    assert first.exit_code == 0
    assert any("`read:project`" in said for said in said_after(first))
    assert again.plan.visits == ()


def test_what_happened_since_is_all_that_the_next_sync_reads(world, github, tmp_path):
    """And the outcome is that of a sync that begins now."""
    server = github(world, latency=0)
    server.clock.advance(3600)
    store = FactStore(tmp_path / "facts")
    first = synced(server, store, FOUNDRY).taken
    server.clock.advance(3600)
    repository = world.repositories[0]
    world.now = server.clock.now()
    item = world.issue(repository, world.accounts["maker-1"], "New")
    world.comment(item, world.accounts["maker-2"], "Seen")
    server.clock.advance(3600)
    second = synced(server, store, FOUNDRY).taken
    anew = FactStore(tmp_path / "anew")
    synced(server, anew, FOUNDRY)

    assert rows_held(store) == rows_held(anew)
    assert second.points < first.points / 2


def test_tokens_reach_no_file_and_no_message(world, github, tmp_path, caplog, capsys):
    """Not after refusals and faults, either."""
    tokens = {"ghp_made-up-secret-one": "one", "ghp_made-up-secret-two": "two"}
    server = github(world, tokens=tokens, faults=Faults.by_chance(5, 0.2))
    del server.tokens["ghp_made-up-secret-two"]
    caplog.set_level("DEBUG")
    done = synced(server, FactStore(tmp_path / "facts"), FOUNDRY, tokens=tokens, wait_s=7200)

    assert any("TWOHATS_GITHUB_TOKENS, number 2" in loss.key for loss in done.losses)
    told = [repr(done), caplog.text, *capsys.readouterr()]
    told += [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in told if "made-up-secret" in text]


def ledger_of_facts(store, folder):
    """Judge what a store holds, over the world's whole life."""
    settings = 'organization = "Tidewater"\n'
    (folder / "twohats.toml").write_text(settings)
    (folder / "team.yml").write_text(
        "".join(f"- {{login: maker-{n}, from: 2020-01-01}}\n" for n in (1, 2, 3))
    )
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@foundry"\nurl = "https://github.com/foundry"\n'
    )
    moments = Moments(BEGIN - timedelta(days=1), BEGIN + timedelta(days=59))
    opened = open_facts(load_workspace(folder), store, moments, secret=b"made up")
    entries = ledger_of(opened).rows
    return sorted(
        (row["entry"], row["happened_at"], row["lean"], row["class"], row["rule"], row["reason"])
        for row in entries
    )


def test_its_ledger_is_that_of_a_backup_of_the_same(world, github, tmp_path):
    """Whoever imports a recording and whoever syncs see the same work."""
    synced(github(world, latency=0), FactStore(tmp_path / "synced"), FOUNDRY)
    imported = FactStore(tmp_path / "imported")
    for repository in world.repositories:
        name = repository.name_with_owner
        folder = write_backup(world, repository, tmp_path / name)
        read_into(imported, [open_backup(folder)])
    (tmp_path / "workspace").mkdir()
    ours = ledger_of_facts(FactStore(tmp_path / "synced"), tmp_path / "workspace")

    assert ours == ledger_of_facts(imported, tmp_path / "workspace")
    assert len(ours) >= 20


# The program as people run it -----------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path):
    """A workspace whose only community is the foundry."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Tidewater"\n')
    (folder / "team.yml").write_text("- {login: maker-1, from: 2020-01-01}\n")
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@foundry"\nurl = "https://github.com/foundry"\n'
    )
    return folder


def command(server, workspace, *words):
    """Start the program against a server, as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "twohats", "-w", str(workspace), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment(server), "COLUMNS": "150", "NO_COLOR": "1"},
    )


def run_until_killed(server, workspace, at_request):
    """Kill -9 the program when it has sent so many more requests, or let it end; say which."""
    running = []
    server.faults = Faults(
        {server.count.requests + at_request: then(lambda: os.kill(running[0].pid, signal.SIGKILL))}
    )
    running.append(command(server, workspace, "sync", "--history"))
    running[0].communicate(timeout=120)
    return running[0].returncode


def hold_what_was_served(server, workspace, served, kills, seed):
    """Kill it again and again, then let it end."""
    chance = random.Random(seed)
    killed = sum(
        run_until_killed(server, workspace, chance.randrange(3, 9)) == -signal.SIGKILL
        for _ in range(kills)
    )
    server.faults = Faults()
    last = command(server, workspace, "sync", "--history")
    _, told = last.communicate(timeout=120)
    assert last.returncode == 0, told
    assert rows_held(FactStore(workspace / ".twohats" / "facts")) == served
    return killed


def test_ctrl_c_stops_after_the_page_in_hand(world, served, github, workspace):
    """It says so, ends as a stopped program does, and the next run goes on."""
    server, running = github(world, latency=0), []
    server.faults = Faults({6: then(lambda: os.kill(running[0].pid, signal.SIGINT))})
    running.append(command(server, workspace, "sync", "--history"))
    _, told = running[0].communicate(timeout=120)

    assert running[0].returncode == 130, told
    assert "Stopping after the page in hand" in told
    assert "Traceback" not in told
    assert hold_what_was_served(server, workspace, served, kills=0, seed=0) == 0


def test_killed_at_random_it_still_holds_what_was_served(world, served, github, workspace):
    """Pulled out of the wall three times."""
    server = github(world, latency=0)
    assert hold_what_was_served(server, workspace, served, kills=3, seed=1) > 0


@pytest.mark.soak
def test_killed_twenty_times_it_still_holds_what_was_served(world, served, github, workspace):
    """As long as it takes."""
    server = github(world, latency=0)
    assert hold_what_was_served(server, workspace, served, kills=20, seed=2) > 5
