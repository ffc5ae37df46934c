"""Needs of a real recorded community at past dates, beside a plain loop over the raw JSON."""

import json
import tarfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.flow.needs import Wanted, needs, needs_of
from twohats.needs.rank import ranked
from twohats.sources.github_backup import open_backup
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

TEAM = ("hebasto", "jarolrod", "promag")
"""Declared for the test alone: three people whose public work the recording holds."""
BOTS = {"drahtbot", "copilot", "copilot-pull-request-reviewer[bot]"}
NOW_CALLED = {"marcofalke": "maflcko"}
"""One account stands under an old name in a single file."""
HAND_BACK = {
    "opened", "commented", "reviewed", "line", "ready_for_review", "reopened",
    "head_ref_force_pushed", "committed",
}  # fmt: skip
DATES = ["2022-01-01", "2023-06-15", "2025-03-01"]


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
def place(recordings, tmp_path_factory):
    """A workspace with the recording read in."""
    folder = tmp_path_factory.mktemp("gui")
    initialize(folder, "Made Up Co", None, None, TEAM)
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    read_into(store, [open_backup(recordings / "github-backup-bitcoin-core-gui.tar.gz")])
    return workspace, store


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if len(text) == 10 else datetime.fromisoformat(text)  # fmt: skip


def login(user: dict | None) -> str | None:
    name = user["login"].lower() if user else None
    return NOW_CALLED.get(name, name)


class Item:
    """One record as it stood on a day."""

    def __init__(self, record: dict, day: datetime):
        raw = record.get("pull") or record["issue"]
        self.is_change = "pull" in record
        self.number, self.author = raw["number"], login(raw.get("user"))
        self.opened = moment(raw["created_at"])
        acts = [(self.opened, self.author, "opened", None)]
        for event in record["events"]:
            kind = event["event"]
            if kind == "reviewed" and event.get("submitted_at"):
                acts.append(
                    (moment(event["submitted_at"]), login(event.get("user")), kind, event["state"])
                )
            elif kind == "committed":
                acts.append((moment(event["committer"]["date"]), self.author, kind, None))
            elif event.get("created_at"):
                who = event.get("user") if kind == "commented" else event.get("actor")
                label = (event.get("label") or {}).get("name")
                acts.append((moment(event["created_at"]), login(who), kind, label))
        acts += [
            (moment(one["created_at"]), login(one.get("user")), "line", None)
            for one in record.get("comments", [])
        ]
        turns = sorted(act for act in acts if act[2] in ("ready_for_review", "convert_to_draft"))
        was_draft = turns[0][2] == "ready_for_review" if turns else raw.get("draft", False)
        self.acts = sorted((act for act in acts if act[0] < day), key=lambda act: act[0])
        self.draft, self.clock = was_draft, None if was_draft else self.opened
        self.labels, self.is_open = set(), True
        for at, _, kind, what in self.acts:
            if kind in ("ready_for_review", "convert_to_draft"):
                self.draft = kind == "convert_to_draft"
                self.clock = self.clock or (None if self.draft else at)
            elif kind == "labeled":
                self.labels.add(what.lower())
            elif kind == "unlabeled":
                self.labels.discard(what.lower())
            elif kind in ("closed", "merged", "reopened"):
                self.is_open = kind == "reopened"

    def words(self) -> list:
        """What people other than the author said."""
        return [
            act
            for act in self.acts
            if act[2] in ("commented", "reviewed", "line")
            and act[1] not in (None, self.author)
            and act[1] not in BOTS
        ]


def reckoned(records: list[dict], day: datetime) -> dict[str, set[int]]:
    """Who waits, by a straightforward loop over the raw JSON."""
    merged, opened, mergers = defaultdict(list), defaultdict(list), set()
    for record in records:
        raw = record.get("pull") or record["issue"]
        author = login(raw.get("user"))
        opened[author].append(moment(raw["created_at"]))
        if "pull" in record and raw.get("merged_at") and moment(raw["merged_at"]) < day:
            merged[author].append(moment(raw["merged_at"]))
        for event in record["events"]:
            is_merge = event["event"] == "merged" and event.get("actor")
            if is_merge and day - timedelta(days=365) <= moment(event["created_at"]) < day:
                mergers.add(login(event["actor"]))
    found: dict[str, set[int]] = {name: set() for name in ("N01", "N02", "N03", "author")}
    items = [
        Item(r, day) for r in records if moment((r.get("pull") or r["issue"])["created_at"]) < day
    ]
    for one in items:
        if not one.is_open or one.author in {*TEAM, *BOTS, *mergers}:
            continue
        unanswered = one.clock is not None and not any(at >= one.clock for at, *_ in one.words())
        if not one.is_change:
            if unanswered and not any(at < one.opened for at in opened[one.author]):
                found["N03"].add(one.number)
            continue
        if unanswered and not any(at < one.opened for at in merged[one.author]):
            found["N02"].add(one.number)
            continue
        asked = [a[0] for a in one.words() if a[1] in mergers and a[3] != "approved"]
        own = max(at for at, who, kind, _ in one.acts if who == one.author and kind in HAND_BACK)
        waits = one.draft or one.labels & {"waiting for author", "needs rebase"}
        found["author" if waits or (asked and max(asked) > own) else "N01"].add(one.number)
    return found


def numbers(rows) -> set[int]:
    return {int(row["item"].rpartition("#")[2]) for row in rows}


@pytest.mark.parametrize("date", DATES)
def test_the_queue_is_that_of_a_plain_loop(records, place, date):
    """Who waits for maintainers, for a first answer, and whose turn is their own, at a past date."""
    day = moment(date)
    opened = open_facts(*place, Moments(as_of=day), secret=b"made up")
    expected = reckoned(records, day)
    rows = needs(opened, Wanted()).rows
    waiting = needs(opened, Wanted(rules=("N01",), waiting_on_author=True)).rows
    found = {code: numbers(r for r in rows if r["rule"] == code) for code in ("N01", "N02", "N03")}

    assert found == {code: expected[code] for code in found}
    assert numbers(waiting) == expected["author"]
    assert sum(map(len, expected.values())) > 10


def test_the_same_facts_give_the_same_order(place):
    """Asked again, in the order of rank, with the same scores."""
    first, second = (
        needs_of(open_facts(*place, Moments(as_of=moment(DATES[0])), secret=b"made up")).needs
        for _ in range(2)
    )

    assert first == second == tuple(ranked(first[::-1]))
