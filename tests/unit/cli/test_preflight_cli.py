"""Preflight as people run it: exit codes, no data library, hook and action."""

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[3]
RUN = """
import sys
from typer.testing import CliRunner
from twohats.cli.app import app
shown = CliRunner().invoke(app, sys.argv[1:])
print(shown.output)
print(sorted({"pandas", "numpy", "pyarrow", "duckdb", "ibis"} & set(sys.modules)))
sys.exit(shown.exit_code)
"""


@pytest.fixture
def clone(tmp_path):
    """A community that wants a changelog, and a branch that brings none."""
    folder = tmp_path / "kelp"
    folder.mkdir()

    def git(*words):
        names = ("-c", "user.name=Ada Example", "-c", "user.email=ada@example.org")
        subprocess.run(["git", "-C", folder, *names, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    (folder / "CONTRIBUTING.md").write_text("Please add a line to CHANGELOG.md.\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Begin")
    git("checkout", "-q", "-b", "fix")
    (folder / "tide.py").write_text("1\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Mend it")
    return folder


def run(*words, cwd):
    """Run the program, and say which data libraries it loaded."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *map(str, words)],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_preflight_loads_no_data_library_and_is_advice(clone, tmp_path):
    """What is missing does not fail it."""
    body = tmp_path / "body.md"
    body.write_text("Adds it.")
    ran = run("preflight", clone, "--body", body, "--format", "csv", cwd=tmp_path)

    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.rstrip().endswith("[]")
    assert "disclosure,do," in ran.stdout
    assert "changelog,ask," in ran.stdout


def test_the_gate_ends_with_four_if_something_is_missing(clone, tmp_path):
    """And with zero if nothing is."""
    body = tmp_path / "body.md"
    body.write_text("Adds it.")

    assert run("preflight", clone, "--gate", "--body", body, cwd=tmp_path).returncode == 4
    assert run("preflight", clone, "--gate", cwd=tmp_path).returncode == 0


def test_without_a_workspace_the_way_to_one_is_named(clone, tmp_path):
    """Nothing is advised that would need it first."""
    advice = run("preflight", clone, "--format", "csv", cwd=tmp_path)
    words = ("brief", str(clone), "--confirm", "contributing.tests=no", "--by", "ada")
    refused = subprocess.run(
        [sys.executable, "-m", "twohats", *words],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "name yours with `twohats -w FOLDER preflight`" in advice.stdout
    assert "twohats look" not in advice.stdout
    assert refused.returncode == 2
    assert "nothing was written down: what people confirm is kept in a workspace" in refused.stderr


def test_brief_loads_no_data_library(clone, tmp_path):
    """A clone needs none."""
    ran = run("brief", clone, "--format", "csv", cwd=tmp_path)

    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.rstrip().endswith("[]")


@pytest.fixture
def workspace(tmp_path):
    """A workspace in which every change needs somebody's approval."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Acme"\nowners = ["acme"]\n')
    (folder / "team.yml").write_text(
        "- {login: ada, from: 2020-01-01, emails: [ada@example.org]}\n"
    )
    (folder / "approvals.toml").write_text('[[levels]]\nname = "change"\napproval = "a lead"\n')
    return folder


def test_an_approval_ends_what_is_missing(clone, workspace, tmp_path):
    """By its branch, and still without a data library."""
    subprocess.run(
        ["git", "-C", clone, "remote", "add", "origin", "https://github.com/kelp/tides"], check=True
    )
    told = ("-w", workspace, "preflight", clone, "--format", "csv")
    before = run(*told, "--gate", cwd=tmp_path)
    words = ("--give", "kelp/tides@fix", "--level", "change", "--by", "ada")
    given = run("-w", workspace, "register", "approvals", *words, cwd=tmp_path)
    after = run(*told, cwd=tmp_path)

    assert given.returncode == 0, given.stdout
    assert before.returncode == 4
    assert 'approval,do,"change: a lead has to approve it' in before.stdout
    assert before.stdout.rstrip().endswith("[]")
    assert "approval,good,change: one of ours approved it on" in after.stdout


def test_what_is_wrong_in_approvals_is_named_with_its_line(clone, workspace, tmp_path):
    """Nothing is checked by half a rule."""
    (workspace / "approvals.toml").write_text('[[levels]]\nname = "a"\nup_to_lines = "few"\n')
    ran = run("-w", workspace, "preflight", clone, cwd=tmp_path)

    assert ran.returncode != 0
    assert "approval" not in ran.stdout


def test_two_kinds_of_change_are_wrong_use(clone, tmp_path):
    """Which one is meant is not guessed."""
    ran = run("preflight", clone, "--branch", "fix", "--pull", "3", cwd=tmp_path)

    assert ran.returncode != 0


def test_the_hook_names_a_command_that_runs(clone, tmp_path):
    """What pre-commit would start, started."""
    hooks = YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text())
    hook = next(one for one in hooks if one["id"] == "twohats-preflight")
    program, *words = hook["entry"].split()

    assert (program, hook["pass_filenames"], hook["stages"]) == ("twohats", False, ["pre-push"])
    assert run(*words, *hook.get("args", ()), cwd=clone).returncode == 0


def test_the_action_writes_advice_into_the_summary(clone, tmp_path):
    """Its last step, run by bash as a runner would; what comes from outside stays in variables."""
    action = YAML(typ="safe").load((ROOT / "action.yml").read_text())
    steps = action["runs"]["steps"]
    program = tmp_path / "twohats" / "bin" / "twohats"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m twohats "$@"\n')
    program.chmod(0o755)
    environment = {
        "PATH": "/usr/bin:/bin", "RUNNER_TEMP": str(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GATE": "true", "WORKSPACE": "", "BODY": "Adds it. $(touch /tmp/never) `id`", "BASE": "main", "HEAD": "fix",
    }  # fmt: skip

    ran = subprocess.run(
        ["bash", "-e", "-c", steps[-1]["run"]],
        cwd=clone, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 4, ran.stderr
    assert "| disclosure | do |" in (tmp_path / "summary.md").read_text()
    assert all("${{" not in step["run"] for step in steps)
    assert set(steps[-1]["env"]) <= set(environment)
