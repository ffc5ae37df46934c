"""Rosters: what a programme office exports, and what is wrong in it, all at once."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.errors import Mistake
from twohats.formats.roster import Stay, parse_roster

HEAD = "login,unit,from,to\n"


def mistakes(text):
    """Lines and words of what is wrong."""
    return [(one.line, one.message) for one in parse_roster(text).mistakes]


def test_a_line_is_a_stay():
    """Login, unit, first day, first day no longer in it."""
    read = parse_roster(HEAD + "Ada,Storage,2025-01-01,2026-01-01\n")

    assert read.mistakes == ()
    assert read.stays == (Stay("github:ada", "Storage", date(2025, 1, 1), date(2026, 1, 1), 2),)


@pytest.mark.parametrize(
    ("on", "holds"),
    [(date(2024, 12, 31), False), (date(2025, 1, 1), True), (date(2025, 12, 31), True), (date(2026, 1, 1), False)],
)  # fmt: skip
def test_a_stay_is_half_open(on, holds):
    """The first day is part of it, the last one named is not."""
    assert Stay("github:ada", "Storage", date(2025, 1, 1), date(2026, 1, 1), 2).holds(on) is holds


def test_a_date_that_is_missing_is_no_bound():
    """Neither a start nor an end has to be known."""
    (stay,) = parse_roster("login,unit\nada,Storage\n").stays

    assert stay.holds(date.min)
    assert stay.holds(date.max)


@pytest.mark.parametrize(
    "text",
    [
        "login;unit;from;to\nada;Storage;2025-01-01;\n",
        "login\tunit\tfrom\tto\nada\tStorage\t2025-01-01\t\n",
        "\N{ZERO WIDTH NO-BREAK SPACE}login,unit,from,to\r\nada,Storage,2025-01-01,\r\n",
        "Cost,TEAM,Login,Since\n12,Storage,@ada,2025-01-01\n",
        "login,unit,from,to\n\nada, Storage ,2025-01-01\n,,,\n",
        'login,unit,from,to\n"ada","Storage","2025-01-01",""\n',
    ],
    ids=["semicolons", "tabs", "bom", "other columns", "blank lines", "quotes"],
)
def test_exports_of_all_kinds_read_the_same(text):
    """Delimiter, order, case and further columns do not matter."""
    read = parse_roster(text)

    assert read.mistakes == ()
    assert [(s.account, s.unit, s.from_on, s.to_on) for s in read.stays] == [
        ("github:ada", "Storage", date(2025, 1, 1), None)
    ]


def test_somebody_may_be_in_two_units_at_once():
    """Units overlap in large organizations."""
    read = parse_roster(HEAD + "ada,Storage,,\nada,Guild of Reviewers,,\n")

    assert read.mistakes == ()
    assert len(read.stays) == 2


def test_somebody_may_come_back_to_a_unit():
    """Two stays in one unit are fine where one ends before, or as, the other begins."""
    read = parse_roster(HEAD + "ada,Storage,2026-01-01,\nada,Storage,,2026-01-01\n")

    assert read.mistakes == ()


def test_all_mistakes_come_at_once_with_their_lines():
    """Nobody mends one line to be told of the next."""
    text = HEAD + (
        "a b,Storage,,\n"
        ",Storage,,\n"
        "bo,,2026-13-01,\n"
        "cy,Storage,2026-02-01,2026-02-01\n"
        "ada,Storage,,\n"
        "ada,Storage,2026-02-01,\n"
        "ada,Storage,one,too,many\n"
    )

    assert mistakes(text) == [
        (2, "`a b` is not a login: only letters, digits and hyphens, no spaces"),
        (3, "no login: write it, or leave the line out"),
        (4, "no unit: write its name, or leave the line out"),
        (4, "`from` is `2026-13-01`, which is no date: write it as 2026-03-05"),
        (
            5,
            "it ends (2026-02-01) no later than it begins (2026-02-01): `to` is the first day no "
            "longer in the unit",
        ),
        (7, "in the same unit on the same days as line 6: end one of them"),
        (8, "5 cells under 4 headings: quote what holds a comma"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(None, "it is empty: write `login,unit,from,to` into the first line")]),
        ("login,units\nada,Storage\n", [(1, "no column `unit`: did you mean `units`?")]),
        (
            "who\nada\n",
            [
                (1, "no column `login`: write `login,unit,from,to` into the first line"),
                (1, "no column `unit`: write `login,unit,from,to` into the first line"),
            ],
        ),
        ("login,unit,team\n", [(1, "`team` is there twice: leave one column `unit`")]),
    ],
    ids=["empty", "nearly", "no head", "twice"],
)
def test_a_first_line_that_does_not_say_what_is_below(text, found):
    """One message for each column, and none for the lines below."""
    assert mistakes(text) == found


def test_a_quote_that_is_not_closed_is_named():
    """What follows it could be anything."""
    (wrong,) = parse_roster(HEAD + 'ada,"Storage,,\n').mistakes

    assert isinstance(wrong, Mistake)
    assert wrong.message.startswith("a quote is not closed")


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text):
    """Whatever the file holds, it is read or its mistakes are named."""
    read = parse_roster(text)

    assert read.mistakes or all(stay.unit and stay.account for stay in read.stays)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 400), st.integers(-500, 500))
def test_a_stay_holds_for_as_many_days_as_lie_between(start, length, offset):
    """Half-open: day by day, each is in or out."""
    stay = Stay("github:ada", "Storage", start, start + timedelta(days=length), 2)

    assert stay.holds(start + timedelta(days=offset)) is (0 <= offset < length)
