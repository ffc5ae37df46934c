"""Drafts, over the made-up organization: what recurs is drafted once, and nothing leaves by itself."""

import json
import shutil

import pytest

RECURRING = """
[[recurring]]
name = "care"
title = "Care for upstream"
every = 2
points = 2

[[recurring]]
name = "elsewhere"
title = "Another tracker"
tracker = "tidewater-commons/never-read"
"""


@pytest.fixture(scope="module")
def recurs(demo, tmp_path_factory):
    """The made-up workspace with two recurring items."""
    folder = tmp_path_factory.mktemp("recurs") / "workspace"
    shutil.copytree(demo, folder)
    settings = folder / "twohats.toml"
    settings.write_text(settings.read_text("utf-8") + RECURRING, "utf-8")
    return folder


def rows(ran):
    return {row["name"]: row for row in json.loads(ran.stdout)["rows"]}


def test_what_is_due(twohats, recurs):
    """One is due; where the tracker was never read nothing is drafted, and it says so with exit code 3."""
    ran = twohats("-w", recurs, "draft", "recurring", "--as-of", "2026-03-01", "--format", "json")

    assert ran.returncode == 3
    found = rows(ran)
    assert (found["care"]["state"], found["elsewhere"]["state"]) == ("due", "not known")
    assert found["care"]["turn_began"] <= "2026-03-01" < found["care"]["next_turn"]


def test_the_draft_is_shown(twohats, recurs):
    """As text to copy, with its hidden key."""
    ran = twohats("-w", recurs, "draft", "recurring", "--as-of", "2026-03-01")

    assert "<!-- twohats:recurring:github:tidewater-commons/initiatives:care -->" in ran.stdout
    assert "1 to open. Copy it, or run it again with --send." in ran.stderr


def test_nothing_recurs(twohats, demo):
    """Where nothing recurs it says how to begin."""
    ran = twohats("-w", demo, "draft", "recurring")

    assert ran.returncode == 0
    assert "write [[recurring]] into twohats.toml" in ran.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("plan", "--send"), "--send: only an issue can be sent. Say --as issue."),
        (
            ("plan", "--iteration", "3"),
            "iteration 3 (2025-01-27 to 2025-02-10): no slot is open. Open one with "
            "`twohats plan --open`.",
        ),
    ],
)
def test_wrong_use(twohats, demo, words, message):
    """What cannot be drafted is told with a next step."""
    ran = twohats("-w", demo, "draft", *words)

    assert ran.returncode == 2
    assert message in ran.stderr
