"""Forms filled in as issues."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.initiative import Initiative, read_initiative
from twohats.formats.issue_form import parse_issue_form, parse_lines

FORM = """\
### Problem Statement

As a teacher, I lose work.

More of it.

### Kind

Stakeholder-led

### Upstream need

https://example.org/lantern/core/issues/2
It waits.

### Beneficiaries

- Open Tides
- Kelp, the college

### Funder

_No response_
"""


def test_each_question_has_its_answer():
    """Over several lines and paragraphs; what was left out is left out."""
    assert parse_issue_form(FORM) == {
        "problem statement": "As a teacher, I lose work.\n\nMore of it.",
        "kind": "Stakeholder-led",
        "upstream need": "https://example.org/lantern/core/issues/2\nIt waits.",
        "beneficiaries": "- Open Tides\n- Kelp, the college",
    }


def test_an_initiative_says_whose_need_it_serves():
    """In older words too, which are read and never written."""
    assert read_initiative(FORM) == Initiative(
        "directed",
        None,
        ("Open Tides", "Kelp, the college"),
        "https://example.org/lantern/core/issues/2",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No form at all.",
        "#hashtag",
        "### Kind\n\n```\ndirected\n```\n",
        "### Kind\n\n<!-- directed or foundational -->\n",
        "```\n### Kind\n\ndirected\n```\n",
        "### Kind\n\n### Funder\n",
    ],
)
def test_what_is_no_answer_is_none(text):
    """Code and comments are what a template says, not what somebody answered."""
    assert read_initiative(text) == Initiative()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("kind: directed", {"kind": "directed"}),
        ("- **Kind**: directed", {"kind": "directed"}),
        ("**Kind:** `directed`", {"kind": "`directed`"}),
        ("upstream_need: a/b#1", {"upstream need": "a/b#1"}),
        ("kind: directed\nkind: foundational", {"kind": "directed"}),
        ("kind:", {}),
        ("> kind: directed", {}),
        ("see https://example.org", {}),
        ("    \n\n    kind: directed", {}),
    ],
)
def test_a_line_says_one_thing(line, said):
    """Where it is somebody's own, and no code."""
    assert parse_lines(line) == said


def test_headings_come_before_lines():
    """A form was asked; a line may be part of some answer."""
    assert read_initiative("### Kind\n\nfoundational\n\n### Why\n\nkind: directed").direction == (
        "foundational"
    )


@given(st.text())
def test_any_text_is_read(text):
    """Whatever people paste."""
    read_initiative(text)
