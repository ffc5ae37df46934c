"""What users said, kept without who they are."""

from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.errors import WrongUse
from twohats.flow.feedback import Said, item_of, keeping, telling
from twohats.journal import ulid
from twohats.journal.naming import NAMING, naming_content
from twohats.journal.user_feedback import (
    SOURCES,
    read_user_feedback,
    user_feedback_of,
)
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.workspace import Settings

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
SETTINGS = Settings("Tidewater", owners=("github:tidewater",), trackers=("github:us/plan",))
AGREED = Decision("00", "ada", NOW, NAMING, ("name:kelp school",), "they agreed", naming_content("Kelp School", "https://x.example"))  # fmt: skip


def written(line, number=1):
    at = NOW + timedelta(minutes=number)
    id_ = ulid(at, number.to_bytes(10, "big"))
    return Decision(id_, "ada", at, line.what, line.about, line.why, line.content, line.supersedes)


def kept(words="it jumps", source="call", issue="lantern/core#7", **said):
    return keeping(Said(words, source, issue, **said), SETTINGS, [AGREED], TODAY)


def test_it_is_kept_with_its_source_and_where_it_went():
    """And read back as written."""
    line, withheld = kept(on=date(2026, 5, 30))
    (one,) = user_feedback_of([written(line)])

    assert (one.words, one.source, one.item) == ("it jumps", "call", "github:lantern/core#7")
    assert (one.said_on, one.told_on, withheld) == (date(2026, 5, 30), None, None)


def test_who_said_it_is_kept_only_if_they_agreed():
    """In whatever spelling; else nobody can read it in the journal."""
    line, withheld = kept(member="kelp school")
    hidden, who = kept(member="Open Tides")

    assert (line.content["member"], withheld) == ("Kelp School", None)
    assert who == "Open Tides"
    assert "Open Tides" not in repr(hidden)


def test_they_hear_where_or_how():
    """The line takes the place of the first, and the name stays."""
    first = written(kept()[0])
    (one,) = user_feedback_of([first])
    line = telling(one.name[:4], [first], TODAY, link="https://tickets.example/7")
    (after,) = user_feedback_of([first, written(line, 2)])

    assert (after.name, after.told_on, after.told_link) == (one.name, TODAY, "https://tickets.example/7")  # fmt: skip
    assert after.words == one.words


def test_what_waits_is_carried_later():
    """Two things about nothing in particular stay two."""
    both = [written(kept(issue=None)[0]), written(kept("it is slow", issue=None)[0], 2)]
    first, second = user_feedback_of(both)
    line = telling(second.name, both, TODAY, issue="lantern/core#9", settings=SETTINGS)
    after = {one.name: one.item for one in user_feedback_of([*both, written(line, 3)])}

    assert after == {first.name: None, second.name: "github:lantern/core#9"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"words": " "}, "in words of your own"),
        ({"source": "rumour"}, "say one of ticket, call"),
        ({"issue": "core#7"}, "write one item"),
        ({"issue": "a/b#1 and a/b#2"}, "write one item"),
        ({"issue": "tidewater/hub#1"}, "that is our own"),
        ({"issue": "us/plan#1"}, "that is our own"),
        ({"on": date(2026, 6, 2)}, "that day is to come"),
    ],
)
def test_what_is_not_whole_is_refused(said, words):
    """Nothing was kept, and it says what to write."""
    with pytest.raises(WrongUse, match=f"nothing was kept: .*{words}"):
        kept(**said)


def test_all_that_is_wrong_is_said_at_once():
    """One message, each with its next step."""
    with pytest.raises(WrongUse) as error:
        kept(words="", source="rumour", issue="x")

    assert str(error.value).count("--") >= 2
    assert "in words of your own" in str(error.value)


@pytest.mark.parametrize(
    ("name", "how", "words"),
    [
        ("zzzz", {"why": "by phone"}, "nothing users said is called so"),
        (None, {}, "say where they heard"),
        (None, {"link": "tickets/7"}, "write the whole address"),
    ],
)
def test_half_a_word_of_telling_is_refused(name, how, words):
    """It has to be found, and to say where or how."""
    first = written(kept()[0])
    called = name or user_feedback_of([first])[0].name

    with pytest.raises(WrongUse, match=words):
        telling(called, [first], TODAY, **how)


@pytest.mark.parametrize(
    "content",
    [
        {"source": "call"},
        {"words": "x", "source": "?"},
        {"words": "x", "source": "call", "on": "?"},
    ],
)
def test_a_line_that_cannot_be_read_is_left_out_with_its_reason(content):
    """Nothing vanishes."""
    line = Decision("01", "a", NOW, "user-feedback", (), "", content)

    assert isinstance(read_user_feedback(line), Skipped)
    assert user_feedback_of([line]) == ()


def test_an_address_names_its_item():
    """As people copy it."""
    url = "https://github.com/Lantern/core/pull/7#discussion_r1"

    assert item_of(url, SETTINGS) == "github:lantern/core#7"
    assert len(SOURCES) == len(set(SOURCES))
