"""Checks on ourselves, as people run them."""

import csv
import io
import json
import shutil
from datetime import UTC, datetime

import pytest

from twohats.cli.place import Place
from twohats.flow.check import COLUMNS, Wanted, check
from twohats.flow.facts import Moments
from twohats.flow.growth import Myself
from twohats.journal.private import PrivateLine


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
    """Without `public_from` others see no situation, and the command says what to set."""
    ran = twohats("-w", checked, "check", "--public", "--format", "json")

    assert (ran.returncode, json.loads(ran.stdout)["rows"]) == (0, [])
    assert ran.stderr == (
        "Nothing is shown outside yet: under [checks] in twohats.toml, set `public_from` to the first "
        "day of which situations may be.\n"
    )


OUTSIDE = """
private_words = ["colour scale"]
leave_out = ["tern-toolbox"]
named_members = ["Cobblestone College (made up)"]

[checks]
public_from = 2025-01-01
answer_days = 1
"""
YEAR = ("--since", "2025-07-01", "--until", "2026-07-01", "--as-of", "2026-07-10")


def test_others_read_no_name_that_is_not_ours_to_tell(twohats, demo, tmp_path):
    """No member that did not agree, no private word, no place that is left out; what is held is counted."""
    folder = tmp_path / "workspace"
    shutil.copytree(demo, folder)
    settings = folder / "twohats.toml"
    text = settings.read_text(encoding="utf-8").replace(
        "# member_communities", "member_communities"
    )
    settings.write_text(text + OUTSIDE, encoding="utf-8")

    inside = twohats("-w", folder, "check", *YEAR, "--format", "json")
    ran = twohats("-w", folder, "check", "--public", *YEAR, "--format", "json")
    rows = json.loads(ran.stdout)["rows"]

    assert ran.returncode == 0, ran.stderr
    for secret in ("Marram University", "colour scale", "tern-toolbox"):
        assert secret in inside.stdout
        assert secret not in ran.stdout + ran.stderr
    assert {row["figures"]["done_for"] for row in rows if row["rule"] == "C05"} == {
        "Cobblestone College (made up)",
        "one of our communities",
    }
    withheld = [row for row in rows if row["title"] == "title not shown"]
    assert withheld
    assert f"{len(withheld)} titles are not shown" in ran.stderr
    assert len(rows) > len(withheld)


@pytest.mark.parametrize("is_by_git", [True, False])
def test_ones_own_hours_are_shown_to_nobody_who_types_a_login(demo, is_by_git):
    """Whoever git knows sees their own; a login on the command line shows nothing of it."""
    moments = Moments(
        since=datetime(2025, 7, 1, tzinfo=UTC), until=datetime(2026, 7, 1, tzinfo=UTC)
    )
    opened = Place(demo).open(moments)
    wren = opened.people.person_of["github:wren-tidewater"]
    hours = PrivateLine("01JHOURS", "time-zone", "github:wren-tidewater", moments.until, {"zone": "Asia/Tokyo"})  # fmt: skip
    viewer = Myself(wren.key, frozenset(wren.identities), wren.label, is_by_git)

    found = check(opened, Wanted(rules=("C07",)), [hours], viewer)

    own = [row for row in found.rows if row["state"] == "for you"]
    quiet = [row for row in found.quiet if ":own:" in row["looked_at"]]
    assert bool(own or quiet) is is_by_git


def test_a_typed_login_says_why_it_is_not_enough(twohats, demo):
    """With the next step; the situations of the team are listed all the same."""
    ran = twohats("-w", demo, "check", "--rule", "C07", "--by", "wren-tidewater")

    assert "git's e-mail is none of theirs" in ran.stderr
    assert "team.yml" in ran.stderr
    assert ran.returncode == 0
