"""A plan in each of its forms: read back, and with nobody named who did not agree."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from twohats.formats.references import find_references
from twohats.formats.task_list import read_tasks
from twohats.publish.plans import (
    PROJECT_FIELDS,
    to_calendar,
    to_issue,
    to_json,
    to_project_csv,
    to_project_json,
    to_text,
)
from twohats.publish.plans.issue import with_new_boxes
from twohats.records.sheets import Sheet, SheetLine

NOW = datetime(2026, 12, 20, 9, tzinfo=UTC)
PLAN = "github:tidewater/plan"
REVIEWS = SheetLine(
    "slot:54-review-lantern", "Two reviews", "review", "github:lantern", 2, 2.0, "@ada", "wren-12",
    "shadow", True, "ada", ("https://github.com/lantern/core/pull/7",), "least load so far",
)  # fmt: skip
OPEN = SheetLine("slot:54-release-harbour", "A release", "release", "github:harbour", 1, 1.0)
PROPOSED = replace(OPEN, key="slot:54-triage-lantern", title="Triage hour", holder="teal-34", points=0.5)  # fmt: skip
SHEET = Sheet(
    "Tidewater (made up)", 54, date(2026, 12, 23), date(2027, 1, 6), (REVIEWS, OPEN, PROPOSED),
    (("slot:54-docs-pier", "nobody knows the place"),), ("worth: proven best",),
    ("lantern: 12 open, median wait 3.5 days",),
)  # fmt: skip
EMPTY = replace(SHEET, lines=(), left_out=(), proofs=(), burdens=())
TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=90
).filter(str.strip)


def test_text():
    """Slots with who and why, what was left out, what it brings and how good it is."""
    assert to_text(SHEET) == (
        "# Upstream plan, iteration 54 (2026-12-23 to 2027-01-05)\n"
        "\n"
        "Tidewater (made up): 3 slots, 3.5 points.\n"
        "\n"
        "| Slot | Community | Points | Who | Why |\n"
        "|---|---|---:|---|---|\n"
        "| Two reviews | lantern | 2 | @ada with wren-12 (shadow) | least load so far |\n"
        "| A release | harbour | 1 | open: pull it |  |\n"
        "| Triage hour | harbour | 0.5 | teal-34, proposed |  |\n"
        "\n"
        "## Needs that would fill them now\n"
        "\n"
        "- Two reviews: https://github.com/lantern/core/pull/7\n"
        "\n"
        "## Left out\n"
        "\n"
        "- slot:54-docs-pier: nobody knows the place\n"
        "\n"
        "## What it brings to communities\n"
        "\n"
        "- lantern: 12 open, median wait 3.5 days\n"
        "\n"
        "## How good it is\n"
        "\n"
        "- worth: proven best\n"
    )


def test_issue():
    """One box per slot, with its key hidden, and the key of the plan at the end."""
    draft = to_issue(SHEET, PLAN, ("github:ada",))

    assert draft.title == "Upstream plan, iteration 54 (2026-12-23 to 2027-01-05)"
    assert [(task.key, task.text, task.done) for task in read_tasks(draft.body)] == [
        (
            "slot:54-review-lantern",
            "Two reviews, lantern (2 points), `54-review-lantern`, now "
            "`https://github.com/lantern/core/pull/7`: @ada with wren-12 (shadow)",
            False,
        ),
        ("slot:54-release-harbour", "A release, harbour (1 point), `54-release-harbour`: open: pull it", False),
        ("slot:54-triage-lantern", "Triage hour, harbour (0.5 points), `54-triage-lantern`: teal-34, proposed", False),
    ]  # fmt: skip
    assert draft.body.endswith("<!-- twohats:plan:github:tidewater/plan:54 -->\n")
    assert (draft.place, draft.names) == (PLAN, ("github:ada",))


def test_issue_tells_upstream_nothing():
    """What would fill a slot stands as code: no forge links it, and it is no reference of ours."""
    body = to_issue(SHEET, PLAN).body

    assert "`https://github.com/lantern/core/pull/7`" in body
    assert find_references(body, repository=PLAN) == ()
    # Without the code it would be one.
    assert len(find_references(body.replace("`", ""), repository=PLAN)) == 1
    assert [task.called for task in read_tasks(body)] == [("ada",), (), ()]


def test_issue_keeps_what_people_wrote():
    """A later plan adds the boxes that are not there; ticks, names and words of people stay."""
    first = to_issue(replace(SHEET, lines=(REVIEWS,)), PLAN).body
    edited = first.replace("- [ ] Two reviews", "- [x] I did three reviews!").replace("To pull", "Hi! To pull")  # fmt: skip

    later = with_new_boxes(SHEET)(edited)

    assert "- [x] I did three reviews!" in later
    assert later.startswith("Hi! To pull")
    assert [task.key for task in read_tasks(later)] == [line.key for line in SHEET.lines]
    assert with_new_boxes(SHEET)(later) == later


def test_calendar():
    """The iteration is one event over all its days, and each slot a task due on its last day."""
    calendar = Calendar.from_ical(to_calendar(SHEET, "tidewater.example", NOW))
    (event,) = calendar.walk("VEVENT")
    todos = calendar.walk("VTODO")

    assert (event["dtstart"].dt, event["dtend"].dt) == (date(2026, 12, 23), date(2027, 1, 6))
    assert event["uid"] == "plan-54@tidewater.example"
    assert [str(todo["uid"]) for todo in todos] == [
        "54-review-lantern@tidewater.example",
        "54-release-harbour@tidewater.example",
        "54-triage-lantern@tidewater.example",
    ]
    assert {todo["due"].dt for todo in todos} == {date(2027, 1, 5)}
    assert str(todos[0]["description"]) == (
        "least load so far\nhttps://github.com/lantern/core/pull/7"
    )


@given(title=TEXT, reason=TEXT)
def test_calendar_holds_any_words(title, reason):
    """Commas, semicolons, backslashes and long lines come back as they were written."""
    line = replace(REVIEWS, title=title, reason=reason)
    written = to_calendar(replace(SHEET, lines=(line,)), "x.example", NOW)
    (todo,) = Calendar.from_ical(written).walk("VTODO")

    assert all(len(each) <= 75 for each in written.split(b"\r\n"))
    assert str(todo["summary"]).startswith(f"{title}, lantern (2 points)")
    assert str(todo["description"]).startswith(reason)


def test_json():
    """One object; days as ISO dates."""
    content = json.loads(to_json(SHEET))

    assert (content["since"], content["until"], content["points"]) == ("2026-12-23", "2027-01-06", 3.5)  # fmt: skip
    assert content["lines"][0]["holder"] == "@ada"
    assert content["left_out"] == [
        {"what": "slot:54-docs-pier", "reason": "nobody knows the place"}
    ]


def test_project():
    """One row of fields per slot; only who agreed to be named is assigned."""
    rows = list(csv.DictReader(io.StringIO(to_project_csv(SHEET))))

    assert tuple(rows[0]) == PROJECT_FIELDS
    assert [row["Assignees"] for row in rows] == ["ada", "", ""]
    assert rows[0]["Iteration"] == "Iteration 54"
    assert (rows[0]["Start date"], rows[0]["End date"]) == ("2026-12-23", "2027-01-05")
    assert [row["Key"] for row in json.loads(to_project_json(SHEET))] == [r["Key"] for r in rows]


@pytest.mark.parametrize("write", [to_text, to_json, to_project_csv, to_project_json])
def test_empty(write):
    """A plan without slots is written, too."""
    assert write(EMPTY)
    assert "No slot is open in this iteration." in to_issue(EMPTY, None).body
    assert len(Calendar.from_ical(to_calendar(EMPTY, "x.example", NOW)).walk("VTODO")) == 0


@given(title=TEXT)
def test_issue_holds_any_words(title):
    """Whatever a slot is called, its box is found by its key."""
    draft = to_issue(replace(SHEET, lines=(replace(REVIEWS, title=title), OPEN)), PLAN)

    assert [task.key for task in read_tasks(draft.body)] == [REVIEWS.key, OPEN.key]
