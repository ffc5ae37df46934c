"""Balance: two figures on one page, never mixed."""

import json
from datetime import UTC, date, datetime

import pytest
from fakes.small_ledger import PEOPLE, entry, ledger_with

from twohats.errors import WrongUse
from twohats.flow.balance import COLUMNS, balance
from twohats.journal import PrivateLine, PrivateState
from twohats.records.decisions import Decision
from twohats.workspace.iterations import Iterations
from twohats.workspace.settings import Policy, Settings

POLICY = Policy("first", date(2026, 1, 1), band_upstream=(0.15, 0.25), free_choice_share=0.2)
SETTINGS = Settings("Tidewater", policies=(POLICY,), iterations=Iterations(date(2026, 3, 25)))
FOUND = {"class": "foundational", "rule": "R5", "on_clock": "yes"}
ROWS = [entry(n, login=PEOPLE[n % 3], **FOUND) for n in range(1, 7)]
HOURS = {row["item"]: 2.0 for row in ROWS}
AT = datetime(2026, 5, 1, tzinfo=UTC)


def private(hours, worked=()):
    """What is on this machine: hours by logged item, and working time by person and month."""
    lines = [{"item": item, "date": "2026-04-01", "hours": h} for item, h in hours.items()]
    whose = [("github:ada", line) for line in lines]
    whose += [(who, {"date": f"{month}-05", "hours": h}) for who, month, h in worked]
    return PrivateState(
        tuple(
            PrivateLine(f"{number:026}", "hours", who, AT, content)
            for number, (who, content) in enumerate(whose)
        )
    )


WORKED = Decision(
    "01A",
    "ada",
    datetime(2026, 5, 1, tzinfo=UTC),
    "team-hours",
    ("2026-04",),
    "",
    {
        "month": "2026-04",
        "logged_h": 12.0,
        "people": 3,
        "events": 6,
        "worked_h": 60.0,
        "worked_people": 3,
    },
)


def balanced(rows=ROWS, hours=HOURS, decisions=(WORKED,), by="month", settings=SETTINGS, worked=()):
    """Both figures."""
    return balance(ledger_with(*rows), settings, decisions, private(hours, worked), by)


def of(found, figure, period="2026-04"):
    """Rows of one figure of one period."""
    return [row for row in found.rows if (row["figure"], row["period"]) == (figure, period)]


def test_each_month_has_both_figures_and_no_row_has_two():
    """A row is of the band or of the mix."""
    found = balanced()

    assert {row["figure"] for row in found.rows} == {"band", "mix"}
    assert {row["period"] for row in found.rows} == {"2026-04", "2026-05", "2026-06"}
    assert all(tuple(row) == COLUMNS for row in found.rows)


def test_the_band_is_measured_where_working_time_is_known():
    """12 of 60 hours are within 15 to 25 %."""
    (april,), (may,) = (of(balanced(), "band", month) for month in ("2026-04", "2026-05"))

    assert (april["answer"], april["share"], april["amount"]) == ("within", 0.2, 12.0)
    assert (may["answer"], may["share"]) == ("not measured", None)


@pytest.mark.parametrize(
    ("worked", "share"),
    [
        ([(who, "2026-04", 40.0) for who in "abcd"], 12 / 160),
        ([(who, "2026-04", 40.0) for who in "abc"], 0.2),
        ([(who, "2026-04", 40.0) for who in "ab"], 0.2),
        ([("a", "2026-04", 999.0), *((who, "2026-04", 40.0) for who in "abcd")], 12 / 160),
    ],
    ids=["more people here", "as many", "too few here", "said again"],
)
def test_working_time_is_the_sum_of_more_people(worked, share):
    """The public sum, or that of the hours on this machine where it is of more."""
    (april,) = of(balanced(worked=worked), "band")

    assert april["share"] == pytest.approx(share)


def test_working_time_of_two_is_never_summed():
    """It would tell what one of them works to the other."""
    (april,) = of(balanced(decisions=(), worked=[(w, "2026-04", 40.0) for w in "ab"]), "band")

    assert april["answer"] == "not measured"


def test_without_working_time_the_page_says_what_is_lacking():
    """And shows no number for it."""
    page = balanced(decisions=(), by="window").page.document
    section = page.sections[0]

    assert section.heading == "Band: not measured"
    assert any("working time for these days" in note for note in section.notes)
    assert [figure.cell.value for figure in section.figures] == ["not measured"]


def test_without_hours_the_mix_is_an_estimate_that_says_so():
    """Weights are shown, and the word hours is not."""
    section = balanced(hours={}, by="window").page.document.sections[1]

    assert section.lead == "In weighted entries."
    assert any("not from time" in note and "review 1–3–6" in note for note in section.notes)


def test_shares_of_people_and_rules_stand_apart():
    """What somebody answered is not what a rule said, nor is what was taken from an answer."""
    answered = {**ROWS[3], "decision": "01B", "rule": "G3", "is_ruled": True}
    taken = ({**row, "rule": "inherits", "is_ruled": True} for row in ROWS[4:])
    rows = [*ROWS[:3], answered, *taken]
    shares = {row["class"]: row for row in of(balanced(rows, hours={}), "mix")}

    assert shares["foundational"]["by_people"] == pytest.approx(0.5)
    assert shares["foundational"]["by_rules"] == pytest.approx(0.5)


def test_own_projects_and_unknown_scopes_are_in_no_share():
    """The framework does not apply, or nobody knows whether it does."""
    more = [
        entry(8, scope="own-project", **{"class": "own-project"}),
        entry(9, scope="unknown"),
    ]

    assert balanced([*ROWS, *more]).rows == balanced().rows


def test_few_people_are_too_few():
    """Neither shares nor entries are shown of two people."""
    rows = [entry(n, login=PEOPLE[n % 2], **FOUND) for n in range(1, 7)]
    (mix,) = of(balanced(rows, hours={}), "mix")

    assert mix["answer"] == "too few"
    assert (mix["share"], mix["entries"], mix["people"]) == (None, None, None)


def test_work_outside_the_plan_is_listed_with_thanks():
    """It is in the mix, and in no target."""
    outside = entry(7, login="ada", **{"class": "personal", "rule": "R7"})
    page = balanced([*ROWS, outside], by="window").page.document

    assert page.sections[2].heading == "With thanks: 1 piece of work outside the plan"
    assert page.sections[2].grid.rows[0][1].value == "wren-0"


def test_iterations_are_cut_by_their_start():
    """The first one of a window may have begun before it."""
    found = balanced(by="iteration")
    spans = list(dict.fromkeys((r["period"], r["since"], r["until"]) for r in found.rows))

    assert spans[:2] == [
        ("iteration 1", date(2026, 4, 1), date(2026, 4, 8)),
        ("iteration 2", date(2026, 4, 8), date(2026, 4, 22)),
    ]
    assert spans[-1][2] == date(2026, 7, 1)


def test_iterations_that_nobody_named_are_asked_for():
    """With the line to write."""
    with pytest.raises(WrongUse, match=r"Add \[iterations\] with start = DATE"):
        balanced(by="iteration", settings=Settings("Tidewater"))


def test_a_change_of_policy_is_marked():
    """The periods on both sides of it are not compared."""
    second = Policy("second", date(2026, 4, 16))
    settings = Settings("Tidewater", policies=(POLICY, second))
    found = balanced(settings=settings)
    april = [(row["until"], row["policy"], row["policy_changed"]) for row in of(found, "band")]

    assert april == [
        (date(2026, 4, 16), "first", False),
        (date(2026, 5, 1), "second", True),
    ]


def test_the_page_holds_its_numbers_open():
    """Counts of entries open to them, with the command that gives all."""
    page = balanced(hours={}, by="window").page.document
    cells = [row[-1] for row in page.sections[1].grid.rows]
    opened = {cell.opens: cell.value for cell in cells if cell.opens}

    assert {key: page.rows[key].total for key in opened} == opened
    assert all("twohats sql" in rows.command for rows in page.rows.values())


def test_nobody_is_named():
    """Rows and page hold pseudonyms."""
    found = balanced(by="window")

    assert "github:ada" not in json.dumps(found.rows, default=str)
    assert "github:ada" not in str(found.page.document)


def test_hours_of_few_stand_together_on_the_page():
    """In rows, table and chart; percents still add up to 100."""
    found = {"directed": 8, "foundational": 6, "personal": 1}
    classes = [class_ for class_, count in found.items() for _ in range(count)]
    rows = [
        entry(n, login=PEOPLE[n % 3], **{**FOUND, "class": class_})
        for n, class_ in enumerate(classes, start=1)
    ]
    shown = balanced(rows, {row["item"]: 2.0 for row in rows})
    april = {row["class"]: row for row in of(shown, "mix")}
    marks = shown.page.document.sections[1].chart.data

    assert {c: row["answer"] for c, row in april.items()} == {
        "directed": "counted",
        "undecided": "counted",
        "foundational": "too few",
        "personal": "too few",
    }
    assert april["personal"]["amount"] is april["foundational"]["share"] is None
    assert sum(mark["percent"] for mark in marks) == 100


def test_the_mix_of_any_window_is_not_in_hours():
    """It is in the month's, where that is asked for."""
    assert {row["unit"] for row in of(balanced(by="window"), "mix", "window")} == {
        "weighted entries"
    }
    assert {row["unit"] for row in of(balanced(), "mix")} == {"hours"}
