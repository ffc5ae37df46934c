"""``disclose`` as people run it: what is written, what is refused, what is listed."""

import json

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from twohats.cli.app import app
from twohats.errors import TwohatsError
from twohats.formats.interests import NEEDED, SCHEMA

WRITTEN = """# ours, by name
version: 1
interests:
# the first
- person: "bo"
  employer: "Acme"  # since forever
  project: "kelp"
  role: "maintainer"
  to: "2026-01-01"
"""
ADA = (
    "--write",
    "--person",
    "ada",
    "--employer",
    "Acme",
    "--project",
    "kelp",
    "--role",
    "maintainer",
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the program in an empty folder; errors come as they are."""
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()

    def disclose(*words):
        shown = runner.invoke(app, ["disclose", *map(str, words)])
        if isinstance(shown.exception, TwohatsError):
            raise shown.exception
        return shown

    return disclose


def test_a_role_is_written_into_a_new_file_and_read_back(run, tmp_path):
    """As the schema has it: text in quotes, and nothing that was not said."""
    shown = run(*ADA, "--from", "2026-01-01", "--funded-by", "Sea Fund", "--funded-by", "Tides: a fund",
                "--statement-at", "https://acme.example/kelp", "--format", "json")  # fmt: skip
    (row,) = json.loads(shown.stdout)["rows"]
    top = YAML(typ="safe").load((tmp_path / "interests.yml").read_text())

    assert shown.exit_code == 0
    assert (row["person"], row["from_on"], row["funded_by"]) == (
        "ada",
        "2026-01-01",
        ["Sea Fund", "Tides: a fund"],
    )
    assert top["version"] == SCHEMA["properties"]["version"]["const"]
    (entry,) = top["interests"]
    assert (
        set(NEEDED) <= set(entry) <= set(SCHEMA["properties"]["interests"]["items"]["properties"])
    )
    assert all(isinstance(value, str | list) for value in entry.values())


def test_comments_and_order_stay_as_they_were(run, tmp_path):
    """Only the entry is added, at the end; another role of somebody who left stands beside it."""
    (tmp_path / "interests.yml").write_text(WRITTEN)
    run(*ADA)
    run(
        "--write",
        "--person",
        "bo",
        "--employer",
        "Acme",
        "--project",
        "kelp",
        "--role",
        "maintainer",
        "--from",
        "2026-03-01",
    )

    text = (tmp_path / "interests.yml").read_text()
    assert text.startswith(WRITTEN)
    assert text.count("- person:") == 3


def test_the_workspace_s_own_file_is_meant_where_there_is_one(run, tmp_path):
    """Else the file that is named."""
    (tmp_path / "twohats.toml").write_text('organization = "Acme"\n')
    inside = tmp_path / "plan"
    inside.mkdir()
    run(*ADA, "--interests", inside / "roles.yml")
    run(*ADA)

    assert (inside / "roles.yml").read_text() == (tmp_path / "interests.yml").read_text()


@pytest.mark.parametrize(
    ("before", "words", "message"),
    [
        (None, ("--write", "--person", "ada"), "say --employer, --project, --role as well"),
        (None, ("--person", "ada"), "add --write"),
        (None, (*ADA, "--from", "soon"), "--from 'soon' is not a date"),
        (None, (*ADA, "--statement-at", "kelp"), "--statement-at: nothing was written"),
        (None, (*ADA, "--from", "2026-02-01", "--to", "2026-01-01"), "--to: nothing was written: it must lie after --from"),
        (WRITTEN.replace('  to: "2026-01-01"\n', ""), ("--write", "--person", "Bo", "--employer", "Acme", "--project", "kelp", "--role", "maintainer"), "is maintainer of kelp there already"),
        ("version: 1\ninterests: [1]\n", ADA, "must be an entry"),
        ("interests:\n- {person: a, employer: b, project: c, role: d}\nversion: 1\n", ADA, "as the last key"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_and_the_file_stays(
    run, tmp_path, before, words, message
):
    """Nothing is half written, and the next step is named."""
    file = tmp_path / "interests.yml"
    if before:
        file.write_text(before)

    with pytest.raises(TwohatsError, match=message) as caught:
        run(*words)
    assert caught.value.exit_code == 2
    assert (file.read_text() if file.exists() else None) == before


def test_every_key_community_shows_its_statement(run, tmp_path):
    """What is missing first; exit 4, since somebody has to write it."""
    (tmp_path / "twohats.toml").write_text('organization = "Acme"\n')
    names = ("kelp", "reef", "tern", "gull")
    listed = "".join(
        f'[[communities]]\ntitle = "{name}"\nurl = "https://github.com/{name}"\n' for name in names
    )
    (tmp_path / "key-communities.toml").write_text(listed)
    folder = tmp_path / "interests"
    folder.mkdir()
    (folder / "kelp.md").write_text("---\nreviewed: 2999-01-01\n---\nOur hubs run it.\n")
    (folder / "reef.md").write_text("---\nreviewed: 2020-01-01\n---\nOur hubs run it.\n")
    (folder / "tern.md").write_text("Our hubs run it.\n")
    shown = run("--statements", "--format", "json")
    rows = json.loads(shown.stdout)["rows"]

    assert shown.exit_code == 4
    assert [(row["community"], row["state"]) for row in rows] == [
        ("github:gull", "missing"), ("github:tern", "no date"), ("github:reef", "old"), ("github:kelp", "good"),
    ]  # fmt: skip
    (folder / "gull.md").write_text("---\nreviewed: 2999-01-01\n---\nAll of it.\n")
    assert run("--statements").exit_code == 4


def test_the_draft_and_the_schema_still_go_to_standard_output(run):
    """Without options nothing is written anywhere."""
    assert "I work for" in run().stdout
    assert json.loads(run("--schema").stdout) == json.loads(json.dumps(SCHEMA))
    assert run("--statement", "kelp").stdout.startswith("---\nreviewed:")
