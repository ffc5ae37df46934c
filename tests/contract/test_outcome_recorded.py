"""Four iterations of a recorded community, looked back on.

The team is made up: these people do not work together, and they planned nothing. Slots and who pulled
them are constructed; what closes them is what really happened.
"""

import json
import shutil
import tarfile
from datetime import UTC, datetime, timedelta

import pytest

from twohats.journal import FolderJournal, ulid
from twohats.journal.planned import PULLED, SLOT, slot_content
from twohats.records.decisions import Decision
from twohats.records.plan import Duty, Slot

MADE_UP_TEAM = ("jarolrod", "promag", "Sjors", "jonatack", "shaavan", "w0xlt")
START = datetime(2022, 1, 5, tzinfo=UTC)
COMMUNITY = "github:bitcoin-core"
HELD = (
    (1, 4, "jarolrod"), (1, 2, "shaavan"), (2, 3, "w0xlt"), (2, 1, "Sjors"), (3, 5, "shaavan"),
    (3, 1, "promag"), (4, 2, "jarolrod"), (4, 3, None), (4, 2, "jonatack"),
)  # fmt: skip
"""Iteration, how many reviews, and who pulled the slot; None: nobody did."""


def span(iteration):
    since = START + timedelta(days=14 * (iteration - 1))
    return since, since + timedelta(days=14)


@pytest.fixture(scope="module")
def recorded(recordings, tmp_path_factory):
    """The recording, unpacked."""
    folder = tmp_path_factory.mktemp("gui")
    with tarfile.open(recordings / "github-backup-bitcoin-core-gui.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture(scope="module")
def workspace(twohats, recorded, tmp_path_factory):
    """A workspace with that community, the made-up team and its constructed plan."""
    folder = tmp_path_factory.mktemp("recorded") / "workspace"
    twohats("init", folder, "--organization", "Made-up Tidewater")
    (folder / "twohats.toml").write_text(
        'organization = "Made-up Tidewater"\n[iterations]\nstart = 2022-01-05\n'
        '[[scopes]]\nowner = "bitcoin-core"\nscope = "upstream"\nreason = "the test says so"\n',
        "utf-8",
    )
    team = "".join(f"- login: {one}\n  from: 2020-01-01\n" for one in MADE_UP_TEAM)
    (folder / "team.yml").write_text(team, "utf-8")
    journal = FolderJournal(folder / "journal")
    for at, (iteration, count, holder) in enumerate(HELD):
        said_at = span(iteration)[0] - timedelta(days=1)
        slot = Slot(
            f"slot:{iteration}-review-{at}", iteration, Duty("review", COMMUNITY), 1.0, count
        )
        lines = [(SLOT, slot_content(slot))]
        if holder:
            lines.append((PULLED, {"person": f"github:{holder.lower()}"}))
        for number, (what, content) in enumerate(lines):
            chance = bytes([at, number, *range(8)])
            journal.append(
                Decision(
                    ulid(said_at, chance),
                    "made up",
                    said_at,
                    what,
                    (slot.key,),
                    "constructed",
                    content,
                )
            )
    ran = twohats("-w", folder, "import", recorded)
    assert ran.returncode == 0, ran.stderr
    return folder


def outcome(twohats, workspace, *words):
    ran = twohats(
        "-w", workspace, "outcome", "--since", "2022-01-05", "--until", "2022-03-02",
        *words, "--format", "json",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)["rows"]


@pytest.fixture(scope="module")
def reviews(recorded):
    """Reviews as the files hold them: reviewer, pull request, when; of others' changes alone."""
    ours = {one.lower() for one in MADE_UP_TEAM}
    found = []
    for path in (recorded / "pulls").glob("[0-9]*.json"):
        record = json.loads(path.read_text("utf-8"))
        author = (record["pull"]["user"] or {}).get("login", "").lower()
        if not author or author in ours:
            continue
        looked = [(e.get("user"), e.get("submitted_at")) for e in record["events"] if e["event"] == "reviewed"]  # fmt: skip
        looked += [(c.get("user"), c.get("created_at")) for c in record.get("comments") or ()]
        for user, said in looked:
            if user and said:
                at = datetime.fromisoformat(said.replace("Z", "+00:00"))
                found.append((user["login"].lower(), record["pull"]["number"], at))
    return found


def test_slots_are_closed_by_what_happened(twohats, workspace, reviews):
    """Each slot counts the changes that its holder reviewed in its iteration, as the files say."""
    rows = {row["slot"]: row for row in outcome(twohats, workspace, "--rows", "done")}

    assert len(rows) == len(HELD)
    states = set()
    for at, (iteration, count, holder) in enumerate(HELD):
        row = rows[f"{iteration}-review-{at}"]
        since, until = span(iteration)
        # In the iteration with an open slot those who held others reviewed nothing, so all is left.
        who = {one.lower() for one in MADE_UP_TEAM} if holder is None else {holder.lower()}
        there = {
            number for login, number, when in reviews if login in who and since <= when < until
        }
        assert row["done"] == min(count, len(there)), row
        assert row["state"] in ("done", "in part", "no time", "not held")
        states.add(row["state"])
    assert {"done", "no time"} <= states


def test_nobody_is_blamed(twohats, workspace):
    """No row of a slot says who held it, and no page does."""
    ran = twohats("-w", workspace, "outcome", "--since", "2022-01-05", "--until", "2022-03-02", "--format", "md")  # fmt: skip

    assert "no time" in ran.stdout
    for login in MADE_UP_TEAM:
        assert login.lower() not in ran.stdout.lower()


def test_who_came_back(twohats, workspace, recorded):
    """Whom the team answered, and who came back, agree with the files read in another way."""
    rows = outcome(twohats, workspace, "--rows", "returned_authors")
    opened = {}
    for path in recorded.glob("*/[0-9]*.json"):
        record = json.loads(path.read_text("utf-8"))
        item = record.get("pull") or record["issue"]
        if item["user"]:
            at = datetime.fromisoformat(item["created_at"].replace("Z", "+00:00"))
            opened.setdefault(item["user"]["login"], []).append((at, item["number"]))
    author_of = {number: login for login, found in opened.items() for _, number in found}
    assert len(rows) > 5
    for row in rows:
        number = int(row["item"].rpartition("#")[2])
        answered_at = datetime.fromisoformat(row["answered_at"].replace("Z", "+00:00"))
        later = sorted(one for one in opened[author_of[number]] if one[0] > answered_at)
        assert int(row["back_item"].rpartition("#")[2]) == later[0][1]


def test_the_same_again(twohats, workspace, tmp_path):
    """A copy without derived tables says the same."""
    copy = tmp_path / "copy"
    shutil.copytree(workspace, copy)
    shutil.rmtree(copy / ".twohats" / "derived", ignore_errors=True)

    again = [{**row, "rows": None} for row in outcome(twohats, copy)]
    assert again == [{**row, "rows": None} for row in outcome(twohats, workspace)]
