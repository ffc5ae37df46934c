"""Forgetting somebody: gone from every file, kept out for good, and nobody else's numbers change."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fakes.dying_disk import DyingDisk, PowerCut
from fakes.dying_pen import DyingPen
from fakes.recordings_of import day

from twohats.errors import OutOfReach, TwohatsError, WrongUse
from twohats.flow import forget as forgetting
from twohats.flow.facts import Moments, open_facts
from twohats.flow.forget import Shelves, account_named, forget, identities_of, look_for, rows_of
from twohats.formats.forgotten import Identity
from twohats.journal import FolderJournal, PrivateJournal, PrivateLine, ulid
from twohats.records import Coverage, Page, Skipped
from twohats.records.decisions import Decision
from twohats.sources.github_followed import FOLLOWED, place_of
from twohats.store.engines import Stayed
from twohats.store.facts import FactStore, read_key
from twohats.store.kept_out import KeptOut
from twohats.workspace import load_workspace

HERE = "github:lantern-project/lantern"
ITEM = f"{HERE}#1"
PLANTED = ("planted-1", "planted@secret.example", "plantina", "471147114711")
"""Whatever must be nowhere: login, address, first of two names, number."""
NOW = datetime(2026, 4, 2, 9, tzinfo=UTC)
TEAM = "- login: ada\n  emails: [ada@tidewater.example]\n  from: 2024-01-01\n"


def page(seen_at=None):
    """What a reader brings: the planted person, and bo, who has to stay as he is."""
    planted, bo = "github:planted-1", "github:bo"
    return Page(
        "github:lantern-project",
        {
            "accounts": {
                "account": [planted, bo],
                "forge": ["github"] * 2,
                "forge_id": ["471147114711", "5"],
                "login": ["Planted-1", "bo"],
                "name": ["Plantina Secret", "Bo Made-Up"],
            },
            "repositories": {"repository": [HERE, "github:planted-1/fork"], "owner": ["a", "b"]},
            "names": {"forge_id": ["471147114711"], "name": ["planted-before"]},
            "items": {
                "item": [ITEM, f"{HERE}#2", "github:planted-1/fork#1"],
                "repository": [HERE, HERE, "github:planted-1/fork"],
                "kind": ["issue"] * 3,
                "author": [planted, bo, bo],
                "title": ["A secret of Plantina Secret", "Thanks @planted-1", "x"],
                "body": ["my secret", "by planted-1, see bo", "x"],
                "assignees": [[bo], [planted, bo], []],
                "head_repository": [None, "github:planted-1/fork", None],
                "created_at": [day(1)] * 3,
                "state": ["open"] * 3,
            },
            "events": {
                "event": ["github:commented:1", "github:commented:2", "github:assigned:3"],
                "item": [ITEM] * 3,
                "repository": [HERE] * 3,
                "kind": ["commented", "commented", "assigned"],
                "actor": [planted, bo, bo],
                "subject": [None, None, planted],
                "body": ["mine", "@Planted-1 wrote planted@secret.example", None],
                "happened_at": [day(2)] * 3,
            },
            "commits": {
                "repository": [HERE] * 2,
                "oid": ["a" * 40, "b" * 40],
                "author_name": ["Plantina Secret", "Bo"],
                "author_email": ["planted@secret.example", "bo@a.example"],
                "author_utc_offset_minutes": [60, 120],
                "subject": ["Mine", "From planted-1"],
            },
            "commit_people": {
                "repository": [HERE] * 3,
                "oid": ["a" * 40, "b" * 40, "b" * 40],
                "role": ["author", "author", "co_authored"],
                "name": ["Plantina Secret", "Bo", "Plantina Secret"],
                "email": ["planted@secret.example", "bo@a.example", "471147114711+planted-1@users.noreply.github.com"],
                "account": [planted, None, planted],
            },
            "documents": {
                "repository": [HERE],
                "path": ["CODEOWNERS"],
                "kind": ["codeowners"],
                "oid": ["c"],
                "text": ["* @planted-1 @bo\n# Plantina Secret\n- bo"],
            },
        },
        seen_at or day(5),
        (Coverage("test", HERE, "events", day(5), True),),
        (Skipped("planted-1.json", "@planted-1 cannot be read"),),
    )  # fmt: skip


def bring(folder, place="a", disk=None, *pages):
    """Import, as a reader does."""
    store = FactStore(folder / ".twohats" / "facts", disk)
    with store.begin("test", place, place) as staging:
        for one in pages or (page(),):
            staging.add(one)
        return staging.finish()


def rows(folder, table):
    """Rows of a table, in the order of its key."""
    from twohats.store.engine import connect, fact_tables

    tables = fact_tables(connect(FactStore(folder / ".twohats" / "facts").snapshot()))
    return tables[table].to_pyarrow().to_pylist()


def holding(folder, *words):
    """Files that hold one of some words, in their name, their bytes or their rows."""
    found = []
    for path in sorted(folder.rglob("*")):
        text = path.relative_to(folder).as_posix().casefold()
        if path.is_file():
            text += path.read_bytes().decode(errors="replace").casefold()
            if path.suffix == ".parquet" and "derived" not in path.parts:
                text += repr(pq.read_table(path).to_pydict()).casefold()
            elif path.suffix == ".arrow":
                text += repr(pa.ipc.open_file(path).read_all().to_pydict()).casefold()
        if any(word in text for word in words):
            found.append(path.relative_to(folder).as_posix())
    return found


def ruling(number, who, about, why, what="ruling", **content):
    return Decision(
        ulid(day(number), bytes(10)), who, day(number), what, tuple(about), why, content
    )


@pytest.fixture
def folder(tmp_path):
    """A workspace in which the planted person is everywhere."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Tidewater"\n')
    (folder / "team.yml").write_text(TEAM)
    fill(folder)
    return folder


def fill(folder):
    """Facts of two states, a read that was cut, tables and pages made from them, decisions."""
    bring(folder)
    bring(folder, "b", None, replace(page(day(6)), owner="github:planted-1"), page(day(6)))
    store = FactStore(folder / ".twohats" / "facts")
    staging = store.begin("test", "cut", "cut")
    staging.add(replace(page(), cursor="1"))
    staging.close()
    torn = store.folder / "github" / "lantern-project" / ".items-000009.parquet.part"
    torn.write_bytes(b"torn planted-1")
    for name in ("derived/0a.parquet", "pages/look.html", "http/1"):
        path = folder / ".twohats" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("planted-1")
    journal = FolderJournal(folder / "journal")
    journal.append(
        ruling(1, "planted@secret.example", [f"github:bo:{ITEM}:review"], "I say so", **{"class": "directed"}),
        ruling(2, "bo@a.example", ["github:planted-1:x:change"], "of planted-1", **{"class": "directed"}),
        ruling(3, "bo@a.example", ["log:1"], "", "logged", account="github:planted-1", title="Sat by"),
        ruling(4, "bo@a.example", [f"github:bo:{ITEM}:change", "github:planted-1:x:review"], "with @planted-1",
               settled_by=["github:bo", "github:planted-1"], **{"class": "foundational"}),
        ruling(5, "bo@a.example", ["github:bo:y:change"], "mine", **{"class": "personal"}),
    )  # fmt: skip
    private = PrivateJournal(folder / ".twohats" / "private")
    for number, who in enumerate(("github:planted-1", "github:bo")):
        private.append(
            PrivateLine(ulid(day(1), bytes([number] * 10)), "hours", who, day(1), {"hours": 2.0})
        )


def shelves(folder, disk=None, pen=None):
    numbers = count()
    workspace = load_workspace(folder, team_history=False)
    return Shelves(
        workspace,
        FactStore(workspace.facts_folder, disk),
        FolderJournal(workspace.journal_folder, pen=pen),
        PrivateJournal(workspace.private_folder, pen=pen),
        KeptOut(folder, disk),
        "ada@tidewater.example",
        NOW,
        lambda size: os.urandom(size - 2) + next(numbers).to_bytes(2, "big"),
    )


def known(folder, account="github:planted-1"):
    workspace = load_workspace(folder, team_history=False)
    opened = open_facts(workspace, FactStore(workspace.facts_folder), Moments(), secret=b"x")
    return identities_of(opened, account)


def test_by_what_somebody_is_known(folder):
    """Joined addresses, the forge's number, earlier logins and names of several words."""
    assert set(known(folder)) == {
        Identity("account", "github:planted-1"),
        Identity("account", "github:planted-before"),
        Identity("id", "github:471147114711"),
        Identity("mail", "planted@secret.example"),
        Identity("mail", "471147114711+planted-1@users.noreply.github.com"),
        Identity("name", "Plantina Secret"),
    }
    assert known(folder, "github:nobody") == ()


def test_looking_changes_nothing_and_names_all_of_it(folder):
    """Without --yes not a byte of the workspace changes, and what is said is what is done."""
    identities = known(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = look_for(shelves(folder), identities)

    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    done = forget(shelves(folder), identities, "asked")
    assert done.traces.rows == found.traces.rows
    assert (done.lines, done.private, done.by_hand) == (found.lines, found.private, found.by_hand)
    assert len(rows_of(found, shelves(folder).workspace)) > 15


def test_nothing_of_them_is_left_in_any_file(folder):
    """No name of a file, no byte, no row: staging, earlier states, tables, pages and all."""
    assert len(holding(folder, *PLANTED)) > 20
    forget(shelves(folder), known(folder), "Plantina Secret (@planted-1) asked")

    assert holding(folder, *PLANTED) == []
    assert not (folder / ".twohats/facts/github/planted-1").exists()


def test_what_a_reader_noted_for_its_next_run_names_them_no_more(folder):
    """Its cursor goes on as before, and repositories of theirs were never looked at."""
    facts = folder / ".twohats/facts"
    read = sorted((facts / "reads").glob("*.json"))[0]
    content = json.loads(read.read_bytes())
    content["cursor"] = '{"part":"done","reasons":{"items.issue":"planted-1 hides it"}}'
    read.write_text(json.dumps(content))
    looked = {"github:planted-1/tool": "2024-01-01", f"{HERE}": "2024-01-02"}
    (facts / "looked.json").write_text(json.dumps(looked))
    forget(shelves(folder), known(folder), "asked")

    assert json.loads((facts / "looked.json").read_bytes()) == {HERE: "2024-01-02"}
    cursor = json.loads(json.loads(read.read_bytes())["cursor"])
    assert cursor == {"part": "done", "reasons": {"items.issue": "forgotten hides it"}}


def test_the_read_of_what_somebody_did_elsewhere_is_forgotten(folder):
    """Its name is made of their login; that of somebody else stays."""
    reads = FactStore(load_workspace(folder).facts_folder).folder / "reads"
    example = next(reads.glob("*.json")).read_bytes()
    theirs, other = (
        reads / f"{read_key(FOLLOWED, place_of(account))}.json"
        for account in ("github:planted-1", "github:bo")
    )
    for path in (theirs, other):
        path.write_bytes(example)
    forget(shelves(folder), known(folder), "asked")

    assert (theirs.is_file(), other.is_file()) == (False, True)


def test_what_others_did_stays(folder):
    """Rows stay with an unknown person; bo's rows say what they said."""
    forget(shelves(folder), known(folder), "asked")

    items = {row["item"]: row for row in rows(folder, "items")}
    assert items.keys() == {ITEM, f"{HERE}#2"}
    assert (items[ITEM]["author"], items[ITEM]["title"], items[ITEM]["body"]) == (None, None, None)
    second = items[f"{HERE}#2"]
    assert (second["author"], second["title"]) == ("github:bo", "Thanks @forgotten")
    assert (second["body"], second["assignees"]) == ("by forgotten, see bo", ["github:bo"])
    assert second["head_repository"] is None
    events = [(e["event"], e["actor"], e["subject"], e["body"]) for e in rows(folder, "events")]
    assert events == [
        ("github:assigned:3", "github:bo", None, None),
        ("github:commented:1", None, None, None),
        ("github:commented:2", "github:bo", None, "@forgotten wrote forgotten"),
    ]
    people = [(p["role"], p["name"], p["email"]) for p in rows(folder, "commit_people")]
    assert sorted(people, key=repr) == sorted(
        [("author", None, None), ("author", "Bo", "bo@a.example"), ("co_authored", None, None)],
        key=repr,
    )
    commits = {c["oid"][0]: c for c in rows(folder, "commits")}
    assert commits["a"]["author_utc_offset_minutes"] is None
    assert (commits["b"]["author_utc_offset_minutes"], commits["b"]["subject"]) == (
        120,
        "From forgotten",
    )
    assert [a["login"] for a in rows(folder, "accounts")] == ["bo"]
    assert rows(folder, "documents")[0]["text"] == "* @forgotten @bo\n# forgotten\n- bo"


def test_decisions_hold_and_do_not_say_whose_they_were(folder):
    """An answer on another's work stays; their own lines, and those about them alone, are tombstones."""
    before = {one.id: one for one in FolderJournal(folder / "journal").read()[0]}
    forget(shelves(folder), known(folder), "asked")
    decisions, mistakes = FolderJournal(folder / "journal").read()
    said = {one.id: one for one in decisions}
    first, about, logged, shared, other = (said[id_] for id_ in sorted(before))

    assert mistakes == ()
    assert (first.who, first.why, first.content["class"]) == ("forgotten", "", "directed")
    assert first.about == (f"github:bo:{ITEM}:review",)
    assert [(one.what, one.about, one.why, set(one.content)) for one in (about, logged)] == [
        ("erased", (), "", {"erased_at"})
    ] * 2
    assert (shared.about, shared.why) == ((f"github:bo:{ITEM}:change",), "with @forgotten")
    assert shared.content["settled_by"] == ["github:bo", "forgotten"]
    assert other == before[other.id]
    (told,) = said.keys() - before.keys()
    assert (said[told].what, said[told].who) == ("forgotten", "ada@tidewater.example")
    state = PrivateJournal(folder / ".twohats/private").read()
    assert ([line.who for line in state.lines], len(state.tombstones)) == (["github:bo"], 1)


def test_a_line_that_a_merge_brings_back_is_not_used(folder):
    """It is named, the erased one holds, and forgetting once more takes it out again."""
    (old,) = (folder / "journal").rglob("planted*.jsonl")
    text = old.read_bytes()
    forget(shelves(folder), known(folder), "asked")
    old.write_bytes(text)
    decisions, mistakes = FolderJournal(folder / "journal").read()

    assert [one.who for one in decisions].count("planted@secret.example") == 0
    assert [str(one) for one in mistakes] == [
        f"journal/2026/01/{old.name}:1: this line was erased, and a merge brought it back: "
        "run `twohats forget --yes` once more"
    ]
    forget(shelves(folder), (), "again")
    assert holding(folder, *PLANTED) == []
    assert FolderJournal(folder / "journal").read()[1] == ()


@pytest.mark.parametrize("order", ["again", "anew"])
def test_reading_again_keeps_them_out(folder, order):
    """The same reader, another one, and also after all facts were deleted."""
    forget(shelves(folder), known(folder), "asked")
    if order == "anew":
        import shutil

        shutil.rmtree(folder / ".twohats/facts")
    read = bring(
        folder, "another", None, page(day(9)), replace(page(day(9)), owner="github:planted-1")
    )

    assert holding(folder, *PLANTED) == []
    assert read.forgotten > 10
    assert [e["actor"] for e in rows(folder, "events")].count("github:bo") == 2


def test_an_account_that_was_renamed_since_stays_out(folder):
    """The forge's number tells; pages that came before the one that says so are cleaned, too."""
    forget(shelves(folder), known(folder), "asked")
    new = {
        "item": [ITEM],
        "repository": [HERE],
        "author": ["github:seedling-9"],
        "body": ["@seedling-9"],
    }
    first = Page("github:lantern-project", {"items": new}, day(9))
    accounts = {
        "account": ["github:seedling-9"],
        "forge_id": ["471147114711"],
        "login": ["seedling-9"],
    }
    bring(folder, "c", None, first, Page("github:lantern-project", {"accounts": accounts}, day(9)))

    assert holding(folder, "seedling-9") == []
    assert [row["author"] for row in rows(folder, "items") if row["item"] == ITEM] == [None]


def test_forgetting_twice_is_fine(folder):
    """The second time changes nothing."""
    identities = known(folder)
    forget(shelves(folder), identities, "asked")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    again = forget(shelves(folder), identities, "asked")

    assert again.is_nothing
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_cut_at_any_step_and_run_again_it_is_done(tmp_path):
    """Power fails at each step in turn; the next run completes, and no decision is lost."""
    import shutil

    folder = tmp_path / "whole"
    folder.mkdir()
    (folder / "twohats.toml").write_text('organization = "Tidewater"\n')
    whole = page()
    few = {name: whole.tables[name] for name in ("accounts", "events")}
    bring(folder, "a", None, replace(whole, tables=few))
    journal = FolderJournal(folder / "journal")
    theirs = {"class": "directed"}
    journal.append(
        ruling(1, "planted@secret.example", ["github:bo:y:review"], "mine", **theirs),
        ruling(2, "bo@a.example", ["github:planted-1:x:change"], "of planted-1", **theirs),
    )
    identities = (
        Identity("account", "github:planted-1"),
        Identity("mail", "planted@secret.example"),
        Identity("name", "Plantina Secret"),
        Identity("id", "github:471147114711"),
    )
    expected = None
    for dies_at in count():
        copy = tmp_path / f"copy-{dies_at}"
        shutil.copytree(folder, copy)
        disk, pen = DyingDisk(dies_at), DyingPen(10**6)
        pen.step = disk.step
        with suppress(PowerCut):
            forget(shelves(copy, disk, pen), identities, "asked")
        forget(shelves(copy), identities, "asked")
        assert holding(copy, *PLANTED) == [], dies_at
        decisions, mistakes = FolderJournal(copy / "journal").read()
        state = (
            FactStore(copy / ".twohats/facts").digest(),
            sorted((d.id, d.who, d.about, d.why) for d in decisions if d.what != "forgotten"),
        )
        assert len(mistakes) <= 1  # a line that was being written may be half there
        expected = expected or state
        assert state == expected
        shutil.rmtree(copy)
        if len(disk.steps) <= dies_at:
            break
    assert dies_at > 40


def test_files_that_people_edit_are_for_people(folder):
    """Somebody of ours stands in the team file: it is named with its lines, and left as it is."""
    found = forget(shelves(folder), known(folder, "github:ada"), "asked")

    assert found.by_hand == ("team.yml:1", "team.yml:2")
    assert (folder / "team.yml").read_text() == TEAM


def test_a_list_without_its_salt_lets_nothing_in(folder):
    """Nobody could be kept out, so nothing is read; the message says what to bring."""
    forget(shelves(folder), known(folder), "asked")
    KeptOut(folder).salt_path.unlink()

    with pytest.raises(
        TwohatsError, match=r"says nothing without its salt\. Copy .*forgotten-salt"
    ):
        bring(folder, "c")


def test_a_list_that_was_damaged_lets_nothing_in(folder):
    """A line that nobody can read may be anybody."""
    forget(shelves(folder), known(folder), "asked")
    with (folder / "forgotten").open("a") as file:
        file.write("{")

    with pytest.raises(TwohatsError, match=r"forgotten:\d+: this line cannot be read"):
        bring(folder, "c")


def test_while_something_is_being_read_it_waits(folder):
    """Pages of a read that goes on may hold them; the list is written all the same."""
    store = FactStore(folder / ".twohats" / "facts")
    with store.begin("test", "busy", "busy"), pytest.raises(WrongUse, match="Wait for it to end"):
        forget(shelves(folder), known(folder), "asked")

    assert KeptOut(folder).read().has_account("github:planted-1")


@pytest.mark.parametrize(
    ("owner", "then"),
    [
        (None, "still there: a reason; run `twohats forget --yes` once more"),
        ("bo", "still there: a reason; have them run `twohats forget --yes`"),
    ],
)
def test_a_copy_on_a_server_that_is_not_dropped_is_listed(folder, monkeypatch, owner, then):
    """Each has a row that says what helps; where all went there is none."""
    found = forget(shelves(folder), known(folder), "asked")
    assert "engine" not in {row["what"] for row in rows_of(found, shelves(folder).workspace)}

    stayed = Stayed("twohats_tide_1", "a reason", owner)
    monkeypatch.setattr(forgetting, "drop_copies", lambda *_: (stayed,))
    found = forget(shelves(folder), (), "asked")
    assert not found.is_nothing
    assert rows_of(found, shelves(folder).workspace)[-1] == {
        "what": "engine",
        "where": "twohats_tide_1",
        "count": 1,
        "then": then,
    }


def test_copies_on_a_server_are_listed_before_anything_goes(folder, monkeypatch):
    """Each has a row; of a server that does not answer nobody knows, and the row says so."""
    monkeypatch.setattr(forgetting, "copies_of", lambda *_: ("twohats_tide_1", "twohats_tide_2"))
    rows = rows_of(look_for(shelves(folder), known(folder)), shelves(folder).workspace)
    assert [row["where"] for row in rows if row["what"] == "engine"] == [
        "twohats_tide_1",
        "twohats_tide_2",
    ]

    def gone(*_):
        raise OutOfReach("db.example: gone. Wait.")

    monkeypatch.setattr(forgetting, "copies_of", gone)
    found = look_for(shelves(folder), known(folder))
    assert rows_of(found, shelves(folder).workspace)[-1] == {
        "what": "engine",
        "where": "duckdb",
        "count": None,
        "then": "copies there are not known: db.example: gone. Wait.",
    }
    assert not found.is_nothing


def test_a_server_that_refuses_holds_nothing_else_back(folder, monkeypatch):
    """Journal and private part are erased by then, and what is left to do is said."""

    def gone(*_):
        raise OutOfReach("db.example: gone. Wait.")

    monkeypatch.setattr(forgetting, "drop_copies", gone)
    with pytest.raises(OutOfReach) as refused:
        forget(shelves(folder), known(folder), "asked")

    assert str(refused.value) == (
        "db.example: gone. Wait. Copies of facts there were not dropped; all else is done. "
        "Once that is mended, run `twohats forget --yes`."
    )
    assert holding(folder, *PLANTED) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such modes")
def test_only_the_owner_reads_the_salt_and_nobody_the_names(folder):
    """The list holds hashes alone."""
    forget(shelves(folder), known(folder), "asked")
    text = (folder / "forgotten").read_text()

    assert KeptOut(folder).salt_path.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for line in text.splitlines() if not line.startswith("#")]
    assert all(set(line) == {"at", "mark"} and len(line["mark"]) == 64 for line in lines)


def test_before_anything_was_read(tmp_path):
    """The team file alone may name somebody, and anybody can be kept out from the first read on."""
    (tmp_path / "twohats.toml").write_text('organization = "Tidewater"\n')
    (tmp_path / "team.yml").write_text(TEAM)

    assert twohats(tmp_path, "ada").returncode == 0
    assert twohats(tmp_path, "planted-1").returncode == 2
    assert twohats(tmp_path, "planted-1", "--even-if-absent", "--yes").returncode == 0
    bring(tmp_path)
    assert holding(tmp_path, "planted-1", "471147114711", "plantina") == []


def test_nobody_is_named_by_nonsense():
    """An address, a login, or a message."""
    assert account_named("A@b.example") == "mail:a@b.example"
    assert account_named("@Ada") == "github:ada"
    with pytest.raises(WrongUse, match="nobody was forgotten"):
        account_named("a b")


def twohats(folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "twohats", "-w", str(folder), "forget", *words],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_verb(folder: Path):
    """Unknown: 2, or recorded on demand; shown first; done with --yes; 4 where a person has to edit."""
    unknown = twohats(folder, "seedling-9")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == (
        "twohats: github:seedling-9: nobody was forgotten: neither the facts nor the team file name "
        "it. Check the spelling, or add --even-if-absent to keep it out from now on.\n"
    )
    assert twohats(folder, "seedling-9", "--even-if-absent", "--yes").returncode == 0
    twohats(folder, "heather", "--even-if-absent", "--every-word", "--yes")
    assert KeptOut(folder).read().text("thanks heather") == "thanks forgotten"
    assert KeptOut(folder).read().has_account("github:seedling-9")

    shown = twohats(folder, "github:planted-1", "--format", "json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["meta"]["done"] is False
    assert "Nothing was changed" in shown.stderr
    assert not KeptOut(folder).read().has_account("github:planted-1")

    assert twohats(folder, "github:planted-1", "--yes").returncode == 0
    assert holding(folder, *PLANTED) == []
    ours = twohats(folder, "ada", "--yes")
    assert ours.returncode == 4
    assert "By hand: 2 places in files that people edit still name them" in ours.stderr
