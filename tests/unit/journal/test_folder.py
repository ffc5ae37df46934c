"""The journal's folder: what was decided stays, in order, and can be taken over by later words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.errors import Mistake
from twohats.journal import FolderJournal, ulid
from twohats.journal.kept import Kept, place_for, place_of
from twohats.journal.lines import to_line
from twohats.records.decisions import Decision

START = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)


def decision(number, who="ada", supersedes=None, why="because"):
    at = START + timedelta(hours=number)
    return Decision(
        ulid(at, who.encode().ljust(10)),
        who,
        at,
        "names-shown",
        ("the page",),
        why,
        supersedes=supersedes,
    )


@pytest.fixture
def journal(tmp_path):
    return FolderJournal(tmp_path / "journal")


def test_no_folder_is_an_empty_journal(journal):
    """Before the first decision there is nothing, and nothing is made."""
    assert journal.read() == ((), ())
    assert not journal.folder.exists()


def test_decisions_come_back_in_order(journal):
    """Oldest first, across people and months, in whatever order they were written."""
    made = [decision(number, who) for number, who in ((3, "ada"), (0, "bo"), (2, "bo"), (1, "ada"))]
    for one in made:
        journal.append(one)

    assert journal.read() == (tuple(sorted(made, key=lambda one: one.at)), ())


def test_one_file_per_person_and_month(journal):
    """Two people never write into one file, so that git merges their work without conflict."""
    for number, who in ((0, "ada"), (2, "ada"), (2, "bo"), (2, "../../etc/passwd"), (2, "Ada")):
        journal.append(decision(number, who))

    files = {
        path.relative_to(journal.folder).as_posix() for path in journal.folder.rglob("*.jsonl")
    }
    assert files == {
        "2026/01/ada.jsonl",
        "2026/02/ada.jsonl",
        "2026/02/bo.jsonl",
        "2026/02/etc-passwd.jsonl",
    }


def test_two_journals_on_one_folder(journal):
    """What one writer appends another one reads, and adds to."""
    journal.append(decision(0))
    other = FolderJournal(journal.folder)
    other.append(decision(1, "bo"))
    journal.append(decision(2))

    assert len(other.read()[0]) == 3


def test_what_stands_there_is_not_touched(journal):
    """Appending leaves every earlier byte as it was."""
    journal.append(decision(0))
    (path,) = journal.folder.rglob("*.jsonl")
    before = path.read_bytes()
    journal.append(decision(0.5))

    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize("lost", [1, 2, 30], ids=["its newline", "its bracket", "its end"])
def test_after_a_power_cut(journal, lost):
    """A line without its end spoils neither what stands before it nor what comes after."""
    for number in (0, 0.2):
        journal.append(decision(number, why="weil es Ärger gab ✂"))
    (path,) = journal.folder.rglob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-lost])
    journal.append(decision(0.4))

    decisions, mistakes = journal.read()

    cut = Mistake(
        "journal/2026/01/ada.jsonl", 2, "this line is not a decision; it was cut or edited by hand"
    )
    if lost == 1:  # all but the newline is there
        assert (len(decisions), mistakes) == (3, ())
    else:
        assert (len(decisions), mistakes) == (2, (cut,))


def test_a_cut_within_a_letter(journal):
    """Half a letter at the end of one file hides nothing in the others."""
    journal.append(decision(0, why="Ä"))
    journal.append(decision(0, "bo"))
    path = journal.folder / "2026/01/ada.jsonl"
    text = path.read_bytes()
    path.write_bytes(text[: text.index("Ä".encode()) + 1])

    decisions, mistakes = journal.read()

    assert [one.who for one in decisions] == ["bo"]
    assert [(mistake.path, mistake.line) for mistake in mistakes] == [
        ("journal/2026/01/ada.jsonl", 1)
    ]


def test_an_edited_line(journal):
    """A line changed by hand is named with its place and not used; the others are."""
    for number in (0, 0.2):
        journal.append(decision(number))
    (path,) = journal.folder.rglob("*.jsonl")
    path.write_bytes(path.read_bytes().replace(b"because", b"why not", 1))

    decisions, mistakes = journal.read()

    assert decisions == (decision(0.2),)
    assert [str(mistake) for mistake in mistakes] == [
        "journal/2026/01/ada.jsonl:1: this line was changed after it was written; undo the change"
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0b", "\x1e", "\n", "\r\n", "\ud800"])
def test_words_may_hold_any_mark(journal, mark):
    """Marks that some programs take for the end of a line stay within it."""
    made = decision(0, why=f"first{mark}second")
    journal.append(made)

    assert journal.read() == ((made,), ())


def test_merged_twice(journal):
    """The same line in two files, as a merge can leave it, is one decision."""
    journal.append(decision(0))
    (path,) = journal.folder.rglob("*.jsonl")
    path.with_name("copy.jsonl").write_bytes(path.read_bytes())

    assert len(journal.read()[0]) == 1


def test_the_same_id_twice_with_other_words(journal):
    """Of two lines with one id neither is believed in silence: which is used does not depend on order."""
    first = decision(0, why="so")
    second = replace(first, who="bo", why="not so")
    for one in (first, second):
        journal.append(one)

    decisions, mistakes = journal.read()

    assert len(decisions) == len(mistakes) == 1
    assert "another line carries the same id" in str(mistakes[0])


def test_many_decisions_at_once(journal):
    """Several lines come into their files in one turn, in the order given."""
    made = tuple(decision(number, who) for number in (0, 2, 3) for who in ("ada", "bo"))
    journal.append(*made)

    assert sorted(journal.read()[0], key=made.index) == list(made)
    files = sorted(journal.folder.rglob("*.jsonl"))
    assert [len(path.read_bytes().splitlines()) for path in files] == [1, 1, 2, 2]


def test_git_is_told_once_to_keep_both_sides(journal):
    """The folder says how its files are merged; what people wrote there instead stays."""
    journal.append(decision(0))
    attributes = journal.folder / ".gitattributes"
    assert "*.jsonl merge=union" in attributes.read_text(encoding="utf-8")

    attributes.write_text("*.jsonl merge=union -text\n", encoding="utf-8")
    journal.append(decision(1))

    assert attributes.read_text(encoding="utf-8") == "*.jsonl merge=union -text\n"


def test_a_journal_that_may_only_be_read(journal, monkeypatch):
    """Half a line at the end is named even where no lock can be taken to look again."""
    journal.append(decision(0), decision(0.2))
    (path,) = journal.folder.rglob("*.jsonl")
    path.write_bytes(path.read_bytes()[:-30])
    blocked = journal.folder.parent / "a-file"
    blocked.write_bytes(b"")

    decisions, mistakes = FolderJournal(journal.folder, lock=blocked / "lock").read()

    assert (len(decisions), len(mistakes)) == (1, 1)


PLACES = [
    "../outside.jsonl",
    "{outside}/outside.jsonl",
    "2026/01/..",
    "2026/01/.jsonl",
    "2026/01/Bo.jsonl",
    "2026/01/a\\b.jsonl",
    "2026/01/" + "x" * 101 + ".jsonl",
    "",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_line_of_another_home_stays_in_the_folder(journal, place):
    """Where its place is no file of a journal it goes where it belongs; unreadable, it is set aside."""
    place = place.format(outside=journal.folder.parent)
    journal.take([Kept(place, 1, to_line(decision(0))), Kept(place, 2, b"no decision")])

    assert [(line.place, line.number) for line in journal.kept()] == [
        ("0000/00/unplaced.jsonl", 1),
        ("2026/01/ada.jsonl", 1),
    ]
    assert {path.name for path in journal.folder.parent.iterdir()} == {"journal", ".twohats"}


def test_a_line_of_another_home_keeps_its_file(journal):
    """A place that is a file of a journal is kept, whoever decided."""
    journal.take([Kept("2025/12/bo-x_1.y.jsonl", 1, to_line(decision(0)))])

    assert [line.place for line in journal.kept()] == ["2025/12/bo-x_1.y.jsonl"]


@given(st.text(), st.datetimes(timezones=st.just(UTC)))
@settings(max_examples=50)
def test_whoever_decides_has_a_file_of_a_journal(who, at):
    """What a decision's own file is called is never taken for a place outside."""
    line = Kept(place_of(replace(decision(0), who=who, at=at)), 1, b"no decision")

    assert place_for(line) == line.place
