"""Real recorded communities, read and looked at; skipped where none are kept."""

import json
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.measures.first_response import first_responses
from twohats.sources.github_backup import open_backup
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

TEAM = ("hebasto", "jarolrod", "promag")
"""Declared for the test alone: three people whose public work the recording holds."""
BOTS = {"drahtbot", "copilot", "copilot-pull-request-reviewer[bot]"}


@pytest.fixture(scope="module")
def records(recordings) -> list[dict]:
    """The raw JSON of every issue and pull request."""
    found = []
    with tarfile.open(recordings / "github-backup-bitcoin-core-gui.tar.gz") as archive:
        for member in archive:
            name = Path(member.name)
            if name.suffix == ".json" and name.stem.isdigit():
                found.append(json.load(archive.extractfile(member)))
    return found


@pytest.fixture(scope="module")
def responses(recordings, tmp_path_factory) -> dict[int, dict]:
    """First responses by number, as the product finds them."""
    folder = tmp_path_factory.mktemp("gui")
    initialize(folder, "Made Up Co", None, None, TEAM)
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    read_into(store, [open_backup(recordings / "github-backup-bitcoin-core-gui.tar.gz")])
    opened = open_facts(workspace, store, Moments(), secret=b"made up")
    rows = first_responses(opened.facts).to_pyarrow().to_pylist()
    return {row["number"]: row for row in rows}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def login(user: dict | None) -> str | None:
    return user["login"].lower() if user else None


def acts_of(record: dict) -> list[tuple[datetime, str | None, str]]:
    """Everything that could be an answer, straight from the raw JSON."""
    acts = []
    for event in record["events"]:
        kind = event["event"]
        if kind == "commented":
            acts.append((moment(event["created_at"]), login(event.get("user")), kind))
        elif kind == "reviewed" and event.get("submitted_at"):
            acts.append((moment(event["submitted_at"]), login(event.get("user")), kind))
        elif kind in ("closed", "merged") and event.get("actor"):
            acts.append((moment(event["created_at"]), login(event["actor"]), kind))
    for comment in record.get("comments", []):
        acts.append((moment(comment["created_at"]), login(comment.get("user")), "line"))
    item = record.get("pull") or record["issue"]
    if item.get("merged_by") and item.get("merged_at"):
        acts.append((moment(item["merged_at"]), login(item["merged_by"]), "merged"))
    return sorted(acts, key=lambda act: act[0])


def clock_of(record: dict) -> datetime | None:
    """When the wait begins, straight from the raw JSON."""
    item = record.get("pull") or record["issue"]
    turns = [
        (moment(event["created_at"]), event["event"])
        for event in record["events"]
        if event["event"] in ("ready_for_review", "convert_to_draft")
    ]
    was_draft = turns[0][1] == "ready_for_review" if turns else item.get("draft", False)
    if not was_draft:
        return moment(item["created_at"])
    return next((at for at, kind in sorted(turns) if kind == "ready_for_review"), None)


# The recording holds one account under an old name, MarcoFalke, in a single file.
NOW_CALLED = {"marcofalke": "maflcko"}


def answer_of(record: dict) -> tuple[datetime, str | None] | None:
    """The first answer, by a straightforward loop over the raw JSON."""
    item = record.get("pull") or record["issue"]
    author, clock = login(item.get("user")), clock_of(record)
    closed = moment(item["closed_at"]) if item.get("closed_at") else None
    for at, actor, kind in acts_of(record):
        if actor in BOTS or (actor or "").endswith("[bot]"):
            continue
        if actor is None and author is None:
            continue
        if NOW_CALLED.get(actor or "", actor) == NOW_CALLED.get(author or "", author):
            continue
        if clock is not None and at >= clock:
            # GitHub dates the event of a close up to a second after the close itself.
            is_late = closed and at > closed and kind not in ("closed", "merged")
            return None if is_late else (at, actor)
    return None


def test_each_first_answer_equals_a_plain_loop_over_the_raw_records(records, responses):
    """All 878 items: the same answer at the same second, or none on both sides."""
    wrong = {}
    for record in records:
        item = record.get("pull") or record["issue"]
        number = item["number"]
        if login(item.get("user")) in BOTS or clock_of(record) is None:
            assert number not in responses
            continue
        expected, found = answer_of(record), responses[number]
        at = found["response_at"] if found["answered"] else None
        if (expected[0] if expected else None) != at:
            wrong[number] = (expected, at, found["responder"])

    assert len(records) == 878
    assert wrong == {}


def test_the_first_comment_of_the_author_or_the_bot_is_never_an_answer(records, responses):
    """331 of the 537 pull requests hear first from their own author or from DrahtBot."""
    first_by_self_or_bot = []
    for record in records:
        comments = [e for e in record["events"] if e["event"] == "commented"]
        if "pull" not in record or not comments:
            continue
        author = login(record["pull"]["user"])
        speaker = login(comments[0].get("user"))
        if speaker in {author, "drahtbot"}:
            first_by_self_or_bot.append((record["pull"]["number"], author))

    assert len(first_by_self_or_bot) == 331
    for number, author in first_by_self_or_bot:
        if number in responses:
            responder = (responses[number]["responder"] or "").partition(":")[2]
            assert responder not in {author, "drahtbot"}


def test_a_repository_without_one_of_its_objects_exits_3_and_says_so(recordings, tmp_path, twohats):
    """Read as far as it goes; the last line names the loss."""
    clone = tmp_path / "oauthenticator"
    bundle = recordings / "git" / "oauthenticator.bundle"
    run = {"check": True, "capture_output": True}
    subprocess.run(["git", "clone", "-q", str(bundle), str(clone)], **run)
    packs = tmp_path / "packs"
    shutil.move(clone / ".git" / "objects" / "pack", packs)
    (clone / ".git" / "objects" / "pack").mkdir()
    for pack in packs.glob("*.pack"):
        with pack.open("rb") as content:
            subprocess.run(["git", "-C", str(clone), "unpack-objects", "-q"], stdin=content, **run)
    listed = subprocess.run(["git", "-C", str(clone), "rev-list", "--all"], text=True, **run)
    oids = listed.stdout.split()
    lost = oids[len(oids) // 2]
    (clone / ".git" / "objects" / lost[:2] / lost[2:]).unlink()

    twohats("init", tmp_path / "w", "--organization", "Made Up", "--login", "ada")
    ran = twohats(
        "-w", tmp_path / "w", "import", clone, "--repository", "github:jupyterhub/oauthenticator"
    )
    assert ran.returncode == 3
    assert "left out" in ran.stderr.splitlines()[-1]
    assert lost[:12] in ran.stderr.splitlines()[-1]
    counted = twohats(
        "-w", tmp_path / "w", "sql", "select count(*) as n from commits", "--format", "csv"
    )
    assert int(counted.stdout.split()[1]) > len(oids) // 2


def test_a_truncated_backup_exits_3_and_keeps_what_was_whole(recordings, tmp_path, twohats):
    """Cut in the middle, it is read as far as it goes."""
    whole = (recordings / "github-backup-bitcoin-core-gui.tar.gz").read_bytes()
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(whole[: len(whole) // 2])
    twohats("init", tmp_path / "w", "--organization", "Made Up", "--login", "ada")
    ran = twohats("-w", tmp_path / "w", "import", cut)

    assert ran.returncode == 3
    assert "left out" in ran.stderr.splitlines()[-1]
    counted = twohats(
        "-w", tmp_path / "w", "sql", "select count(*) as n from items", "--format", "csv"
    )
    assert 100 < int(counted.stdout.split()[1]) < 878


def test_the_three_recordings_hold_what_they_hold(recordings, tmp_path, twohats):
    """341 issues and 537 pull requests from either source, 5,197 comments, every commit once."""
    twohats("init", tmp_path / "w", "--organization", "Made Up", "--login", "ada")
    paths = [
        recordings / "github-backup-bitcoin-core-gui.tar.gz",
        recordings / "github-to-sqlite-bitcoin-core-gui.db.gz",
        recordings / "git" / "oauthenticator.bundle",
    ]
    assert twohats("-w", tmp_path / "w", "import", *paths).returncode == 0
    query = (
        "select (select count(*) from items where kind = 'issue') as issues, "
        "(select count(*) from items where kind = 'pull_request') as pulls, "
        "(select count(*) from events where kind = 'commented') as comments, "
        "(select count(*) from commits) as commits"
    )
    ran = twohats("-w", tmp_path / "w", "sql", query, "--format", "json")

    row = json.loads(ran.stdout)["rows"][0]
    assert row == {"issues": 341, "pulls": 537, "comments": 5197, "commits": 2185}
