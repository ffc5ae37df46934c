"""Measures of a recorded community, held to plain loops over the recording for the year 2022."""

import json
import re
import statistics
import tarfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.flow.measure import Asked, measure_named, measured
from twohats.people.bots import known_bots
from twohats.records.times import Window
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

RECORDING = "github-backup-bitcoin-core-gui.tar.gz"
SINCE, UNTIL = datetime(2022, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 9, 1, tzinfo=UTC)
DAY = 86_400
TRIAGE = {
    "labeled", "unlabeled", "milestoned", "demilestoned", "assigned", "unassigned", "renamed",
    "review_requested", "closed", "reopened",
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(recordings, tmp_path_factory):
    """The recording in a workspace of nobody, looked at in 2022."""
    folder = tmp_path_factory.mktemp("workspace")
    initialize(folder, "Tidewater Commons", logins=["nobody-of-these"])
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    read_into(store, [recognize(recordings / RECORDING, Reading(workspace.settings.hosts, folder))])
    return open_facts(workspace, store, Moments(SINCE, UNTIL, LATER), secret=b"made up")


@pytest.fixture(scope="module")
def records(recordings):
    """Items as GitHub sent them: what the item says, and its timeline."""
    found = []
    with tarfile.open(recordings / RECORDING) as archive:
        for member in archive:
            if "/" in member.name and member.name.endswith(".json"):
                record = json.load(archive.extractfile(member))
                item = record.get("issue") or record["pull"]
                found.append((item, "pull" in record and record["pull"] is not None, record))
    return found


def told(opened, name):
    rows = measured(opened, measure_named(name), Asked()).rows
    return {row["part"]: row["value"] for row in rows if row["answer"] == "counted"}


def at(text):
    return None if text is None else datetime.fromisoformat(text)


def login(user):
    found = user and user["login"].lower()
    return None if found == "ghost" else found


def is_bot(user):
    return bool(user) and (
        user.get("type") == "Bot"
        or user["login"].lower().endswith("[bot]")
        or user["login"].lower() in BOTS
    )


BOTS = {name.partition(":")[2] for name in known_bots()} | set(known_bots())


def within(moment):
    return moment is not None and SINCE <= moment < UNTIL


def by_people(records, pulls):
    return [item for item, is_pull, _ in records if is_pull is pulls and not is_bot(item["user"])]


def merged_at(item):
    return at(item.get("merged_at"))


def test_what_came_and_went(opened, records):
    """Counts of issues and pull requests equal a loop over the recording."""
    issues, pulls = by_people(records, False), by_people(records, True)
    gone = [pull for pull in pulls if within(at(pull.get("closed_at")))]
    counts = {
        "issues_new": sum(within(at(one["created_at"])) for one in issues),
        "issues_closed": sum(within(at(one.get("closed_at"))) for one in issues),
        "change_requests": sum(within(at(one["created_at"])) for one in pulls),
        "change_requests_accepted": sum(merged_at(one) is not None for one in gone),
        "change_requests_declined": sum(merged_at(one) is None for one in gone),
    }

    assert counts == {name: told(opened, name)["all"] for name in counts}
    assert min(counts.values()) > 20


def test_how_long_merged_changes_took(opened, records):
    """The median of what was opened and merged in the year."""
    days = [
        (merged_at(one) - at(one["created_at"])).total_seconds() / DAY
        for one in by_people(records, True)
        if within(at(one["created_at"])) and within(merged_at(one))
    ]

    assert len(days) > 50
    assert told(opened, "change_requests_duration")["merged"] == pytest.approx(
        statistics.median(days)
    )


def test_how_old_open_issues_are(opened, records):
    """Those open at the end of the year."""
    days = [
        (UNTIL - at(one["created_at"])).total_seconds() / DAY
        for one in by_people(records, False)
        if at(one["created_at"]) < UNTIL
        and (not one.get("closed_at") or at(one.get("closed_at")) >= UNTIL)
    ]

    found = told(opened, "issue_age")
    assert found["median"] == pytest.approx(statistics.median(days))
    assert found["mean"] == pytest.approx(statistics.mean(days))


def contributions(records):
    """Person, item and kind of everything in the recording, with its first time."""
    first = {}
    for item, is_pull, record in records:
        author = login(item["user"])
        number = item["number"]

        def add(who, kind, moment, number=number):
            key = (who, number, kind)
            if moment is not None and (key not in first or moment < first[key]):
                first[key] = moment

        if not is_bot(item["user"]):
            if not is_pull:
                add(author, "issue", at(item["created_at"]))
            elif merged_at(item):
                add(author, "change", merged_at(item))
        for event in record["events"] or ():
            kind = event["event"]
            user = event.get("user") if kind in ("reviewed", "commented") else event.get("actor")
            user = event.get("review_requester") or event.get("assigner") or user
            if is_bot(user):
                continue
            # Of accounts that are gone nobody knows which is which: each thing is by somebody else.
            who = login(user) or ("gone", event.get("id"))
            own = who == author
            if kind == "commented":
                add(who, "comment", at(event["created_at"]))
            elif kind == "reviewed" and not own:
                add(who, "review", at(event.get("submitted_at")))
            elif kind == "merged":
                add(who, "merge", at(event["created_at"]))
            elif kind in TRIAGE and not own and not (kind == "closed" and merged_at(item)):
                add(who, "triage", at(event["created_at"]))
    return first


def test_kinds_and_people(opened, records):
    """Each kind of contribution, who made them, and how few made half."""
    year = [key for key, moment in contributions(records).items() if within(moment)]
    kinds = Counter(kind for _, _, kind in year)
    half = {}
    for kind in kinds:
        by_person = Counter(who for who, _, of in year if of == kind).most_common()
        reached, half[kind] = 0, 0
        while 2 * reached < kinds[kind]:
            reached += by_person[half[kind]][1]
            half[kind] += 1

    assert told(opened, "types_of_contributions") == kinds
    assert told(opened, "contributor_absence_factor") == half
    people = {who for who, _, _ in year if isinstance(who, str)}
    assert told(opened, "contributors") == {"all": len(people)}


def test_new_and_returning(opened, records):
    """Who was first seen in the year, and who had been there before."""
    first, in_year = {}, set()
    for (who, _, _), moment in contributions(records).items():
        if moment < UNTIL:
            first[who] = min(moment, first.get(who, moment))
        if within(moment) and isinstance(who, str):
            in_year.add(who)

    new = {who for who in in_year if first[who] >= SINCE}
    assert told(opened, "new_contributors") == {"all": len(new)}
    assert told(opened, "returning_contributors") == {"all": len(in_year - new)}


ACK = re.compile(r"^[ \t*_]*(ACK|utACK|tACK)(?![\w-])", re.IGNORECASE)


def says_so(event):
    """Whether a comment or review approves in this community's words, at the start of a line."""
    lines = (event.get("body") or "").splitlines()
    return event["event"] in ("commented", "reviewed") and any(map(ACK.match, lines))


@pytest.mark.parametrize(
    ("words", "expected"),
    [((), 24), (("ACK", "utACK", "tACK"), 6)],
    ids=["buttons", "words"],
)
def test_who_merged_their_own(opened, records, words, expected):
    """Merged by their author with no approval by another human before: by button, or in words."""
    said = (("github:bitcoin-core", words),) if words else ()
    since, until = SINCE.replace(year=2020), SINCE.replace(year=2026)
    facts = replace(opened.facts, approval_comments=said, window=Window(since, until))
    opened = replace(opened, facts=facts)
    alone = total = 0
    for item, is_pull, record in records:
        if not is_pull or is_bot(item["user"]) or not merged_at(item):
            continue
        if not since <= merged_at(item) < until:
            continue
        total += 1
        merger = next(
            (login(e["actor"]) for e in record["events"] if e["event"] == "merged" and e["actor"]),
            login(item.get("merged_by")),
        )
        approved = any(
            (
                (event["event"] == "reviewed" and event.get("state", "").lower() == "approved")
                or (words and says_so(event))
            )
            and login(event.get("user")) not in (None, login(item["user"]))
            and not is_bot(event["user"])
            and at(event.get("submitted_at") or event["created_at"]) <= merged_at(item)
            for event in record["events"]
        )
        alone += merger == login(item["user"]) and not approved

    assert (alone, total) == (expected, 316)
    found = told(opened, "self_merge_rates")
    assert found["all"] == pytest.approx(alone / total)


def answers_to(record, author):
    """Moment and login of every answer to an item by somebody human who is not its author."""
    found = []
    for event in record["events"] or ():
        kind = event["event"]
        if kind not in ("commented", "reviewed", "closed", "merged"):
            continue
        user = event.get("user") if kind in ("commented", "reviewed") else event.get("actor")
        moment = at(event.get("submitted_at") or event.get("created_at"))
        who = login(user)
        ends = kind in ("closed", "merged")
        if moment is None or is_bot(user) or (ends and who is None):
            continue
        if who is None and author is None:
            continue
        if who != author:
            found.append((moment, who))
    for comment in record.get("comments") or ():
        who = login(comment["user"])
        if not is_bot(comment["user"]) and who != author:
            found.append((at(comment["created_at"]), who))
    return found


def closed_at(item, record):
    """When an item was closed; the forge dates the event a moment after the item."""
    moment = at(item.get("closed_at"))
    if moment is None:
        return None
    ends = [
        at(event["created_at"])
        for event in record["events"] or ()
        if event["event"] in ("closed", "merged")
    ]
    return max([moment, *ends])


def median_wait(waits):
    """Kaplan and Meier's median of days and whether each ended with an answer, by hand."""
    share = 1.0
    for day in sorted({day for day, is_answered in waits if is_answered}):
        at_risk = sum(other >= day for other, _ in waits)
        share *= 1 - sum(other == day and ends for other, ends in waits) / at_risk
        if share <= 0.5 + 1e-12:
            return day
    return None


@pytest.mark.parametrize(
    ("name", "maintainers"),
    [("issue_response_time", False), ("issue_maintainer_response_time", True)],
)
def test_how_long_issues_wait(opened, records, name, maintainers):
    """Issues of newcomers, by a loop: by anybody, and by whoever had merged there in the year before."""
    merged, first_merge = [], {}
    for item, is_pull, record in records:
        if not is_pull or not merged_at(item):
            continue
        who = login(item["user"])
        if who and not is_bot(item["user"]):
            first_merge[who] = min(merged_at(item), first_merge.get(who, merged_at(item)))
        event = next((e for e in record["events"] if e["event"] == "merged"), None)
        merger = event["actor"] if event and event["actor"] else item.get("merged_by")
        if merger and not is_bot(merger):
            merged.append((login(merger), at(event["created_at"]) if event else merged_at(item)))

    def decides(who, moment):
        return any(w == who and 0 <= (moment - m).total_seconds() < 365 * DAY for w, m in merged)

    waits = []
    for item, is_pull, record in records:
        author, began = login(item["user"]), at(item["created_at"])
        if is_pull or is_bot(item["user"]) or author is None or not within(began):
            continue
        if author in first_merge and first_merge[author] < began:
            continue
        said = [m for m, who in answers_to(record, author) if not maintainers or decides(who, m)]
        said = [moment for moment in said if moment >= began]
        closed = closed_at(item, record)
        is_answered = bool(said) and (closed is None or min(said) <= closed)
        end = min(said) if is_answered else at(item.get("closed_at")) or LATER
        waits.append(((end - began).total_seconds() / DAY, is_answered))

    assert len(waits) > 20
    assert told(opened, name)["newcomer"] == pytest.approx(median_wait(waits))
