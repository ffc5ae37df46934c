"""How long changes wait for a review, and again after each update."""

import pytest

from tests.fakes.small_facts import Story, ours
from tests.unit.measures.test_people_measures import numbers
from twohats.measures.review_cycles import cycles


def lasted(story, **window):
    rows = cycles(story.facts(**window)).to_pyarrow().to_pylist()
    return sorted((row["cycle"], round(row["wait_d"], 3), row["answered"]) for row in rows)


@pytest.fixture
def story():
    return Story(team=[ours("ada")], kinds={"trim-bot": "bot"})


def happened(story, *acts, **item):
    key = story.item(1, "bo", 1, **item)
    for kind, actor, at in acts:
        story.event(key, kind, actor, at)
    return key


def test_each_update_after_a_review_begins_a_cycle(story):
    """Two days to the first review, three from the next push to the second one."""
    happened(
        story,
        ("committed", None, 2),
        ("reviewed", "cy", 3),
        ("reviewed", "dee", 4),
        ("force_pushed", "bo", 6),
        ("committed", None, 7),
        ("reviewed", "cy", 9),
    )

    assert lasted(story) == [("first", 2.0, True), ("later", 3.0, True)]


def test_reviews_without_an_update_between_are_one_look(story):
    """A second reviewer starts nothing."""
    happened(story, ("reviewed", "cy", 3), ("reviewed", "dee", 4), ("review_commented", "cy", 5))

    assert lasted(story) == [("first", 2.0, True)]


@pytest.mark.parametrize("actor", ["bo", "trim-bot", None])
def test_authors_bots_and_nobody_do_not_review(story, actor):
    """It waits until the as-of date."""
    happened(story, ("reviewed", actor, 3))

    assert lasted(story) == [("first", 99.0, False)]


def test_a_merge_ends_the_wait_and_a_close_only_stops_the_clock(story):
    """Merged without a word after four days; the other one withdrawn after two."""
    story.close(happened(story), "cy", 5, merged=True)
    other = story.item(2, "bo", 1)
    story.close(other, "bo", 3)

    assert lasted(story) == [("first", 2.0, False), ("first", 4.0, True)]


def test_what_was_said_to_a_draft_does_not_count(story):
    """The clock starts when it is marked as ready."""
    happened(
        story,
        ("reviewed", "cy", 2),
        ("ready_for_review", "bo", 5),
        ("reviewed", "cy", 6),
        draft=False,
    )

    assert lasted(story) == [("first", 1.0, True)]


def test_the_measures_take_what_began_in_the_window(story):
    """The first cycle began before day 4, the second one after it."""
    happened(story, ("reviewed", "cy", 3), ("force_pushed", "bo", 6), ("reviewed", "cy", 9))
    facts = story.facts(since=4)

    assert numbers(facts, "change_request_review_duration") == {}
    found = numbers(facts, "review_cycle_duration")
    assert {part: one.value for (_, part), one in found.items()} == {"later": 3.0}
