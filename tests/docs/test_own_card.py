"""Our own card is whole: what we ask of other communities, we say ourselves."""

from pathlib import Path

import pytest

from twohats.cards.papers import kind_of_paper
from twohats.flow.brief import NOT_FOUND, brief
from twohats.records.cards import CARD, Paper, Papers

ROOT = Path(__file__).parents[2]
FILES = (
    "*.md",
    ".github/**/*",
    "docs/**/*.md",
    "LICENSE",
    "pyproject.toml",
    ".pre-commit-config.yaml",
)


@pytest.fixture(scope="module")
def card():
    """The card of the files as they are now, committed or not."""
    paths = sorted(
        {
            path
            for form in FILES
            for path in ROOT.glob(form)
            if path.is_file() and "_build" not in path.parts
        }
    )
    names = {path.relative_to(ROOT).as_posix(): path for path in paths}
    papers = [
        Paper(name, path.read_text("utf-8"), None, kind_of_paper(name))
        for name, path in names.items()
        if kind_of_paper(name)
    ]
    return brief(Papers("github:example/twohats", tuple(papers), frozenset(names)))


MAY_LACK = {"contributing.refused"}
"""A community may refuse no kind of change."""


@pytest.mark.parametrize("fact", [one for one in CARD if one not in MAY_LACK])
def test_every_fact_of_our_own_card_is_found(card, fact):
    """A newcomer finds it, and so does the program."""
    assert [row["value"] for row in card.rows if row["fact"] == fact] != [NOT_FOUND]
