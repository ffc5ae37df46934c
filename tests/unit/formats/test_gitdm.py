"""gitdm's affiliations."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.gitdm import parse_developers

TEXT = """\
# the main file
ada: ada!example.org, 123+ada!users.noreply.github.com
\tIndependent until 2018-05-01
\tFrom Here, Inc. from 2018-05-01 until 2020-01-15
\tAcme from 2020-01-15
bo*: bo!example.org
\tNotFound
Ada: ada!acme.example
\tAcme from 2020-01-15
\tLab
"""


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_periods_are_half_open():
    """One employer's end is the next one's beginning, and a name may hold "From"."""
    ada = parse_developers(TEXT).developers[0]

    assert [(one.company, one.from_at, one.until_at) for one in ada.affiliations] == [
        ("Independent", None, day("2018-05-01")),
        ("From Here, Inc.", day("2018-05-01"), day("2020-01-15")),
        ("Acme", day("2020-01-15"), None),
        ("Lab", None, None),
    ]


def test_a_login_that_comes_again_is_one_person():
    """Blocks of one login, in any case, are taken together, and equal lines once."""
    read = parse_developers(TEXT)

    assert [(one.login, one.line) for one in read.developers] == [("ada", 2), ("bo", 6)]
    assert read.developers[0].emails == (
        *("ada@example.org", "123+ada@users.noreply.github.com"),
        "ada@acme.example",
    )
    assert read.problems == ()


def test_independent_and_not_found_are_answers():
    """Working for oneself and not being found are told apart from companies, and from each other."""
    ada, bo = parse_developers(TEXT).developers

    assert (ada.affiliations[0].is_independent, ada.affiliations[0].is_known) == (True, True)
    assert (bo.affiliations[0].is_independent, bo.affiliations[0].is_known) == (False, False)
    assert (ada.affiliations[2].is_independent, ada.affiliations[2].is_known) == (False, True)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\tAcme\n", 1),
        ("no colon here\n\tAcme\n", 1),
        ("ada: a!b.c\n\tAcme from 2020-02-31\n", 2),
        ("ada: a!b.c\n\tAcme from 2020-01-01 until 2019-01-01\n", 2),
        ("ada: a!b.c\n\tfrom 2020-01-01\n", 2),
    ],
)
def test_a_wrong_line_is_named(text, line):
    """Companies without a login, days that do not exist, periods that run backwards."""
    problems = parse_developers(text).problems

    assert problems[0].line == line
    assert "left out" in problems[0].message


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "ada:\n\tAcme\n", "ada: a!b.c\r\n\tAcme\r\n"]
)
def test_odd_but_right_files_have_no_problems(text):
    """Nothing, comments, logins without an address and Windows' line ends are fine."""
    assert parse_developers(text).problems == ()


@given(st.text("ad:!,.\t\n #*fromuntil-0129", max_size=80) | st.text(max_size=60))
def test_any_text_is_read(text):
    """Nothing makes reading fail, and no period ends before it begins."""
    for developer in parse_developers(text).developers:
        for one in developer.affiliations:
            assert not (one.from_at and one.until_at) or one.from_at < one.until_at


def test_reading_what_was_read_changes_nothing():
    """Written out again as gitdm writes, the same people come back."""
    read = parse_developers(TEXT)
    lines = []
    for one in read.developers:
        lines.append(f"{one.login}: {', '.join(one.emails).replace('@', '!')}")
        for job in one.affiliations:
            since = f" from {job.from_at:%Y-%m-%d}" if job.from_at else ""
            until = f" until {job.until_at:%Y-%m-%d}" if job.until_at else ""
            lines.append(f"\t{job.company}{since}{until}")

    again = parse_developers("\n".join(lines))

    assert [(one.login, one.emails) for one in again.developers] == [
        (one.login, one.emails) for one in read.developers
    ]
    assert [
        [(job.company, job.from_at, job.until_at) for job in one.affiliations]
        for one in again.developers
    ] == [
        [(job.company, job.from_at, job.until_at) for job in one.affiliations]
        for one in read.developers
    ]
