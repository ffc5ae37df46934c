"""Newcomers' return: shares that add up, on made-up facts and on a recorded community."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from twohats.measures.newcomer_returns import FOLLOW_D, LANDMARK_D


@pytest.fixture(scope="module")
def found(twohats, demo):
    ran = twohats("-w", demo, "returns", "--format", "json")
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_parts_add_up(found):
    """Communities make up the whole, and years make up a community."""
    rows = found["rows"]

    def total(community, year):
        wanted = [r["n"] for r in rows if (r["community"], r["year"]) == (community, year)]
        return sum(wanted)

    communities = {row["community"] for row in rows} - {"all"}
    assert len(communities) > 3
    assert total("all", "all") == sum(total(one, "all") for one in communities)
    for one in communities:
        years = {row["year"] for row in rows if row["community"] == one} - {"all"}
        assert total(one, "all") == sum(total(one, year) for year in years)


def test_rows_open(twohats, demo, found):
    """As many rows as newcomers, and none of them names a person."""
    rows = json.loads(twohats("-w", demo, "returns", "--rows", "--format", "json").stdout)["rows"]

    assert len(rows) == sum(row["n"] for row in found["rows"] if row["community"] == row["year"] == "all")  # fmt: skip
    assert not {"author", "person", "author_person"} & set(rows[0])


def test_few_are_no_share(found):
    """Below five newcomers there is no share, no interval and no count of returns."""
    few = [row for row in found["rows"] if row["n"] < 5]

    assert few
    assert all(row["share"] is row["low"] is row["returned"] is None for row in few)


def _moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def test_a_recorded_community(twohats, recordings, tmp_path):
    """On a recorded community each row agrees with the files as they are, read in another way."""
    import tarfile

    with tarfile.open(recordings / "github-backup-bitcoin-core-gui.tar.gz") as archive:
        archive.extractall(tmp_path / "gui", filter="data")
    twohats("init", tmp_path / "w", "--organization", "Made-up Tidewater")
    settings = tmp_path / "w" / "twohats.toml"
    scope = (
        '\n[[scopes]]\nowner = "bitcoin-core"\nscope = "upstream"\nreason = "the test says so"\n'
    )
    settings.write_text(settings.read_text("utf-8") + scope, "utf-8")
    twohats("-w", tmp_path / "w", "import", tmp_path / "gui")
    ran = twohats("-w", tmp_path / "w", "returns", "--as-of", "2026-01-01", "--rows", "--format", "json")  # fmt: skip
    rows = json.loads(ran.stdout)["rows"]

    opened = {}
    for path in (tmp_path / "gui").glob("*/[0-9]*.json"):
        record = json.loads(path.read_text("utf-8"))
        item = record.get("pull") or record["issue"]
        if item["user"]:
            at = _moment(item["created_at"])
            opened.setdefault(item["user"]["login"], []).append((at, item["number"]))
    limit = datetime(2026, 1, 1, tzinfo=UTC)
    first = {
        min(found)[1]: sorted(at for at, _ in found if at < limit) for found in opened.values()
    }
    assert len(rows) > 100
    for row in rows:
        number, came_at = int(row["item"].rpartition("#")[2]), _moment(row["came_at"])
        since = came_at + timedelta(days=LANDMARK_D)
        until = since + timedelta(days=FOLLOW_D)
        assert row["returned"] == any(since < at <= until for at in first[number]), row["item"]
