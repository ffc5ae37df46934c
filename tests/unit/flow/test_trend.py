"""One measure period by period: what is compared, what is marked, and what is not joined."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.small_facts import Story

from twohats.errors import WrongUse
from twohats.flow.facts import Moments, lent, open_facts
from twohats.flow.init import initialize
from twohats.flow.measure import Asked, left_censored, measure_named, measured
from twohats.flow.trend import COLUMNS, trend, trend_page
from twohats.records import Coverage, Page
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

SEEN = datetime(2026, 7, 1, tzinfo=UTC)
OWNER = "github:lantern-project"
LANTERN = f"{OWNER}/lantern"
SETTINGS = """
[[policies]]
name = "first"
effective_from = 2026-01-01
effective_until = 2026-04-16

[[policies]]
name = "second"
effective_from = 2026-04-16

[[holidays]]
name = "Lantern week"
since = 2026-02-25
until = 2026-03-04

[[scopes]]
owner = "lantern-project"
scope = "upstream"
reason = "made up so"

[iterations]
start = 2026-06-03
days = 14
"""


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def rows():
    """Six changes a month, each answered after as many days as the month has number; June waits."""
    items, events = [], []
    for month in range(1, 7):
        for number in range(6):
            opened = moment(f"2026-{month:02}-02") + timedelta(days=number)
            key = f"{LANTERN}#{month * 10 + number}"
            items.append((key, opened))
            if month < 6:
                events.append((key, opened + timedelta(days=month)))
    return items, events


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspace")
    initialize(folder, "Tidewater Commons", logins=["vera"])
    settings = folder / "twohats.toml"
    settings.write_text(settings.read_text() + SETTINGS)
    items, events = rows()
    page = Page(
        OWNER,
        {
            "items": {
                "item": [key for key, _ in items],
                "repository": [LANTERN] * len(items),
                "number": [int(key.rpartition("#")[2]) for key, _ in items],
                "kind": ["pull_request"] * len(items),
                "title": ["Trim the wick"] * len(items),
                "author": [f"github:ada-{at}" for at in range(len(items))],
                "created_at": [at for _, at in items],
                "state": ["open"] * len(items),
            },
            "events": {
                "event": [f"github:e{at}" for at in range(len(events))],
                "item": [key for key, _ in events],
                "repository": [LANTERN] * len(events),
                "kind": ["commented"] * len(events),
                "actor": ["github:bo"] * len(events),
                "happened_at": [at for _, at in events],
            },
            "repositories": {
                "repository": [LANTERN],
                "owner": [OWNER],
                "created_at": [moment("2020-01-01")],
            },
        },
        SEEN,
        tuple(
            Coverage("test", LANTERN, holds, SEEN, True, covers_from=moment("2025-06-01"))
            for holds in ("items", "events")
        ),
    )
    with FactStore(folder / ".twohats" / "facts").begin("test", "trend", "1") as staging:
        staging.add(page)
        staging.finish()
    return folder


def open_at(folder, since=None, until=None, as_of=None, days=90):
    workspace = load_workspace(folder)
    moments = Moments(since, until, as_of, days)
    return open_facts(workspace, FactStore(workspace.facts_folder), moments, secret=b"made up")


COMING = measure_named("change_requests")
"""Quick to work out."""
WAITING = measure_named("time_to_first_response")


@pytest.fixture(scope="module")
def half_year(folder):
    opened = open_at(folder, since=moment("2026-01-01"))
    return opened, trend(opened, WAITING, Asked(), "month")


def test_each_period_has_its_own_number(half_year):
    """The wait grows by a day a month; of June nobody was answered yet."""
    _, found = half_year
    whole = {row["period"]: row["value"] for row in found.rows if "2026-04" not in row["period"]}

    assert set(found.rows[0]) == set(COLUMNS)
    assert whole == {
        "2026-01": 1.0, "2026-02": 2.0, "2026-03": 3.0, "2026-05": 5.0, "2026-06": None,
    }  # fmt: skip
    assert [row["answer"] for row in found.rows][-1] == "not reached"


def test_a_change_of_policy_cuts_a_month_and_no_line_crosses_it(half_year):
    """April is two periods; the chart has a line for each policy."""
    opened, found = half_year
    april = [row for row in found.rows if row["period"].startswith("2026-04")]

    assert [(row["period"], row["until"].day, row["policy"]) for row in april] == [
        ("2026-04", 16, "first")
    ]
    may = next(row for row in found.rows if row["period"] == "2026-05")
    assert may["policy"] == "second"
    page = trend_page(opened, WAITING, Asked(), found).document
    lines = {mark["part"] for mark in page.sections[0].chart.data}
    assert lines == {"newcomer (first)", "newcomer (second)"}


def test_changes_of_policy_and_holidays_are_marked(folder):
    """Each where it lies, and nowhere else."""
    opened = open_at(folder, since=moment("2026-01-01"))
    found = trend(opened, COMING, Asked(), "month")
    marks = {row["period"]: row["marks"] for row in found.rows}

    assert marks["2026-02"] == marks["2026-03"] == "Lantern week"
    assert marks["2026-01"] is None
    assert marks["2026-05"] is None
    policies = [part.marks for part in found.parts if part.period.is_first_under_policy]
    assert policies == [("policy changed: second",)]
    assert {"policy", "holidays"} <= set(found.meta["choices"])


def test_what_was_not_cut_or_marked_is_not_explained(folder):
    """A footnote about holidays where none are sends readers to look for them."""
    opened = open_at(folder, since=moment("2026-06-01"))
    found = trend(opened, COMING, Asked(), "month")

    assert "known" in found.meta["choices"]
    assert not {"policy", "holidays"} & set(found.meta["choices"])


@pytest.mark.parametrize("name", ["time_to_first_response", "burden"])
def test_a_period_says_what_the_measure_says_of_that_window_then(folder, name):
    """Law: each row is what one gets who asked at the end of the period, about the period."""
    opened = open_at(folder, since=moment("2026-01-01"), until=moment("2026-03-01"))
    measure = measure_named(name)
    found = trend(opened, measure, Asked(), "month").rows
    kept = ("part", "since", "until", "value", "n", "low", "high", "answer")

    expected = []
    for since, until in (("01", "02"), ("02", "03")):
        start, end = moment(f"2026-{since}-01"), moment(f"2026-{until}-01")
        then = open_at(folder, since=start, until=end, as_of=end)
        expected += [{k: row[k] for k in kept} for row in measured(then, measure, Asked()).rows]
    assert [{k: row[k] for k in kept} for row in found] == expected


def test_what_was_not_known_yet_changes_no_earlier_period(folder):
    """A change of the end of May, answered in June, still waited when May ended."""
    opened = open_at(folder, since=moment("2026-05-01"))
    (may, _) = (row for row in trend(opened, WAITING, Asked(), "month").rows)
    early = open_at(folder, since=moment("2026-05-06"), until=moment("2026-05-10"))
    (cut,) = trend(early, WAITING, Asked(), "month").rows

    assert may["value"] == 5.0
    assert (cut["answer"], cut["marks"]) == ("too few", "part of it")


def test_a_first_period_that_the_window_cuts_is_left_out_where_nobody_asked_for_it(folder):
    """Ninety days before July begin in April; a trend of months begins with May."""
    opened = open_at(folder)
    every = trend(opened, COMING, Asked(), "month").parts
    whole = trend(opened, COMING, Asked(), "month", from_a_start=True).parts

    assert every[0].period.name == "2026-04"
    assert [part.period.name for part in whole] == ["2026-05", "2026-06"]


def test_quarters_and_iterations(folder):
    """Quarters are cut by policies; an iteration that has not ended is a part of one."""
    opened = open_at(folder, since=moment("2026-03-20"))
    quarters = trend(opened, COMING, Asked(), "quarter").parts
    assert [(part.period.name, part.is_whole) for part in quarters] == [
        ("2026-Q1", False),
        ("2026-Q2", True),
        ("2026-Q2", True),
    ]

    opened = open_at(folder, since=moment("2026-06-10"))
    iterations = trend(opened, COMING, Asked(), "iteration").parts
    assert [(part.period.name, part.is_whole) for part in iterations] == [
        ("iteration 1", False),
        ("iteration 2", True),
    ]


def test_without_iterations_one_is_told_what_to_write(folder, tmp_path):
    """The option is named as it was typed."""
    initialize(tmp_path, "Tidewater Commons", logins=["vera"])
    opened = open_at(folder)
    plain = load_workspace(tmp_path)

    with pytest.raises(WrongUse, match=r"^--every iteration: .* Add \[iterations\]"):
        trend(replace(opened, workspace=plain), WAITING, Asked(), "iteration")


def test_numbers_of_the_page_open_to_the_rows_of_their_period(half_year):
    """With the command that prints them, as they were known then."""
    opened, found = half_year
    page = trend_page(opened, WAITING, Asked(), found).document
    cells = [row[3].opens for row in page.sections[0].grid.rows]

    assert set(cells) <= set(page.rows)
    march = page.rows["rows-2026-03-01"]
    assert march.total == 6
    assert march.command == (
        "twohats measure time_to_first_response --since '2026-03-01' --until '2026-04-01' "
        "--as-of '2026-04-01' --rows"
    )


def test_the_window_of_a_trend_is_that_of_its_rows(folder):
    """A first period that was left out is in no window, neither in its words nor on the page."""
    opened = open_at(folder, since=moment("2026-03-15"))
    found = trend(opened, COMING, Asked(), "month", from_a_start=True)

    assert found.rows[0]["period"] == "2026-04"
    assert found.meta["window"] == "2026-04-01 to 2026-07-01, half-open, UTC, by month"
    page = trend_page(opened, COMING, Asked(), found).document
    assert page.subtitle.endswith(found.meta["window"])
    assert not page.banner


def test_a_page_of_made_up_facts_says_so_above_everything(folder):
    """Pages are passed on without the command that made them."""
    opened = open_at(folder, since=moment("2026-05-01"))
    promise = Coverage("made-up", LANTERN, "items", SEEN, True)
    opened = replace(opened, facts=replace(opened.facts, coverage=(promise,)))
    found = trend(opened, COMING, Asked(), "month")

    banner = trend_page(opened, COMING, Asked(), found).document.banner
    assert banner.startswith("Everything here is made up")


def test_history_that_begins_after_the_project_is_said(folder):
    """The repository is of 2020 and known from June 2025 on: who is new cannot be known."""
    opened = open_at(folder)
    (row,) = measured(opened, measure_named("returning_contributors"), Asked()).rows

    assert row["note"] == (
        f"left-censored: history of {LANTERN} begins 2025-06-01, the project 2020-01-01"
    )


def test_a_measure_of_the_window_alone_needs_no_history(folder):
    """How many came is known, whatever was before."""
    opened = open_at(folder)
    (row,) = measured(opened, measure_named("change_requests"), Asked()).rows

    assert row["note"] is None


@pytest.mark.parametrize(
    ("covers_from", "created", "note"),
    [
        (None, "2020-01-01", False),
        ("2019-12-01", "2020-01-01", False),
        ("2020-01-01", "2020-01-01", False),
        ("2020-02-01", "2020-01-01", True),
        ("2020-02-01", None, True),
    ],
)
def test_when_history_is_late(covers_from, created, note):
    """Quiet where everything is promised, or all since the project began; else it is said."""
    story = Story(
        coverage=[
            Coverage(
                "made-up", LANTERN, holds, SEEN, True,
                covers_from=covers_from and moment(covers_from),
            )
            for holds in ("items", "events")
        ]
    )  # fmt: skip
    if created:
        story.add("repositories", repository=LANTERN, created_at=moment(created))
    definition = measure_named("new_contributors").definition
    found = left_censored(story.facts(), definition, [LANTERN])

    assert (found is not None) is note
    assert not note or found.startswith(f"left-censored: history of {LANTERN} begins 2020-02-01")


def test_what_was_kept_for_one_question_is_let_go(folder):
    """Facts that were lent leave no rows behind, and take none from those they were lent from."""
    opened = open_at(folder)
    with lent(opened, opened.facts) as facts:
        kept = facts.items
        assert kept.count().to_pyarrow().as_py() == 36

    assert kept.count().to_pyarrow().as_py() == 0
    assert opened.facts.items.count().to_pyarrow().as_py() == 36
