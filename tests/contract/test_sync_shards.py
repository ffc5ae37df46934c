"""Shards of a sync: together they hold what one sync holds, and none does another's work."""

import json
import os
import signal
import subprocess
import sys

import pytest
from fakes.synced import environment, rows_held, synced
from github.made import DOCUMENTS
from github.simulator import Simulator
from github.world import World
from hypothesis import given
from hypothesis import strategies as st

from twohats.cli.sync import _parted
from twohats.cli.sync_processes import together, worst
from twohats.flow.register import Named
from twohats.flow.sync import Held
from twohats.flow.sync.sharding import held_by, shared, surroundings, too_few_tokens
from twohats.records.shards import Shard, parse_shard
from twohats.store.facts import FactStore
from twohats.workspace import Forge

OWNERS = [f"guild-{number}" for number in range(3)]
NAMED = tuple(Named(f"github:{owner}", "community", is_owner=True) for owner in OWNERS)
TOKENS = {f"ghp_made-up-{number}": f"reader-{number}" for number in range(1, 3)}


def many_owners(owners=OWNERS, repositories=1, items=1):
    """Small repositories of several organizations."""
    world = World()
    ada, bo = world.user("ada"), world.user("bo")
    for name in owners:
        world.organization(name, members=[ada])
        for number in range(repositories):
            home = world.repository(f"{name}/tool-{number}")
            world.commit(home, ada, "Agree", {"CONTRIBUTING.md": DOCUMENTS["CONTRIBUTING.md"]})
            for each in range(items):
                item = world.issue(home, bo, f"It is heavy ({each})")
                world.comment(item, ada, "We know.")
    return world


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What one sync of all of it holds."""
    store = FactStore(tmp_path_factory.mktemp("whole"))
    with Simulator(many_owners(), latency=0) as server:
        assert synced(server, store, NAMED).exit_code == 0
    return rows_held(store)


keys = st.text("abcdef-/", min_size=1, max_size=12).map(lambda text: f"github:{text}")


@given(key=keys, of=st.integers(1, 9))
def test_everything_belongs_to_one_shard(key, of):
    """None is left out, and none is read twice."""
    assert sum(Shard(number, of).has(key) for number in range(1, of + 1)) == 1


@given(owner=st.text("abcdef", min_size=1), rest=st.text("abc/", min_size=1), of=st.integers(1, 9))
def test_an_owner_is_never_parted(owner, rest, of):
    """Owners are locked as a whole, so what is theirs goes with them, in whatever spelling."""
    for number in range(1, of + 1):
        shard = Shard(number, of)
        assert shard.has(f"gitlab:{owner}") == shard.has(f"gitlab:{owner.upper()}/{rest}")


def test_owners_are_spread():
    """A thousand owners over eight shards: none has more than a sixth of them."""
    sizes = [sum(Shard(n, 8).has(f"github:owner-{k}") for k in range(1000)) for n in range(1, 9)]

    assert (sum(sizes), max(sizes) < 167, min(sizes) > 83) == (1000, True, True)


@given(tokens=st.lists(st.text("abc", min_size=2), unique=True, max_size=9), of=st.integers(1, 4))
def test_tokens_are_shared_out(tokens, of):
    """Each token serves one shard; where there are too few, all serve every shard."""
    parts = [
        surroundings({"TWOHATS_GITHUB_TOKENS": ", ".join(tokens)}, Shard(number, of))
        for number in range(1, of + 1)
    ]
    found = [part["TWOHATS_GITHUB_TOKENS"].replace(",", " ").split() for part in parts]

    if len(tokens) >= of:
        assert sorted(one for part in found for one in part) == sorted(tokens)
        assert all(found)
    else:
        assert found == [tokens] * of


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", "1/0", "-1/2", "a/b", "1/2/3"])
def test_what_is_no_shard(text):
    """It is said how one is written."""
    with pytest.raises(ValueError, match="write it like 2/4"):
        parse_shard(text)
    assert parse_shard(" 2 / 4") == Shard(2, 4)


def test_work_elsewhere_is_followed_by_one_shard():
    """By one that reads something on that forge, whatever the number of shards."""
    held = Held(followed=("github:ada", "lab:bo"))
    named = (*NAMED, Named("lab:made/up", "community"))
    for of in range(1, 9):
        parts = [held_by(held, named, Shard(number, of)).followed for number in range(1, of + 1)]
        assert sorted(one for part in parts for one in part) == ["github:ada", "lab:bo"]
        for number, part in enumerate(parts, start=1):
            forges = {one.forge for one in shared(named, Shard(number, of))}
            assert {account.partition(":")[0] for account in part} <= forges


def test_shards_together_hold_what_one_sync_holds(tmp_path, served):
    """One after the other, into one folder, each with its own token."""
    store = FactStore(tmp_path)
    with Simulator(many_owners(), tokens=TOKENS, latency=0) as server:
        for number in (1, 2):
            part = Shard(number, 2)
            tokens = part.share(sorted(TOKENS))
            done = synced(server, store, shared(NAMED, part), tokens=tokens)
            assert done.exit_code == 0, done.losses

    assert rows_held(store) == served


@pytest.fixture
def office(tmp_path):
    """A workspace that names all of them."""
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Office"\n')
    listed = "".join(
        f'[[communities]]\ntitle = "{owner}"\nurl = "https://github.com/{owner}"\n'
        for owner in OWNERS
    )
    (folder / "key-communities.toml").write_text(listed)
    return folder


def start(server, folder, *words, tokens=TOKENS):
    return subprocess.Popen(
        [sys.executable, "-m", "twohats", "-w", str(folder), "sync", "--history", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment(server, sorted(tokens)), "NO_COLOR": "1"},
    )


def test_processes_hold_what_one_sync_holds(office, served):
    """At the same time, into one folder; one answer, as of a single run, and every token was used."""
    with Simulator(many_owners(), tokens=TOKENS, latency=0) as server:
        running = start(server, office, "--processes", "2", "--format", "json")
        printed, told = running.communicate(timeout=120)
        used = [server.tokens[token].count.requests > 0 for token in TOKENS]

    assert running.returncode == 0, told
    answer = json.loads(printed)
    assert rows_held(FactStore(office / ".twohats/facts")) == served
    assert {row["repository"] for row in answer["rows"] if row["rows"]} == {
        f"github:{owner}/tool-0" for owner in OWNERS
    }
    assert (answer["meta"]["repositories"], answer["meta"]["processes"]) == (3, 2)
    assert used == [bool(shared(NAMED, Shard(number, 2))) for number in (1, 2)]
    assert all(line.partition(":")[0] in ("1/2", "2/2") for line in told.splitlines())


def test_one_wish_to_stop_reaches_every_process_once(office):
    """Each ends after the page in hand, and the exit code says why."""
    with Simulator(many_owners(), tokens=TOKENS, latency=0) as server:
        running = start(server, office, "--processes", "2", "--format", "json")
        assert running.stderr is not None
        running.stderr.readline()  # somebody has begun, so signals are heard
        running.send_signal(signal.SIGTERM)
        printed, told = running.communicate(timeout=120)

    if running.returncode == 0:  # it was quicker than the signal
        assert json.loads(printed)["rows"]
    else:
        assert running.returncode == 128 + signal.SIGTERM, told
    assert told.count("Stopping after the page in hand") <= 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--shard", "3/2"), "--shard 3/2: write it like 2/4: the second of four shards."),
        (("--shard", "1/2", "--processes", "2"), "--shard and --processes: give one of them."),
        (("--processes", "2", "--budget", "much"), "--budget"),
        (
            ("--processes", "3", "--budget", "2"),
            "--budget 2: too little for 3 processes: each needs a point at least. Give more points, or "
            "ask for fewer processes.",
        ),
        (
            ("--processes", "4"),
            "--processes 4: each process needs a token of its own, and TWOHATS_GITHUB_TOKENS holds fewer. "
            "Put as many there, parted by commas, or ask for fewer processes.",
        ),
    ],
)
def test_wrong_use_is_said_once(office, words, said):
    """Before any process is started."""
    from typer.testing import CliRunner

    from twohats.cli.app import app
    from twohats.errors import WrongUse

    tokens = {"TWOHATS_GITHUB_TOKENS": "a, b, c"}
    ran = CliRunner(env=tokens).invoke(app, ["-w", str(office), "sync", *words])

    assert isinstance(ran.exception, WrongUse)
    assert said in str(ran.exception)


def test_points_are_parted():
    """Each process gets a part of the points and none gets nothing; a share is of each token."""
    assert [_parted(budget, 3) for budget in ("3", " 11 ", "50%", None)] == ["1", "3", "50%", None]


FORGES = (
    Forge("github", "github.com"),
    Forge("gitlab", "gitlab.com"),
    Forge("lab", "lab.example", "gitlab"),
    Forge("forum.example", "forum.example", "discourse"),
)


@pytest.mark.parametrize(
    ("asked", "tokens", "lacking"),
    [
        # Tokens of a forge that is not asked are nobody's matter.
        (["github"], {"TWOHATS_GITHUB_TOKENS": "a b", "TWOHATS_GITLAB_TOKENS": "c"}, []),
        (["gitlab"], {"TWOHATS_GITHUB_TOKENS": "a", "TWOHATS_GITLAB_TOKENS": "b c"}, []),
        (["forum.example"], {}, []),
        # Each forge that is asked needs its own, and all that lack are named.
        (["github", "gitlab"], {}, ["TWOHATS_GITHUB_TOKENS", "TWOHATS_GITLAB_TOKENS"]),
        (["gitlab"], {"GITLAB_TOKEN": "a"}, ["GITLAB_TOKEN"]),
        (["lab"], {"TWOHATS_GITLAB_TOKENS": "a b"}, ["GITLAB_TOKEN_LAB_EXAMPLE"]),
        (["lab"], {"GITLAB_TOKEN_LAB_EXAMPLE": "a b"}, []),
    ],
)
def test_tokens_of_the_forges_that_are_asked(asked, tokens, lacking):
    """Each process needs a token of its own where it asks, and nowhere else."""
    named = [Named(f"{forge}:{owner}", "community") for forge in asked for owner in "abcdef"]

    assert too_few_tokens(tokens, FORGES, named, 2) == lacking


def test_one_group_is_read_by_one_process():
    """A forge on which a single owner is named needs one token, whatever the number of processes."""
    assert too_few_tokens({"GITLAB_TOKEN": "a"}, FORGES, [Named("gitlab:a", "ours")], 4) == []


def test_own_tokens_of_a_host_are_shared_out():
    """Those of a GitLab of one's own, too, which stand in a variable with its name."""
    name = "GITLAB_TOKEN_LAB_EXAMPLE"
    parts = [surroundings({name: "a, b", "GITLAB_TOKEN": "c"}, Shard(n, 2)) for n in (1, 2)]

    assert [(part[name], part["GITLAB_TOKEN"]) for part in parts] == [("a", "c"), ("b", "c")]


def test_answers_are_put_together():
    """Sums are summed, lists joined, the earliest moment to go on counts, and the worst exit code."""
    one = {
        "rows": [{"repository": "a"}],
        "meta": {"rows": 2, "points": 3, "goes_on_at": "2026-01-01T10:00:00Z", "waited_s": 4.0},
        "skipped": [{"key": "k", "reason": "r"}],
    }
    other = {
        "rows": [],
        "meta": {"rows": 5, "points": 1, "goes_on_at": None, "private": [1]},
        "skipped": [],
    }
    failed = {"rows": [], "meta": {}, "skipped": []}
    ended = together([one, other, failed], [3, 0, 1])

    assert (ended.meta["rows"], ended.meta["points"], ended.meta["waited_s"]) == (7, 4, 4.0)
    assert ended.meta["goes_on_at"] == "2026-01-01T10:00:00Z"
    assert ended.meta["private"] == [1]
    assert (len(ended.rows), len(ended.skipped), ended.exit_code) == (1, 1, 1)
    assert [worst(codes) for codes in ([0, 0], [0, 3], [2, 1], [-9, 0], [3, 143])] == [
        0,
        3,
        1,
        1,
        143,
    ]
