"""Both homes of the journal keep one contract: the folder in git, and a PostgreSQL server."""

import json
import multiprocessing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twohats.errors import Mistake
from twohats.formats.engine_urls import read_engine_url
from twohats.formats.forgotten import Forgotten, Identity, marks_of
from twohats.journal import FolderJournal, ServerJournal, in_force, standing, ulid
from twohats.journal.lines import to_line
from twohats.journal.server import set_up_text
from twohats.records.decisions import Decision

START = datetime(2026, 1, 31, 23, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 1, tzinfo=UTC)
SALT = b"made up"

spawn = multiprocessing.get_context("spawn")


def decision(
    number, who="ada", what="scope", supersedes=None, why="because", about=None, **content
):
    at = START + timedelta(hours=number)
    about = (f"github:o/{number}",) if about is None else about
    return Decision(
        ulid(at, who.encode().ljust(10, b"-")), who, at, what, about, why, content, supersedes
    )


class GitHome:
    """The folder, and how somebody spoils a line of it."""

    home = "git"

    def __init__(self, folder):
        self.folder = folder
        self.told = folder

    def open(self):
        return FolderJournal(self.folder / "journal")

    def spoil(self, before, after):
        """Edit by hand."""
        for path in self.folder.rglob("*.jsonl"):
            path.write_bytes(path.read_bytes().replace(before, after))


class ServerHome:
    """A database, and how somebody who owns the whole server spoils a row of it."""

    def __init__(self, server):
        self.server = server
        self.told = server.new_database()
        self.database = self.told.rpartition("/")[2]
        self.home = self.told
        self.run(set_up_text(read_engine_url(self.told)))

    def run(self, sql):
        return self.server.run(sql, self.database)

    def open(self):
        return ServerJournal(read_engine_url(self.told))

    def spoil(self, before, after):
        """Edit as the server's own administrator, every guard taken off."""
        old, new = (f"'\\x{text.hex()}'::bytea" for text in (before, after))
        where = f"position({old} in line)"
        self.run(
            "BEGIN; ALTER TABLE twohats_journal.lines DISABLE TRIGGER ALL;"
            f"UPDATE twohats_journal.lines SET line = substring(line for {where} - 1) || {new} ||"
            f" substring(line from {where} + {len(before)}) WHERE {where} > 0;"
            "ALTER TABLE twohats_journal.lines ENABLE ALWAYS TRIGGER refuse;"
            "ALTER TABLE twohats_journal.lines ENABLE ALWAYS TRIGGER stay_erased; COMMIT;"
        )


@pytest.fixture(params=["git", "server"])
def new_home(request, tmp_path):
    """Make an empty home, as often as a test wants."""
    numbers = iter(range(1000))

    def make():
        if request.param == "git":
            return GitHome(tmp_path / str(next(numbers)))
        return ServerHome(request.getfixturevalue("postgres"))

    return make


@pytest.fixture
def home(new_home):
    return new_home()


def test_nothing_is_an_empty_journal(home):
    """Before the first decision there is nothing."""
    assert home.open().read() == ((), ())
    assert home.open().kept() == ()
    assert home.open().home == home.home


def test_decisions_come_back_in_order(home):
    """Oldest first, whatever the order they were written in, as what they were."""
    made = [decision(number, who) for number, who in ((3, "ada"), (0, "bo"), (2, "bo"), (1, "ada"))]
    made[0] = replace(made[0], content={"nested": {"list": [1, None, "…"]}}, supersedes=made[1].id)
    for one in made:
        home.open().append(one)

    assert home.open().read() == (tuple(sorted(made, key=lambda one: one.at)), ())


@pytest.mark.parametrize("mark", ["\n", "\x00", "\u2028", '"', "\\", "\ud800", "é", "🎩"])
def test_words_may_hold_any_mark(home, mark):
    """What somebody typed is one line, and comes back as it was."""
    made = decision(0, why=f"so{mark}so", about=(f"a{mark}",))
    home.open().append(made)

    assert home.open().read() == ((made,), ())


def test_writing_a_line_again_adds_nothing(home):
    """The same line twice, as a merge or a second try can leave it, is one decision."""
    home.open().append(decision(0), decision(1))
    home.open().append(decision(0))

    assert home.open().read() == ((decision(0), decision(1)), ())


def test_the_same_id_twice_with_other_words(home):
    """Neither is believed in silence, and which is used does not depend on who came first."""
    first = decision(0, why="so")
    second = replace(first, who="bo", why="not so")
    for one in (first, second):
        home.open().append(one)

    decisions, mistakes = home.open().read()

    assert decisions == (min(first, second, key=to_line),)
    assert len(mistakes) == 1
    assert "another line carries the same id" in str(mistakes[0])


def test_a_line_that_somebody_changed(home):
    """It no longer fits the hash that it carries: named, and not used."""
    home.open().append(decision(0, why="not this time"), decision(1))
    home.spoil(b"not this time", b"always")

    decisions, mistakes = home.open().read()

    assert decisions == (decision(1),)
    (mistake,) = mistakes
    assert mistake.message == "this line was changed after it was written; undo the change"
    assert mistake.line == 1


def test_a_line_of_a_newer_program(home):
    """It is kept, and said to be newer."""
    home.open().append(decision(0))
    (line,) = home.open().kept()
    content = json.loads(line.text)
    del content["sha256"]
    newer = {**content, "mood": "good"}
    text = json.dumps(newer, sort_keys=True).encode()
    import hashlib

    whole = json.dumps({**newer, "sha256": hashlib.sha256(text).hexdigest()}).encode()
    home.open().take([replace(line, text=whole)])

    decisions, (mistake,) = home.open().read()
    assert decisions == (decision(0),)
    assert "newer twohats" in mistake.message


LINES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["ada", "bo"]), st.integers(-1, 5)),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one[:2],
)


@given(told=LINES, shuffle=st.randoms(use_true_random=False))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_holds_does_not_depend_on_the_order(new_home, told, shuffle):
    """Two writers may be first in either order: the present state is the same."""
    made = [decision(number, who, "ruling", about=("one",)) for number, who, _ in told]
    made = [
        replace(one, supersedes=made[at].id if 0 <= at < len(made) and at != nth else None)
        for nth, (one, (_, _, at)) in enumerate(zip(made, told, strict=True))
    ]
    there, back = new_home(), new_home()
    for one in made:
        there.open().append(one)
    again = [*made, made[0]]
    shuffle.shuffle(again)
    back.open().append(*again)

    assert standing(there.open().read()[0]) == standing(back.open().read()[0])
    assert in_force(there.open().read()[0]) == in_force(made)


def test_processes_that_write_at_once(home):
    """All lines are there, whole, whichever came first."""
    home.open().append(decision(0))
    processes = [
        spawn.Process(target=write_many, args=(home.home, str(home.told), who))
        for who in ("ada", "bo")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    decisions, mistakes = home.open().read()

    assert [process.exitcode for process in processes] == [0, 0]
    assert mistakes == ()
    wanted = [decision(number, who) for who in ("ada", "bo") for number in range(1, 21)]
    assert sorted(decisions, key=lambda one: one.id) == sorted(
        [decision(0), *wanted], key=lambda one: one.id
    )


def write_many(home, told, who):
    """Run in a process of its own."""
    from pathlib import Path

    if home == "git":
        journal = FolderJournal(Path(told) / "journal")
    else:
        journal = ServerJournal(read_engine_url(told))
    for number in range(1, 21):
        journal.append(decision(number, who))


def forgotten(*identities):
    return Forgotten(SALT, frozenset(marks_of(SALT, identities)))


ADA = forgotten(Identity("mail", "ada@tidewater.example"), Identity("account", "github:ada-m"))


def about_ada():
    """Lines of hers, about her, and about others."""
    her = "ada@tidewater.example"
    return [
        decision(0, her, "ruling", why="I say so", about=("github:bo:x",), **{"class": "directed"}),
        decision(1, "bo", "ruling", why="of @ada-m", about=("github:ada-m:x",)),
        decision(2, her, "logged", why="", about=("log:1",), title="Sat by"),
        decision(3, "bo", "ruling", why="mine", about=("github:bo:y",)),
    ]


def test_erasing_leaves_what_was_decided(home):
    """Answers on others' work stay, their own lines are tombstones, and nothing names them."""
    made = about_ada()
    home.open().append(*made)
    changed = home.open().erase(ADA, LATER)

    decisions, mistakes = home.open().read()
    ruling, about, logged, other = decisions
    assert mistakes == ()
    assert list(changed) == sorted(one.id for one in made[:3])
    assert (ruling.who, ruling.why, ruling.about) == ("forgotten", "", ("github:bo:x",))
    assert ruling.content["class"] == "directed"
    assert [(one.what, one.about) for one in (about, logged)] == [("erased", ())] * 2
    assert other == made[3]
    said = b"".join(line.place.encode() + line.text for line in home.open().kept())
    assert b"ada" not in said


def test_erasing_again_changes_nothing(home):
    """What is done is done, on the day it was done."""
    home.open().append(*about_ada())
    home.open().erase(ADA, LATER)
    before = home.open().read()

    assert home.open().erase(ADA, LATER + timedelta(days=9)) == ()
    assert home.open().read() == before


def test_nobody_else_is_erased(home):
    """Lines of others are the same bytes, in the same place."""
    home.open().append(*about_ada())
    before = home.open().kept()

    assert home.open().erase(forgotten(Identity("account", "github:nobody")), LATER) == ()
    assert home.open().kept() == before


def test_a_line_that_cannot_be_read_and_names_them_goes(home):
    """Nobody can tell what it said, and it still names them; one that names nobody stays."""
    home.open().append(decision(0, why="with @ada-m"), decision(1, why="with @bo-x"))
    home.spoil(b"with @", b"beside @")

    (gone,) = home.open().erase(ADA, LATER)

    decisions, mistakes = home.open().read()
    assert gone.endswith(":1")
    assert (decisions, len(mistakes)) == ((), 1)
    assert isinstance(mistakes[0], Mistake)
    assert [b"ada-m" in line.text for line in home.open().kept()] == [False]
