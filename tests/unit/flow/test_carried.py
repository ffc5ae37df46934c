"""What is carried, and the words people say about it."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from twohats.errors import WrongUse
from twohats.flow.carried import Asked, Known, carried, saying
from twohats.formats.addresses import HOSTS
from twohats.journal.carrying import CARRIED, read_carried
from twohats.records.carried import Word
from twohats.records.decisions import Decision

TODAY = date(2026, 6, 1)


@pytest.fixture
def looked(tmp_path):
    """Commit two pins, one of them our own project's, and look."""
    folder = tmp_path / "hub"
    folder.mkdir()
    (folder / "requirements.txt").write_text(
        "core @ git+https://github.com/lantern/core@abc\n"
        "ours @ git+https://github.com/acme/ours@abc\n"
    )
    (folder / "Dockerfile").write_text(
        "# twohats: carried until they answer until 2026-05-01\n"
        "RUN pip install git+https://github.com/lantern/nets@abc\n"
    )
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x", "--date=2026-01-01T00:00:00Z"]):  # fmt: skip
        who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *who, *command], cwd=folder, check=True)

    def look(decisions=(), today=TODAY, own=frozenset({"github:acme"})):
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        known = Known(HOSTS, own, tuple(decisions))
        return carried(Asked((folder,)), known, today, work)

    return look


def line(key, why, content, at=1, supersedes=None):
    day = datetime(2026, 5, at, tzinfo=UTC)
    return Decision(f"0{at:025}", "ada@example.org", day, CARRIED, (key,), why, content, supersedes)


def test_what_nobody_answered_waits_and_what_is_our_own_is_not_carried(looked):
    """A pin to our own project is counted and left out; the rest waits for a word."""
    found = looked()

    assert [(row["what"], row["answer"], row["age_d"]) for row in found.rows] == [
        ("nets @ abc", "look again", 151),
        ("core @ abc", "nothing said", 151),
    ]
    assert [one.reason for one in found.skipped] == ["1 pinned to our own repositories"]
    assert len(found.waiting) == 2


def test_without_a_workspace_nothing_is_our_own(looked):
    """Who owns what is not guessed."""
    assert len(looked(own=frozenset()).rows) == 3


def test_a_word_in_the_journal_answers_until_its_day(looked):
    """A reason holds up to its review, and waits again from that day on."""
    row = next(row for row in looked().rows if row["what"] == "core @ abc")
    said = Word(None, "their release is near", date(2026, 9, 1))
    ((key, why, content, before),) = saying([row["id"]], said, looked(), (), TODAY)
    decision = line(key, why, content)

    def answer(today):
        rows = looked([decision], today).rows
        return next(r["answer"] for r in rows if r["what"] == "core @ abc")

    assert before is None
    assert answer(date(2026, 8, 31)) == "stays for now"
    assert answer(date(2026, 9, 1)) == "look again"


def test_a_later_word_takes_the_place_of_the_earlier(looked):
    """A link that is said later holds."""
    found = looked()
    id_ = found.rows[1]["id"]
    ((key, why, content, _),) = saying(
        [id_], Word(None, "not yet", date(2026, 9, 1)), found, (), TODAY
    )
    first = line(key, why, content, 1)
    url = "https://github.com/lantern/core/pull/7"
    ((key, why, content, before),) = saying([id_], Word(url), found, [first], TODAY)

    rows = looked([first, line(key, why, content, 2, before)]).rows

    assert before == first.id
    row = next(row for row in rows if row["id"] == id_)
    assert (row["answer"], row["link"], row["reason"]) == ("linked", url, None)


@pytest.mark.parametrize(
    ("word", "said"),
    [
        (Word(), "say where it goes"),
        (Word(None, "a reason"), "say where it goes"),
        (Word("pull/7"), "write the whole address"),
        (Word(None, "a reason", TODAY), "that day is not to come"),
    ],
)
def test_half_a_word_is_refused(looked, word, said):
    """A reason needs a day that is to come, and a link is an address."""
    found = looked()

    with pytest.raises(WrongUse, match=said):
        saying([found.rows[0]["id"]], word, found, (), TODAY)


def test_a_name_of_nothing_is_refused(looked):
    """Nothing is written about what is not carried."""
    with pytest.raises(WrongUse, match="nothing carried is called so"):
        saying(["ffffffffff"], Word("https://example.org/1"), looked(), (), TODAY)


def test_all_wrong_paths_are_named_at_once(tmp_path):
    """Nobody mends one path to hear of the next."""
    paths = (tmp_path / "one", tmp_path / "two")

    with pytest.raises(WrongUse) as error:
        carried(Asked(paths), Known(HOSTS), TODAY, Path(tmp_path))

    assert str(error.value).count("it is no git repository") == 2


def test_a_line_that_says_neither_link_nor_day_is_named():
    """What was written by hand and says nothing usable is not taken for an answer."""
    lost = read_carried(line("carried:abc", "because", {}))

    assert lost.reason == "it names neither a link upstream nor a day to look again"
