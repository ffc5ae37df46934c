"""What is carried, and the words people say about it."""

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from twohats.errors import WrongUse
from twohats.flow.carried import Asked, Known, carried, saying
from twohats.flow.landed import ends_of, settle
from twohats.formats.addresses import HOSTS
from twohats.journal.carrying import CARRIED, read_carried
from twohats.records.carried import Word
from twohats.records.decisions import Decision
from twohats.records.reads import Page
from twohats.store.facts import FactStore

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


def test_an_empty_list_says_what_was_looked_for_and_what_was_not(tmp_path):
    """Commits cannot be compared without an upstream; with one, that is not said."""
    folder = tmp_path / "hub"
    git = ["git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "x"], check=True)

    alone = carried(Asked((folder,)), Known(HOSTS), TODAY, tmp_path)
    beside = carried(Asked((folder,), upstream=str(folder)), Known(HOSTS), TODAY, tmp_path)

    nothing = "Nothing in the files is carried: no patch, override, copy or mark, and no pin to another project."
    assert alone.said == [
        nothing,
        "Commits were not compared in local/hub: no remote `upstream` was fetched. "
        "For a fork, name it: --upstream origin/main, or a clone",
    ]
    assert beside.said[0] == nothing
    assert not beside.uncompared


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


LINK = "https://github.com/lantern/core/pull/7"


@pytest.fixture
def store(tmp_path):
    """Facts of three changes: one merged, one turned down, one open; and an issue that was closed."""
    merged, closed = datetime(2026, 5, 20, tzinfo=UTC), datetime(2026, 5, 21, tzinfo=UTC)
    numbers = [7, 8, 9, 10]
    page = Page(
        "github:lantern",
        {
            "items": {
                "item": [f"github:lantern/core#{number}" for number in numbers],
                "repository": ["github:lantern/core"] * 4,
                "number": numbers,
                "kind": ["pull_request"] * 3 + ["issue"],
                "state": ["merged", "closed", "open", "closed"],
                "merged_at": [merged, None, None, None],
                "closed_at": [merged, closed, None, closed],
            }
        },
        datetime(2026, 6, 1, tzinfo=UTC),
    )
    kept = FactStore(tmp_path / "facts")
    with kept.begin("test", "a", "a") as staging:
        staging.add(page)
        staging.finish()
    return kept


@pytest.mark.parametrize(
    ("number", "answer", "landed_on", "waits"),
    [(7, "landed", date(2026, 5, 20), True), (8, "closed upstream", None, True), (9, "linked", None, False),
     (10, "linked", None, False), (11, "linked", None, False)],
)  # fmt: skip
def test_a_link_is_followed_to_its_end(looked, store, number, answer, landed_on, waits):
    """What was merged waits to be dropped; an issue that was closed says nothing of the change."""
    url = f"https://github.com/lantern/core/pull/{number}"
    found = linked_to(looked, url)
    settle(found, ends_of(store, [url], HOSTS))
    row = next(row for row in found.rows if row["what"] == "core @ abc")

    assert (row["answer"], row["landed_on"], row in found.waiting) == (answer, landed_on, waits)
    assert found.meta["answers"][answer] >= 1


def test_what_landed_says_how_long_it_was_carried(looked, store):
    """From the day it came to the day it was merged."""
    found = linked_to(looked, LINK)
    settle(found, ends_of(store, [LINK], HOSTS))

    assert (
        f"core @ abc, carried for 139 days, landed upstream on 2026-05-20: drop it here ({LINK})"
        in found.said
    )


def test_what_landed_later_is_not_known_yet(looked, store):
    """As of a day before the merge it is linked."""
    found = linked_to(looked, LINK)
    settle(found, ends_of(store, [LINK], HOSTS, datetime(2026, 5, 20, tzinfo=UTC)))

    assert [row["answer"] for row in found.rows if row["link"]] == ["linked"]


def test_a_reason_to_keep_it_stays(looked, store):
    """A person knows that the release with it is not out yet."""
    row = next(row for row in looked().rows if row["what"] == "core @ abc")
    word = Word(LINK, "their release is not out", date(2026, 9, 1))
    ((key, why, content, _),) = saying([row["id"]], word, looked(), (), TODAY)
    found = looked([line(key, why, content)])
    settle(found, ends_of(store, [LINK], HOSTS))

    assert [row["answer"] for row in found.rows if row["link"]] == ["linked"]
    assert not any("drop it" in said for said in found.said)


def linked_to(looked, url):
    """Look again, with one thing linked."""
    row = next(row for row in looked().rows if row["what"] == "core @ abc")
    ((key, why, content, _),) = saying([row["id"]], Word(url), looked(), (), TODAY)
    return looked([line(key, why, content)])
