"""Whose answer counts: anybody's, a maintainer's, a colleague's."""

import pytest
from fakes.small_facts import Story, day, ours, rows_of

from twohats.facts.deciding import deciding_periods
from twohats.measures.catalogue import MEASURES
from twohats.measures.first_response_by import (
    first_by_colleagues,
    first_by_maintainers,
    whose_first,
)
from twohats.measures.measure import grouped

LANTERN = "github:lantern-project/lantern"
ROSTER = {
    "repository": LANTERN,
    "owner": None,
    "role": "maintainer",
    "body": "core",
    "source_path": "MAINTAINERS",
}


def waits(table):
    """How each item's wait ended, by number."""
    return {
        row["number"]: (row["answered"], row["wait_d"], row["responder"]) for row in rows_of(table)
    }


def test_only_who_holds_a_role_that_day_answers_as_maintainer():
    """Mo was one from day 10 to day 20: the word of day 5 and that of day 25 end no wait."""
    story = Story()
    story.add(
        "memberships", **ROSTER, account="github:mo", name="Mo", from_at=day(10), until_at=day(20)
    )
    for number, at in ((1, 5), (2, 10), (3, 19.5), (4, 20), (5, 25)):
        item = story.item(number, "ada", 0)
        story.event(item, "commented", "bo", 1)
        story.event(item, "commented", "mo", at)

    assert waits(first_by_maintainers(story.facts())) == {
        1: (False, 100.0, None),
        2: (True, 10.0, "github:mo"),
        3: (True, 19.5, "github:mo"),
        4: (False, 100.0, None),
        5: (False, 100.0, None),
    }


def test_without_a_roster_who_merged_in_the_year_before_is_a_maintainer():
    """Mo merged on day 1; bo never did, and a bot that merges is nobody."""
    story = Story(kinds={"trim-bot": "bot"})
    story.merged(1, "ada", 0.5, by="mo")
    story.merged(2, "ada", 0.5, by="trim-bot")
    late, soon, early = (story.item(number, "ada", 0) for number in (3, 4, 5))
    story.event(late, "commented", "mo", 1 + 366)
    story.event(soon, "commented", "bo", 2)
    story.event(soon, "commented", "mo", 1 + 364)
    story.event(early, "commented", "mo", 0.5)
    found = waits(first_by_maintainers(story.facts(as_of=400)))

    assert found[3] == (False, 400.0, None)
    assert found[4] == (True, 365.0, "github:mo")
    assert found[5] == (False, 400.0, None)
    # The merge itself answers what it merged; the bot's ends the other wait unanswered.
    assert found[1] == (True, 0.5, "github:mo")
    assert found[2] == (False, 0.5, None)


def test_a_roster_counts_more_than_merges_and_only_in_its_repository():
    """Where maintainers are named, who merely merged is none; the next repository has its own."""
    story = Story()
    story.add("memberships", **ROSTER, account="github:mo", name="Mo")
    story.merged(1, "ada", 0, by="bo")
    story.merged(2, "ada", 0, by="bo", repository="github:lantern-project/wick")
    periods = rows_of(deciding_periods(story.facts()))

    assert {(row["repository"][7:], row["person"], row["basis"]) for row in periods} == {
        ("lantern-project/lantern", "github:mo", "role"),
        ("lantern-project/wick", "github:bo", "merged"),
    }


def test_a_role_without_days_is_held_all_along():
    """Mo's role has no dates, so that any word of Mo's counts."""
    story = Story()
    story.add("memberships", **ROSTER, account="github:mo", name="Mo")
    item = story.item(1, "ada", 0)
    story.event(item, "commented", "mo", 3)

    assert waits(first_by_maintainers(story.facts()))[1] == (True, 3.0, "github:mo")


def test_roles_that_decide_nothing_make_no_maintainer():
    """A triager and a contributor sort and write; they do not decide."""
    story = Story()
    for login, role in (("tri", "triager"), ("con", "contributor"), ("mem", "member")):
        row = {**ROSTER, "role": role, "body": "docs"}
        story.add("memberships", **row, account=f"github:{login}", name=login)
    item = story.item(1, "ada", 0)
    for login in ("tri", "con", "mem"):
        story.event(item, "commented", login, 1)

    assert waits(first_by_maintainers(story.facts()))[1][0] is False


def test_merges_by_one_person_make_one_period_without_gaps_or_overlaps():
    """Three merges within a year are three periods end to end."""
    story = Story()
    for number, at in ((1, 0), (2, 10), (3, 30)):
        story.merged(number, "ada", at, by="mo")
    periods = sorted(
        (row["from_at"], row["until_at"]) for row in rows_of(deciding_periods(story.facts()))
    )

    assert [until for _, until in periods[:-1]] == [since for since, _ in periods[1:]]
    assert periods[-1][1] == day(30.5 + 365)


COLLEAGUES = [("bo", "Wick & Sons", None, None), ("cy", "wick & sons", None, 50)]


def test_a_colleague_is_who_works_there_that_day():
    """Cy left on day 50; what cy says later is no colleague's word. Dee works alone, Eve is unknown."""
    story = Story(employers=[*COLLEAGUES, ("dee", "Independent", None, None)])
    for number, author, answers in (
        (1, "bo", (("dee", 1), ("cy", 2))),
        (2, "bo", (("cy", 60),)),
        (3, "dee", (("cy", 1),)),
        (4, "eve", (("bo", 1),)),
    ):
        item = story.item(number, author, 0)
        for who, at in answers:
            story.event(item, "commented", who, at)

    assert waits(first_by_colleagues(story.facts())) == {
        1: (True, 2.0, "github:cy"),
        2: (False, 100.0, None),
    }


def test_whose_first_answer_it_was():
    """A colleague, somebody else, somebody who works alone, and somebody of whom nobody knows."""
    story = Story(
        team=[ours("vera"), ours("wim")],
        employers=[*COLLEAGUES, ("dee", "Independent", None, None)],
    )
    pairs = (("bo", "cy"), ("bo", "vera"), ("vera", "wim"), ("eve", "dee"), ("bo", "eve"))
    for number, (author, answering) in enumerate(pairs):
        item = story.item(number, author, 0)
        story.event(item, "commented", answering, 1)
    story.item(9, "bo", 0)
    found = {row["number"]: row["same_employer"] for row in rows_of(whose_first(story.facts()))}

    assert found == {0: True, 1: False, 2: True, 3: False, 4: None}


def medians(facts, name):
    measure = MEASURES[name]
    rows = rows_of(measure.sums(grouped(measure.rows(facts), None)))
    return {one.part: (one.value, one.n) for one in measure.numbers(rows)}


@pytest.fixture
def story():
    """Two issues and a change of newcomers; Mo maintains and is slower than the others."""
    story = Story()
    story.add("memberships", **ROSTER, account="github:mo", name="Mo")
    for number, kind, at in ((1, "issue", 1), (2, "issue", 3), (3, "pull_request", 9)):
        item = story.item(number, f"new-{number}", 0, kind=kind)
        story.event(item, "commented", "bo", at)
        story.event(item, "commented", "mo", at + 10)
    return story


def test_issues_are_told_apart_from_changes(story):
    """The change waited nine days; issues know nothing of it."""
    facts = story.facts()

    assert medians(facts, "issue_response_time") == {"newcomer": (1.0, 2)}
    assert medians(facts, "time_to_first_response") == {"newcomer": (3.0, 3)}


def test_maintainers_answer_later(story):
    """Each wait ends with Mo's word, ten days after bo's."""
    facts = story.facts()

    assert medians(facts, "issue_maintainer_response_time") == {"newcomer": (11.0, 2)}
    assert medians(facts, "time_to_maintainer_response") == {"newcomer": (13.0, 3)}


def test_share_of_colleagues_has_a_range_for_the_unknown():
    """Of five first answers one was a colleague's and one nobody can tell."""
    story = Story(employers=[*COLLEAGUES, ("dee", "Independent", None, None)])
    for number, answering in enumerate(("cy", "dee", "dee", "dee", "eve")):
        item = story.item(number, "bo", 0)
        story.event(item, "commented", answering, 1)
    measure = MEASURES["same_employer_responses"]
    (found,) = measure.numbers(rows_of(measure.sums(grouped(measure.rows(story.facts()), None))))

    assert (found.value, found.low, found.high, found.n) == (0.2, 0.2, 0.4, 5)
