"""First answers of a recorded community, held to a reading of the recording by other means."""

import json
import tarfile
from datetime import datetime

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.flow.rows import fetch
from twohats.measures.first_response import first_responses
from twohats.people.bots import known_bots
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

RECORDING = "github-backup-bitcoin-core-gui.tar.gz"
TIMES = {
    "commented": "created_at",
    "reviewed": "submitted_at",
    "closed": "created_at",
    "merged": "created_at",
}
DAY = 86_400
LATE_S = 3
"""How much later than a close GitHub dates its event."""


@pytest.fixture(scope="module")
def found(recordings, tmp_path_factory):
    """What the program finds, by number."""
    folder = tmp_path_factory.mktemp("workspace")
    initialize(folder, "Tidewater Commons", logins=["hebasto"])
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    read_into(store, [recognize(recordings / RECORDING, Reading(workspace.settings.hosts, folder))])
    opened = open_facts(workspace, store, Moments(), secret=b"made up")
    return {row["number"]: row for row in fetch(first_responses(opened.facts))}


@pytest.fixture(scope="module")
def records(recordings):
    """The recording as it is, by number."""
    read = {}
    with tarfile.open(recordings / RECORDING) as archive:
        for member in archive:
            if "/" in member.name and member.name.endswith(".json"):
                record = json.load(archive.extractfile(member))
                item = record.get("issue") or record["pull"]
                read[item["number"]] = record
    return read


def test_every_item_but_those_of_bots_and_drafts(found, records):
    """Of 341 issues and 537 pull requests, what waits is what a human opened and made ready."""
    assert len(records) == 341 + 537
    assert set(found) == {number for number, record in records.items() if clock(record)}


def test_answers(found, records):
    """Answered or not, and after how long, is what one reads in the recording item by item."""
    for number, row in found.items():
        record = records[number]
        start, end = clock(record), when(item_of(record).get("closed_at"))
        first = min((at for at, who in answers(record) if at >= start), default=None)
        is_answered = first is not None and (end is None or first <= end + LATE_S)
        assert (number, row["answered"]) == (number, is_answered)
        assert (number, row["waiting"]) == (number, not is_answered and end is None)
        if is_answered or end:
            stop = first if is_answered else end
            assert row["wait_d"] == pytest.approx(max(stop - start, 0) / DAY)


def test_the_bots_word_is_no_answer(found, records):
    """Of 537 pull requests, 331 have a first comment by the author or the bot; none counts."""
    first = {}
    for number, record in records.items():
        said = [e for e in record["events"] if e["event"] == "commented"]
        if "pull" in record and said:
            first[number] = min(said, key=lambda e: when(e["created_at"]))
    own = {
        number
        for number, event in first.items()
        if is_bot(event["user"]) or same(event["user"], item_of(records[number])["user"])
    }

    assert len(own) == 331
    for number in own & set(found):
        assert found[number]["responder"] != f"github:{first[number]['user']['login']}".lower()


def item_of(record):
    return record.get("issue") or record["pull"]


def when(text):
    return text and datetime.fromisoformat(text).timestamp()


def is_bot(user):
    login = ((user or {}).get("login") or "").lower()
    return bool(user) and (
        user["type"] == "Bot" or login.endswith("[bot]") or login in known_bots()
    )


def same(one, other):
    return bool(one and other) and one["id"] == other["id"]


def clock(record):
    """Second from which an item waits; None: it does not."""
    item = item_of(record)
    if is_bot(item["user"]):
        return None
    turns = sorted(
        (when(e["created_at"]), e["event"])
        for e in record["events"]
        if e["event"] in ("ready_for_review", "convert_to_draft")
    )
    drafted = turns[0][1] == "ready_for_review" if turns else item.get("draft")
    if not drafted:
        return when(item["created_at"])
    return next((at for at, kind in turns if kind == "ready_for_review"), None)


def answers(record):
    """Second and account of everything that could be an answer."""
    author = item_of(record)["user"]
    for event in record["events"]:
        if event["event"] in TIMES:
            who = event.get("user") or event.get("actor")
            is_ending = event["event"] in ("closed", "merged")
            known = who if is_ending else who or author
            if known and not is_bot(who) and not same(who, author):
                yield when(event[TIMES[event["event"]]]), who
    for comment in record.get("comments") or ():
        who = comment["user"]
        if (who or author) and not is_bot(who) and not same(who, author):
            yield when(comment["created_at"]), who
