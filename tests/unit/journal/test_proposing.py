"""Which kind of work a sentence speaks of."""

import pytest

from twohats.journal import ACTIVITIES
from twohats.journal.proposing import _WORDS, propose_activity


@pytest.mark.parametrize(
    ("text", "activity"),
    [
        ("Facilitated the monthly meeting", "meeting"),
        ("wrote the minutes", "meeting"),
        ("Mentored two people of the spring cohort", "mentoring"),
        ("answered a code of conduct report", "moderation"),
        ("voted on the charter", "governance"),
        ("keynote at a conference", "talk"),
        ("grant application for the docs", "funding"),
        ("roadmap meeting with the council", "governance"),
        ("discussed the roadmap", "goals"),
        ("vouched for a new reviewer", "sponsoring"),
        ("welcomed first-time contributors", "newcomers"),
        ("triaged old issues", "triage"),
        ("handled CVE-2026-1", "security"),
        ("listened after a conflict", "care"),
        ("helped in the forum", "answer"),
    ],
)
def test_proposed(text, activity):
    """By its words; care for people goes before meetings, and meetings before work on code."""
    assert propose_activity(text) == activity


@pytest.mark.parametrize("text", ["lunch", "", "wrote a talker", "decided nothing", "recalled"])
def test_nothing_is_proposed(text):
    """Where no word speaks for one, and where a word is only part of another."""
    assert propose_activity(text) is None


def test_what_is_proposed_can_be_logged():
    """Each is one of the activities."""
    assert set(_WORDS) <= set(ACTIVITIES)
