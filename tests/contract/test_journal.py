"""The journal on real disks, with real processes and real git: nothing is lost, nothing half-done."""

import multiprocessing
import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.dying_pen import DyingPen, PowerCut

from twohats.journal import FolderJournal, PrivateJournal, PrivateLine, standing, ulid
from twohats.records.decisions import Decision

START = datetime(2026, 3, 5, 9, tzinfo=UTC)
STEPS = 40
"""More than either journal takes to write its first lines."""

spawn = multiprocessing.get_context("spawn")
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def decision(number, who="ada", what="scope"):
    at = START + timedelta(minutes=number)
    chance = who.encode().ljust(10, b"-")
    return Decision(ulid(at, chance), who, at, what, (f"github:o/{number}",), "because")


def hours(number):
    at = START + timedelta(minutes=number)
    return PrivateLine(ulid(at, bytes(10)), "hours", "ada", at, {"hours": number})


class OpenJournal:
    """The journal in git, as both kinds are tested."""

    make = staticmethod(decision)

    def __init__(self, folder, pen=None):
        self.of = FolderJournal(folder / "journal", pen=pen)

    def append(self, *lines):
        self.of.append(*lines)

    def read(self):
        lines, mistakes = self.of.read()
        return list(lines), list(mistakes)


class SealedJournal:
    """The private part."""

    make = staticmethod(hours)

    def __init__(self, folder, pen=None):
        self.of = PrivateJournal(folder / ".twohats" / "private", pen=pen)

    def append(self, *lines):
        self.of.append(*lines)

    def read(self):
        state = self.of.read()
        return list(state.lines), list(state.mistakes)


JOURNALS = pytest.mark.parametrize("kind", [OpenJournal, SealedJournal], ids=["git", "private"])


def kill_at_every_step(tmp_path, kind, first, write):
    """Die at each step of `write`, look, write again as if nothing had been, and look again."""
    for step in range(STEPS):
        folder = tmp_path / str(step)
        if first:
            kind(folder).append(*first)
        pen = DyingPen(step)
        try:
            write(kind(folder, pen))
        except PowerCut:
            yield folder
        else:
            assert step == len(pen.steps)
            return
    pytest.fail("it takes more steps than were tried")


@JOURNALS
@pytest.mark.parametrize("before", [0, 2], ids=["the first lines", "later lines"])
def test_killed_at_every_write_nothing_that_was_there_is_lost(tmp_path, kind, before):
    """What stood there stays and is read; the cut line is named; writing goes on."""
    first = [kind.make(number) for number in range(before)]
    new = [kind.make(7), kind.make(8)]
    cuts = 0
    for folder in kill_at_every_step(tmp_path, kind, first, lambda journal: journal.append(*new)):
        lines, mistakes = kind(folder).read()
        assert lines[: len(first)] == first
        assert all(line in new for line in lines[len(first) :])
        assert len(mistakes) <= 1
        cuts += 1

        kind(folder).append(*new)
        lines, again = kind(folder).read()
        assert lines == [*first, *new]
        assert again == mistakes
    assert cuts >= 3


def test_killed_while_erasing_a_line_is_there_or_gone(tmp_path):
    """Never half, and never another line with it."""
    lines = [hours(1), hours(2), hours(3)]

    def erase(journal):
        journal.of.erase([hours(2).id], START)

    for folder in kill_at_every_step(tmp_path, SealedJournal, lines, erase):
        state = SealedJournal(folder).of.read()
        assert state.mistakes == ()
        assert list(state.lines) in (lines, [lines[0], lines[2]])
        assert bool(state.tombstones) == (hours(2) not in state.lines)

        erase(SealedJournal(folder))
        assert list(SealedJournal(folder).of.read().lines) == [lines[0], lines[2]]


@posix
@JOURNALS
@pytest.mark.parametrize("step", [0, 2, 5])
def test_killed_for_real(tmp_path, kind, step):
    """SIGKILL leaves no lock behind, and nothing that stops the next run."""
    kind(tmp_path).append(kind.make(1))
    process = spawn.Process(target=write_and_die, args=(tmp_path, kind.__name__, step))
    process.start()
    process.join()

    kind(tmp_path).append(kind.make(3))

    lines, mistakes = kind(tmp_path).read()
    assert process.exitcode in (-signal.SIGKILL, 0)
    assert [line for line in lines if line != kind.make(2)] == [kind.make(1), kind.make(3)]
    assert len(mistakes) <= 1


def write_and_die(folder, kind, step):
    """Run in a process of its own."""
    journal = {"OpenJournal": OpenJournal, "SealedJournal": SealedJournal}[kind]
    journal(folder, DyingPen(step, for_real=True)).append(journal.make(2))


@JOURNALS
def test_processes_that_write_at_once(tmp_path, kind):
    """One line after the other: all are there, whole, and there is one key."""
    processes = [
        spawn.Process(target=write_many, args=(tmp_path, kind.__name__, start))
        for start in (0, 100, 200)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    lines, mistakes = kind(tmp_path).read()

    assert [process.exitcode for process in processes] == [0, 0, 0]
    assert mistakes == []
    assert lines == [kind.make(start + each) for start in (0, 100, 200) for each in range(12)]


def write_many(folder, kind, start):
    """Run in a process of its own."""
    journal = {"OpenJournal": OpenJournal, "SealedJournal": SealedJournal}[kind]
    for each in range(12):
        journal(folder).append(journal.make(start + each))


def git(folder: Path, *words: str) -> str:
    """Run git as somebody made up."""
    made_up = ["-c", "user.name=Made Up", "-c", "user.email=made@up.example"]
    command = ["git", *made_up, *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("whole", [True, False], ids=["whole files", "a file without its end"])
def test_two_branches_come_together_without_conflict(tmp_path, whole):
    """What both wrote into one file is all there, whichever is merged into which."""
    git(tmp_path, "init", "-q", "-b", "main")
    journal = FolderJournal(tmp_path / "journal", lock=tmp_path.parent / "journal.lock")
    journal.append(decision(0))
    commit(tmp_path, "begin")
    expected = [decision(0)]
    for branch, start in (("left", 10), ("right", 20)):
        git(tmp_path, "checkout", "-q", "-b", branch, "main")
        made = [decision(start + each) for each in range(3)]
        journal.append(*made)
        if not whole:
            (path,) = journal.folder.rglob("*.jsonl")
            path.write_bytes(path.read_bytes()[:-1])
        commit(tmp_path, branch)
        expected += made
    git(tmp_path, "merge", "-q", "-m", "both", "left")

    decisions, mistakes = journal.read()

    assert git(tmp_path, "status", "--porcelain") == ""
    if whole:
        assert (list(decisions), mistakes) == (expected, ())
    else:  # git sets a break where it joins the two
        assert len(decisions) + 2 * len(mistakes) == len(expected)


def commit(folder, message):
    """Commit all there is."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def test_what_holds_is_the_same_on_both_sides_of_a_merge(tmp_path):
    """Left into right or right into left."""
    states = []
    for first, second in (("left", "right"), ("right", "left")):
        folder = tmp_path / first
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        journal = FolderJournal(folder / "journal", lock=tmp_path / "lock")
        root = decision(0)
        journal.append(root)
        commit(folder, "begin")
        for branch, number in (("left", 1), ("right", 2)):
            git(folder, "checkout", "-q", "-b", branch, "main")
            new = decision(number, branch)
            journal.append(Decision(**{**vars(new), "supersedes": root.id, "about": root.about}))
            commit(folder, branch)
        git(folder, "checkout", "-q", first)
        git(folder, "merge", "-q", "-m", "both", second)
        states.append(standing(journal.read()[0]))

    assert states[0] == states[1]
    assert [one.decision.who for one in states[0]] == ["right"]
    assert states[0][0].is_contested
