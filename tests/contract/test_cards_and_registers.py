"""Cards of communities that were really synced, and the registers over them, as people run them."""

import json
import shutil

import pytest
from fakes.synced import synced
from github.simulator import Simulator
from github.world import World

from twohats.cli.app import app
from twohats.flow.brief import brief
from twohats.flow.register import Named
from twohats.flow.synced_papers import synced_papers
from twohats.journal import FolderJournal
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

GUIDE = "# Help\n\nPlease add a line to CHANGELOG.md.\n\nYou must sign the CLA before we merge.\n"
LATER = "# Help\n\nPlease sign off your commits (DCO).\n\nYou must sign the CLA before we merge.\n"
CONDUCT = "# Be kind\n\nReport a breach to care@kelp.example.\n"
PLACE = "github:kelp/tides"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """A workspace that synced two repositories and their organization's .github from a simulated GitHub."""
    folder = tmp_path_factory.mktemp("cards")
    (folder / "twohats.toml").write_text('organization = "Tidewater"\nowners = ["tidewater"]\n')
    (folder / "team.yml").write_text("- {login: ada, from: 2020-01-01}\n")
    (folder / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "kelp"\nurl = "https://github.com/kelp"\n'
    )
    world = World()
    by = world.user("bo")
    tides, shared, bare = (
        world.repository(f"kelp/{name}") for name in ("tides", ".github", "bare")
    )
    world.commit(
        tides, by, "Begin", {"CONTRIBUTING.md": GUIDE, "LICENSE": "SPDX-License-Identifier: MIT\n"}
    )
    world.commit(tides, by, "Ask for a sign-off", {"CONTRIBUTING.md": LATER})
    world.commit(shared, by, "Begin", {"CODE_OF_CONDUCT.md": CONDUCT})
    world.commit(bare, by, "Begin", {})
    store = FactStore(folder / ".twohats" / "facts")
    with Simulator(world, latency=0) as server:
        done = synced(server, store, [Named("github:kelp", "community", is_owner=True)])
    assert done.exit_code == 0, done.losses
    return load_workspace(folder)


@pytest.fixture(scope="module")
def card(workspace):
    """The card, read once."""
    papers = synced_papers(workspace, FactStore(workspace.facts_folder), "kelp/tides")
    return brief(papers)


def told(card, fact):
    """Values and places of one fact."""
    return [(row["value"], row["path"], row["line"]) for row in card.rows if row["fact"] == fact]


def test_a_synced_card_is_that_of_the_latest_files(card):
    """What an earlier version asked for is gone; the organization's own documents stand in."""
    assert card.repository == PLACE
    assert told(card, "agreement.kind") == [
        ("DCO", "CONTRIBUTING.md", 3),
        ("CLA", "CONTRIBUTING.md", 5),
    ]
    assert told(card, "contributing.changelog") == [("not looked", None, None)]
    assert told(card, "license.spdx") == [("MIT", "LICENSE", None)]
    assert told(card, "conduct.contact") == [("care@kelp.example", ".github:CODE_OF_CONDUCT.md", 3)]


def test_every_fact_of_it_carries_the_day_its_file_changed(card):
    """Told by the commits the sync read."""
    found = [row for row in card.rows if row["path"]]

    assert found
    assert all(row["changed"] for row in found)


def test_what_no_sync_reads_was_not_looked_at(card):
    """Workflows and settings may well be there."""
    assert told(card, "maintenance.ci") == [("not looked", None, None)]


def run(workspace, *words):
    """Run the program in this process."""
    from typer.testing import CliRunner

    shown = CliRunner().invoke(app, ["-w", str(workspace.folder), *map(str, words)])
    return shown.exit_code, shown.stdout, str(shown.exception or "")


def test_brief_of_a_synced_repository_and_of_one_without_documents(workspace):
    """The second says what to do."""
    code, out, _ = run(workspace, "brief", "kelp/tides", "--format", "json")
    assert code == 0
    assert json.loads(out)["meta"]["repository"] == PLACE
    _, out, said = run(workspace, "brief", "kelp/nowhere")
    assert out == ""
    assert "none of its documents was synced" in said


def test_the_registers_speak_of_what_was_synced(workspace, tmp_path):
    """An agreement is to be signed, nobody allowed it, and after a word it is; exit 4 until then."""
    folder = tmp_path / "copy"
    shutil.copytree(workspace.folder, folder)
    copy = load_workspace(folder)
    code, out, _ = run(copy, "register", "agreements", "--format", "json")
    rows = {row["repository"]: row for row in json.loads(out)["rows"]}

    assert code == 4
    assert (rows[PLACE]["state"], rows[PLACE]["allowed"], rows[PLACE]["line"]) == ("cla", "no", 5)
    code, _, said = run(
        copy,
        "register",
        "agreements",
        "--approve",
        "kelp",
        "--by",
        "legal",
        "--url",
        "https://kelp.example/cla",
        "--for",
        "ada",
    )
    assert code == 0, said
    code, out, _ = run(copy, "register", "agreements", "--format", "json")
    rows = {row["repository"]: row for row in json.loads(out)["rows"]}
    assert (code, rows[PLACE]["allowed"], rows[PLACE]["by"], rows[PLACE]["people"]) == (
        0,
        "yes",
        "legal",
        "1",
    )
    (decision,) = FolderJournal(copy.journal_folder).read()[0]
    assert decision.content["people"] == ["github:ada"]


def test_communities_are_answered_from_what_was_synced(workspace):
    """The code of conduct is the organization's, and one repository says nothing of its license."""
    code, out, _ = run(workspace, "register", "communities", "--format", "json")
    rows = {row["asks"]: row for row in json.loads(out)["rows"]}

    assert code == 4
    assert (rows["conduct"]["answer"], rows["conduct"]["says"]) == ("yes", "CODE_OF_CONDUCT.md")
    assert rows["license"]["answer"] == "unknown", rows["license"]
    assert "bare" in rows["license"]["says"]


def test_the_registers_are_counted(workspace):
    """What cannot be listed yet says what it needs; something waits, so the exit code is 4."""
    code, out, said = run(workspace, "register", "--format", "json")
    rows = {row["register"]: row for row in json.loads(out)["rows"]}

    assert code == 4, said
    assert list(rows) == [
        "communities",
        "stakeholders",
        "components",
        "agreements",
        "approvals",
    ]
    assert rows["agreements"]["waits"] == 1
    assert rows["components"]["says"] == "no list of components: name some in services.toml"
