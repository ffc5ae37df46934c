"""Sentences with their lines; code, comments and marks say nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.prose import headings, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One.\nTwo goes\non. Three.\n", [(1, "One."), (2, "Two goes on."), (3, "Three.")]),
        ("- a\n  b\n- [ ] c\n1. d\n", [(1, "a b"), (3, "c"), (4, "d")]),
        ("```\ncode\n```\nSaid.\n", [(4, "Said.")]),
        ("<!-- hidden\nhere -->\nSaid.\n", [(3, "Said.")]),
        ("---\ntitle: x\n---\nSaid.\n", [(4, "Said.")]),
        ("Mail <a@b.example> or [see](https://x.example).\n", [(1, "Mail a@b.example or see.")]),
        ("Tools, e.g. Kelp, help.\n", [(1, "Tools, e.g. Kelp, help.")]),
        ("Run::\n\n    make\n\nSaid.\n", [(1, "Run::"), (5, "Said.")]),
        ("Title\n~~~~~\n\nSaid.\n", [(4, "Said.")]),
        ("~~~\ncode\n~~~\nSaid.\n", [(4, "Said.")]),
        ("See :ref:`the page <x>` and **this**.\n", [(1, "See the page and this.")]),
    ],
)
def test_sentences(text, found):
    """Each begins on its own line."""
    assert [(one.line, one.text) for one in sentences(text)] == found


@pytest.mark.parametrize(
    ("text", "above"),
    [
        ("# A\n\n## B\n\nx\n", "A / B"),
        ("# A\n\n## B\n\n# C\n\nx\n", "C"),
        ("A\n=\n\nB\n---\n\nx\n", "B"),
        ("A\n===\n\nB\n---\n\nC\n===\n\nx\n", "C"),
        ("A\n===\n\nB\n---\n\nx\n", "A / B"),
    ],
)
def test_headings_above_a_sentence(text, above):
    """A heading ends those of its own rank and below."""
    assert [one.heading for one in sentences(text)][-1] == above


def test_headings_of_both_kinds():
    """Marked and underlined; a line of code is none."""
    assert headings("# A #\n\nB\n---\n\n```\n# c\n```\n") == [(1, "A"), (3, "B")]


@given(st.text(alphabet="ab#-=~`*.<>[]() \n\t|:!'\"1", max_size=120))
def test_any_text_is_read(text):
    """Lines rise, and lie within the text."""
    lines = [one.line for one in sentences(text)]

    assert lines == sorted(lines)
    assert all(1 <= one <= text.count("\n") + 1 for one in lines)
