"""Activity logs whose two times add up to a total."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.activity_log import Activity, is_activity_log, parse_activity_log

HEADER = ("Assignee", "Action Type", "Name", "Date", "GitHub Hours", "Actual time", "Total Time")
ROW = ("ada", "stewardship", "Triage of the week", "2026-03-05", "1.5", "30 min", "2")
READ = Activity("ada", "Triage of the week", "stewardship", date(2026, 3, 5), 1.5, 0.5, 2.0, line=2)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table(mark):
    """Exported with commas, semicolons or tabs."""
    read = parse_activity_log("\n".join(mark.join(row) for row in (HEADER, ROW)))

    assert read.problems == ()
    assert read.entries == (READ,)


def test_a_table_in_a_comment():
    """With the line that Markdown wants below the header."""
    lines = [f"| {' | '.join(row)} |" for row in (HEADER, ["---"] * 7, ROW)]
    (entry,) = parse_activity_log("\n".join(["Our log:", "", *lines])).entries

    assert (entry.what, entry.total_h, entry.line) == ("Triage of the week", 2.0, 5)


def test_fields_below_each_other():
    """As an item of a board shows them; the next begins where a field comes again."""
    one = "\n".join(f"- **{name}:** {value}" for name, value in zip(HEADER, ROW, strict=True))
    read = parse_activity_log(f"{one}\n\n{one}")

    assert [(entry.what, entry.total_h) for entry in read.entries] == [
        ("Triage of the week", 2.0)
    ] * 2
    assert [entry.line for entry in read.entries] == [1, 9]


def test_a_field_in_quotes_may_hold_marks():
    """Commas and addresses within what was done."""
    read = parse_activity_log(
        'Name,Total Time,Labels\n"Notes, see https://a.example/1",1,"asana-sync, docs"\n'
    )

    (entry,) = read.entries
    assert entry.what == "Notes, see https://a.example/1"
    assert entry.links == ("https://a.example/1",)
    assert entry.labels == ("asana-sync", "docs")


@pytest.mark.parametrize(
    ("github", "actual", "total", "hours"),
    [
        ("1", "2", "3", 3.0), ("1", "2", "", 3.0), ("1", "", "1", 1.0), ("", "", "2", 2.0),
        ("1.333", "1.333", "2.67", 2.67), ("", "", "", None), ("0", "0", "0", 0.0),
    ],
)  # fmt: skip
def test_totals_that_agree(github, actual, total, hours):
    """A total that is missing is the sum; rounding is no disagreement."""
    text = f"Name,GitHub Hours,Actual time,Total Time\nTriage,{github},{actual},{total}\n"
    read = parse_activity_log(text)

    assert read.problems == ()
    assert [entry.total_h for entry in read.entries] == [hours]


def test_a_total_that_disagrees_is_said():
    """The row stays, without a total: nobody knows which of the three is wrong."""
    read = parse_activity_log("Name,GitHub Hours,Actual time,Total Time\nTriage,1,2,4\n", path="a")

    (entry,) = read.entries
    assert (entry.github_h, entry.actual_h, entry.total_h) == (1.0, 2.0, None)
    assert [str(one) for one in read.problems] == [
        "a:2: read without its time: 1 and 2 hours do not add up to 4 h"
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("ada,,2026-03-05,1", "log:2: left out: it does not say what was done"),
        ("ada,Mail,2026-03-05,lots", "log:2: read without `lots`: these are no hours"),
        (
            "ada,Mail,soon,1",
            "log:2: read without its date: `soon` is not a date: write it as 2026-03-05",
        ),
    ],
)
def test_what_cannot_be_read_is_said(row, problem):
    """With its line."""
    read = parse_activity_log(f"Person,Task,Date,Total Time\n{row}\n")

    assert [str(one) for one in read.problems] == [problem]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Name,GitHub Hours", True),
        ("Actual time: 2", True),
        ("| Task | Actual Time |", True),
        ("Total time: 2h\nDate: 2026-03-05", False),
        ("We spent GitHub hours on it", False),
        ("", False),
    ],
)
def test_which_texts_are_activity_logs(text, is_one):
    """By a field that only they have."""
    assert is_activity_log(text) is is_one


def test_nothing_to_read():
    """An empty text is no problem; any other without its fields is."""
    assert parse_activity_log("").problems == ()
    assert [str(one) for one in parse_activity_log("Hello\n").problems] == [
        "log: nothing read: no field is called `GitHub Hours` or `Actual time`"
    ]


@given(st.text())
def test_nothing_that_people_write_stops_it(text):
    """Whatever is pasted, it is read as far as it goes."""
    parse_activity_log(text)
    parse_activity_log(f"Name,Total Time\n{text}")
