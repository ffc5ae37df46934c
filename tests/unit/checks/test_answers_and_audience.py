"""Nobody answers alone for their own doing, and others see nothing before the team could answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from fakes.check_cases import CASES, one_carries_it, team_works_at_night
from fakes.small_facts import REPOSITORY, Story, day, ours, promise
from hypothesis import given
from hypothesis import strategies as st

from twohats.checks import rules
from twohats.checks.answered import said_of
from twohats.checks.c01_share import rises
from twohats.checks.found import Terms, find_situations, seen_outside, visible_from
from twohats.checks.hours import OwnHours, after_hours
from twohats.checks.inputs import Inputs
from twohats.checks.looks import is_outside
from twohats.checks.shares import Share
from twohats.journal.situations import AnswerLine, answer_content, answers_of, read_situation_answer
from twohats.records import Skipped
from twohats.records.decisions import Decision
from twohats.records.situations import Said, Situation

MERGE = Situation(
    "C02:github:lantern-project/lantern#1",
    "C02",
    "github:lantern-project",
    "The wick",
    day(10),
    "Its author merged it.",
    REPOSITORY,
    concerned=("github:ada", "github:bea"),
    role="maintainer",
)
PERSONS = {"ada": "github:ada", "bea": "github:bea", "cleo": "github:cleo", "dan": "github:dan"}


def line(number, answer, *by):
    """One answer in force."""
    return AnswerLine(f"{number}", MERGE.key, answer, "for a reason", by, day(20 + number))


def decision(number, answer, *by, supersedes=None):
    """One line of the journal."""
    content = answer_content(answer, by)
    return Decision(f"{number:026d}", "mail:x", day(number), "situation-answered", (MERGE.key,), "so", content, supersedes)  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "state", "alone"),
    [
        ((), "open", ()),
        ((line(1, "not-so", "ada"),), "to confirm", ("github:ada",)),
        ((line(1, "not-so", "ada"), line(2, "not-so", "bea")), "to confirm", ("github:ada", "github:bea")),
        ((line(1, "not-so", "ada"), line(2, "not-so", "cleo")), "answered", ("github:ada",)),
        ((line(1, "not-so", "ada", "cleo"),), "answered", ("github:ada",)),
        ((line(1, "second-reviewer", "cleo"),), "answered", ()),
        ((line(1, "not-so", "cleo"), line(2, "recused", "dan")), "contested", ()),
        ((line(1, "not-so", "ada"), line(2, "recused", "cleo")), "answered", ("github:ada",)),
    ],
    ids=["nobody", "self", "both concerned", "confirmed", "together", "other", "two words", "other word"],
)  # fmt: skip
def test_how_a_situation_stands(lines, state, alone):
    """Those concerned are shown apart, and never settle it among themselves."""
    said = said_of(MERGE, lines, PERSONS)

    assert (said.state, said.alone) == (state, alone)


def test_the_word_of_others_holds():
    """What somebody concerned says later changes nothing."""
    said = said_of(MERGE, (line(1, "recused", "cleo"), line(2, "not-so", "ada")), PERSONS)

    assert (said.state, said.answer) == ("answered", "recused")


def test_situations_of_communities_concern_nobody_alone():
    """One person of the team answers."""
    share = Situation("C01:c:merge:2024Q1", "C01", "c", "Our share", day(1), "Half.")

    assert said_of(share, (line(1, "not-so", "ada"),), PERSONS).state == "answered"


def test_an_answer_is_read_as_it_was_written():
    """And a later word of the same person takes the place of the earlier one, of nobody else's."""
    first, other = decision(1, "not-so", "ada"), decision(2, "recused", "cleo")
    again = decision(3, "second-reviewer", "ada", supersedes=first.id)
    lines = answers_of([again, other, first])[MERGE.key]

    assert [(one.answer, one.by) for one in lines] == [
        ("recused", ("cleo",)),
        ("second-reviewer", ("ada",)),
    ]


def test_an_answer_that_is_none_is_named():
    """It is skipped with the reason."""
    odd = decision(1, "maybe", "ada")

    assert read_situation_answer(odd) == Skipped(odd.id, "'maybe' is no answer to a situation")


LOOKS = (promise("events", REPOSITORY, None, 100),)
"""Read on day 100."""


@pytest.mark.parametrize(
    ("terms", "situation", "expected"),
    [
        (Terms(), MERGE, None),
        (Terms(date(2023, 1, 1)), MERGE, day(114)),
        (Terms(date(2024, 12, 1), 7), MERGE, datetime(2024, 12, 8, tzinfo=UTC)),
        (Terms(date(2023, 1, 1)), Situation("C07:own", "C07", "", "", day(1), "", audience="person"), None),
        (Terms(date(2023, 1, 1)), Situation("C07:team", "C07", "", "", day(1), "", audience="team"), None),
        (Terms(date(2023, 1, 1)), Situation("x", "C02", "c", "", day(200), "", REPOSITORY), None),
    ],
    ids=["no day said", "after the read", "after the day", "own", "team", "never read"],
)  # fmt: skip
def test_when_others_may_see_it(terms, situation, expected):
    """After the team could have seen it and had its days; what is somebody's own never."""
    assert visible_from(situation, terms, LOOKS) == expected


def test_others_see_nothing_of_whose_doing_it_is():
    """What is answered or past its time is shown, without person and role; the rest is not."""
    past, late, answered = (
        Situation(key, "C02", "c", "t", day(1), "b", REPOSITORY, concerned=("github:ada",), role="r", visible_from=at)
        for key, at in (("past", day(20)), ("late", day(40)), ("answered", day(40)))
    )  # fmt: skip
    hidden = Situation("hidden", "C07", "", "t", day(1), "b")
    said = {"answered": Said("answered"), "late": Said("to confirm"), "hidden": Said("answered")}
    seen = seen_outside([past, late, answered, hidden], said, day(30))

    assert [one.key for one in seen] == ["past", "answered"]
    assert all(one.concerned == () and one.role is None for one in seen)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (((20, 100), (40, 100), (60, 100)), True),
        (((40, 100), (45, 100), (50, 100)), False),
        (((20, 100), (60, 100), (50, 100)), False),
        (((1, 100), (5, 100), (20, 100)), False),
        (((2, 10), (6, 10), (9, 10)), False),
        (((20, 100), (60, 100)), False),
    ],
    ids=["rises", "within chance", "falls again", "small still", "too few", "two quarters"],
)
def test_what_counts_as_rising(line, expected):
    """Every quarter above the last, beyond chance, from a quarter of the work on."""
    shares = [Share("c", "review", total, ours, 0, 3) for ours, total in line]

    assert rises(shares) is expected


def test_a_quarter_of_many_unknown_shows_no_trend():
    """Nobody can tell whether it rose."""
    shares = [Share("c", "review", 100, ours, 0, 3) for ours in (20, 40)]

    assert not rises([*shares, Share("c", "review", 100, 60, 21, 3)])


def test_the_share_is_counted_by_quarters():
    """A situation tells the shares of the last three quarters, the oldest first."""
    story = Story([ours("ada")], employers=[("finn", "Acme", None, None)])
    number = 0
    for quarter, mine in enumerate((5, 12, 19)):
        for at in range(20):
            by = "ada" if at < mine else "finn"
            story.merged(number := number + 1, "finn", 91 * quarter + 4 * at, by)
    story.coverage = [promise("events", REPOSITORY, None, 400), promise("items", REPOSITORY, None, 400)]  # fmt: skip
    facts = story.facts(since=182, until=273, as_of=273)
    seen = rules()["C01"].find(Inputs(facts))

    (found,) = [one for one in seen.situations if one.figures["kind"] == "merge"]
    assert found.because == (
        "From 2024-07-01 to 2024-09-29, people of ours did 19 of 20 merges (95 %); it rose from quarter to quarter: 25 %, 60 %, 95 %."
    )
    assert found.key == "C01:github:lantern-project:merge:2024Q3"
    assert found.audience == "team"  # one person's share is nobody else's business


def test_hours_are_ones_own():
    """Who said no time zone is left out, and nobody is shown what another one did."""
    case = next(case for case in CASES if case.name == "team_works_at_night")
    more = team_works_at_night(None)
    without = {person: own for person, own in more["hours"].items() if person != "github:cleo"}
    inputs = Inputs(case.inputs.facts, deeds=more["deeds"], hours=without)
    seen = rules()["C07"].find(inputs)

    assert {one.concerned: one.audience for one in seen.situations} == {
        ("github:ada",): "person",
        ("github:bea",): "person",
    }
    assert [one.because for one in seen.quiet] == [
        "too few people said their time zone to speak of the team"
    ]


@given(
    st.lists(st.datetimes(datetime(2024, 1, 1), datetime(2025, 1, 1)), max_size=20),
    st.sampled_from(["UTC", "Europe/Lisbon", "Asia/Kolkata", "America/New_York"]),
)
def test_hours_split_all_work(times, zone):
    """Each entry is within somebody's hours or outside, wherever their clock stands."""
    moments = [at.replace(tzinfo=UTC) for at in times]
    every = OwnHours(zone, 0, 24, ())
    none = OwnHours(zone, 0, 24, tuple(range(7)))

    assert after_hours(moments, every).outside == 0
    assert after_hours(moments, none).outside == len(moments)


def test_a_clock_follows_summer_time():
    """Eighteen o'clock UTC is nineteen in Lisbon in July, and outside; in January it is not."""
    own = OwnHours("Europe/Lisbon")

    assert own.holds(datetime(2024, 1, 3, 18, tzinfo=UTC))
    assert not own.holds(datetime(2024, 7, 3, 18, tzinfo=UTC))


def test_a_load_is_told_to_nobody_else():
    """What everybody reads is the same, whether there is something or not."""
    facts = next(case for case in CASES if case.name == "one_carries_it").inputs.facts
    loud = rules()["C08"].find(Inputs(facts, **one_carries_it(None)))
    quiet = rules()["C08"].find(Inputs(facts))

    assert [one.audience for one in loud.situations] == ["person"]
    assert loud.quiet == quiet.quiet


def reviewed_both_ways(us, waiting):
    """Twelve of our changes reviewed outside and six of others by us; some of ours wait."""
    story = Story([ours(name) for name in ("ada", "bea", "cleo")], employers=[("finn", "Acme", None, None)])  # fmt: skip
    for number in range(18):
        mine = us[number % len(us)]
        author, by = ("finn", mine) if number < 6 else (mine, "finn")
        item = story.item(number, author, 5, additions=5, deletions=0)
        story.event(item, "reviewed", by, 6, state="approved")
        story.close(item, "finn", 7, merged=True)
    for number, author in enumerate(waiting, start=100):
        story.item(number, author, 20)
    story.coverage = (*story.coverage, promise("events", REPOSITORY, None, 100), promise("items", REPOSITORY, None, 100))  # fmt: skip
    (one,) = rules()["C09"].find(Inputs(story.facts(as_of=90))).situations
    return one


@pytest.mark.parametrize(
    ("us", "audience"), [(["ada", "bea", "cleo"], "all"), (["ada", "bea"], "team")]
)
def test_a_balance_of_few_stays_with_the_team(us, audience):
    """Two people are too few on either side; three are enough."""
    assert reviewed_both_ways(us, []).audience == audience


@pytest.mark.parametrize(
    ("waiting", "told"),
    [(["ada", "finn"], None), (["ada"] * 6, None), (["ada", "bea", "cleo"] * 2, 6), (["finn"], 0)],
)
def test_others_are_not_told_of_few_changes_that_wait(waiting, told):
    """How many of those that wait are ours is left out where it would speak of somebody."""
    one = reviewed_both_ways(["ada", "bea", "cleo"], waiting)

    assert one.audience == "all"
    assert one.figures.get("our_queue") == told
    assert ("wait there for a first answer" in one.because) == (told is not None)


@given(st.floats(0, 99), st.integers(1, 60))
def test_others_wait_as_long_as_the_team_has(at, days):
    """Whenever something happened, others see it after its day, and the days the team has."""
    situation = Situation("k", "C02", "c", "t", day(at), "b", REPOSITORY)
    seen_at = visible_from(situation, Terms(date(2020, 1, 1), days), LOOKS)

    assert seen_at == day(100) + timedelta(days=days)


@given(st.sampled_from([None, "Acme", "acme", "Bold", "independent"]), st.sampled_from([None, "Acme", "Bold", "independent"]))  # fmt: skip
def test_being_outside_goes_both_ways(one, other):
    """If one is outside for the other, the other is for the one; unknown stays unknown."""
    assert is_outside(one, other) == is_outside(other, one)
    assert (is_outside(one, other) is None) == (one is None or other is None)


def test_only_the_rules_asked_for_look():
    """And situations come by rule."""
    case = next(case for case in CASES if case.name == "paid_and_nobody_looked")
    found = find_situations(case.inputs, Terms())
    only = find_situations(case.inputs, Terms(), only=["C05"])

    assert [one.rule for one in found.situations] == ["C02", "C05"]
    assert [one.rule for one in only.situations] == ["C05"]
