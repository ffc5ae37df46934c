"""From a name, a list of logins and a token to a page: against a simulated GitHub."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from threading import Event

import pytest
from fakes.synced import FORGES, environment
from github import contributions  # noqa: F401 - teaches the simulator where people work
from github.made import made_world
from github.world import World, day

from twohats.flow.facts import Moments, open_facts
from twohats.flow.first_look import GO_ON, first_look, prepare
from twohats.flow.look import look
from twohats.flow.sync import Held, Reach, carry_out, plan_sync
from twohats.flow.sync.github import connected
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace


@pytest.fixture
def world():
    """An organization whose people work in one community, and refer to another."""
    made = World()
    ada, bob, cy, eve = (made.user(login) for login in ("ada", "bob", "cy", "eve"))
    made.organization("tidewater")
    core = made.repository("lantern/core")
    for number, one in enumerate((ada, bob, cy)):
        change = made.pull(core, one, f"Change {number}", at=day(2 + number))
        made.review(change, eve, "APPROVED", at=day(3 + number))
        made.merge(change, eve, at=day(4 + number))
    made.issue(core, eve, "Who answers?", at=day(6))
    keel = made.repository("hull/keel")
    made.issue(keel, eve, "Crack", at=day(3))
    plan = made.repository("tidewater/plan")
    for number in range(3):
        made.issue(plan, ada, f"Look {number}", "Because of hull/keel#1", at=day(5 + number))
    elsewhere = made.repository("mast/sail")
    made.pull(elsewhere, ada, "Ada alone works here", at=day(5))
    return made


def take(server, tmp_path, logins=("ada", "bob", "cy"), days=90, stop=None):
    """Take a first look in this process, by the server's clock."""
    (tmp_path / "logins.txt").write_text("\n".join(logins))
    clock, told = server.clock, []
    since = clock.now() - timedelta(days=days)
    said = {"budget": None, "wait_s": 0, "now": clock.now, "wait": clock.wait, "say": told.append}
    with connected(FORGES, {"github"}, environment(server), **said) as forges:
        forge = forges["github"]
        workspace, assumed = prepare(
            tmp_path / "w", "Tidewater", tmp_path / "logins.txt", None, forge
        )
        store = FactStore(workspace.facts_folder)

        def read(_workspace, named):
            plan = plan_sync(store, forges, named, Reach(since), held=Held())
            return carry_out(plan, store, forges, now=clock.now(), stop=stop)

        def opened():
            workspace = load_workspace(tmp_path / "w")
            return open_facts(workspace, store, Moments(), secret=b"made up")

        looked = first_look(
            workspace, forge, since, clock.now(), read=read, open_facts=opened, tell=told.append
        )
    return looked, opened() if store.snapshot().manifests else None, [*assumed, *told]


def test_communities_are_found_where_three_work_and_where_we_refer_to(world, github, tmp_path):
    """And nowhere else: what one person does is theirs."""
    server = github(world)
    server.clock.advance(86400 * 2)
    looked, opened, told = take(server, tmp_path)
    page = look(opened)

    register = {one.repository: one.proposed for one in looked.workspace.communities}
    assert register.keys() == {"github:lantern/core", "github:hull/keel"}
    assert register["github:hull/keel"] == "3 items of your own refer to it"
    held = {scope.repository for scope in opened.scopes}
    assert held == {"github:lantern/core", "github:hull/keel", "github:tidewater/plan"}
    assert looked.exit_code == 0
    assert "proposed by the program and confirmed by nobody" in page.document.banner
    assert "proposed" in {question.key for question in page.questions}
    assert page.numbers["waiting_items"] == 2
    assert "ada" not in " ".join(told)


def test_a_first_look_that_was_cut_goes_on_to_propose(world, github, tmp_path):
    """The second run proposes what the first did not get to; what is taken out then, stays out."""
    server = github(world)
    server.clock.advance(86400 * 2)
    stop = Event()
    stop.set()
    cut, _, told = take(server, tmp_path, stop=stop)
    assert [one.repository for one in cut.workspace.communities] == ["github:lantern/core"]
    assert GO_ON in told

    looked, _, told = take(server, tmp_path)
    register = [one.repository for one in looked.workspace.communities]
    assert register == ["github:lantern/core", "github:hull/keel"]
    assert GO_ON not in told
    file = tmp_path / "w" / "key-communities.toml"
    kept, _, taken_out = file.read_text().rpartition("[[")
    assert "hull/keel" in taken_out
    file.write_text(kept)
    again, _, _ = take(server, tmp_path)
    assert [one.repository for one in again.workspace.communities] == ["github:lantern/core"]


def test_a_first_look_over_years_finds_what_one_over_months_finds(world, github, tmp_path):
    """GitHub takes a year at a time."""
    server = github(world)
    server.clock.advance(86400 * 2)
    looked, _, _ = take(server, tmp_path, days=800)

    assert "github:lantern/core" in {one.repository for one in looked.workspace.communities}


def test_a_page_of_a_plausible_organization_stands_in_time(github, tmp_path):
    """Twelve repositories in a minute, at 200 ms a request by the server's clock."""
    assert seconds_to_a_page(github, tmp_path, repositories=12, items=10) < 60


@pytest.mark.soak
def test_a_page_of_sixty_repositories_stands_within_five_minutes(github, tmp_path):
    """Two thousand items, at 200 ms a request by the server's clock."""
    assert seconds_to_a_page(github, tmp_path, repositories=60, items=35) < 300


def seconds_to_a_page(github, tmp_path, repositories, items):
    """Make a community by chance whose makers are our team, and look at it."""
    world = made_world(1, repositories=repositories, items=items, people=12, days=85)
    world.organization("tidewater")
    server = github(world, latency=0.2)
    server.clock.advance(3600)
    began_at = server.clock.now()
    looked, opened, _ = take(server, tmp_path, [f"maker-{n}" for n in range(1, 11)])
    held, numbers = len(opened.scopes), look(opened).numbers

    assert looked.exit_code == 0
    assert held == repositories
    assert numbers["waiting_items"] > 0
    return (server.clock.now() - began_at).total_seconds()


def run(server, folder, *words, token=True):
    """Run the program as people do."""
    said = environment(server) if token else {}
    given = {name: text for name, text in os.environ.items() if "TOKEN" not in name}
    return subprocess.run(
        [sys.executable, "-m", "twohats", *words],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**given, "COLUMNS": "120", "NO_COLOR": "1", **said},
        check=False,
    )


def test_the_command_makes_the_workspace_and_the_page(world, github, tmp_path):
    """A second one takes what is there, and standard output holds rows alone."""
    server = github(world)
    (tmp_path / "logins.txt").write_text("ada\nbob\ncy\n")
    words = ("look", "Tidewater", "--team", "logins.txt", "--since", "2023-10-01")
    first = run(server, tmp_path, *words)
    second = run(server, tmp_path, *words[:2], "--since", "2023-10-01", "--format", "json")

    assert first.returncode == 0, first.stderr
    assert (tmp_path / "tidewater" / ".twohats" / "pages" / "look.html").is_file()
    assert "Proposed lantern/core" in first.stderr
    assert second.returncode == 0, second.stderr
    assert {row["number"] for row in json.loads(second.stdout)["rows"]} >= {"waiting_items"}


def test_without_a_token_the_ways_to_give_one_are_named(world, github, tmp_path):
    """And nothing is left behind."""
    (tmp_path / "logins.txt").write_text("ada\n")
    ran = run(github(world), tmp_path, "look", "Tidewater", "--team", "logins.txt", token=False)

    assert ran.returncode == 2
    for way in ("GITHUB_TOKEN", "gh auth login", "TWOHATS_GITHUB_TOKENS"):
        assert way in ran.stderr
    assert not (tmp_path / "tidewater").exists()
