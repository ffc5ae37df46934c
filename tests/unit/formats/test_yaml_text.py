"""YAML read as text."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.yaml_text import NotYaml, YamlMap, parse_records, parse_yaml


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("2022-09", "2022-09"),
        ("2022-09-01", "2022-09-01"),
        ("no", "no"),
        ("1e3", "1e3"),
        ("0777", "0777"),
        ('"null"', "null"),
        ("|\n  two\n  lines", "two\nlines"),
        ("null", None),
        ("~", None),
        ("", None),
        ("''", None),
    ],
)
def test_values_stay_as_written(written, text):
    """No dates, truth values or numbers are made; only nothing is nothing."""
    document = parse_yaml(f"key: {written}\n")

    assert isinstance(document, YamlMap)
    assert document.text("key") == text


def test_anchors_are_followed_and_may_not_grow():
    """An alias is the value it names; one inside itself, or a tower of them, does no harm."""
    tower = "a0: &a0 [x]\n" + "".join(
        f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 9)}]\n" for at in range(1, 40)
    )

    document = parse_yaml("one: &name Ada\ntwo: *name\nloop: &loop [*loop]\n" + tower)

    assert isinstance(document, YamlMap)
    assert document.text("two") == "Ada"


def test_the_first_of_two_equal_keys_holds():
    """A key given twice is no error, and the first is read."""
    document = parse_yaml("a: 1\na: 2\n")

    assert isinstance(document, YamlMap)
    assert document.text("a") == "1"


@pytest.mark.parametrize("text", ["a: [", '"', "a: b: c", "\t- a", "[" * 5000])
def test_what_is_no_yaml_is_refused(text):
    """Broken text raises one kind of error."""
    with pytest.raises(NotYaml):
        parse_yaml(text)


@given(st.text("-: \n[]{}\"'#&*!|>%@`,?ab1\t", max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Nothing but `NotYaml` comes out of reading."""
    with suppress(NotYaml):
        parse_yaml(text)
    parse_records(text, "a.yml")
    parse_records(text, "a.yml", "key")


def test_broken_lists_are_read_piece_by_piece():
    """Items around a broken one are read, with their own lines, up to the next key."""
    text = 'key:\n  - a: 1\n  # note\n  - a: "\n  - a: 3\n    b:\n    - c\nother: {\n'

    records = parse_records(text, "a.yml", "key")

    assert [(one.text("a"), one.line) for one in records.mappings] == [("1", 2), ("3", 5)]
    assert [problem.line for problem in records.problems] == [4]
