"""Recurring items are drafted when due, and never pile up."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.small_facts import Story, day, promise
from hypothesis import given
from hypothesis import strategies as st

from twohats.flow.recurring import TrackerLook, is_same, look_at_trackers, recurring
from twohats.workspace import read_settings
from twohats.workspace.iterations import Iterations
from twohats.workspace.settings import Forge, RecurringItem, Settings

PLAN = "github:tidewater/plan"
ITERATIONS = Iterations(date(2026, 12, 9))
OSS = RecurringItem("oss", "Upstream OSS Contributions", labels=("recurrent",), points=2)
SETTINGS = Settings("Tidewater", trackers=(PLAN,), iterations=ITERATIONS, recurring=(OSS,))
NOON = timedelta(hours=12)


def issue(number, iteration, *, title=OSS.title, body="", state="open"):
    at = ITERATIONS.numbered(iteration).since_at + NOON
    return {
        "item": f"{PLAN}#{number}", "title": title, "body": body, "state": state,
        "created_at": at, "url": f"https://github.com/tidewater/plan/issues/{number}",
    }  # fmt: skip


def planned(*issues, iteration=1, settings=SETTINGS, read=True):
    read_to = ITERATIONS.numbered(iteration).since_at if read else None
    looks = {PLAN: TrackerLook(tuple(issues), read_to)}
    return recurring(settings, looks, ITERATIONS.numbered(iteration))


def state(found):
    return found.rows[0]["state"]


def test_due():
    """The first one is drafted, with its labels, points, and a key that is found again."""
    draft = planned().drafts[0]

    assert (draft.title, draft.place, draft.labels) == (OSS.title, PLAN, ("recurrent",))
    assert "**Points:** 2" in draft.body
    assert draft.body.endswith("<!-- twohats:recurring:github:tidewater/plan:oss -->\n")


def test_an_open_one_stands():
    """While one is open, no other is drafted, however many turns pass."""
    found = planned(issue(1, 1), iteration=9)

    assert (found.drafts, state(found)) == ((), "open")
    assert found.rows[0]["open"] == "https://github.com/tidewater/plan/issues/1"


@pytest.mark.parametrize("title", ["upstream  oss contributions", "Upstream OSS Contributions "])
def test_by_title(title):
    """One that people opened by hand counts, however they spelled it."""
    assert state(planned(issue(1, 1, title=title), iteration=2)) == "open"


def test_by_key():
    """One that people gave another title counts by its hidden key."""
    body = planned().drafts[0].body

    assert state(planned(issue(1, 1, title="Reviews!", body=body), iteration=2)) == "open"


@pytest.mark.parametrize(
    "other", [{"title": "Upstream OSS Contributions, part two"}, {"state": "closed"}]
)
def test_others_do_not_count(other):
    """Another title, or one that is closed, keeps nothing from being drafted."""
    assert state(planned(issue(1, 1, **other), iteration=2)) == "due"


def test_once_a_turn():
    """Closed within its turn, it is not drafted again before the next."""
    settings = replace(SETTINGS, recurring=(replace(OSS, every=3),))
    closed = issue(1, 1, state="closed")

    states = [
        state(planned(closed, iteration=number, settings=settings)) for number in (1, 2, 3, 4)
    ]
    assert states == ["done", "done", "done", "due"]


def test_left_out_turn():
    """Whatever was not drafted at the start of its turn is drafted later in it."""
    settings = replace(SETTINGS, recurring=(replace(OSS, every=3),))

    assert state(planned(iteration=2, settings=settings)) == "due"


def test_never_read():
    """Where the tracker was never read, nothing is drafted: one might be open."""
    found = planned(read=False)

    assert (found.drafts, state(found)) == ((), "not known")
    assert found.rows[0]["because"] == (
        "tidewater/plan was never read: run `twohats sync tidewater/plan` first"
    )


def test_never_read_elsewhere():
    """A tracker at another forge than the one meant where none is named is read by its whole key."""
    forges = (Forge("github", "github.com"), Forge("gitlab", "lab.example"))
    settings = replace(SETTINGS, trackers=("gitlab:tidewater/plan",), forges=forges)

    assert planned(settings=settings).rows[0]["because"] == (
        "tidewater/plan was never read: run `twohats sync gitlab:tidewater/plan` first"
    )


def test_january_2027():
    """Each iteration has its turn over a year of 53 weeks, where even weeks would leave one out."""
    turns = []
    for number in range(1, 6):
        earlier = issue(number, number - 1, state="closed") if number > 1 else None
        found = planned(*([earlier] if earlier else []), iteration=number)
        turns.append((ITERATIONS.numbered(number).since, state(found)))

    assert turns == [
        (date(2026, 12, 9), "due"),
        (date(2026, 12, 23), "due"),
        (date(2027, 1, 6), "due"),
        (date(2027, 1, 20), "due"),
        (date(2027, 2, 3), "due"),
    ]
    assert [day.isocalendar().week % 2 for day, _ in turns] == [0, 0, 1, 1, 1]


@given(
    every=st.integers(1, 4),
    runs=st.lists(st.booleans(), min_size=1, max_size=30),
    closes=st.lists(st.booleans(), min_size=30, max_size=30),
)
def test_never_piles_up(every, runs, closes):
    """However often it runs, and whenever people close it, there is at most one open, and one a turn."""
    one = replace(OSS, every=every)
    settings = replace(SETTINGS, recurring=(one,))
    issues = []
    for number, (is_run, is_closed) in enumerate(zip(runs, closes, strict=False), start=1):
        for _ in range(2 if is_run else 0):
            for draft in planned(*issues, iteration=number, settings=settings).drafts:
                issues.append(issue(len(issues), number, title="renamed", body=draft.body))
        assert sum(each["state"] == "open" for each in issues) <= 1
        if is_closed:
            for each in issues:
                each["state"] = "closed"
    turns = [(each["created_at"].date() - ITERATIONS.start).days // (14 * every) for each in issues]
    assert len(turns) == len(set(turns))


def test_from_facts():
    """Open issues of the tracker are read off the facts, with how far they were read."""
    told = Story(scopes={PLAN: "own-project"}, coverage=[promise("items", PLAN, None, 60)])
    told.item(1, "ada", 3, kind="issue", repository=PLAN, title=OSS.title)
    told.item(2, "ada", 4, repository=PLAN, title=OSS.title)
    told.item(3, "ada", 4, kind="issue", title=OSS.title)

    looks = look_at_trackers(told.facts(), [PLAN, "github:tidewater/other"])

    assert [one["item"] for one in looks[PLAN].issues] == [f"{PLAN}#1"]
    assert looks[PLAN].read_to == day(60)
    assert looks["github:tidewater/other"] == TrackerLook()
    assert is_same(looks[PLAN].issues[0], OSS, PLAN)


@pytest.mark.parametrize(
    "title", ["Reviews 2026-01-07", "Reviews, iteration 12", "Sprint #3 reviews", "Reviews {date}"]
)
def test_dated_titles(title):
    """A title with a date in it is refused: by it, an open one could not be found."""
    read = read_settings(
        f'organization = "T"\n[[recurring]]\nname = "reviews"\ntitle = "{title}"\n'
    )

    assert [str(one) for one in read.mistakes] == [
        f"twohats.toml:4: `title` must hold no date and no number of an iteration: `{title}`"
    ]


@pytest.mark.parametrize("title", ["Two reviews", "Week of care", "Iteration planning", "Top 10"])
def test_plain_titles(title):
    """Other numbers and words are fine."""
    read = read_settings(
        f'organization = "T"\n[[recurring]]\nname = "reviews"\ntitle = "{title}"\n'
    )

    assert read.mistakes == ()
    assert read.settings.recurring == (RecurringItem("reviews", title),)


def test_as_of():
    """Read later than the as-of date is as good as read then."""
    told = Story(coverage=[promise("items", PLAN, None, None)])

    look = look_at_trackers(told.facts(as_of=50), [PLAN])[PLAN]

    assert look.read_to == day(50)
    assert datetime(2024, 1, 1, tzinfo=UTC) < look.read_to
