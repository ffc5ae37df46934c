"""The command line: what goes where, in which form, with which exit code."""

import json
import shutil
import subprocess
import sys

import pytest

from twohats.cli import app

VERBS = [
    "look", "demo", "init", "doctor", "import", "sync", "engine", "brief", "preflight", "disclose", "sql", "ledger", "why", "settle", "log", "balance", "needs", "goals", "plan", "trace", "units", "measure", "roles", "openness", "initiatives", "links", "feedback", "carried", "check", "report", "outcome", "returns", "forget",
    "people", "experiments", "journal", "draft", "growth", "register", "projects",
]  # fmt: skip

HELP = """
import sys
from typer.testing import CliRunner
from twohats.cli.app import app
runner = CliRunner()
for verb in {verbs!r}:
    shown = runner.invoke(app, [verb, "--help"])
    assert shown.exit_code == 0, shown.output
    assert "Example: twohats" in shown.output, verb
heavy = {{"pandas", "numpy", "pyarrow", "duckdb", "ibis", "altair", "scipy"}}
print(sorted(heavy & set(sys.modules)))
"""


def test_help_of_each_verb_has_an_example_and_loads_no_data_library():
    """Help answers at once, for every verb."""
    script = HELP.format(verbs=VERBS)
    shown = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert shown.stdout.strip() == "[]", shown.stderr


def test_every_verb_is_listed_here():
    """A new verb is held to this contract, too."""
    names = {command.name for command in app.app.registered_commands}
    names |= {group.name for group in app.app.registered_groups}

    assert names == set(VERBS)


@pytest.mark.parametrize(
    "words",
    [
        ("look",),
        ("ledger",),
        ("people",),
        ("needs",),
        ("doctor",),
        ("sql", "select kind, count(*) as n from items group by kind"),
    ],
    ids=lambda words: words[0],
)
def test_json_is_one_object_and_nothing_else_is_on_standard_output(twohats, demo, words):
    """Scripts read rows, meta and skipped; messages go to standard error."""
    ran = twohats("-w", demo, *words, "--format", "json")

    assert ran.returncode == 0, ran.stderr
    content = json.loads(ran.stdout)
    assert set(content) == {"rows", "meta", "skipped"}
    assert content["rows"]


def test_csv_and_json_hold_the_same_rows(twohats, demo):
    """The form does not change what is said."""
    query = "select repository, count(*) as n from items group by all order by all"
    as_json = json.loads(twohats("-w", demo, "sql", query, "--format", "json").stdout)["rows"]
    as_csv = twohats("-w", demo, "sql", query, "--format", "csv").stdout.splitlines()

    assert as_csv == ["repository,n", *(f"{r['repository'] or ''},{r['n']}" for r in as_json)]


def test_the_ledger_has_the_columns_of_the_contract(twohats, demo):
    """Scripts can count on these columns."""
    rows = json.loads(twohats("-w", demo, "ledger", "--format", "json").stdout)["rows"]

    wanted = "entry person item activity happened_at lean lacks class confidence rule on_clock hat planned"
    assert set(wanted.split()) <= set(rows[0])


def test_the_workspace_is_found_upward(twohats, demo):
    """As git does."""
    inside = demo / ".twohats"

    assert twohats("sql", "select 1 as one", "--format", "csv", cwd=inside).stdout == "one\n1\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("look", "--since", "soon"), "--since 'soon' is not a date. Write it like 2024-05-01"),
        (("look", "--since", "2026-05-02", "--until", "2026-05-01"), "`--since` has to lie before"),
        (("needs", "--rule", "N99"), "there is no such rule. Say one of N01"),
        (("ledger", "--where", "mood=good"), "write COLUMN=VALUE with one of entry, person"),
        (("sql", "selec 1"), "the query did not run"),
        (("people", "undo", "github:a", "github:b", "--why", "x"), "no join holds just these two"),
        (("look", "--names", " "), "--names needs a reason in words"),
    ],
    ids=["date", "window", "rule", "where", "sql", "undo", "names"],
)
def test_wrong_use_names_the_thing_and_the_next_step(twohats, demo, words, message):
    """Exit 2, nothing on standard output."""
    ran = twohats("-w", demo, *words)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert message in ran.stderr
    assert "Traceback" not in ran.stderr


def test_no_workspace_is_wrong_use(twohats, tmp_path):
    """The message names the next step."""
    ran = twohats("look", cwd=tmp_path)

    assert ran.returncode == 2
    assert "twohats init" in ran.stderr


def test_no_facts_yet_is_wrong_use(twohats, tmp_path):
    """A new workspace says what to do next."""
    assert (
        twohats("init", tmp_path / "w", "--organization", "Made Up", "--login", "ada").returncode
        == 0
    )
    ran = twohats("-w", tmp_path / "w", "look")

    assert ran.returncode == 2
    assert "twohats import PATH" in ran.stderr


@pytest.mark.parametrize("words", [(), ("--dry-run",)], ids=["sync", "dry"])
def test_a_demo_has_nothing_to_sync(twohats, demo, words):
    """What is made up is at no forge: nobody is sent to look for a mistake in its settings."""
    ran = twohats("-w", demo, "sync", *words)

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "nothing to sync: everything here is made up. Look at your own" in ran.stderr
    assert "[[forges]]" not in ran.stderr


def test_a_dry_sync_names_what_would_be_left_out(twohats, demo):
    """A plan that misses something says so as the sync itself does."""
    words = ("-w", demo, "sync", "nosuch/repo")
    dry, real = twohats(*words, "--dry-run"), twohats(*words)

    assert (dry.returncode, dry.stdout) == (3, "")
    assert dry.stderr.startswith("1 left out: github:nosuch/repo: `github` cannot be read live")
    assert dry.stderr == real.stderr


@pytest.mark.parametrize("content", [None, b"nothing anybody knows"], ids=["absent", "unknown"])
def test_what_cannot_be_read_exits_3_and_is_named(twohats, tmp_path, content):
    """A source out of reach is no fault of the command."""
    twohats("init", tmp_path / "w", "--organization", "Made Up", "--login", "ada")
    path = tmp_path / "recording"
    if content is not None:
        path.write_bytes(content)
    ran = twohats("-w", tmp_path / "w", "import", path)

    assert ran.returncode == 3
    assert ran.stderr.splitlines()[-1].startswith("1 left out")
    assert str(path) in ran.stderr


def test_all_mistakes_of_a_workspace_come_at_once(twohats, demo, tmp_path):
    """Exit 2, each with file and line."""
    broken = tmp_path / "w"
    shutil.copytree(demo, broken, ignore=shutil.ignore_patterns(".twohats"))
    settings = broken / "twohats.toml"
    settings.write_text("organisation = 'x'\nownrs = []\n" + settings.read_text(encoding="utf-8"))
    ran = twohats("-w", broken, "look")

    assert ran.returncode == 2
    assert "twohats.toml:1: " in ran.stderr
    assert "`organization`" in ran.stderr
    assert "twohats.toml:2: " in ran.stderr


def test_names_are_shown_for_a_reason_that_is_kept(twohats, demo, tmp_path):
    """Pseudonyms fall only for a reason, and the journal remembers it."""
    copy = tmp_path / "w"
    shutil.copytree(demo, copy)
    hidden = twohats("-w", copy, "ledger", "--format", "csv").stdout
    shown = twohats(
        "-w", copy, "ledger", "--format", "csv", "--names", "yearly review of plans"
    ).stdout
    login = next(line.split(",")[1] for line in shown.splitlines()[1:])

    assert f",{login}," not in hidden
    lines = [path.read_text(encoding="utf-8") for path in (copy / "journal").rglob("*.jsonl")]
    assert len(lines) == 1
    assert "yearly review of plans" in lines[0]


def test_a_reader_that_goes_away_ends_the_program_quietly(demo):
    """``twohats look | head`` is no fault."""
    look = subprocess.Popen(
        [sys.executable, "-m", "twohats", "-w", str(demo), "sql", "from events"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert look.stdout
    assert look.stderr
    look.stdout.readline()
    look.stdout.close()
    said = look.stderr.read().decode()
    look.stderr.close()
    look.wait()

    assert "Traceback" not in said
    assert "fault" not in said
