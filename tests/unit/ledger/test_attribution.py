"""Whose need our work served and what it took, as CHAOSS calls them; counted by hand."""

from dataclasses import replace
from types import SimpleNamespace

import pyarrow as pa
import pytest
from fakes.small_facts import Story, day, rows_of

from twohats.flow.measure import Asked
from twohats.flow.measure import rows_of as shown_rows
from twohats.ledger.attribution import ATTRIBUTION, LABOR, LEDGER, MEASURES, TEAM_HOURS
from twohats.measures.measure import grouped

TIME = pa.timestamp("us", tz="UTC")
TEXTS = (
    "repository",
    "community",
    "item",
    "title",
    "url",
    "activity",
    "account",
    "person",
    "label",
)
ENTRIES = pa.schema(
    [
        *((name, pa.string()) for name in (*TEXTS, "item_kind", "class", "rule")),
        ("happened_at", TIME),
        ("secondary", pa.list_(pa.string())),
        ("funders", pa.list_(pa.string())),
        ("hours_per_answer", pa.float64()),
    ]
)
HOURS = pa.schema(
    [
        *(("month", pa.string()), ("since", TIME), ("until", TIME)),
        *(("logged_h", pa.float64()), ("people", pa.int64()), ("events", pa.int64())),
    ]
)
JANUARY = {"month": "2024-01", "since": day(0), "until": day(31), "logged_h": 40.0}


def entry(class_, who="ada", activity="answer", at=1.0, **also):
    return {
        "repository": "github:lantern-project/lantern",
        "community": "github:lantern-project",
        "item": f"github:lantern-project/lantern#{also.pop('number', 1)}",
        "activity": activity,
        **dict.fromkeys(("account", "person", "label"), who),
        "item_kind": "pull_request",
        "class": class_,
        "happened_at": day(at),
        "secondary": [],
        "funders": [],
        **also,
    }


def with_entries(entries, months=(), **window):
    facts = Story().facts(**window)
    source = Story().facts()
    backend = source.identities.get_backend()
    tables = {
        LEDGER: backend.create_table("ledger", pa.Table.from_pylist(entries, ENTRIES)),
        TEAM_HOURS: backend.create_table("hours", pa.Table.from_pylist(list(months), HOURS)),
    }
    return replace(source, window=facts.window, tables={**source.tables, **tables})


def told(name, entries, months=(), by=None, **window):
    facts = with_entries(entries, months, **window)
    measure = MEASURES[name]
    rows = measure.rows(facts)
    sums = rows_of(measure.sums(grouped(rows, by)))
    return rows_of(rows), {(one.group, one.part): one for one in measure.numbers(sums)}


def test_each_class_has_a_word_of_chaoss_and_undecided_stays_its_own_part():
    """Five entries of three people: two asked for by us, one each otherwise."""
    rows, found = told(
        "contribution_attribution",
        [
            entry("directed", "ada"),
            entry("directed", "bo"),
            entry("foundational", "cy", secondary=["directed"]),
            entry("personal"),
            entry("undecided"),
            entry("own-project"),
        ],
    )

    assert {part: one.value for (_, part), one in found.items()} == {
        "sponsored, roadmap": 0.4,
        "sponsored, upstream need": 0.2,
        "volunteer": 0.2,
        "undecided": 0.2,
        "blended": 0.2,
    }
    assert len(rows) == found[None, "undecided"].n == 5
    assert {one.people for one in found.values()} == {3}
    assert set(part for _, part in found) == set(ATTRIBUTION.parts)


def test_undecided_entries_leave_a_range():
    """All that is undecided might be of one part, or none of it."""
    _, found = told("contribution_attribution", [entry("directed"), entry("undecided")])
    part = found[None, "sponsored, roadmap"]

    assert (part.low, part.high) == (0.5, 1.0)
    assert found[None, "volunteer"].high == 0.5


def test_somebody_in_two_classes_is_one_person():
    """People of a group are counted over its parts."""
    _, found = told("contribution_attribution", [entry("directed"), entry("personal")])

    assert found[None, "volunteer"].people == 1


WORK = [
    entry("directed", "ada", "review"),
    entry("foundational", "bo", "answer"),
    entry("personal", "cy", "triage"),
]


def test_without_a_word_on_hours_there_is_a_weight_and_no_hour():
    """A review weighs 3, an answer 1, triage one half; nobody said what an answer takes."""
    _, found = told("labor_investment", WORK)

    assert {part: one.answer for (_, part), one in found.items()} == {
        "logged": "not measured",
        "estimated": "not measured",
        "weighed": "counted",
    }
    weighed = found[None, "weighed"]
    assert (weighed.value, weighed.low, weighed.high) == (4.5, pytest.approx(1.7), 9)
    assert weighed.unit == "weighted entries"


def test_hours_are_logged_first_and_estimated_second():
    """Forty logged hours of January, and traces at half an hour an answer, with their interval."""
    work = [{**one, "hours_per_answer": 0.5} for one in WORK]
    _, found = told("labor_investment", work, [{**JANUARY, "people": 4, "events": 9}])

    assert found[None, "logged"].value == 40
    assert (found[None, "logged"].people, found[None, "logged"].n) == (4, 9)
    estimated, whole = found[None, "estimated"], found[None, "in all"]
    assert (estimated.value, estimated.low, estimated.high) == (2.25, pytest.approx(0.85), 4.5)
    assert (whole.value, whole.low, whole.high) == (42.25, pytest.approx(40.85), 44.5)
    assert (whole.people, whole.n) == (3, 12)


def test_what_was_logged_is_not_estimated_besides():
    """A meeting of January is in its sum; one of February has none, and is weighed."""
    meetings = [
        entry("foundational", "ada", "meeting", at, item_kind="log", number=at) for at in (5, 40)
    ]
    rows, found = told("labor_investment", meetings, [{**JANUARY, "people": 3, "events": 5}])

    assert found[None, "weighed"].value == 1.0
    assert [row["item"][-2:] for row in rows if row["item"]] == ["40"]


@pytest.mark.parametrize(("since", "until"), [(1, 90), (0, 30)])
def test_a_month_that_is_not_wholly_in_the_window_is_not_counted(since, until):
    """Two sums that differ by a day would tell the hours of that day."""
    _, found = told(
        "labor_investment", WORK, [{**JANUARY, "people": 3, "events": 5}], since=since, until=until
    )

    assert found[None, "logged"].answer == "not measured"


def test_logged_hours_belong_to_no_single_community():
    """The sum is the team's; divided by community it would tell what nobody gave."""
    _, found = told(
        "labor_investment", WORK, [{**JANUARY, "people": 3, "events": 5}], by="community"
    )

    assert found["github:lantern-project", "logged"].answer == "not measured"
    assert found[None, "logged"].value == 40


def test_no_row_holds_anybodys_hours():
    """Rows show weights of kinds of work and months of the whole team."""
    rows, _ = told("labor_investment", WORK, [{**JANUARY, "people": 3, "events": 5}])

    assert {row["actor"] for row in rows if row["logged_h"]} == {None}


@pytest.mark.parametrize(("name", "is_told"), [(LABOR.name, False), (ATTRIBUTION.name, True)])
def test_nobody_stands_beside_hours_in_the_rows_people_are_shown(name, is_told):
    """A weight times `hours_per_answer` is what an entry took; whose it was is left out."""
    work = [{**one, "hours_per_answer": 0.5} for one in WORK]
    opened = SimpleNamespace(people=SimpleNamespace(pseudonyms={}))

    columns, rows = shown_rows(opened, MEASURES[name], Asked(), with_entries(work))

    assert len(rows) > 2
    assert any(column.startswith("actor") for column in columns) is is_told
    assert any("ada" in row.values() for row in rows) is is_told


@pytest.mark.parametrize(("owner", "who"), [("ada-tide", None), ("lantern-project", "rail-1")])
def test_nobody_stands_beside_rows_of_a_repository_that_one_of_ours_owns(owner, who):
    """Its owner's login and the pseudonym beside it would be the same person."""
    work = [{**one, "repository": f"github:{owner}/clock", "label": "rail-1"} for one in WORK]
    opened = SimpleNamespace(people=SimpleNamespace(pseudonyms={"github:ada-tide": "rail-1"}))

    _, rows = shown_rows(opened, MEASURES[ATTRIBUTION.name], Asked(), with_entries(work))

    assert {row["actor"] for row in rows} == {who}
