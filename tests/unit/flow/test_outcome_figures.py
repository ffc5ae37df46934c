"""Figures of the outcome, from a few entries and slots told in a few words."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from fakes.small_ledger import APRIL, entry

from twohats.checks.hours import OwnHours
from twohats.flow.outcome import diagnostics
from twohats.flow.outcome.slots import done_share, iterations_in
from twohats.flow.outcome.time_spent import time_spent
from twohats.journal import PrivateState
from twohats.journal.logged import logged_content
from twohats.journal.private import PrivateLine
from twohats.records.decisions import Decision
from twohats.records.outcomes import Deed, SlotOutcome
from twohats.workspace.iterations import Iterations

LANTERN = "github:lantern-project"


def entries(planned, logins=("ada", "bea", "cleo")):
    return [
        entry(at + 1, login=logins[at % len(logins)], planned=said)
        for at, said in enumerate(planned)
    ]


def test_planned_share():
    """Of what is known; what is not known is told beside it, and is no zero."""
    told = diagnostics.planned_share(entries([True, True, False, None, True, False]))

    assert (told.value, told.n, told.people) == (0.6, 5, 3)
    assert told.detail == "3 of 5 entries; of 1 it is not known"
    assert len(told.behind) == 6


def test_planned_without_slots():
    """Where no slot was open, trackers held what was planned; where one was, nothing is added."""
    done = entries([True, True, False, True, False])

    alone = diagnostics.planned_share(done, by_slots=False)

    assert alone.detail == "3 of 5 entries; of 0 it is not known; held by your trackers, no slots"
    assert diagnostics.planned_share(done).detail == "3 of 5 entries; of 0 it is not known"


@pytest.mark.parametrize(
    ("planned", "logins", "answer"),
    [
        ([], ("ada",), "nothing done"),
        ([None] * 6, ("ada", "bea", "cleo"), "not known"),
        ([True] * 4, ("ada", "bea", "cleo"), "too few"),
        ([True] * 6, ("ada", "bea"), "too few"),
    ],
)
def test_no_planned_share(planned, logins, answer):
    """Too few people or entries, or nothing known, give no share."""
    told = diagnostics.planned_share(entries(planned, logins))

    assert (told.value, told.answer) == (None, answer)


def test_planned_by_slots():
    """What closed a slot was planned; what else was done in an iteration with slots was not.

    Of other times nothing is learned, and what a tracker planned stays planned.
    """
    at = datetime(2026, 4, 2, tzinfo=UTC)
    rows = [
        entry(1, item="#1", planned=None),
        entry(2, item="#2", planned=None),
        entry(3, item="#3", planned=True),
        entry(20, item="#4", planned=None),
    ]
    deed = Deed("github:ada", "review", LANTERN, "#1", at)
    slot = SlotOutcome("slot:a", 1, "review", LANTERN, "", 1, 1.0, "done", "", (deed,))
    first = Iterations(date(2026, 4, 1)).numbered(1)

    found = diagnostics.with_slots(rows, [slot], [first])

    assert [row["planned"] for row in found] == [True, False, True, None]


def test_spread_counts_everybody():
    """Who did nothing is in it; the golden row 8, 4, 2, 1, 1 would be another without them."""
    done = entries([True] * 6)
    team = ["github:ada", "github:bea", "github:cleo", "github:dora"]

    told = {one.measure: one for one in diagnostics.spread_figures(done, team, None)}

    assert told["spread_jain"].value == 0.75
    assert told["spread_gini"].value == 0.25
    assert told["spread_jain"].detail == (
        "4 people, those with nothing included; as if 3.0 of them shared it evenly"
    )
    others = {one.detail for name, one in told.items() if name != "spread_jain"}
    assert others == {"4 people, those with nothing included"}


def test_spread_by_capacity():
    """Half the work at half the time is even."""
    done = [*entries([True] * 6, ("ada",)), *entries([True] * 6, ("bea",)), *entries([True] * 3, ("cleo",))]  # fmt: skip
    capacity = {"github:ada": 10, "github:bea": 10, "github:cleo": 5}

    told = {one.measure: one for one in diagnostics.spread_figures(done, (), capacity)}

    assert told["spread_jain"].value == 1
    assert "each could carry" in told["spread_jain"].says


def test_spread_of_two():
    """Two people give no figure, and no rows to work it out from."""
    told = diagnostics.spread_figures(entries([True] * 9, ("ada", "bea")), (), None)

    assert {(one.value, one.answer, tuple(one.behind)) for one in told} == {(None, "too few", ())}


def test_single_duties():
    """A duty that one person has done counts, and no row says who; a team of two gets no figure."""
    rows = [
        {"community": LANTERN, "activity": "release", "people": 1, "times": 4, "last": None},
        {"community": LANTERN, "activity": "review", "people": 3, "times": 9, "last": None},
    ]

    told = diagnostics.single_duties(rows, 5)

    assert (told.value, told.n) == (1, 2)
    assert "person" not in told.columns
    assert diagnostics.single_duties(rows, 2).answer == "too few"


def outcome_of(state, done=0, count=2, points=2.0, activity="review"):
    at = datetime(2026, 4, 3, tzinfo=UTC)
    deeds = tuple(Deed("github:ada", activity, LANTERN, f"#{n}", at) for n in range(done))
    return SlotOutcome(
        f"slot:{state}", 1, activity, LANTERN, "Reviews", count, points, state, "", deeds
    )


def test_done_share():
    """By points: half of a slot of four points counts two; running and unknown ones count not at all."""
    slots = [
        outcome_of("done", 2),
        outcome_of("in part", 1, points=4),
        outcome_of("no time", points=2),
        outcome_of("running", 1, points=8),
        outcome_of("not known", points=8),
    ]

    told = done_share(slots)

    assert told.value == 0.5
    assert told.detail == "4 of 8 points in 3 slots; 1 not known; 1 still running"
    assert all("ada" not in str(row) for row in told.behind)


def test_no_done_share():
    """Without a plan, or with nothing known, there is no share."""
    assert done_share([]).answer == "not measured"
    assert done_share([outcome_of("not known")]).answer == "not known"


def logged(*hours, people=("ada", "bea", "cleo"), activity="review"):
    """Lines of the log with hours in the private part."""
    lines, private = [], []
    for at, took in enumerate(hours):
        account = f"github:{people[at % len(people)]}"
        when = datetime(2026, 4, at + 1, tzinfo=UTC)
        content = logged_content(
            "Reviewed", date(2026, 4, at + 1), activity, community=LANTERN, account=account
        )
        lines.append(Decision(f"{at:026}", account, when, "logged", (), "", content))
        item = {"item": f"log:{at:026}", "hours": took, "date": f"2026-04-{at + 1:02}"}
        private.append(PrivateLine(f"P{at:025}", "hours", account, when, item))
    opened = SimpleNamespace(decisions=tuple(lines), facts=SimpleNamespace(window=APRIL))
    return opened, PrivateState(tuple(private))


def test_time_spent():
    """Two and a half of eight planned hours is 31 %, and the rows hold nobody's hours."""
    opened, private = logged(0.5, 0.5, 0.5, 0.5, 0.5)

    told = time_spent(opened, [outcome_of("no time", points=1)], private, 8)

    assert (round(told.value, 2), told.detail) == (0.31, "2.5 h of 8 h; a point is 8 h")
    assert told.behind == [
        {"activity": "review", "community": LANTERN, "lines": 5, "planned_h": 8.0}
    ]


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (logged(2, 2, 2, 2), "too few"),
        (logged(2, 2, 2, 2, 2, people=("ada", "bea")), "too few"),
        (logged(2, 2, 2, 2, 2, activity="meeting"), "not measured"),
        (logged(), "not measured"),
    ],
)
def test_no_time_spent(lines, answer):
    """Hours of few people would be one person's; hours for what was not planned are not counted."""
    assert time_spent(lines[0], [outcome_of("done", 2)], lines[1], 8).answer == answer


def test_iterations_in_a_window():
    """Those that lie in it, each with at least a part; none before the first."""
    opened = SimpleNamespace(facts=SimpleNamespace(window=APRIL))

    found = iterations_in(opened, Iterations(date(2026, 4, 8)))

    assert [one.number for one in found] == [1, 2, 3, 4, 5, 6]
    assert found[-1].since == date(2026, 6, 17)
    assert iterations_in(opened, None) == ()


def at_noon(logins):
    """Entries at noon UTC of days in April, a Wednesday first."""
    made = entries([None] * len(logins), logins)
    noon = APRIL.since.replace(hour=12, minute=0)
    return [{**row, "happened_at": noon + timedelta(days=at)} for at, row in enumerate(made)]


HOURS = {
    "github:ada": OwnHours("UTC"),
    "github:bea": OwnHours("Europe/Lisbon"),
    "github:cleo": OwnHours("Pacific/Auckland"),
}


def test_after_hours_goes_by_everybodys_own_clock():
    """Noon in London is midnight in Auckland; nobody's times stand behind the figure."""
    rows = at_noon(("ada", "bea", "cleo", "ada", "bea", "cleo", "ada"))
    rows.append({**rows[0], "person": "github:dan"})
    weekdays = [row for row in rows if row["happened_at"].weekday() < 5]
    told = diagnostics.after_hours_share(weekdays, HOURS)
    counted = [row for row in weekdays if row["person"] in HOURS]
    outside = [row for row in counted if row["person"] == "github:cleo"]

    assert told.value == round(len(outside) / len(counted), 2)
    assert 0 < told.value < 1
    assert (told.n, told.people, told.behind) == (len(counted), 3, ())
    assert told.detail == "1 of 4 people said no time zone and are left out"


@pytest.mark.parametrize(
    ("logins", "hours", "answer"),
    [
        ((), HOURS, "nothing done"),
        (("ada", "bea") * 4, HOURS, "too few"),
        (("ada", "bea", "cleo"), HOURS, "too few"),
        (("ada", "bea", "cleo") * 3, {}, "not measured"),
    ],
)
def test_no_figure_of_hours(logins, hours, answer):
    """Of two people, of a few entries, or where nobody said a time zone: UTC is never assumed."""
    told = diagnostics.after_hours_share(at_noon(logins), hours)

    assert (told.value, told.answer) == (None, answer)
