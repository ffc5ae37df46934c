"""Checks on a real recording, in which some real people are taken for ours: what must be seen, is.

Who works where is made up here, and no word on anybody; all that was done is real. Each number was
counted by hand in the recording's own files.
"""

from pathlib import Path

import pytest

from twohats.flow.check import Checked, Wanted, check
from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.records.times import parse_moment
from twohats.sources.github_backup import open_backup
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

COMMUNITIES = '[[communities]]\ntitle = "@bitcoin-core"\nurl = "https://github.com/bitcoin-core"\n'
ELSEWHERE = (
    *(
        "furszy",
        "jonatack",
        "luke-jr",
        "promag",
        "sjors",
        "achow101",
        "pablomartin4btc",
        "fanquake",
    ),
    *("maflcko", "jonasschnelli", "laanwj", "shaavan", "w0xlt", "talkless", "kristapsk", "theuni"),
)
"""Taken for people of another employer; of the rest nobody knows."""


@pytest.fixture(scope="module")
def store(recordings, tmp_path_factory) -> FactStore:
    """The recording, imported once."""
    store = FactStore(tmp_path_factory.mktemp("recorded") / "facts")
    read_into(store, [open_backup(recordings / "github-backup-bitcoin-core-gui.tar.gz")])
    return store


def checked(store: FactStore, folder: Path, ours: tuple[str, ...], *rules: str) -> Checked:
    """Check the work of some people, over all years."""
    (folder / "twohats.toml").write_text('organization = "Made Up Co"\n')
    (folder / "key-communities.toml").write_text(COMMUNITIES)
    team = "".join(f"- login: {login}\n  from: 2009-01-01\n" for login in ours)
    (folder / "team.yml").write_text(team)
    employers = "".join(
        f"{one}: {one}!example.org\n\tSomewhere Else\n" for one in ELSEWHERE if one not in ours
    )
    (folder / "developers_affiliations.txt").write_text(employers)
    moments = Moments(parse_moment("2020-01-01", "since"), parse_moment("2026-12-01", "until"))
    opened = open_facts(load_workspace(folder), store, moments, secret=b"made up")
    return check(opened, Wanted(rules=rules))


def test_changes_merged_against_who_looked_are_seen(store, tmp_path):
    """Three of two people's changes: somebody outside looked, nobody outside agreed, one of ours merged."""
    found = checked(store, tmp_path, ("hebasto", "jarolrod"), "C04")
    rows = {row["item"].partition("#")[2]: row for row in found.rows}

    # In the files: reviewed by furszy (771), jonatack (663), luke-jr (365), each without a word of
    # approval and without a comment below by anybody of outside.
    assert sorted(rows) == ["365", "663", "771"]
    for row in rows.values():
        assert row["figures"] == {"outside_looked": 1, "outside_approved": 0, "self_merged": True}
        assert row["state"] == "open"
    quiet = found.meta["quiet"]["C04"]
    assert quiet["somebody outside approved in words, without the forge's button"] > 15
    assert quiet["merged by somebody who is not ours"] == 54


def test_major_changes_without_an_issue_before_are_seen(store, tmp_path):
    """Two changes called features, one large and one by its label; nobody linked an issue with them."""
    found = checked(store, tmp_path, ("luke-jr", "shaavan"), "C03")
    rows = {row["item"].partition("#")[2]: row for row in found.rows}

    # 497 has 175 + 132 lines, 457 the label UI; neither text names an issue, and none names them. Those
    # who spoke there and are not ours: five people; and six with one more, who wrote on lines alone.
    assert sorted(rows) == ["457", "497"]
    assert "a feature of 307 changed lines" in rows["497"]["because"]
    assert rows["457"]["because"].startswith("A label says that it is major.")
    heard = {number: row["figures"]["heard_outside"] for number, row in rows.items()}
    assert heard == {"497": 5, "457": 7}
    assert {row["figures"]["consulted"] for row in rows.values()} == {"partly"}
    assert sum(found.meta["quiet"]["C03"].values()) > 20
