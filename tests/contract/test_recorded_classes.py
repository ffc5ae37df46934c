"""Classes on a real recording, with a tracker made up for the test: the recording holds none.

What was planned and who asked is constructed here and says so; every item it names, and all that was
done about them, is real.
"""

import json
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.ledger import ledger_of
from twohats.sources.github_backup import open_backup
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

SETTINGS = """
organization = "Made Up Co"
owners = ["github:made-up-co"]
trackers = ["github:made-up-co/tracker"]
member_communities = ["Lighthouse School (made up)"]
framework_from = 2026-01-07

[iterations]
start = 2026-01-07
days = 14
"""
COMMUNITIES = '[[communities]]\ntitle = "@bitcoin-core"\nurl = "https://github.com/bitcoin-core"\n'
TEAM = "".join(f"- login: {login}\n  from: 2019-01-01\n" for login in ("hebasto", "promag"))
GUI = "bitcoin-core/gui"


def tracker_issue(number: int, title: str, body: str, labels: list[str], at: str) -> dict:
    """An issue of the made-up tracker, as GitHub's REST API would give it."""
    user = {"login": "hebasto", "id": 32963518, "type": "User"}
    address = f"https://github.com/made-up-co/tracker/issues/{number}"
    api = "https://api.github.com/repos/made-up-co/tracker"
    issue = {
        "id": 90_000_000_000 + number,
        "node_id": f"made-up-{number}",
        "number": number,
        "title": title,
        "body": body,
        "user": user,
        "state": "open",
        "labels": [{"name": label} for label in labels],
        "created_at": at,
        "updated_at": at,
        "closed_at": None,
        "html_url": address,
        "url": f"{api}/issues/{number}",
        "repository_url": api,
        "assignees": [],
        "author_association": "MEMBER",
    }
    labeled = [
        {
            "id": 91_000_000_000 + 100 * number + rank,
            "event": "labeled",
            "actor": user,
            "created_at": at,
            "label": {"name": label},
        }
        for rank, label in enumerate(labels)
    ]
    return {"type": "issue", "issue": issue, "events": labeled}


def write_tracker(folder: Path) -> Path:
    """Write the made-up tracker as a backup."""
    issues = [
        tracker_issue(
            1,
            "Upstream OSS Contributions",
            f"Made up. Look at:\n\n- {GUI}#951\n- {GUI}#953\n- {GUI}#957\n- {GUI}#949\n",
            ["good-community-citizen"],
            "2026-07-16T09:00:00Z",
        ),
        tracker_issue(
            2,
            "Initiative: the wallet page for Lighthouse School (made up)",
            f"Made up. Part of it:\n\n- {GUI}#950\n",
            ["initiative", "kind: directed"],
            "2026-07-10T09:00:00Z",
        ),
    ]
    (folder / "issues").mkdir(parents=True)
    (folder / "pulls").mkdir()
    for issue in issues:
        path = folder / "issues" / f"{issue['issue']['number']}.json"
        path.write_text(json.dumps(issue), "utf-8")
    state = {"version": 2, "last_backup": "2026-08-21T20:00:04Z"}
    (folder / "state.json").write_text(json.dumps(state), "utf-8")
    return folder


def ledger(recordings: Path, folder: Path, *, declared: bool) -> list[dict]:
    """Entries of the last ninety days of the recording."""
    (folder / "w").mkdir()
    settings = SETTINGS if declared else 'organization = "Made Up Co"\n'
    (folder / "w" / "twohats.toml").write_text(settings, "utf-8")
    (folder / "w" / "team.yml").write_text(TEAM, "utf-8")
    if declared:
        (folder / "w" / "key-communities.toml").write_text(COMMUNITIES, "utf-8")
    workspace = load_workspace(folder / "w")
    store = FactStore(workspace.facts_folder)
    sources = [open_backup(recordings / "github-backup-bitcoin-core-gui.tar.gz")]
    if declared:
        sources.append(open_backup(write_tracker(folder / "tracker")))
    read_into(store, sources)
    opened = open_facts(workspace, store, Moments(), secret=b"made up")
    return [row for row in ledger_of(opened).rows if row["scope"] == "upstream"]


@pytest.fixture(scope="module")
def declared(recordings, tmp_path_factory) -> dict[tuple[int, str], dict]:
    rows = ledger(recordings, tmp_path_factory.mktemp("declared"), declared=True)
    return {(int(row["item"].partition("#")[2]), row["activity"]): row for row in rows}


# Read by hand in the recording: who opened the item, what our two people did, and when.
BY_HAND = {
    (951, "review"): ("foundational", "R5"),  # by maflcko, reviewed 07-22, planned 07-16
    (951, "merge"): ("foundational", "R5"),
    (953, "review"): ("foundational", "R5"),  # by polespinasa, reviewed 07-29
    (953, "merge"): ("foundational", "R5"),
    (953, "triage"): ("foundational", "R5"),  # renamed 07-29
    (957, "review"): ("foundational", "R5"),  # by polespinasa, reviewed 08-13
    (957, "merge"): ("foundational", "R5"),
    (957, "triage"): ("foundational", "R5"),
    (950, "change"): ("directed", "R1"),  # opened 07-20, in the initiative since 07-10
    (949, "change"): ("undecided", "R8"),  # planned, but nobody else asked for it
    (944, "review"): ("personal", "R7"),  # by nabhan06, reviewed 08-20, in no plan
    (944, "merge"): ("personal", "R7"),
    (944, "triage"): ("personal", "R7"),
    (948, "review"): ("personal", "R7"),  # by diegoviola, reviewed 08-16
    (872, "review"): ("personal", "R7"),  # by achow101, reviewed 08-03
    (872, "merge"): ("personal", "R7"),
    (952, "answer"): ("personal", "R7"),  # by polespinasa, answered 07-29
    (956, "answer"): ("personal", "R7"),  # an issue by polespinasa, answered 08-08
    (956, "triage"): ("personal", "R7"),  # closed 08-15
    (940, "answer"): ("undecided", "R13"),  # by pablomartin4btc, 06-18, before anything was planned
    (940, "triage"): ("undecided", "R13"),  # closed in the same second
}


def test_entries_read_by_hand_have_the_class_that_was_read(declared):
    """Nineteen entries of real work, with the rule that gives each its class."""
    found = {key: (declared[key]["class"], declared[key]["rule"]) for key in BY_HAND}

    assert found == BY_HAND


def test_each_class_occurs_and_each_undecided_says_what_it_lacks(declared):
    """Nothing is undecided without a word on what would settle it."""
    classes = {row["class"] for row in declared.values()}

    assert classes == {"directed", "foundational", "personal", "undecided"}
    assert all(row["lacks"] for row in declared.values() if row["class"] == "undecided")


def test_a_bare_workspace_claims_no_class(recordings, tmp_path):
    """Without plan, tracker and register everything is undecided, and leans."""
    rows = ledger(recordings, tmp_path, declared=False)

    assert len(rows) > 20
    assert {row["class"] for row in rows} == {"undecided"}
    assert all(row["lacks"] and row["lean"] for row in rows)
