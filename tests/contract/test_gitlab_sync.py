"""`twohats sync` over GitLab, and a project's export beside it: the same ledger."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.synced import rows_held, table_held
from gitlab import made
from gitlab.export import write_export
from gitlab.simulator import FAULTS, HOST, Fault, Simulator
from gitlab.world import BEGINNING

from twohats.errors import WrongUse
from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.ledger import ledger_of
from twohats.flow.measure import Asked, measure_named, measured
from twohats.flow.register import Named, Purpose
from twohats.flow.sync import Held, Reach, Synced, carry_out, plan_sync
from twohats.flow.sync.gitlab import gitlabs_connected
from twohats.sources.gitlab_export import open_export
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.workspace import Forge, load_workspace

FORGES = (Forge("github", "github.com"), Forge("gitlab", "gitlab.com", "gitlab"))
GROUP = (Named("gitlab:forge", "community", is_owner=True),)


def synced(server: Simulator, store: FactStore, named=GROUP, days: int = 90, **more) -> Synced:
    """Plan and carry out, by the clock of the server."""
    clock = server.clock
    with gitlabs_connected(
        FORGES,
        {"gitlab"},
        server.environment,
        budget=None,
        wait_s=0,
        now=clock.now,
        wait=clock.wait,
        say=lambda _: None,
    ) as forges:
        window = Reach(clock.now() - timedelta(days=days))
        plan = plan_sync(store, forges, named, window, held=Held(), history_of=())
        return carry_out(plan, store, forges, now=clock.now(), **more)


def test_group_with_its_subgroups(tmp_path: Path):
    """A group that is named brings the projects of its subgroups; what is private is left to itself."""
    world = made.busy()
    hidden = world.project("forge/hidden")
    hidden.visibility = "private"
    with Simulator(world) as server:
        done = synced(server, FactStore(tmp_path / "facts"))
        rest = synced(server, FactStore(tmp_path / "facts"))

    assert [(one.visit.repository, one.state) for one in done.done] == [
        (f"gitlab:{made.ANVIL}", "read")
    ]
    assert done.exit_code == 0
    assert [one.key for one in done.plan.private] == ["gitlab:forge"]
    assert [one.repository for one in rest.plan.unchanged] == [f"gitlab:{made.ANVIL}"]
    assert rest.done == ()


@pytest.mark.parametrize("purpose", ["asked for", "community"])
def test_group_within_a_group_is_found_to_be_one(tmp_path: Path, purpose: Purpose):
    """A path of two groups is read with all projects below it, beside a project of the same look."""
    world = made.busy()
    world.issue(world.project("forge/bell"), world.users["nia"], "It rings")
    named = [Named(f"gitlab:{path}", purpose) for path in ("forge/tools", "forge/bell")]
    with Simulator(world) as server:
        first = synced(server, FactStore(tmp_path / "facts"), named)
        asked = [call.path.removeprefix("/api/v4") for call in server.calls]
        again = synced(server, FactStore(tmp_path / "facts"), named)

    assert first.exit_code == 0
    assert {(one.visit.repository, one.state) for one in first.done} == {
        ("gitlab:forge/bell", "read"),
        (f"gitlab:{made.ANVIL}", "read"),
    }
    # Of a project one request tells it, of a group a second one.
    assert [path for path in asked if path.startswith("/groups/")] == [
        "/groups/forge%2Ftools",
        "/groups/forge%2Ftools/projects",
    ]
    assert {one.repository for one in again.plan.unchanged} == {
        "gitlab:forge/bell",
        f"gitlab:{made.ANVIL}",
    }


def test_path_of_nothing(tmp_path: Path):
    """What is neither a project nor a group is named, what is there is read, and the run says so."""
    named = [Named(f"gitlab:{path}", "asked for") for path in ("forge/tool", made.ANVIL)]
    with Simulator(made.busy()) as server:
        done = synced(server, FactStore(tmp_path / "facts"), named)

    assert [(one.key, one.reason) for one in done.plan.missing] == [
        ("gitlab:forge/tool", "there is no such project or group, or not for this token")
    ]
    assert [one.state for one in done.done] == ["read"]
    assert done.exit_code == 3


@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        ("tracker", "it is a group: name one project of it under `trackers` in twohats.toml"),
        (
            "own project",
            "it is a group: name it under `owners` in twohats.toml, not `repositories`",
        ),
    ],
)
def test_group_where_a_project_belongs(tmp_path: Path, purpose: Purpose, said: str):
    """Settings that name a group as a project are not guessed at: what to write instead is said."""
    with Simulator(made.busy()) as server:
        done = synced(
            server, FactStore(tmp_path / "facts"), (Named("gitlab:forge/tools", purpose),)
        )

    assert [(one.key, one.reason) for one in done.plan.missing] == [("gitlab:forge/tools", said)]
    assert done.done == ()
    assert done.exit_code == 3


def test_nothing_new_over_a_group(tmp_path: Path):
    """A daily run over the quiet projects of a group asks five times, however many they are."""
    store, named = FactStore(tmp_path / "facts"), (Named("gitlab:group-0", "community", True),)
    with Simulator(made.quiet(4)) as server:
        first = synced(server, store, named)
        before = len(server.calls)
        again = synced(server, store, named)

        # The list of the group, the look of three, and the token's standing.
        assert len(server.calls) - before == 5
    assert len(first.done) == len(again.plan.unchanged) == 4


def test_faults_of_every_kind_change_nothing(tmp_path: Path):
    """A sync through every kind of fault ends with what an undisturbed one holds."""
    calm, rough = FactStore(tmp_path / "calm"), FactStore(tmp_path / "rough")
    with Simulator(made.busy()) as server:
        synced(server, calm)
    faults = {4 + 7 * n: one for n, one in enumerate(FAULTS.values())}
    with Simulator(made.busy(), faults=faults) as server:
        assert synced(server, rough).exit_code == 0
        assert sum(call.status >= 429 for call in server.calls) == 5

    assert rows_held(rough) == rows_held(calm)


# A recording of the same -----------------------------------------------------------------------

LEDGER = ("entry", "activity", "happened_at", "lean", "class", "reason")
UNTOLD = {
    "items": {"url", "seen_at"},
    "events": {"url", "seen_at"},
    "milestones": {"seen_at"},
    "releases": {"url", "seen_at"},
    "memberships": {"name", "seen_at"},
    "item_files": {"seen_at"},
    "item_commits": {"seen_at"},
    "links": {"seen_at"},
}
"""Columns that only one of the two tells, by table."""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[FactStore, FactStore]:
    """The same world, read live and from its export."""
    folder = tmp_path_factory.mktemp("both")
    live, imported = FactStore(folder / "live"), FactStore(folder / "imported")
    world = made.busy(12)
    with Simulator(world) as server:
        server.clock.advance(30 * 86400)
        synced(server, live, days=3650)
    export = write_export(
        world.projects[made.ANVIL], folder / "export", folder / "anvil_export.tar.gz"
    )
    made_at = BEGINNING + timedelta(days=30)
    source = open_export(export, repository=f"gitlab:{made.ANVIL}", seen_at=made_at)
    (outcome,) = read_into(imported, [source])
    assert outcome.failure is None
    assert not outcome.losses
    return live, imported


def known(store: FactStore, table: str, outsiders: Mapping[str, str]) -> list[str]:
    """Rows of a table in the columns both tell, with outsiders under the keys an export gives."""
    shown = []
    for row in table_held(store, table):
        kept = {name: value for name, value in row.items() if name not in UNTOLD[table]}
        text = repr(sorted(kept.items()))
        for login, key in outsiders.items():
            text = text.replace(f"'{login}'", f"'{key}'")
        shown.append(text)
    return sorted(shown)


@pytest.mark.parametrize("table", UNTOLD)
def test_export_holds_what_a_live_read_holds(both, table):
    """Row by row, in every column that both tell; who is no member has a number for a login."""
    live, imported = both
    members = {row["account"] for row in table_held(live, "memberships")}
    outsiders = {
        row["account"]: f"gitlab:~{row['forge_id']}"
        for row in table_held(live, "accounts")
        if row["account"] not in members
    }
    held = known(live, table, outsiders)

    assert held
    assert len(outsiders) == 5
    assert known(imported, table, {}) == held


def test_ledger_of_the_export_is_that_of_the_project(both, tmp_path: Path):
    """Whoever imports the export and whoever syncs see the same work."""
    (tmp_path / "twohats.toml").write_text(
        'organization = "Foundry"\n[[forges]]\nname = "gitlab"\nhost = "gitlab.com"\n'
    )
    (tmp_path / "team.yml").write_text(
        "- {login: 'gitlab:ada', from: 2020-01-01}\n- {login: 'gitlab:ben', from: 2020-01-01}\n"
    )
    (tmp_path / "key-communities.toml").write_text(
        '[[communities]]\ntitle = "@forge"\nurl = "https://gitlab.com/forge"\n'
    )
    moments = Moments(BEGINNING - timedelta(days=1), BEGINNING + timedelta(days=10))
    ledgers, numbers = [], []
    for store in both:
        opened = open_facts(load_workspace(tmp_path), store, moments, secret=b"made up")
        ledgers.append(
            sorted(tuple(row[column] for column in LEDGER) for row in ledger_of(opened).rows)
        )
        numbers.append(
            [
                (name, row["repository"], row["value"], row["n"])
                for name in ("time_to_first_response", "contributors", "time_to_close")
                for row in measured(opened, measure_named(name), Asked()).rows
            ]
        )

    assert {activity for _, activity, *_ in ledgers[0]} >= {"change", "review"}
    assert ledgers[1] == ledgers[0]
    assert [value for name, _, value, _ in numbers[0] if name == "contributors"] == [8]
    assert numbers[1] == numbers[0]


def test_export_without_a_name(tmp_path: Path):
    """An export does not say of which project it is, so it asks for that."""
    folder = write_export(made.busy().projects[made.ANVIL], tmp_path / "export")
    with pytest.raises(WrongUse) as caught:
        recognize(folder, Reading({}, tmp_path))

    assert str(caught.value) == (
        f"{folder}: not read: an export of GitLab does not tell of which project it is. Say so with "
        "--repository gitlab:group/project."
    )


@pytest.mark.parametrize(
    "written", ["gitlab:forge/tools/anvil", "https://gitlab.com/Forge/tools/anvil"]
)
def test_export_is_known_by_what_it_holds(tmp_path: Path, written: str):
    """Folder or archive, it is recognized, and its project may be named in every usual way."""
    packed = write_export(
        made.busy().projects[made.ANVIL], tmp_path / "export", tmp_path / "any.name"
    )
    how = Reading({"gitlab": "gitlab.com"}, tmp_path, repository=written)

    for path in (tmp_path / "export", packed):
        source = recognize(path, how)
        assert source.name == "gitlab-export"
        assert {page.owner for page in source.pages()} == {"gitlab:forge/tools"}


def test_export_of_an_unknown_forge(tmp_path: Path):
    """A forge that the workspace does not name is no place to put an export."""
    folder = write_export(made.busy().projects[made.ANVIL], tmp_path / "export")
    with pytest.raises(WrongUse, match="unknown forge `gitlab`"):
        recognize(folder, Reading({"github": "github.com"}, tmp_path, repository="gitlab:a/b"))


def test_damaged_export(tmp_path: Path):
    """A line that cannot be read is counted, and what depends on it is not promised."""
    folder = write_export(made.busy().projects[made.ANVIL], tmp_path / "export")
    issues = folder / "tree/project/issues.ndjson"
    issues.write_text(issues.read_text().replace("{", "?", 1))
    store = FactStore(tmp_path / "facts")
    (outcome,) = read_into(store, [open_export(folder, repository=f"gitlab:{made.ANVIL}")])
    promises = {row["holds"]: row["complete"] for row in table_held(store, "coverage")}

    assert [loss.key for loss in outcome.losses] == ["issues.ndjson:1"]
    assert (promises["items.issue"], promises["items.pull_request"]) == (False, True)


# The program as people run it -----------------------------------------------------------------


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace of a team on GitLab."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "twohats.toml").write_text(
        f'organization = "Foundry"\n[[forges]]\nname = "gitlab"\nhost = "{HOST}"\nkind = "gitlab"\n'
    )
    (folder / "team.yml").write_text("- {login: 'gitlab:ada', from: 2020-01-01}\n")
    return folder


def run(workspace: Path, server: Simulator, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a process of its own, as people do."""
    with start(workspace, server, *words) as process:
        out, said = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, said)


def start(workspace: Path, server: Simulator, *words: str) -> subprocess.Popen[str]:
    """Start the program against a server."""
    host = HOST.upper().replace(".", "_")
    there = {
        f"GITLAB_TOKEN_{host}": server.tokens[0],
        f"GITLAB_API_URL_{host}": f"{server.url}/api/v4",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "twohats", "-w", str(workspace), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **there},
    )


def test_command_line(workspace: Path):
    """`sync gitlab:group/project` reads one project, and says nothing of its token."""
    with Simulator(made.busy(), base="/git") as server:
        done = run(workspace, server, "sync", f"gitlab:{made.ANVIL}", "--since", "2026-01-01", "--format", "json")  # fmt: skip
        told = run(workspace, server, "doctor", "--format", "json")

    assert done.returncode == 0, done.stderr
    assert [(row["repository"], row["state"]) for row in json.loads(done.stdout)["rows"]] == [
        (f"gitlab:{made.ANVIL}", "read")
    ]
    found = [row["found"] for row in json.loads(told.stdout)["rows"] if row["what"] == "token"]
    assert any(
        one.startswith("GITLAB_TOKEN_GITLAB_EXAMPLE: 1,") and "requests of this minute left" in one
        for one in found
    )
    for text in (done.stdout, done.stderr, told.stdout, told.stderr):
        assert server.tokens[0] not in text


def test_killed_and_run_again(workspace: Path, tmp_path: Path):
    """A run that is killed in the middle is gone on with, and ends with what one run holds."""
    words = ("sync", f"gitlab:{made.ANVIL}", "--since", "2026-01-01")
    calm = FactStore(tmp_path / "calm")
    with Simulator(made.busy(20)) as server:
        synced(server, calm, (Named(f"gitlab:{made.ANVIL}", "asked for"),), days=3650)
    store = FactStore(load_workspace(workspace).facts_folder)
    with Simulator(made.busy(20)) as server:
        process = start(workspace, server, *words)
        server.faults[90] = Fault(change=process.kill)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert store.owners() == ()
        before = len(server.calls)
        done = run(workspace, server, *words)
        again = len(server.calls) - before

    assert done.returncode == 0, done.stderr
    assert again < before
    assert items_of(store) == items_of(calm)
    assert items_of(calm)


def items_of(store: FactStore) -> list[tuple[str, ...]]:
    """Items and events, as far as the window of a read does not bear on them."""
    return sorted(
        tuple(str(row[name]) for name in sorted(row) if name != "seen_at")
        for table in ("items", "events")
        for row in table_held(store, table)
    )
