"""A GitHub REST backup becomes facts, and what is damaged in it is named and counted."""

import io
import json
import tarfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.errors import SourceUnreadable
from twohats.records import TABLES
from twohats.sources.github_backup import looks_like_backup, open_backup

SITE = "https://github.example/Lantern/Shade"
API = "https://api.github.example/repos/Lantern/Shade"
AT = "2024-05-01T10:00:00Z"
LATER = "2024-05-02T10:00:00Z"
MADE_AT = "2024-06-01T00:00:00.123456789Z"

ROBIN = {"login": "Robin", "id": 1, "type": "User", "html_url": "https://github.example/Robin"}
SASHA = {"login": "sasha", "id": 2, "type": "User", "html_url": "https://github.example/sasha"}
HELPER = {"login": "helper[bot]", "id": 3, "type": "Bot"}
LANTERN = {"login": "Lantern", "id": 4, "type": "Organization"}
GHOST = {"login": "ghost", "id": 10137, "type": "User"}


def issue(number=1, *, events=(), **fields):
    """A recorded issue."""
    item = {
        "number": number,
        "title": f"Issue {number}",
        "body": "It flickers.",
        "user": ROBIN,
        "state": "open",
        "html_url": f"{SITE}/issues/{number}",
        "repository_url": API,
        "author_association": "FIRST_TIMER",
        "created_at": AT,
        "updated_at": LATER,
        "closed_at": None,
        "labels": [],
        "assignees": [],
    }
    return {"type": "issue", "issue": item | fields, "events": list(events)}


def pull(number=2, *, events=(), comments=(), **fields):
    """A recorded pull request."""
    repository = {
        "id": 77,
        "full_name": "Lantern/Shade",
        "owner": LANTERN,
        "html_url": SITE,
        "created_at": "2020-01-01T00:00:00Z",
        "archived": False,
        "fork": False,
        "default_branch": "main",
        "license": {"spdx_id": "MIT"},
    }
    item = {
        "number": number,
        "title": f"Change {number}",
        "body": None,
        "user": SASHA,
        "state": "open",
        "html_url": f"{SITE}/pull/{number}",
        "author_association": "MEMBER",
        "created_at": AT,
        "updated_at": LATER,
        "merged_at": None,
        "merge_commit_sha": "e" * 40,
        "draft": False,
        "additions": 3,
        "deletions": 1,
        "changed_files": 2,
        "labels": [],
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "base": {"ref": "main", "repo": repository},
        "head": {"ref": "fix", "repo": {"full_name": "Sasha/Shade"}},
    }
    return {
        "type": "pull",
        "pull": item | fields,
        "events": list(events),
        "comments": list(comments),
    }


def event(kind, number=None, **fields):
    """An entry of a timeline."""
    plain = {"event": kind, "id": number, "node_id": "", "actor": ROBIN, "created_at": AT}
    return plain | fields


def comment(number, **fields):
    """A line comment."""
    plain = {
        "id": number,
        "user": SASHA,
        "body": "Why?",
        "path": "lamp.py",
        "commit_id": "b" * 40,
        "original_commit_id": "a" * 40,
        "pull_request_review_id": 50,
        "in_reply_to_id": None,
        "created_at": AT,
        "updated_at": AT,
        "html_url": f"{SITE}/pull/2#discussion_r{number}",
        "author_association": "MEMBER",
    }
    return plain | fields


@pytest.fixture
def folder(tmp_path):
    """Where a backup lies."""
    return tmp_path / "backup"


def write(folder, *recordings, state=(), raw=()):
    """Write a backup folder: with what its state says beyond the plain; ``raw`` adds files."""
    files = {f"{one['type']}s/{one[one['type']]['number']}.json": one for one in recordings}
    if state is not None:
        files["state.json"] = {"version": 2, "last_backup": MADE_AT, **dict(state)}
    packed = {name: json.dumps(content).encode() for name, content in files.items()}
    for name, content in (packed | dict(raw)).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def read(path, **options):
    """All pages of a backup."""
    return list(open_backup(path, **options).pages())


def rows(pages, table):
    """Rows of one table, as dicts with every column."""
    found = []
    for page in pages:
        columns = page.tables.get(table, {})
        count = len(next(iter(columns.values()), ()))
        found += [
            {name: columns[name][at] if name in columns else None for name in TABLES[table].columns}
            for at in range(count)
        ]
    return found


def events(pages, kind):
    """Events of one kind."""
    return [row for row in rows(pages, "events") if row["kind"] == kind]


def only(found):
    """The one thing there should be."""
    (one,) = found
    return one


def skipped(pages):
    """Keys and reasons of what was left out."""
    return {one.key: one.reason for page in pages for one in page.skipped}


def promises(pages):
    """Coverage by what it holds."""
    return {promise.holds: promise for page in pages for promise in page.coverage}


# What items become ------------------------------------------------------------------------------


def test_an_issue_is_an_item_and_was_opened(folder):
    """An issue gives its item, its ``opened`` event, its author and its repository."""
    pages = read(write(folder, issue(labels=[{"name": "bug"}, {"name": "a11y"}])))

    item = only(rows(pages, "items"))
    assert item["item"] == "github:lantern/shade#1"
    assert item["repository"] == "github:lantern/shade"
    assert (item["number"], item["kind"], item["state"]) == (1, "issue", "open")
    assert (item["author"], item["association"]) == ("github:robin", "first_timer")
    assert (item["created_at"], item["updated_at"], item["closed_at"]) == (AT, LATER, None)
    assert item["labels"] == ["a11y", "bug"]
    assert item["url"] == f"{SITE}/issues/1"
    opened = only(rows(pages, "events"))
    assert opened["event"] == "github:opened:github:lantern/shade#1"
    assert (opened["kind"], opened["actor"], opened["happened_at"]) == (
        "opened",
        "github:robin",
        AT,
    )
    account = only(rows(pages, "accounts"))
    assert (account["account"], account["login"], account["forge_id"], account["kind"]) == (
        "github:robin",
        "Robin",
        "1",
        "user",
    )
    repository = only(rows(pages, "repositories"))
    assert (repository["owner"], repository["name"]) == ("Lantern", "Shade")
    assert repository["owner_kind"] is None
    assert {page.owner for page in pages} == {"github:lantern"}


def test_a_pull_request_tells_of_its_repository(folder):
    """The base of a pull request says what its repository is; the fork is only named."""
    pages = read(write(folder, issue(), pull()))

    repository = rows(pages, "repositories")[-1]
    assert repository["forge_id"] == "77"
    assert (repository["owner_kind"], repository["license_spdx"]) == ("organization", "MIT")
    assert (repository["archived"], repository["fork"]) == (False, False)
    assert {row["repository"] for row in rows(pages, "repositories")} == {"github:lantern/shade"}
    item = rows(pages, "items")[1]
    assert (item["base_ref"], item["head_repository"]) == ("main", "github:sasha/shade")
    assert (item["additions"], item["deletions"], item["changed_files"]) == (3, 1, 2)


@pytest.mark.parametrize(
    ("fields", "state", "oid"),
    [
        ({}, "open", None),
        ({"state": "closed", "closed_at": LATER}, "closed", None),
        ({"state": "closed", "merged_at": LATER, "merged": True}, "merged", "e" * 40),
        ({"state": "closed", "merged_at": LATER}, "merged", "e" * 40),
    ],
    ids=["open", "closed", "merged", "merged, and older records do not say so"],
)
def test_only_what_was_merged_has_a_merge_commit(folder, fields, state, oid):
    """GitHub names a trial merge on every pull request; only a merged one has a merge commit."""
    item = only(rows(read(write(folder, pull(**fields))), "items"))

    assert (item["state"], item["merge_commit_oid"]) == (state, oid)


def test_people_and_teams_that_are_asked_stand_in_one_list(folder):
    """Requested reviewers are account keys, requested teams are marked as teams."""
    recording = pull(requested_reviewers=[ROBIN], requested_teams=[{"slug": "docs"}])
    item = only(rows(read(write(folder, recording)), "items"))

    assert item["requested_reviewers"] == ["github:robin", "team:docs"]


@pytest.mark.parametrize("user", [None, GHOST], ids=["null", "ghost"])
def test_a_deleted_account_is_nobody(folder, user):
    """A deleted account is NULL: neither a person nor a bot."""
    pages = read(write(folder, issue(user=user)))

    assert only(rows(pages, "items"))["author"] is None
    assert only(rows(pages, "events"))["actor"] is None
    assert rows(pages, "accounts") == []
    assert skipped(pages) == {}


def test_a_milestone_is_told_once(folder):
    """Items give their milestone's title; the milestone has one row."""
    milestone = {"number": 3, "title": "1.0", "state": "open", "due_on": LATER, "description": ""}
    pages = read(write(folder, issue(1, milestone=milestone), issue(2, milestone=milestone)))

    assert [row["milestone"] for row in rows(pages, "items")] == ["1.0", "1.0"]
    assert only(rows(pages, "milestones")) == {
        "repository": "github:lantern/shade",
        "milestone": "3",
        "title": "1.0",
        "due_at": LATER,
        "state": "open",
        "description": "",
    }


# What events become -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind", "fields", "subject"),
    [
        ("labeled", "labeled", {"label": {"name": "bug"}}, "bug"),
        ("unlabeled", "unlabeled", {"label": {"name": "bug"}}, "bug"),
        ("milestoned", "milestoned", {"milestone": {"title": "1.0"}}, "1.0"),
        ("demilestoned", "demilestoned", {"milestone": {"title": "1.0"}}, "1.0"),
        ("assigned", "assigned", {"assignee": SASHA}, "github:sasha"),
        ("unassigned", "unassigned", {"assignee": SASHA}, "github:sasha"),
        ("renamed", "renamed", {"rename": {"from": "Old", "to": "New"}}, "Old"),
        ("review_requested", "review_requested", {"requested_reviewer": SASHA}, "github:sasha"),
        ("review_requested", "review_requested", {"requested_team": {"slug": "docs"}}, "team:docs"),
        ("review_request_removed",) * 2 + ({"requested_reviewer": SASHA}, "github:sasha"),
        ("convert_to_draft", "converted_to_draft", {}, None),
        ("head_ref_force_pushed", "force_pushed", {"commit_id": "c" * 40}, None),
        ("ready_for_review", "ready_for_review", {}, None),
        ("closed", "closed", {}, None),
        ("reopened", "reopened", {}, None),
        ("merged", "merged", {"commit_id": "c" * 40}, None),
        ("referenced", "referenced", {"commit_id": "c" * 40}, None),
        ("locked", "locked", {}, None),
        ("transferred-by-owl", "transferred_by_owl", {}, None),
    ],
)
def test_an_event_keeps_what_it_is_about(folder, word, kind, fields, subject):
    """Kinds have the names of the facts, others keep the forge's word; the subject is what changed."""
    pages = read(write(folder, pull(events=[event(word, 9, **fields)])))

    row = only(events(pages, kind))
    assert row["event"] == f"github:{kind}:9"
    assert (row["item"], row["number"]) == ("github:lantern/shade#2", 2)
    assert (row["actor"], row["happened_at"]) == ("github:robin", AT)
    assert (row["subject"], row["oid"]) == (subject, fields.get("commit_id"))


def test_who_asks_for_a_review_acts(folder):
    """The actor of a review request is who asked."""
    asked = event("review_requested", 9, requested_reviewer=ROBIN, review_requester=SASHA)
    pages = read(write(folder, pull(events=[asked])))

    assert only(events(pages, "review_requested"))["actor"] == "github:sasha"


def test_a_comment_belongs_to_who_wrote_it(folder):
    """A comment's actor is its user, and it keeps body, address and association."""
    words = {"user": SASHA, "body": "Same here.", "html_url": f"{SITE}/issues/1#issuecomment-9"}
    said = event("commented", 9, updated_at=AT, author_association="NONE", **words)
    pages = read(write(folder, issue(events=[said])))

    row = only(events(pages, "commented"))
    assert (row["event"], row["actor"]) == ("github:commented:9", "github:sasha")
    assert (row["body"], row["url"]) == (words["body"], words["html_url"])
    assert (row["association"], row["edited_at"]) == ("none", None)


def test_a_changed_comment_tells_when(folder):
    """``edited_at`` is there only when it differs from the time of the comment."""
    said = event("commented", 9, user=SASHA, updated_at=LATER)
    pages = read(write(folder, issue(events=[said])))

    assert only(events(pages, "commented"))["edited_at"] == LATER


def test_a_review_has_its_state_and_the_commit_it_is_about(folder):
    """A review happened when it was submitted; its state is lower case."""
    review = event(
        "reviewed",
        50,
        actor=None,
        user=SASHA,
        created_at=None,
        submitted_at=LATER,
        state="CHANGES_REQUESTED",
        commit_id="a" * 40,
    )
    pages = read(write(folder, pull(events=[review])))

    row = only(events(pages, "reviewed"))
    assert (row["event"], row["actor"], row["happened_at"]) == (
        "github:reviewed:50",
        "github:sasha",
        LATER,
    )
    assert (row["state"], row["oid"]) == ("changes_requested", "a" * 40)
    assert promises(pages)["events.reviewed"].complete


def test_a_review_nobody_has_submitted_is_left_out_and_counted(folder):
    """A pending review is its author's alone: no row, and reviews are not all there."""
    review = event("reviewed", 50, user=SASHA, submitted_at=None, state="PENDING")
    pages = read(write(folder, pull(events=[review])))

    assert events(pages, "reviewed") == []
    promise = promises(pages)["events.reviewed"]
    assert (promise.complete, promise.skipped) == (False, 1)
    assert promise.reason == "1 that nobody has submitted yet are left out"


def test_a_dismissal_names_the_review_and_what_it_had_said(folder):
    """The parent of a dismissal is the review, its state what the review had been."""
    dismissed = {"review_id": 50, "state": "CHANGES_REQUESTED"}
    pages = read(
        write(folder, pull(events=[event("review_dismissed", 9, dismissed_review=dismissed)]))
    )

    row = only(events(pages, "review_dismissed"))
    assert (row["parent"], row["state"]) == ("github:reviewed:50", "changes_requested")


def test_a_line_comment_stands_in_its_review_and_on_its_commit(folder):
    """A line comment's parent is its review; an answer names the comment it answers."""
    answer = comment(12, in_reply_to_id=11, pull_request_review_id=51)
    review = event("reviewed", 50, user=SASHA, submitted_at=AT, state="commented")
    pages = read(write(folder, pull(events=[review], comments=[comment(11), answer])))

    first, second = events(pages, "review_commented")
    assert (first["event"], first["parent"]) == ("github:review_commented:11", "github:reviewed:50")
    assert (first["path"], first["oid"], first["subject"]) == ("lamp.py", "a" * 40, None)
    assert second["parent"] == "github:reviewed:51"
    assert second["subject"] == "github:review_commented:11"


def test_reviews_that_only_answer_are_declared_as_not_held(folder):
    """GitHub's timeline lacks reviews that only answer line comments; the coverage says so."""
    answers = [comment(number, pull_request_review_id=51, in_reply_to_id=11) for number in (12, 13)]
    pages = read(write(folder, pull(comments=answers)))

    promise = promises(pages)["events.reviewed"]
    assert (promise.complete, promise.skipped) == (False, 1)
    assert promise.reason == (
        "1 that only answer line comments are not in GitHub's timeline; their comments are read"
    )
    assert promises(pages)["events.review_commented"].complete


def test_line_comments_of_old_pull_requests_are_told_once(folder):
    """The timeline repeats line comments from before there were reviews; they are not doubled."""
    old = comment(11, pull_request_review_id=None)
    again = {
        "event": "line-commented",
        "node_id": "",
        "comments": [old, comment(12) | old | {"id": 12}],
    }
    pages = read(write(folder, pull(events=[again], comments=[old])))

    assert [row["event"] for row in events(pages, "review_commented")] == [
        "github:review_commented:11",
        "github:review_commented:12",
    ]


def test_a_commit_of_a_pull_request_has_no_actor(folder):
    """The timeline knows who committed as git does, which is not an account."""
    committed = {"event": "committed", "sha": "d" * 40, "committer": {"date": AT}, "html_url": "x"}
    pages = read(write(folder, pull(events=[committed])))

    row = only(events(pages, "committed"))
    assert row["event"] == f"github:committed:github:lantern/shade#2@{'d' * 40}"
    assert (row["actor"], row["happened_at"], row["oid"]) == (None, AT, "d" * 40)
    assert rows(pages, "item_commits") == [{"item": "github:lantern/shade#2", "oid": "d" * 40}]


def test_a_cross_reference_is_an_event_and_a_link(folder):
    """A mention in another repository gives the event, with where from, and a link here."""
    origin = {"number": 5, "html_url": "https://github.example/Wick/Oil/issues/5"}
    named = event("cross-referenced", source={"type": "issue", "issue": origin})
    pages = read(write(folder, issue(events=[named])))

    row = only(events(pages, "cross_referenced"))
    assert row["event"] == "github:cross_referenced:github:wick/oil#5>github:lantern/shade#1"
    assert (row["subject"], row["url"]) == ("github:wick/oil#5", origin["html_url"])
    link = only(rows(pages, "links"))
    assert (link["from_item"], link["to_item"], link["kind"]) == (
        "github:wick/oil#5",
        "github:lantern/shade#1",
        "ref",
    )
    assert (link["actor"], link["happened_at"]) == ("github:robin", AT)
    assert promises(pages)["links.backlink"].complete


def test_a_backup_without_cross_references_does_not_promise_them(folder):
    """That none is there may be the backup program's doing."""
    pages = read(write(folder, issue()))

    assert not promises(pages)["links.backlink"].complete
    assert not promises(pages)["events.cross_referenced"].complete


def test_what_nobody_did_is_left_out_and_counted(folder):
    """Mentions and subscriptions are no rows; coverage says how many there were."""
    pages = read(
        write(folder, issue(events=[event(kind, 9) for kind in ("mentioned", "subscribed")]))
    )

    assert {row["kind"] for row in rows(pages, "events")} == {"opened"}
    for kind in ("mentioned", "subscribed"):
        promise = promises(pages)[f"events.{kind}"]
        assert (promise.complete, promise.skipped) == (False, 1)
        assert promise.reason == "left out: nobody did anything to the item"
    assert promises(pages)["events.unsubscribed"].skipped == 0
    assert skipped(pages) == {}


def test_an_event_without_its_number_has_it_in_the_node_id(folder):
    """Where the number lacks, it is decoded from the node id."""
    closed = event("closed", None, node_id="MDExOkNsb3NlZEV2ZW50MTIzNDU=")
    pages = read(write(folder, issue(events=[closed])))

    assert only(events(pages, "closed"))["event"] == "github:closed:12345"


# Renamed people ---------------------------------------------------------------------------------


def test_an_old_login_is_told_by_the_login_of_today(folder):
    """Files fetched before somebody was renamed keep the old login; the account is one."""
    old = ROBIN | {"login": "Robin-Old"}
    pages = read(
        write(folder, issue(1, user=old, updated_at=AT), issue(2, user=ROBIN, updated_at=LATER))
    )

    assert [row["author"] for row in rows(pages, "items")] == ["github:robin", "github:robin"]
    assert only(rows(pages, "accounts"))["login"] == "Robin"
    assert [(row["forge_id"], row["name"]) for row in rows(pages, "names")] == [("1", "Robin-Old")]


def test_people_who_were_not_renamed_have_one_name(folder):
    """Two accounts with different numbers stay two."""
    pages = read(write(folder, issue(1, user=ROBIN), issue(2, user=SASHA)))

    assert rows(pages, "names") == []
    assert len(rows(pages, "accounts")) == 2


# When it was made -------------------------------------------------------------------------------


def test_a_backup_says_when_it_was_made(folder):
    """Rows were seen when the backup says it was made."""
    pages = read(write(folder, issue()))

    assert {page.seen_at for page in pages} == {datetime(2024, 6, 1, 0, 0, 0, 123456, tzinfo=UTC)}


def test_without_that_word_the_latest_time_counts(folder):
    """A backup without its state was made no earlier than the last thing in it, and no clock is asked."""
    said = event(
        "commented", 9, created_at="2024-05-03T10:00:00Z", body='"x_at": "2099-01-01T00:00:00Z"'
    )
    pages = read(write(folder, issue(events=[said]), state=None))

    assert {page.seen_at for page in pages} == {datetime(2024, 5, 3, 10, tzinfo=UTC)}


def test_a_person_knows_better(folder):
    """A given time overrides what the backup says."""
    given = datetime(2024, 7, 1, tzinfo=UTC)

    assert {page.seen_at for page in read(write(folder, issue()), seen_at=given)} == {given}


# Damage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\0" * 4096, "the file is empty"),
        (b'{"issue": {"number": 9', "it is not whole JSON"),
        (b"[]", "expected an object, got list"),
        (b'{"type": "issue"}', "it holds no issue and no pull request"),
        (b'{"issue": {"number": 9}, "events": []}', "it does not say its repository"),
        (b'{"issue": {"title": "x"}, "events": []}', "it has no number"),
    ],
)
def test_a_broken_file_costs_itself_alone(folder, content, reason):
    """A file that cannot be read is named; all others are read; nothing is promised whole."""
    pages = read(write(folder, issue(1), pull(2), raw={"issues/9.json": content}))

    assert [row["number"] for row in rows(pages, "items")] == [1, 2]
    assert skipped(pages)["issues/9.json"].startswith(reason)
    assert len(skipped(pages)) == 1
    assert not promises(pages)["items.issue"].complete
    assert not promises(pages)["events.commented"].complete
    assert promises(pages)["items.issue"].skipped == 1
    assert promises(pages)["items.issue"].reason.startswith("1 could not be read; the first: ")


def test_a_broken_issue_leaves_pull_requests_whole(folder):
    """What is lost is told as narrowly as it is known."""
    pages = read(write(folder, pull(2), raw={"issues/9.json": b""}))

    assert promises(pages)["items.pull_request"].complete


def test_one_odd_field_costs_that_field_alone(folder):
    """A field of the wrong type is lost; the item and its events stay."""
    odd = [event("labeled", 8, label={"name": 7}), event("closed", 9), "not an event"]
    pages = read(write(folder, issue(title=["x"], labels=[{"name": "bug"}, 3], events=odd)))

    item = only(rows(pages, "items"))
    assert (item["title"], item["labels"], item["body"]) == (None, ["bug"], "It flickers.")
    assert only(events(pages, "labeled"))["subject"] is None
    assert len(events(pages, "closed")) == 1
    assert skipped(pages) == {
        "issues/1.json: issue.title": "expected `str | null`, got `array`",
        "issues/1.json: issue.labels[1]": "expected `object`, got `int`",
        "issues/1.json: events[0].label.name": "expected `str | null`, got `int`",
        "issues/1.json: events[2]": "expected `object`, got `str`",
    }
    held = promises(pages)
    assert not held["items.issue"].complete
    assert not held["events.labeled"].complete
    assert not held["events.closed"].complete  # nobody knows what the third event was
    assert held["items.pull_request"].complete


def test_a_time_no_calendar_knows_is_null(folder):
    """A time that is none costs itself alone, and is named."""
    pages = read(write(folder, issue(closed_at="2024-02-30T00:00:00Z"), issue(2, closed_at=LATER)))

    assert [row["closed_at"] for row in rows(pages, "items")] == [None, LATER]
    assert skipped(pages) == {
        "github:lantern/shade#1: closed_at": "'2024-02-30T00:00:00Z' is not a time"
    }


def test_times_with_an_offset_are_told_in_utc(folder):
    """A time in another zone is the same moment in UTC."""
    pages = read(write(folder, issue(closed_at="2024-05-01T12:00:00+02:00")))

    assert only(rows(pages, "items"))["closed_at"] == "2024-05-01T10:00:00Z"
    assert skipped(pages) == {}


def test_wrong_bytes_in_a_text_cost_these_bytes(folder):
    """Bytes that are no UTF-8, and half characters, are replaced; the item stays."""
    content = json.dumps(issue(9, title="TITLE", body="\ud83d half")).encode()
    pages = read(write(folder, raw={"issues/9.json": content.replace(b"TITLE", b"caf\xe9")}))

    item = only(rows(pages, "items"))
    assert (item["title"], item["body"]) == ("caf\ufffd", "? half")


def test_missing_fields_are_null_and_no_loss(folder):
    """Older records lack fields; that is NULL, not damage."""
    bare = {"issue": {"number": 1, "html_url": f"{SITE}/issues/1"}, "events": []}
    pages = read(write(folder, raw={"issues/1.json": json.dumps(bare).encode()}))

    item = only(rows(pages, "items"))
    assert item["labels"] is None
    assert item["assignees"] is None
    assert item["state"] is None
    assert skipped(pages) == {}


def test_a_recording_without_its_timeline_is_not_whole(folder):
    """An item without ``events`` stays, and no kind of event is promised."""
    recording = issue()
    del recording["events"]
    pages = read(write(folder, recording))

    assert len(rows(pages, "items")) == 1
    assert skipped(pages) == {"issues/1.json": "it holds no timeline"}
    assert not promises(pages)["events.commented"].complete
    assert promises(pages)["items.issue"].complete


def test_what_the_backup_program_missed_counts(folder):
    """Numbers the backup program could not fetch are losses too."""
    pages = read(write(folder, issue(), state={"failed_pulls": [7]}))

    assert skipped(pages) == {"pulls/7.json": "the backup program could not fetch it"}
    assert not promises(pages)["items.pull_request"].complete
    assert promises(pages)["items.issue"].complete


def test_gaps_in_numbering_are_no_loss(folder):
    """Numbers lack where items were moved or deleted; nothing is missing."""
    pages = read(write(folder, issue(1), issue(900)))

    assert skipped(pages) == {}
    assert promises(pages)["items.issue"].complete


def test_files_of_other_programs_are_passed_over(folder):
    """JSON that is no recording, outside of the two folders, is nobody's loss."""
    others = {"labels.json": b'{"a": 1}', "more/list.json": b"[]", ".old/issues/1.json": b"{"}
    pages = read(write(folder, issue(), raw=others))

    assert skipped(pages) == {}
    assert promises(pages)["items.issue"].complete


def test_nothing_readable_at_all_is_an_error(folder):
    """A backup of which nothing can be read says so, with the first reason."""
    write(folder, raw={"issues/1.json": b"{"})

    with pytest.raises(SourceUnreadable) as error:
        read(folder)
    assert str(error.value).startswith(
        f"{folder}: nothing was read: issues/1.json: it is not whole"
    )


def test_no_file_is_an_error(tmp_path):
    """A path that is not there is told at once."""
    with pytest.raises(SourceUnreadable, match="there is no such file or folder"):
        open_backup(tmp_path / "gone")


# Archives ---------------------------------------------------------------------------------------


def archive(path, members, mode="w:gz"):
    """Write a tar archive of (name, content) pairs."""
    with tarfile.open(path, mode) as packed:
        for name, content in members:
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            info = tarfile.TarInfo(name)
            info.size = len(data)
            packed.addfile(info, io.BytesIO(data))
    return path


STATE = ("state.json", {"last_backup": MADE_AT})


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("prefix", ["", "./", "some/where/"])
def test_an_archive_reads_like_its_folder(tmp_path, folder, mode, prefix):
    """An archive, packed or not, gives the rows of the folder, wherever the state lies in it."""
    members = [(f"{prefix}issues/1.json", issue(1)), (f"{prefix}pulls/2.json", pull(2))]
    members.append((f"{prefix}state.json", STATE[1]))
    path = archive(tmp_path / "anything", members, mode)
    write(folder, issue(1), pull(2))

    pages = read(path)

    for table in TABLES:
        assert rows(pages, table) == rows(read(folder), table)
    assert {page.seen_at for page in pages} == {page.seen_at for page in read(folder)}
    assert skipped(pages) == {}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_cut_archive_is_read_up_to_the_cut(tmp_path, mode):
    """Where an archive breaks off, all before is kept, the break is named, nothing is promised."""
    noise = "".join(map(chr, range(33, 5000)))  # keeps the packed files from being tiny
    members = [(f"issues/{n}.json", issue(n, body=noise + str(n) * 3000)) for n in range(1, 9)]
    path = archive(tmp_path / "whole.tar", members, mode)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])

    pages = read(path)

    numbers = [row["number"] for row in rows(pages, "items")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert 1 <= len(numbers) < 8
    assert skipped(pages)["the rest of the archive"].startswith(
        f"the archive breaks off after issues/{numbers[-1]}.json: "
    )
    assert not promises(pages)["items.issue"].complete
    assert not promises(pages)["events.commented"].complete


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_wherever_it_is_cut_an_archive_never_stops_the_read(tmp_path_factory, data):
    """Cut at any byte: a first part of the items, or an error a person can act on; never silence."""
    folder = tmp_path_factory.mktemp("cut")
    mode = data.draw(st.sampled_from(["w", "w:gz"]))
    path = archive(folder / "x", [(f"issues/{n}.json", issue(n)) for n in range(1, 5)], mode)
    content = path.read_bytes()
    # A plain archive is padded with zeros; it is whole once two blocks of them are there.
    end = len(content) if mode == "w:gz" else len(content.rstrip(b"\0")) + 1024
    path.write_bytes(content[: data.draw(st.integers(0, end - 1))])

    try:
        pages = read(path)
    except SourceUnreadable:
        return
    numbers = [row["number"] for row in rows(pages, "items")]
    assert numbers == list(range(1, len(numbers) + 1))
    assert not promises(pages)["items.issue"].complete


def test_a_second_copy_of_a_file_is_passed_over(tmp_path):
    """The same file twice in an archive is read once, and nothing is lost."""
    path = archive(tmp_path / "x", [("issues/1.json", issue()), ("issues/1.json", issue()), STATE])
    pages = read(path)

    assert len(rows(pages, "items")) == 1
    assert skipped(pages) == {}
    assert promises(pages)["items.issue"].complete


def test_a_second_copy_that_differs_is_a_loss(tmp_path):
    """Two files of the same item that differ: the first is read, the other is named."""
    path = archive(
        tmp_path / "x",
        [("issues/1.json", issue()), ("issues/1.json", issue(title="Something else")), STATE],
    )
    pages = read(path)

    assert only(rows(pages, "items"))["title"] == "Issue 1"
    assert skipped(pages) == {"issues/1.json": "its item comes a second time, and differs"}
    assert not promises(pages)["items.issue"].complete


def test_two_backups_in_one_folder_keep_their_times(folder):
    """Backups of two repositories below one folder are each seen when they were made."""
    write(folder / "one", issue(), state={"last_backup": "2024-01-01T00:00:00Z"})
    other = issue(html_url="https://github.example/wick/oil/issues/1", repository_url=None)
    write(folder / "two", other, state={"last_backup": "2024-02-01T00:00:00Z"})

    seen = {(page.owner, page.seen_at.month) for page in read(folder) if page.tables}

    assert seen == {("github:lantern", 1), ("github:wick", 2)}


# Knowing and resuming ---------------------------------------------------------------------------


def test_a_backup_is_known_by_its_content(tmp_path, folder):
    """Folder or archive, whatever its name: what is inside tells."""
    assert looks_like_backup(write(folder, issue()))
    assert looks_like_backup(archive(tmp_path / "photo.jpg", [("a/issues/1.json", issue())]))


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"package.json": {"issue": "none"}},
        {"issues/1.json": {"number": 1}},
        {"issues/1.json": {"issue": {"title": "x"}}},
        {"state.json": {"last_backup": MADE_AT}},
    ],
)
def test_other_things_are_not_taken_for_a_backup(tmp_path, files):
    """An empty folder, other programs' JSON, a text are not backups."""
    folder, text = tmp_path / "folder", tmp_path / "issues.tar.gz"
    folder.mkdir()
    text.write_text("issues")
    write(folder, state=None, raw={k: json.dumps(v).encode() for k, v in files.items()})

    assert not looks_like_backup(folder)
    assert not looks_like_backup(text)


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "archive"])
def test_reading_goes_on_from_any_page(tmp_path, folder, packed):
    """A read that was cut after any page and goes on gives what one read gives, losses included."""
    recordings = [issue(n, events=[event("mentioned", n)]) for n in range(1, 450)]
    damaged = {"issues/3.json": b""}
    path = write(folder, *recordings, raw=damaged)
    if packed:
        members = [(f"issues/{n}.json", one) for n, one in enumerate(recordings, 1)]
        path = archive(tmp_path / "x.tar.gz", [("issues/3.json", b""), *members, STATE])
    whole = read(path)
    assert len([page for page in whole if page.tables]) == 3

    for at, page in enumerate(whole[:-1]):
        rest = list(open_backup(path).pages(page.cursor))
        assert Counter(map(str, rows(whole[: at + 1] + rest, "items"))) == Counter(
            map(str, rows(whole, "items"))
        )
        assert promises(rest) == promises(whole)


def test_a_cursor_of_what_has_changed_since_starts_over(folder):
    """Where the backup is another one by now, reading starts from the beginning."""
    cursor = read(write(folder, issue(1)))[0].cursor
    write(folder, issue(2))

    assert [row["number"] for row in rows(open_backup(folder).pages(cursor), "items")] == [1, 2]


def test_the_fingerprint_changes_with_the_backup(folder):
    """The same backup has the same fingerprint; one more file, another."""
    before = open_backup(write(folder, issue(1))).fingerprint()

    assert open_backup(folder).fingerprint() == before
    assert open_backup(write(folder, issue(2))).fingerprint() != before
    assert open_backup(folder, forge="ghe").fingerprint() != open_backup(folder).fingerprint()


def test_the_forge_is_the_workspaces_word(folder):
    """Every key begins with the name the workspace gives the forge."""
    pages = read(write(folder, pull(2, comments=[comment(11)])), forge="ghe")

    for table, column in (("items", "item"), ("events", "event"), ("accounts", "account")):
        assert all(row[column].startswith("ghe:") for row in rows(pages, table))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(order=st.permutations(range(1, 6)))
def test_the_order_of_files_does_not_change_the_rows(tmp_path_factory, order):
    """An archive's order is chance; its rows are the same."""
    folder = tmp_path_factory.mktemp("order")
    one = [(f"issues/{n}.json", issue(n, events=[event("closed", n)])) for n in range(1, 6)]
    shuffled = archive(folder / "a", [one[n - 1] for n in order])
    sorted_one = archive(folder / "b", one)

    for table in ("items", "events", "accounts", "repositories"):
        found, expected = (
            Counter(map(str, rows(read(path), table))) for path in (shuffled, sorted_one)
        )
        assert found == expected


def test_every_page_can_be_stored(folder):
    """Columns are those of the fact tables, all of one length."""
    recording = pull(comments=[comment(11)], events=[event("labeled", 9, label={"name": "x"})])
    for page in read(write(folder, recording)):
        for table, columns in page.tables.items():
            assert set(columns) <= set(TABLES[table].columns)
            assert len({len(values) for values in columns.values()}) == 1
            assert set(TABLES[table].key) <= set(columns)


def test_paths_may_be_strange(tmp_path):
    """Spaces and quotes in the path of a backup do no harm."""
    folder = Path(tmp_path, "it's a 'back up'?")

    assert len(rows(read(write(folder, issue())), "items")) == 1
