"""`interests.yml` read and written."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.interests import (
    FIELDS,
    NEEDED,
    SCHEMA,
    Disclosed,
    add_interest,
    parse_interests,
)

FILE = """\
# Who is paid for what.
version: 1
interests:
  # The hubs
  - person: ada
    employer: Acme Tides
    project: kelp
    role: maintainer
    from: "2026-01-01"
    funded-by: [Sea Fund]  # until March
"""
WORDS = st.text(alphabet="aß1 :#-'\"\\[]{},&*!|>%@`", min_size=1, max_size=12).filter(
    lambda text: text.strip() == text
)


def test_read():
    """With the line of each entry."""
    found, mistakes = parse_interests(FILE)

    assert mistakes == ()
    assert found == (
        Disclosed(
            "ada",
            "Acme Tides",
            "kelp",
            "maintainer",
            date(2026, 1, 1),
            None,
            ("Sea Fund",),
            None,
            5,
        ),
    )


def test_all_mistakes_come_at_once():
    """Each with its line and what would be right."""
    text = "version: 2\ninterests:\n- person: ada\n  employr: x\n  from: soon\n- 3\n"
    said = [f"{one.line}: {one.message}" for one in parse_interests(text)[1]]

    assert said == [
        "1: `version` must be 1",
        "4: `employr` is unknown: did you mean `employer`?",
        "3: `employer` is missing",
        "3: `project` is missing",
        "3: `role` is missing",
        "5: `from` must be a date as 2026-01-31, not `soon`",
        "6: must be an entry with `person`, `employer`, `project`, `role`",
    ]


@pytest.mark.parametrize("text", ["", "a", "- a", "version: 1\n", "a: [", "\t"])
def test_what_is_no_such_file_is_said(text):
    """Nothing is raised."""
    found, mistakes = parse_interests(text)

    assert found == ()
    assert mistakes


def test_comments_survive_a_write():
    """Every byte that was there stays."""
    written = add_interest(FILE, Disclosed("bo", "Acme Tides", "kelp", "reviewer"))

    assert written.startswith(FILE)
    assert [one.person for one in parse_interests(written)[0]] == ["ada", "bo"]


@given(WORDS, WORDS, st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.lists(WORDS, max_size=3))
def test_what_is_written_is_read_again(person, role, day, funders):
    """Whatever the words hold."""
    one = Disclosed(person, "Acme Tides", "kelp", role, day, None, tuple(funders))

    for text in ("", FILE):
        found, mistakes = parse_interests(add_interest(text, one))
        last = found[-1]
        assert mistakes == ()
        assert (last.person, last.role, last.from_on, last.funded_by) == (
            person, role, day, tuple(funders),
        )  # fmt: skip


def test_a_file_that_cannot_be_added_to_is_refused():
    """Rather than broken."""
    with pytest.raises(ValueError, match="add it by hand"):
        add_interest("interests: []\nversion: 1\n", Disclosed("a", "b", "c", "d"))


def test_the_schema_says_what_the_reader_does():
    """Same fields, same needs, same form of dates."""
    entry = SCHEMA["properties"]["interests"]["items"]

    assert set(entry["properties"]) == set(FIELDS)
    assert tuple(entry["required"]) == NEEDED
    assert re.match(entry["properties"]["from"]["pattern"], "2026-01-31")
