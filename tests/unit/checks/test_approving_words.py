"""Communities that approve by a word in a comment, where the workspace says so."""

from dataclasses import replace

import pytest
from fakes.check_cases import COMMUNITY, HOLDS, approve, comment, ours_by_ours
from fakes.small_facts import REPOSITORY, Story, ours, promise

from twohats.checks import c02_outside_review, c04_own_merge
from twohats.checks.inputs import Inputs

WORDS = ((COMMUNITY, ("ACK", "utACK")),)


def said(rule, tell, words=WORDS):
    """Reasons of one rule over one change of ours that one of ours merged: loud and quiet."""
    story = Story([ours("ada"), ours("bea")], employers=[("finn", "Acme", None, None)])
    tell(story, ours_by_ours(story))
    story.coverage = (*story.coverage, *(promise(one, REPOSITORY, None, 100) for one in HOLDS))
    facts = replace(story.facts(as_of=90), approval_comments=words)
    seen = rule.find(Inputs(facts))
    return [one.because for one in seen.situations], [one.because for one in seen.quiet]


def word(text, by="finn", at=12):
    """Tell of one comment by somebody of another employer."""
    return lambda story, item: comment(story, item, by, at, text)


@pytest.mark.parametrize("text", ["ACK 1234abcd", "**utACK**, though slow", "Looked.\nack, tested"])
def test_a_word_at_the_start_of_a_line_is_an_approval(text):
    """It counts as a review, and as one that agrees."""
    assert said(c04_own_merge, word(text)) == ([], ["somebody of another employer had approved it"])
    assert said(c02_outside_review, word(text)) == ([], ["somebody of another employer had looked"])


@pytest.mark.parametrize(
    "text", ["I would ACK this later", "> ACK\n\nNot so sure.", "Hackathon idea", "ACKnowledged"]
)
def test_other_words_are_no_approval(text):
    """Within a sentence, in a quotation, or within another word: they stay a plain comment."""
    assert said(c04_own_merge, word(text)) == ([], ["nobody outside had looked: C02"])


def test_without_a_word_of_the_workspace_nothing_changes():
    """Nobody guesses that a community approves in comments."""
    quiet = said(c02_outside_review, word("ACK"), words=())[1]

    assert quiet == ["somebody outside commented; whether that was a review, comments do not tell"]


def test_a_word_that_came_too_late_or_from_within_does_not_count():
    """After the merge, or by a colleague; whoever looked before and did not agree is still told of."""

    def tell(story, item):
        approve(story, item, "finn", 12, state="commented")
        comment(story, item, "bea", 13, "ACK")
        comment(story, item, "finn", 30, "ACK")

    loud, _ = said(c04_own_merge, tell)

    assert len(loud) == 1
    assert "1 person of other employers looked, and none of them approved." in loud[0]
