"""Comments in which people log what they did, in all the ways they write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.log_comment import LogEntry, parse_log_comments

DAY = date(2026, 3, 5)


def entries(text):
    read = parse_log_comments(text)
    assert [str(problem) for problem in read.problems] == []
    return list(read.entries)


@pytest.mark.parametrize(
    "text",
    [
        "Date: 2026-03-05\nWhat I did: Led the meeting\nTotal time: 1h30\nLink: https://a.example/7",
        "**Date:** 5 March 2026\n**What I did:** Led the meeting\n**Total time:** 90 min\n**Link:** <https://a.example/7>",
        "- Date: March 5th, 2026\n- What I did: Led the meeting\n- Total time: 1.5 hours\n- Link: [notes](https://a.example/7)",
        "* **DATE**: Thu, 5 Mar 2026\n* **what I did**: Led the meeting\n* **TIME**: 1:30\n* **URL**: https://a.example/7.",
        "### Date\n\n2026-03-05\n\n### What I did\n\nLed the meeting\n\n### Total time (minutes)\n\n90\n\n### Link\n\nhttps://a.example/7\n",
        "**Date**\n2026/03/05\n**What I did**\nLed the meeting\n**Total time**\n1 h 30 min\n**Link**\nhttps://a.example/7",
        "| Date | What I did | Total time | Link |\n| --- | --- | :-: | --- |\n| 05.03.2026 | Led the meeting | 1½ h | https://a.example/7 |",
        "|What|When|Hours|Links|\n|-|-|-|-|\n|Led the meeting|2026-03-05|1.5|https://a.example/7|",
        "Link: https://a.example/7\nTotal time: 1,5 h\nWhat did I do? : Led the meeting\nDate: 2026-03-05",
        "Date: 2026-03-05, What I did: Led the meeting, Total time: 1h 30m, Link: https://a.example/7",
        "```\nDate: 2026-03-05\nWhat we did: Led the meeting\nDuration: 1h30\nReference: https://a.example/7\n```",
        "\ufeffDate : 2026-03-05\r\nWhat : Led the meeting\r\nTime spent : an hour and a half\r\nLink : https://a.example/7\r\n",
        "1. Date - 2026-03-05\n2. What I did - Led the meeting\n3. Total time - 1h30min\n4. Link - https://a.example/7",
        "Hi all!\n\nDate: 2026-03-05\nWhat I did: Led the meeting\nTotal time: 1.5h\nLink: https://a.example/7",
    ],
    ids=range(14),
)  # fmt: skip
def test_one_entry_however_it_is_written(text):
    """Lists, bold, headings, tables and rows of fields, in any order, all say the same."""
    (entry,) = entries(text)

    assert (entry.on, entry.what, entry.hours, entry.is_about, entry.links) == (
        DAY,
        "Led the meeting",
        1.5,
        False,
        ("https://a.example/7",),
    )


def test_several_in_one_comment():
    """Each begins where a field comes again; lines say where."""
    found = entries(
        "Date: 2026-03-05\nWhat I did: Meeting\nTotal time: 1h\n\n"
        "Date: 2026-03-06\nWhat I did: Mail\nTotal time: ~20 min\nLink: https://a.example/1\n"
        "Link: https://a.example/2\n---\nWhat I did: Talk\nDate: 2026-03-07\n"
    )

    assert found == [
        LogEntry(DAY, "Meeting", 1.0, line=1),
        LogEntry(
            date(2026, 3, 6),
            "Mail",
            pytest.approx(1 / 3, abs=1e-3),
            True,
            ("https://a.example/1", "https://a.example/2"),
            line=5,
        ),
        LogEntry(date(2026, 3, 7), "Talk", line=11),
    ]


def test_what_was_done_over_several_lines():
    """Points of a list become one line; addresses in it are links too."""
    (entry,) = entries(
        "Date: 2026-03-05\nWhat I did:\n- led the meeting\n- wrote the notes: https://a.example/n\n\nTime: 2h"
    )

    assert entry.what == "led the meeting; wrote the notes: https://a.example/n"
    assert entry.links == ("https://a.example/n",)


def test_several_days():
    """The first counts; the last is kept."""
    (entry,) = entries("Date: 2026-03-05 to 2026-03-07\nWhat: Sprint")

    assert (entry.on, entry.until) == (DAY, date(2026, 3, 7))


def test_no_time_is_no_problem():
    """Left empty, or answered with a dash."""
    for said in ("", "-", "n/a", "_No response_"):
        (entry,) = entries(f"Date: 2026-03-05\nWhat: Mail\nTotal time: {said}\n")
        assert entry.hours is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Date: 2026-03-05\nTotal time: 2h", "log:1: left out: it does not say what was done"),
        ("What: Mail\nTime: 2h", "log:1: left out: no date is given for 'Mail'"),
        (
            "\nDate: yesterday\nWhat: Mail",
            "log:2: left out: `yesterday` is not a date: write it as 2026-03-05",
        ),
        (
            "Date: 3/4/2026\nWhat: Mail",
            "log:1: left out: `3/4/2026` may be two days: write it as 2026-03-05",
        ),
        (
            "Date: 2026-02-30\nWhat: Mail",
            "log:1: left out: `2026-02-30` is not a day that exists",
        ),
        (
            "Date: 2026-03-07 to 2026-03-05\nWhat: Mail",
            "log:1: left out: `2026-03-07 to 2026-03-05` ends before it begins",
        ),
        ("Thank you all!", "log: nothing read: no line begins with `Date:` or `What I did:`"),
        (
            "> Date: 2026-03-05\n> What: quoted\n\nI agree",
            "log: nothing read: no line begins with `Date:` or `What I did:`",
        ),
    ],
)
def test_what_is_left_out_is_said(text, problem):
    """With its line and what would be right; nothing is guessed."""
    read = parse_log_comments(text)

    assert read.entries == ()
    assert [str(one) for one in read.problems] == [problem]


def test_a_time_that_cannot_be_read_is_said():
    """The entry stays, without it."""
    read = parse_log_comments("Date: 2026-03-05\nWhat: Mail\nTotal time: 90")

    assert [(entry.what, entry.hours) for entry in read.entries] == [("Mail", None)]
    assert [str(one) for one in read.problems] == [
        "log:1: read without its time: `90` is none; write 1h30"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "<!-- Date: 2026-03-05\nWhat I did: an example -->\n",
        "Date:\nWhat I did:\nTotal time:\nLink:\n",
        "| Date | What | Time | Link |\n|---|---|---|---|\n|  |  |  |  |\n",
    ],
)
def test_an_empty_form_is_no_entry_and_no_problem(text):
    """Nobody is asked about what they did not fill in."""
    assert entries(text) == []


def test_words_that_look_like_fields_stay_within_the_text():
    """`Date` in the middle of a line names no field."""
    (entry,) = entries("Date: 2026-03-05\nWhat I did: set the Date: for the sprint\n")

    assert entry.what == "set the Date: for the sprint"


plain = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


@given(
    st.lists(
        st.tuples(st.dates(date(1990, 1, 1), date(2090, 1, 1)), plain, st.integers(0, 600)),
        min_size=1,
        max_size=4,
    )
)
def test_what_was_written_is_read(rows):
    """Any number of entries, in order, with any words."""
    text = "\n\n".join(
        f"Date: {day}\nWhat I did: did {what}\nTotal time: {minutes} min"
        for day, what, minutes in rows
    )

    assert [(entry.on, entry.what) for entry in entries(text)] == [
        (day, f"did {what}") for day, what, _ in rows
    ]
    assert [entry.hours for entry in entries(text)] == pytest.approx(
        [minutes / 60 for *_, minutes in rows], abs=1e-4
    )


@given(st.text())
def test_nothing_that_people_write_stops_it(text):
    """Whatever is pasted, it is read as far as it goes."""
    parse_log_comments(text)
