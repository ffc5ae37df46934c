"""Communities in which a comment approves, and those in which it does not."""

from dataclasses import replace

import pytest
from fakes.small_facts import Story, rows_of

from twohats.measures.catalogue import MEASURES
from twohats.measures.measure import grouped

OWNER = "github:lantern-project"


def alone(body, *, words=("ACK", "utACK"), owner=OWNER, kind="commented", by="cy", at=1.2):
    """Whether the author counts as having merged alone after one comment."""
    story = Story(kinds={"check-bot": "bot"})
    item = story.item(1, "bo", 1)
    story.event(item, kind, by, at, body=body)
    story.close(item, "bo", 1.5, merged=True)
    facts = replace(story.facts(), approval_comments=((owner, words),))
    measure = MEASURES["self_merge_rates"]
    (found,) = measure.numbers(rows_of(measure.sums(grouped(measure.rows(facts), None))))
    return found.value == 1


@pytest.mark.parametrize(
    "body",
    [
        "ACK 1234abc",
        "utACK",
        "ack, works here",
        "**ACK** 1234abc",
        "Tried it on two machines.\n\nACK 1234abc",
        "ACK.",
    ],
)
def test_a_word_at_the_start_of_a_line_approves(body):
    """However it is written, and wherever the line stands."""
    assert not alone(body)


@pytest.mark.parametrize(
    "body",
    [
        "NACK",
        "Concept ACK",
        "> ACK 1234abc\n\nWhat was tried?",
        "ACKnowledged, looking later",
        "re-ACK",
        "I would ACK this once it is rebased",
        "ACK-ish",
        None,
    ],
)
def test_other_words_do_not(body):
    """Quoted, within a sentence, of another meaning, or nothing at all."""
    assert alone(body)


def test_what_is_listed_counts_with_its_spaces():
    """A community that lists more words means them."""
    assert not alone("Code review ACK 1234abc", words=("Code review ACK",))


@pytest.mark.parametrize("who", ["bo", "check-bot"])
def test_neither_the_author_nor_a_bot_approves(who):
    """Approval is another human's."""
    assert alone("ACK", by=who)


def test_an_approval_after_the_merge_comes_too_late():
    """It was merged alone."""
    assert alone("ACK", at=1.7)


def test_a_review_in_words_approves_too():
    """Whether the words stand in a comment or a review."""
    assert not alone("ACK 1234abc", kind="reviewed")


def test_elsewhere_a_comment_is_no_approval():
    """What one community does says nothing of the next."""
    assert alone("ACK 1234abc", owner="github:tin-horn")


def test_somebody_who_approved_in_words_has_looked():
    """It is a review, and where they work elsewhere an outside one."""
    story = Story(employers=[("bo", "Wick & Sons", None, None), ("cy", "Brass Lamp", None, None)])
    item = story.item(1, "bo", 1)
    story.event(item, "commented", "cy", 1.2, body="ACK")
    story.close(item, "bo", 1.5, merged=True)
    said = replace(story.facts(), approval_comments=((OWNER, ("ACK",)),))
    measure = MEASURES["same_organization_merges"]

    def inside(facts):
        (row,) = rows_of(measure.rows(facts))
        return row["reviewed"], row["outside_reviewed"]

    assert inside(said) == (True, True)
    assert inside(story.facts()) == (False, False)
