"""The simulator is held to what GitHub sent once: skipped where no recordings are kept."""

import json
import tarfile
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from github.backup import recording
from github.made import every_kind
from github.node_ids import PREFIXES
from github.rest_shapes import WORDS, Shapes
from github.things import PullRequest

LEFT_TO_OTHERS = {"copilot_work_started", "issue_type_added"}
"""Two events of thousands, which the published schema does not have."""


@pytest.fixture(scope="module")
def records(recordings):
    """The raw JSON of every issue and pull request."""
    found = []
    with tarfile.open(recordings / "github-backup-bitcoin-core-gui.tar.gz") as archive:
        for member in archive:
            name = Path(member.name)
            if name.suffix == ".json" and name.stem.isdigit():
                found.append(json.load(archive.extractfile(member)))
    return found


@pytest.fixture(scope="module")
def made():
    """The same of the small world that holds every kind of thing."""
    world = every_kind()
    return [recording(Shapes(), one) for one in world.repositories[0].items.values()]


def events_of(records):
    return [event for record in records for event in record["events"]]


def test_every_word_for_an_event_is_one_we_know(records):
    """Of more than thirty words."""
    said = {"commented", "committed", "line-commented", "reviewed"}
    found = {event["event"] for event in events_of(records)}

    assert found - said - set(WORDS.values()) == LEFT_TO_OTHERS


def test_node_ids_begin_as_recorded_ones_do(records):
    """The newer generation of ids names the type by its first letters."""
    kinds = {word: kind for kind, word in WORDS.items()}
    kinds |= {"commented": "IssueComment", "reviewed": "PullRequestReview", "committed": "Commit"}
    found = defaultdict(set)
    for event in events_of(records):
        prefix, mark, _ = (event.get("node_id") or "").partition("_")
        if mark and event["event"] in kinds:
            found[kinds[event["event"]]].add(prefix)

    assert len(found) > 25
    assert {kind: {PREFIXES.get(kind)} for kind in found} == dict(found)


def test_events_hold_no_field_that_recorded_ones_do_not(records, made):
    """Kind by kind, but for what the recording program dropped or nobody there ever did."""
    recorded, ours = defaultdict(set), defaultdict(set)
    for keys, source in ((recorded, records), (ours, made)):
        for event in events_of(source):
            keys[event["event"]] |= set(event)
    both = set(recorded) & set(ours)

    assert len(both) > 22
    # The program knows neither reactions nor reasons for closing; nobody there asked a team.
    unrecorded = {"reactions", "requested_team", "state_reason"}
    too_much = {kind: ours[kind] - recorded[kind] - unrecorded for kind in both}
    assert {kind: fields for kind, fields in too_much.items() if fields} == {}


def test_items_and_line_comments_hold_no_field_that_recorded_ones_do_not(records, made):
    """But for what the recording program dropped; no milestone there had a date."""
    for part in ("issue", "pull", "comments"):
        recorded, ours = (_fields(source, part) for source in (records, made))
        dropped = {"reactions", "state_reason", "pull_request_url", "due_on"}
        assert {one for one in ours - recorded if not set(one.split(".")) & dropped} == set()


def _fields(records, part):
    found = set()
    for record in records:
        objects = record.get(part) or []
        for one in objects if isinstance(objects, list) else [objects]:
            for key, value in one.items():
                found.add(key)
                if isinstance(value, dict) and key in ("user", "milestone", "base", "head"):
                    found |= {f"{key}.{inner}" for inner in value}
    return found


def test_references_leave_the_time_of_change_alone(records):
    """200 of the 1,513 recorded ones are later than their item's last change; comments never are."""
    late = Counter()
    for record in records:
        changed = (record.get("pull") or record["issue"])["updated_at"]
        for event in record["events"]:
            at = event.get("created_at") or event.get("submitted_at")
            late[event["event"]] += bool(at and at > changed)

    assert late["referenced"] == 200
    assert late["unsubscribed"] == 34
    assert late["commented"] == late["reviewed"] == late["renamed"] == late["merged"] == 0


def test_made_pull_requests_have_what_a_list_leaves_out(made):
    """The sums that only a single pull request tells."""
    (pull,) = [one["pull"] for one in made if one["type"] == "pull"]

    assert {"additions", "changed_files", "merged_by"} <= set(pull)
    assert "additions" not in Shapes().pull(_a_pull(), in_list=True)


def _a_pull() -> PullRequest:
    return every_kind().repositories[0].pull_requests[0]
