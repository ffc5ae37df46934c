"""Changing one thing and leaving every other byte alone."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.toml_edit import append_table, set_value

TEXT = """\
# Ours
name = "a"   # for now
list = [
  "x", # first
  "y",
]

# Rules
[[rules]]
key = 'one'  # why
# more = 1

# Last
[other]
inline = { a = 1, b = 2 }  # both
"""
BLANK = st.sampled_from(["", "\n", "# a note\n", "   # indented\n"])
NAMES = st.sampled_from(["alpha", "beta", "gamma", "delta"])
VALUES = st.sampled_from(
    ['"text"', "'raw # not a note'", "12", "true", '["a",  "b"]', "2024-01-31"]
)
PAIRS = st.tuples(
    BLANK, NAMES, st.sampled_from([" = ", "="]), VALUES, st.sampled_from(["", "  # x"])
)


@st.composite
def documents(draw):
    """Texts as people write them: notes, gaps, odd spacing, either line break."""

    def table():
        pairs = draw(st.lists(PAIRS, max_size=3, unique_by=lambda pair: pair[1]))
        return "".join(f"{gap}{k}{eq}{v}{note}\n" for gap, k, eq, v, note in pairs)

    text = table()
    for _ in range(draw(st.integers(0, 3))):
        text += f"{draw(BLANK)}[[rules]]\n{table()}"
    if draw(st.booleans()):
        text += f"{draw(BLANK)}[other]\n{table()}"
    text += draw(BLANK)
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def _shared(first, second):
    """How many characters two texts begin with alike."""
    return next(
        (i for i, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )


def _replaced(before, after):
    """The one stretch of a text that the other has otherwise; empty: something was put in."""
    start = _shared(before, after)
    rest = before[start:]
    return rest[: len(rest) - _shared(rest[::-1], after[::-1])]


@given(documents(), NAMES, st.sampled_from([(), ("other",), ("rules", 0)]))
def test_setting_a_value_changes_one_line(text, name, table):
    """Everything but the one value is byte for byte as before, and reads as before."""
    if table == ("rules", 0) and "rules" not in tomllib.loads(text):
        return
    expected = tomllib.loads(text)
    inner = expected
    for part in table:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    was_there = name in inner
    inner[name] = "new"

    after = set_value(text, (*table, name), "new")

    assert tomllib.loads(after) == expected
    stretch = _replaced(text, after)
    assert ("\n" not in stretch) if was_there else (stretch == "")
    assert set_value(after, (*table, name), "new") == after


@given(documents(), NAMES)
def test_appending_a_table_touches_no_line(text, name):
    """All lines stay, in order; the new table comes after the others of its name."""
    expected = tomllib.loads(text)
    expected.setdefault("rules", []).append({name: "new", "flag": True})

    after = append_table(text, "rules", {name: "new", "flag": True})

    assert tomllib.loads(after) == expected
    assert _replaced(text, after) == ""


def test_a_value_keeps_the_note_behind_it():
    """What people wrote beside a value speaks of the key, not of the value."""
    assert set_value(TEXT, ("name",), "b") == TEXT.replace('"a"', '"b"')


def test_a_new_key_goes_to_the_end_of_its_table():
    """A key of the whole file must not slip below a header."""
    assert set_value(TEXT, ("more",), 5) == TEXT.replace("]\n\n# Rules", "]\nmore = 5\n\n# Rules")


def test_a_new_table_comes_after_the_notes_of_the_last():
    """Notes below a table belong to it, and notes above a header to that header."""
    after = append_table(TEXT, "rules", {"key": "two"})

    assert after == TEXT.replace("# more = 1\n\n", '# more = 1\n\n[[rules]]\nkey = "two"\n\n')


def test_a_file_of_tables_alone_gets_its_first_key_above_them():
    """The note that touches the first header stays with it."""
    assert set_value("# T\n[t]\na = 1\n", ("k",), 1) == "k = 1\n\n# T\n[t]\na = 1\n"


def test_inside_an_inline_table_only_that_table_is_written_anew():
    """The rest of its line stays."""
    after = set_value(TEXT, ("other", "inline", "b"), 3)

    assert tomllib.loads(after)["other"]["inline"] == {"a": 1, "b": 3}
    assert after.endswith("}  # both\n")


def test_a_list_written_inline_grows_inline():
    """Two ways to write a list of tables cannot be mixed in TOML."""
    assert append_table("r = []\n", "r", {"a": 1}) == "r = [{a = 1}]\n"
    assert append_table("r = [{a = 1}]\n", "r", {"a": 2}) == "r = [{a = 1}, {a = 2}]\n"


def test_a_last_line_without_a_break_gets_one():
    """Editors differ; the new line must not run into the old."""
    assert set_value("a = 1", ("b",), 2) == "a = 1\nb = 2\n"
    assert append_table("a = 1", "t", {"b": 2}) == "a = 1\n\n[[t]]\nb = 2\n"


@pytest.mark.parametrize(
    ("text", "path", "after"),
    [
        ("a.b = 1\n", ("a", "c"), 'a.b = 1\na.c = "v"\n'),
        ("a.b.c = 1\n[z]\n", ("a", "d"), 'a.b.c = 1\na.d = "v"\n[z]\n'),
        ("[t]\na.b = 1\n", ("t", "a", "c"), '[t]\na.b = 1\na.c = "v"\n'),
        ("[a.b]\nc = 1\n", ("a", "d"), '[a.b]\nc = 1\n\n[a]\nd = "v"\n'),
        ("[a]\n[a.b]\nc = 1\n", ("a", "d"), '[a]\nd = "v"\n[a.b]\nc = 1\n'),
        ("[[r]]\n[r.s]\nx = 1\n", ("r", 0, "k"), '[[r]]\nk = "v"\n[r.s]\nx = 1\n'),
    ],
)
def test_a_table_grows_in_the_way_it_was_written(text, path, after):
    """By dotted keys, by headers, above what is nested in it."""
    assert set_value(text, path, "v") == after
    assert tomllib.loads(after)


def test_a_position_that_is_not_there_is_refused():
    """A list grows by a whole table, never by a hole."""
    with pytest.raises(KeyError):
        set_value(TEXT, ("rules", 1, "key"), "x")
