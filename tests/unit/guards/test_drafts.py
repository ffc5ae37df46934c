"""Drafts go to people under pseudonyms, and into our own trackers by themselves."""

import pytest

from twohats.guards.drafts import clear_draft
from twohats.records.drafts import Draft

NAMES = {"github:ada": "wren-1", "github:bea": "teal-2", "mail:ada@tidewater.example": "wren-1"}
PLAN = "github:tidewater/plan"


def is_ours(repository):
    return repository == PLAN


def draft(**columns):
    said = {"key": "k", "title": "For @ada", "body": "@ada asked @bea", "place": PLAN}
    return Draft(**{**said, "drafted_by": "ada@tidewater.example", **columns})


def test_names():
    """Who did not agree to be named stands under a pseudonym, in title and body."""
    cleared = clear_draft(draft(names=("github:bea",)), NAMES, is_ours)

    assert (cleared.draft.title, cleared.draft.body) == ("For wren-1", "wren-1 asked @bea")
    assert cleared.held == ()


def test_names_asked_for():
    """Where names were asked for, nothing is renamed."""
    assert clear_draft(draft(), {}, is_ours).draft.body == "@ada asked @bea"


@pytest.mark.parametrize(
    ("columns", "held"),
    [
        ({"place": "github:lantern/core"}, "lantern/core is not ours: a person copies it there"),
        ({"place": None}, "it has no place of its own: a person copies it"),
        ({"drafted_by": None}, "nobody stands behind it yet: git should know your e-mail"),
    ],
)
def test_held(columns, held):
    """Into another's tracker, or with nobody behind it, the program sends nothing."""
    assert clear_draft(draft(**columns), NAMES, is_ours).held == (held,)
