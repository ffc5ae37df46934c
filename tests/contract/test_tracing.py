"""``twohats trace`` on the made-up organization: a file named, an exit code, work tied to members."""

import json
import shutil

import pytest

TABLE = """\
component,service,member_community,repository
pkg:pypi/kelp,Reef hub,Marram University (made up),kelp-forge/kelp
lantern,Reef hub,Marram University (made up),lantern-project/lantern-core
"""


@pytest.fixture
def workspace(demo, tmp_path):
    """The made-up organization, with a table of what it runs."""
    copy = tmp_path / "workspace"
    shutil.copytree(demo, copy)
    (copy / "services.csv").write_text(TABLE, encoding="utf-8")
    return copy


def test_an_entry_is_traced_by_its_number(twohats, workspace):
    """Foundational work at project level; the rows name file and line, and nobody of ours."""
    ledger = json.loads(twohats("-w", workspace, "ledger", "--format", "json").stdout)["rows"]
    entry = next(
        row
        for row in ledger
        if row["class"] == "foundational" and row["repository"] == "github:kelp-forge/kelp"
    )
    ran = twohats("-w", workspace, "trace", entry["entry"], "--format", "json")

    assert ran.returncode == 0, ran.stderr
    (row,) = json.loads(ran.stdout)["rows"]
    assert row == {
        "repository": "github:kelp-forge/kelp",
        "component": "pkg:pypi/kelp",
        "service": "Reef hub",
        "member_community": "Marram University (made up)",
        "path": "services.csv",
        "place": "line 2",
        "repository_by": "column repository",
        "member_by": "services.csv, line 2",
        "level": "project",
    }
    shown = twohats("-w", workspace, "trace", entry["entry"]).stdout
    assert "Foundational work traces at project level" in shown


def test_repositories_we_work_in_are_traced_or_listed(twohats, workspace):
    """Every upstream repository of the ledger has a row."""
    ledger = json.loads(twohats("-w", workspace, "ledger", "--format", "json").stdout)["rows"]
    rows = json.loads(twohats("-w", workspace, "trace", "--format", "json").stdout)["rows"]

    upstream = {row["repository"] for row in ledger if row["scope"] == "upstream"}
    assert upstream <= {row["repository"] for row in rows}
    assert {row["level"] for row in rows} == {"project", "none"}


def test_a_list_that_cannot_be_read_exits_3_and_is_named(twohats, workspace):
    """The rest is still answered."""
    (workspace / "services.csv").write_text(TABLE + ",Reef hub,,\n", encoding="utf-8")
    ran = twohats("-w", workspace, "trace", "--format", "csv")

    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-1] == (
        "1 left out, the rest was read: services.csv:4: names no component"
    )
    assert "github:kelp-forge/kelp" in ran.stdout


def test_nothing_to_trace_is_wrong_use(twohats, demo):
    """The message says what to write."""
    ran = twohats("-w", demo, "trace")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "Write services.toml or services.csv" in ran.stderr
