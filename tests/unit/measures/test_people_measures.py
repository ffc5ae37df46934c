"""Measures about who contributes, on a few facts that can be counted by hand."""

import pytest

from tests.fakes.small_facts import Story, ours
from twohats.measures import contributor_absence_factor, elephant_factor
from twohats.measures.catalogue import MEASURES
from twohats.measures.measure import grouped


def numbers(facts, name, by=None):
    """What a measure says, by group and part."""
    measure = MEASURES[name]
    rows = measure.sums(grouped(measure.rows(facts), by)).to_pyarrow().to_pylist()
    return {(one.group, one.part): one for one in measure.numbers(rows)}


def values(facts, name, by=None):
    return {part: one.value for (_, part), one in numbers(facts, name, by).items()}


@pytest.fixture
def story():
    """Ada is ours; Bo and Cy work at one place, Dee alone, Eve is unknown; a bot merges."""
    story = Story(
        team=[ours("ada")],
        kinds={"trim-bot": "bot"},
        employers=[
            ("bo", "Wick & Sons", None, None),
            ("cy", "wick & sons", None, None),
            ("dee", "Independent", None, None),
        ],
    )
    for number, (author, at) in enumerate(
        [("ada", 1), ("ada", 2), ("bo", 3), ("cy", 4), ("dee", 5), ("eve", 6)], start=1
    ):
        story.merged(number, author, at, by="trim-bot")
    return story


def test_contributors_are_people_and_no_bots(story):
    """Five people wrote six changes; the bot that merged them is nobody."""
    assert values(story.facts(), "contributors") == {"all": 5}


def test_who_first_came_before_the_window_returns(story):
    """The window begins on day 2.2: Ada was there before, the others are new."""
    facts = story.facts(since=2.2)

    assert values(facts, "new_contributors") == {"all": 4}
    assert values(facts, "returning_contributors") == {"all": 1}
    assert values(facts, "contributors") == {"all": 5}


def test_a_second_contribution_in_the_window_does_not_make_somebody_returning(story):
    """Ada wrote two in the window and none before."""
    assert values(story.facts(), "returning_contributors") == {}


def test_occasional_is_who_came_once_in_the_year(story):
    """All but Ada came once."""
    assert values(story.facts(), "occasional_contributors") == {"all": 4}


def test_inactive_is_who_went_silent_long_enough_ago(story):
    """Ninety days of silence are not enough; two hundred are."""
    assert values(story.facts(as_of=100), "inactive_contributors") == {}
    assert values(story.facts(as_of=300), "inactive_contributors") == {"all": 5}


def test_absence_factor_counts_people_by_kind(story):
    """Ada wrote two of six changes; one more makes half."""
    assert values(story.facts(), "contributor_absence_factor") == {"change": 2}


def test_a_deleted_account_stays_in_the_total(story):
    """With three changes of nobody known, half of nine takes Ada and three more."""
    for number in (11, 12, 13):
        story.merged(number, None, 7, by="trim-bot")

    assert values(story.facts(), "contributor_absence_factor") == {"change": 4}


def test_other_tools_are_read_with_their_own_rule(story):
    """More than half of six takes three people where half takes two."""
    measure = MEASURES["contributor_absence_factor"]
    counts = measure.sums(grouped(measure.rows(story.facts()), None)).to_pyarrow().to_pylist()
    read = {
        tool: [one.value for one in contributor_absence_factor.read_as(reading, counts)]
        for tool, reading in contributor_absence_factor.READINGS.items()
    }

    assert read["8knot"] == [2]
    assert read["scipy-devstats"] == [2]
    assert read["devstats"] == [3]
    assert read["oss-compass"] == []  # it counts commits, of which there are none


def test_elephant_factor_joins_spellings_and_keeps_independents_apart(story):
    """Ada's two and Wick & Sons' two make half and more of six; Eve is known to nobody."""
    story.employers = [*story.employers, ("eve", "Brass Lamp Co", None, None)]
    found = numbers(story.facts(), "elephant_factor")[None, "change"]

    assert (found.value, found.low, found.high, found.answer) == (2, 2, 2, "counted")


def test_elephant_factor_gives_only_a_range_where_too_much_is_unknown(story):
    """Eve and three deleted accounts made four of nine: no verdict."""
    for number in (11, 12, 13):
        story.merged(number, None, 7, by="trim-bot")
    found = numbers(story.facts(), "elephant_factor")[None, "change"]

    assert (found.value, found.low, found.high, found.answer) == (None, 1, 3, "only a range")


def test_twenty_percent_unknown_still_has_a_verdict(story):
    """One of six is unknown: below the limit, with the range beside it."""
    found = numbers(story.facts(), "elephant_factor")[None, "change"]

    assert found.answer == "counted"
    assert elephant_factor.MOST_UNKNOWN == 0.2
    assert (found.value, found.low, found.high) == (2, 1, 2)


def test_employers_of_few_people_are_told_together(story):
    """Nobody can read from a share what one or two people did."""
    found = numbers(story.facts(), "organizational_diversity")

    assert set(found) == {(None, "employers with fewer than three people"), (None, "unknown")}
    assert sum(one.value for one in found.values()) == pytest.approx(1)


def test_types_of_contributions_count_each_kind_once_per_person_and_item(story):
    """Two reviews by one person of one change are one; a review of one's own is none."""
    item = story.item(20, "bo", 8)
    for actor, at in (("dee", 8.1), ("dee", 8.2), ("bo", 8.3), ("cy", 8.4)):
        story.event(item, "reviewed", actor, at)

    assert values(story.facts(), "types_of_contributions") == {"change": 6, "review": 2}
