"""Checks on ourselves, as people run them."""

import csv
import io
import json
import shutil

import pytest

from twohats.flow.check import COLUMNS


@pytest.fixture(scope="module")
def checked(demo, tmp_path_factory):
    """A copy of the made-up workspace that these tests write into."""
    folder = tmp_path_factory.mktemp("checked") / "workspace"
    shutil.copytree(demo, folder)
    return folder


def test_a_situation_waits_for_somebody_who_is_not_concerned(twohats, checked):
    """Exit 4 while one waits; whoever did it may speak, and somebody else settles it."""
    ran = twohats("-w", checked, "check", "--rule", "C02", "--format", "json")
    rows = json.loads(ran.stdout)["rows"]
    first = next(row for row in rows if row["state"] == "open")

    assert ran.returncode == 4
    assert "tidewater" not in json.dumps([row["people"] for row in rows])

    own = twohats("-w", checked, "check", "--answer", first["situation"], "not-so", "--why", "a typo", "--by", first["people"][0])  # fmt: skip
    assert own.returncode == 0, own.stderr
    assert "It waits for somebody whose doing it is not" in own.stderr

    after = twohats("-w", checked, "check", "--rule", "C02", "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(after.stdout)))
    (row,) = [row for row in lines if row["situation"] == first["situation"]]

    assert after.returncode == 4
    assert (row["state"], row["answer"], row["said_alone"]) == ("to confirm", "not-so", first["people"][0])  # fmt: skip
    assert tuple(row) == COLUMNS


def test_nothing_is_shown_outside_unless_the_workspace_says_when(twohats, checked):
    """Without `public_from` others see no situation."""
    ran = twohats("-w", checked, "check", "--public", "--format", "json")

    assert (ran.returncode, json.loads(ran.stdout)["rows"]) == (0, [])
