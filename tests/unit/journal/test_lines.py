"""One decision, one line; a line that cannot be trusted is named."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import Mistake
from twohats.journal.lines import ALPHABET, from_line, to_line, ulid
from twohats.records.decisions import Decision

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
DECISION = Decision("01KJ", "ada", AT, "join-undone", ("github:a", "mail:a@b"), "not the same")

# Lone surrogates too: the command line hands over what it could not decode as such.
texts = st.text(st.characters(exclude_categories=()))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
values = st.none() | st.booleans() | st.integers() | texts
decisions = st.builds(
    Decision,
    id=texts,
    who=texts,
    at=moments,
    what=texts,
    about=st.lists(texts).map(tuple),
    why=texts,
    content=st.dictionaries(texts, values | st.lists(values)),
    supersedes=st.none() | texts,
)


@given(decisions)
def test_a_line_gives_back_its_decision(decision):
    """Whatever was written, in any script, comes back equal and on one line."""
    line = to_line(decision)

    assert line.splitlines() == [line]
    assert from_line(line, "journal/2026/03/ada.jsonl", 1) == decision


@given(decisions, st.data())
def test_a_cut_line_is_named(decision, data):
    """However much of a line a power cut leaves, it is not taken for a decision."""
    line = to_line(decision)
    cut = line[: data.draw(st.integers(0, len(line) - 1))]

    found = from_line(cut, "ada.jsonl", 3)

    assert found == Mistake(
        "ada.jsonl", 3, "this line is not a decision; it was cut or edited by hand"
    )


def test_an_edited_line_is_named():
    """A word changed by hand shows, since the hash is over all of the content."""
    line = to_line(DECISION).replace(b"not the same", b"quite the same")

    assert from_line(line, "ada.jsonl", 7) == Mistake(
        "ada.jsonl", 7, "this line was changed after it was written; undo the change"
    )


def test_the_order_of_keys_is_no_change():
    """A tool that sorts keys or changes blanks leaves the content, and so the line, as it was."""
    line = json.dumps(json.loads(to_line(DECISION)), sort_keys=True, indent=1).replace("\n", "")

    assert from_line(line.encode(), "ada.jsonl", 1) == DECISION


def test_a_line_from_before_a_field_was_added():
    """Lines of earlier versions, which lack fields of today, are read as they were meant."""
    then = {name: value for name, value in vars(DECISION).items() if name != "content"}
    then |= {"at": AT.isoformat(), "about": list(DECISION.about)}
    plain = json.dumps(then, sort_keys=True, ensure_ascii=False).encode()
    line = json.dumps({**then, "sha256": hashlib.sha256(plain).hexdigest()}).encode()

    assert from_line(line, "ada.jsonl", 1) == DECISION


def test_lines_of_others_are_named():
    """JSON that is no decision, and no JSON at all, are mistakes and stop nothing."""
    for text in (b"", b"[]", b"7", b"{}", b"<<<<<<< HEAD", b'{"sha256": "x"}', b"\xff\xfe"):
        assert isinstance(from_line(text, "ada.jsonl", 1), Mistake)


def test_lines_of_a_newer_program_are_named_as_such():
    """A line with a field this program does not know is whole, and not for it to use."""
    content = json.loads(to_line(DECISION))
    del content["sha256"]

    assert from_line(_sealed({**content, "mood": "good"}), "ada.jsonl", 4) == Mistake(
        "ada.jsonl", 4, "this line was written by a newer twohats; update this one to read it"
    )


@pytest.mark.parametrize(
    "odd",
    [
        {"about": "github:ada"},
        {"about": [1]},
        {"at": "2026-03-01T12:00:00"},
        {"at": "then"},
        {"at": None},
        {"content": []},
        {"id": 7},
        {"supersedes": 7},
        {"why": None},
    ],
    ids=str,
)
def test_lines_of_another_shape_are_named(odd):
    """A whole line whose fields are of another kind is no decision, and stops nothing."""
    content = json.loads(to_line(DECISION))
    del content["sha256"]

    assert isinstance(from_line(_sealed({**content, **odd}), "ada.jsonl", 1), Mistake)


def _sealed(content):
    text = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    return json.dumps({**content, "sha256": hashlib.sha256(text).hexdigest()}).encode()


def test_content_is_what_json_has():
    """Days and times are written as text, keys too; what JSON has not is refused."""
    told = replace(
        DECISION, content={"on": date(2026, 3, 1), "at": AT, "n": {9: "a", 10: "b"}, "t": (1, 2)}
    )

    assert from_line(to_line(told), "ada.jsonl", 1).content == {
        "on": "2026-03-01",
        "at": AT.isoformat(),
        "n": {"9": "a", "10": "b"},
        "t": [1, 2],
    }
    for odd in (float("nan"), object(), {1, 2}):
        with pytest.raises((TypeError, ValueError)):
            to_line(replace(DECISION, content={"odd": odd}))


def test_times_are_written_in_utc():
    """The same moment gives the same line from any time zone."""
    local = datetime(2026, 3, 1, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))

    assert to_line(Decision(**{**vars(DECISION), "at": local})) == to_line(DECISION)


def test_readable():
    """Names keep their letters: the file is read by people too."""
    assert "Jörg Čapek".encode() in to_line(Decision("1", "Jörg Čapek", AT, "x", (), ""))


@given(moments, moments, st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_identifiers_sort_by_time(first, second, chance, other_chance):
    """Of two identifiers the later millisecond sorts later, whatever chance adds."""
    one, two = ulid(first, chance), ulid(second, other_chance)
    milliseconds = [
        moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (first, second)
    ]

    assert {len(one), len(two)} == {26}
    assert set(one + two) <= set(ALPHABET)
    if milliseconds[0] != milliseconds[1]:
        assert (one < two) == (first < second)
    else:
        assert (one < two) == (chance < other_chance)
