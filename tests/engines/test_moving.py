"""A workspace moves to another engine and back by one command, and is asked there as before."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from engines.agreeing import agree, in_some_order
from engines.conftest import open_in

from twohats.formats.engine_urls import EMBEDDED_URL, read_engine_url
from twohats.records import Page
from twohats.store.engines import open_engine
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

OLD, NEW = "github:lantern-project/lantern", "github:lantern-project/lantern-core"


@pytest.fixture
def workspace(world, tmp_path):
    """A copy of the made-up workspace, to change."""
    folder = tmp_path / "workspace"
    shutil.copytree(world, folder)
    return folder


def twohats(folder, *words):
    """Run the program as people do: its exit code, and what it said.

    In one process the first command would still hold the facts that the last one is to drop.
    """
    told = [sys.executable, "-m", "twohats", "-w", str(folder), *words]
    done = subprocess.run(told, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_workspace_moves_there_and_back(sides, workspace):
    """Settings name the engine last, comments in them stay, and nothing is left of the move back."""
    path = workspace / "twohats.toml"
    # Under a name of its own: other tests have the facts of the workspace it was copied from open.
    before = path.read_text("utf-8").replace("Tidewater Commons", "Ebb and Flow")
    path.write_text(f"# ours\n{before}", "utf-8")

    code, said = twohats(workspace, "engine", sides.url)
    assert (code, sides.url in said) == (0, True), said
    assert load_workspace(workspace).settings.engine == read_engine_url(sides.url)
    assert path.read_text("utf-8").startswith("# ours\n")
    code, said = twohats(workspace, "engine", "--format", "csv")
    assert (code, said.splitlines()[1]) == (0, f"engine,{sides.url}")

    code, said = twohats(workspace, "engine", "duckdb")
    assert (code, f"Back: twohats engine {sides.url}" in said) == (0, True), said
    assert load_workspace(workspace).settings.engine == EMBEDDED_URL
    assert not (workspace / ".twohats" / "merged").exists()


def test_rows_under_old_names_are_found_under_new_ones(sides, tmp_path):
    """A repository that was renamed has one name in every engine, and so have rows of two owners."""
    store = FactStore(tmp_path / "facts")
    for number, (key, owner) in enumerate([(OLD, "github:lantern-project"), (NEW, "github:lantern-project"), ("github:guild/tool", "github:guild")]):  # fmt: skip
        at = datetime(2026, 1, 1 + number, tzinfo=UTC)
        name = key.rpartition("/")[2]
        forge_id = "R_7" if key != "github:guild/tool" else "R_8"
        item = f"{key}#{number}"
        page = {
            "repositories": {"repository": [key], "forge": ["github"], "forge_id": [forge_id], "owner": [owner[7:]], "name": [name]},
            "items": {"item": [item], "repository": [key], "number": [number], "labels": [["a", "b"]]},
            "links": {"from_item": [item], "to_item": [f"{OLD}#0"], "kind": ["mention"]},
            "accounts": {"account": ["github:ada"], "login": ["ada"], "name": [f"Ada {number}"]},
        }  # fmt: skip
        with store.begin("made-up", key, "f") as staging:
            staging.add(Page(owner, page, at))
            staging.finish()
    here, there = (
        open_engine(read_engine_url(url), store.snapshot(), workspace="Renamed")
        for url in ("duckdb", sides.url)
    )

    for table in ("repositories", "items", "links", "accounts", "names"):
        agree(in_some_order(there.tables[table]), in_some_order(here.tables[table]))
    assert NEW in {row["repository"] for row in in_some_order(there.tables["items"])}
    assert OLD not in {row["repository"] for row in in_some_order(there.tables["items"])}


def test_the_engine_in_the_settings_is_the_one_that_is_asked(sides, workspace):
    """A workspace that names an engine is opened there, and says so by its digest alone."""
    assert sides.there.opened.workspace.settings.engine.text == sides.url
    assert type(sides.there.opened.backend) is not type(sides.here.opened.backend)
    assert open_in(workspace, "duckdb").facts.digest == sides.here.opened.facts.digest
