"""Forecasts on a recorded community, held to plain loops over the files, and to what docs say of them."""

import json
import random
import re
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.importing import read_into
from twohats.flow.init import initialize
from twohats.measures.pace import LIKENESS, forecasts
from twohats.measures.pace_tried import tried
from twohats.people.bots import known_bots
from twohats.records.pace import ENOUGH, FEWEST, Awaited
from twohats.sources.recognize import Reading, recognize
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

RECORDING = "github-backup-bitcoin-core-gui.tar.gz"
PLACE = "github:bitcoin-core/gui"
DOCS = Path(__file__).parents[2] / "docs" / "initiatives.md"
DAY = 86_400


@pytest.fixture(scope="module")
def opened(recordings, tmp_path_factory):
    """The recording in a workspace of nobody."""
    folder = tmp_path_factory.mktemp("workspace")
    initialize(folder, "Tidewater Commons", logins=["nobody-of-these"])
    workspace = load_workspace(folder)
    store = FactStore(workspace.facts_folder)
    read_into(store, [recognize(recordings / RECORDING, Reading(workspace.settings.hosts, folder))])
    return open_facts(workspace, store, Moments(), secret=b"made up")


@pytest.fixture(scope="module")
def changes(recordings):
    """Pull requests of people as GitHub sent them: when they began and ended, by whom, and their size."""
    found = []
    with tarfile.open(recordings / RECORDING) as archive:
        for member in archive:
            if re.search(r"pulls/\d+\.json$", member.name):
                found.append(json.load(archive.extractfile(member))["pull"])
    rows = [_row(pull) for pull in found if not _is_bot(pull)]
    merges = {}
    for row in rows:
        if row["merged"] and row["author"]:
            merges.setdefault(row["author"], []).append(row["merged"])
    for row in rows:
        before = [at for at in merges.get(row["author"], ()) if at < row["opened"]]
        row["standing"] = None if row["author"] is None else "known" if before else "first"
    return {row["number"]: row for row in rows}


def _is_bot(pull):
    user = pull["user"] or {}
    return user.get("type") == "Bot" or (user.get("login") or "").lower() in known_bots()


def _row(pull):
    lines = None if pull.get("additions") is None else pull["additions"] + pull["deletions"]
    size = None if lines is None else "small" if lines <= 50 else "medium" if lines <= 400 else "large"  # fmt: skip
    login = (pull["user"] or {}).get("login")
    return {
        "number": pull["number"],
        "author": None if login in (None, "ghost") else login.lower(),
        "opened": _moment(pull["created_at"]),
        "ended": _moment(pull.get("merged_at") or pull.get("closed_at")),
        "merged": _moment(pull.get("merged_at")),
        "size": size,
    }


def _moment(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None


def by_hand(changes, number, at, end):
    """Circle, number, ends seen, days to half and to four fifths; by loops."""
    me = changes[number]
    age = (at - me["opened"]).total_seconds()
    circles = []
    for _, columns in LIKENESS:
        names = [name for name in columns if name in ("standing", "size")]
        waits = []
        if any(me[name] is None for name in names):
            circles.append(waits)
            continue
        for other in changes.values():
            if other is me or other["opened"] >= at or any(other[n] != me[n] for n in names):
                continue
            ended = other["ended"] if other["ended"] and other["ended"] < at else None
            if ((ended or at) - other["opened"]).total_seconds() <= age:
                continue
            came = ended if end == "decided" else ended if other["merged"] else None
            last = came or (at if end == "merged" else ended or at)
            waits.append(((last - other["opened"]).total_seconds() - age, came is not None))
        circles.append(waits)
    enough = [n for n, waits in enumerate(circles) if sum(seen for _, seen in waits) >= ENOUGH]
    there = [n for n, waits in enumerate(circles) if waits]
    if not there:
        return None, 0, 0, None, None
    # Of circles that hold the same, the closest one names them.
    whole = len(circles[there[-1]])
    circle = enough[0] if enough else next(n for n in there if len(circles[n]) == whole)
    waits = circles[circle]
    left, days = 1.0, {0.5: None, 0.8: None}
    for wait in sorted({wait for wait, _ in waits}):
        at_risk = sum(1 for other, _ in waits if other >= wait)
        left *= 1 - sum(1 for other, seen in waits if other == wait and seen) / at_risk
        for part, found in days.items():
            if found is None and left <= 1 - part + 1e-9:
                days[part] = wait / DAY
    seen = sum(seen for _, seen in waits)
    if len(waits) < FEWEST:
        return None, len(waits), seen, None, None
    return LIKENESS[circle][0], len(waits), seen, days[0.5], days[0.8]


def test_forecasts_are_those_of_plain_loops(opened, changes):
    """Sixty changes on days of their lives: circle, number, ends and days, all of them."""
    chance = random.Random(7)
    asked = {}
    for number in chance.sample(sorted(changes), 60):
        row = changes[number]
        end = row["ended"] or opened.facts.as_of
        at = row["opened"] + (end - row["opened"]) * chance.random()
        at = at.replace(microsecond=0)
        asked[number] = Awaited(str(number), f"{PLACE}#{number}", at)
    found = forecasts(opened.facts, list(asked.values()))

    told = 0
    for number, one in asked.items():
        for end in ("decided", "merged"):
            like, n, ended, half, most = by_hand(changes, number, one.at, end)
            said = found[str(number), end]
            assert (said.n, said.ended, said.like) == (n, ended, like), (number, end)
            assert said.p50_d == (None if half is None else pytest.approx(half)), (number, end)
            assert said.p80_d == (None if most is None else pytest.approx(most)), (number, end)
            told += said.answer == "counted"
    assert told > 80


def _held(text):
    match = re.fullmatch(r"(\d+) of (\d+) \(\d+ %\)", text)
    return (int(match[1]), int(match[2])) if match else (0, 0)


@pytest.mark.soak
def test_what_docs_say_of_forecasts_is_what_history_says(opened):
    """Every number of the table, for bitcoin-core/gui from June 2021 on."""
    rows = re.findall(
        r"^\| (when opened|while open) \| (decided|merged) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$",
        DOCS.read_text("utf-8"),
        re.MULTILINE,
    )
    found = {
        (one.asked, one.end, one.part): one
        for one in tried(opened.facts, PLACE, datetime(2021, 6, 1, tzinfo=UTC))
    }

    assert len(rows) == 4
    for asked, end, half, most, none in rows:
        unreached = [int(number) for number in re.findall(r"\d+", none)]
        for part, said, not_reached in zip((0.5, 0.8), (half, most), unreached[:2], strict=True):
            one = found[asked, end, part]
            assert _held(said.strip()) == (one.inside, one.told)
            assert not_reached == one.not_reached
            assert unreached[2] == one.told + one.not_known + one.not_reached + one.too_few
            if one.told:
                assert f"({round(100 * one.share)} %)" in said


def test_a_day_later_nothing_earlier_changes(opened):
    """A forecast for a past day is the same whatever became known since."""
    at = datetime(2022, 6, 1, tzinfo=UTC)
    one = Awaited("it", f"{PLACE}#471", at)
    told = forecasts(opened.facts, [one])
    again = forecasts(opened.facts, [one, Awaited("other", f"{PLACE}#817", at + timedelta(days=900))])  # fmt: skip

    assert told["it", "decided"] == again["it", "decided"]
    assert told["it", "merged"].answer == "counted"
