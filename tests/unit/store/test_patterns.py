"""Regular expressions are written for other engines, and what is not known there is refused."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.store.engines.patterns import JAVA, POSTGRESQL, flags_and_body, grouped, translated


@pytest.mark.parametrize(
    ("pattern", "postgresql", "java"),
    [
        ("abc", "abc", "(?d)abc"),
        (r"(?i)a.b$", r"(?i)a[^\n]b$", r"(?diu)a.b\z"),
        (r"(?im)^a$", "(?iw)^a$", "(?dium)^a$"),
        (r"[^\w.-]\d", "[^A-Za-z0-9_.-][0-9]", "(?d)[^A-Za-z0-9_.-][0-9]"),
        (r"[]a[&]", r"[\]a\[&]", r"(?d)[\]a\[\&]"),
        (r"\(#\d+\)", r"\(#[0-9]+\)", r"(?d)\(#[0-9]+\)"),
        (r"\S", r"[^\t\n\f\r ]", r"(?d)[^\t\n\f\r ]"),
    ],
)
def test_signs_are_written_as_each_engine_means_them(pattern, postgresql, java):
    """Classes are spelled out; a dot and an end are written so that line breaks count alike."""
    assert translated(pattern, POSTGRESQL) == postgresql
    assert translated(pattern, JAVA) == java


@pytest.mark.parametrize(
    "pattern", [r"(?s)a", r"a(?=b)", r"(?P<x>a)", r"\pL", r"\Aa", r"[\D]", r"(?i:a)", r"\z"]
)
def test_what_is_not_known_everywhere_is_refused(pattern):
    """No expression reaches an engine that may read it in another way."""
    with pytest.raises(ValueError, match="known to every engine"):
        translated(pattern, POSTGRESQL)


def test_an_expression_can_be_a_group_of_its_own():
    """Flags stay in front; the first group is all of it."""
    assert grouped("(?i)^(a)$", POSTGRESQL) == "(?i)(^(a)$)"
    assert flags_and_body("(?im)x") == ("im", "x")


PIECES = st.sampled_from([*"abX_1 -./", r"\d", r"\w", r"\s", r"\b", "[a-c]", r"[^\d/]", ".", "$", "(?:a|b)", "x?"])  # fmt: skip


@settings(max_examples=60)
@given(
    pieces=st.lists(PIECES, min_size=1, max_size=5),
    text=st.text(alphabet="abX_1 -./\n", max_size=8),
    flags=st.sampled_from(["", "i", "m", "im"]),
)
def test_what_java_is_given_means_the_same_to_python(pieces, text, flags):
    """Written out, an expression finds what it found before: Python reads both forms, by ASCII."""
    pattern = "".join(pieces)
    letters = {"i": re.IGNORECASE, "m": re.MULTILINE}
    how = re.ASCII
    for letter in flags:
        how |= letters[letter]
    _, body = flags_and_body(f"(?{flags}){pattern}" if flags else pattern)
    written = re.sub(r"^\(\?[a-z]+\)", "", translated(f"(?{flags}){body}" if flags else body, JAVA))
    end = "$" if "m" in flags else r"\Z"  # to Python as to RE2 without (?m): the very end

    wanted = re.search(body.replace("$", end), text, how)
    assert (re.search(written.replace(r"\z", r"\Z"), text, how) is None) == (wanted is None)
