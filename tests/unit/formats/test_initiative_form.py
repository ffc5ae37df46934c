"""Initiatives as people fill in their form."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.formats.initiative_form import (
    QUESTIONS,
    form_text,
    is_unknown,
    parse_effort,
    parse_form_file,
    questions_left_out,
    read_form,
)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("20 h", 20),
        ("3 days", 24),
        ("~2-4 person-days", 24),
        ("1.5 d", 12),
        ("2 weeks", 80),
        ("half an hour\nmore or less", 0.5),
        ("a lot", None),
        ("4-2 days", None),
        ("3", None),
        ("", None),
    ],
)
def test_an_estimate_is_read_as_people_write_it(text, hours):
    """A day of work has eight hours; a number alone says nothing."""
    found = parse_effort(text)

    assert (found.hours if found else None) == hours


def test_both_forms_in_use_answer_the_same_questions():
    """The newer headings, the older ones, and lines of a name and a word."""
    newer = read_form(
        "### Where will this solution fit?\n\nBeside it.\n\n### Proposed Solution\n\nX"
    )
    older = read_form("## Why is this important?\n\nBeside it.\n\n## Definition of Done\n\nX")
    lines = read_form("Context.\n\nBuild time: 3 days\n- **Target**: 5 March 2026\n")

    assert newer.said("fit") == older.said("fit") == "Beside it."
    assert newer.said("solution") == older.said("solution") == "X"
    assert (lines.build.hours, lines.target) == (24, date(2026, 3, 5))


def test_of_two_headings_the_one_with_an_answer_counts():
    """A question left empty above does not hide what stands below."""
    assert (
        read_form("### Kind\n\n_No response_\n\n### Why\n\nKind: directed\n").said("kind")
        == "directed"
    )


@pytest.mark.parametrize("text", ["unknown", " Unknown. ", "\nnot known\nyet", "*not known*"])
def test_nobody_knows_is_an_answer(text):
    """And no gap."""
    assert is_unknown(text)
    assert not is_unknown("a week")


def test_our_own_form_asks_everything_once_and_leaves_nothing_standing():
    """What it makes is read back; it has no words that somebody could leave in it."""
    asked, mistakes = parse_form_file(form_text("customer"), "form.yml")

    assert mistakes == ()
    assert [one.title for one in asked] == [one.titles[0] for one in QUESTIONS]
    assert not any(one.value for one in asked)
    assert list(questions_left_out(asked)) == []
    assert {one.title for one in asked if not one.is_required} == {"endorsements", "beneficiaries", "funder"}  # fmt: skip
    assert "Each customer it is for" in form_text("customer")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: x\n", 1, "no issue form"),
        ("body:\n- type: input\n", 2, "without a `label`"),
        (
            "body:\n- attributes:\n    label: Kind\n- attributes:\n    label: kind\n",
            5,
            "is asked twice: first in line 3",
        ),
        ("body: [\n", None, "no YAML"),
    ],
)
def test_what_is_wrong_in_a_form_file_is_named_with_its_line(text, line, said):
    """All of it, and never raised."""
    _, (mistake,) = parse_form_file(text, "form.yml")

    assert said in mistake.message
    assert line is None or mistake.line == line


def test_a_recorded_form_is_read(recordings):
    """Its questions, and the words that stand there before anybody writes."""
    text = (recordings / "formats" / "initiative-form.yaml").read_text("utf-8")
    asked, mistakes = parse_form_file(text, "initiative-form.yaml")

    assert mistakes == ()
    assert len(asked) == 5
    assert [bool(one.value) for one in asked] == [True, False, False, False, True]
    assert {one.name for one in questions_left_out(asked)} == {
        *("kind", "beneficiaries", "funder", "upstream", "build", "coordination", "target"),
    }


@settings(max_examples=30)
@given(st.text(alphabet="#-*:ab \n`<!>kindKIND0", max_size=80))
def test_any_text_can_be_read(text):
    """Whatever people write; positions lie within it."""
    for one in read_form(text).answers.values():
        assert 0 <= one.start <= one.at <= len(text)
