"""The aspects of a card: each is a file, and preflight reads those it goes by."""

import pkgutil
import re
from pathlib import Path

import twohats.cards
from twohats.cards import preflight
from twohats.cards.card import ASPECTS, OF_PREFLIGHT, read_card
from twohats.records.cards import CARD, CONFIRMABLE, Paper, Papers

GUIDE = (
    "Please open an issue before you start work on a change. Maintainers respond within a week.\n"
)


def test_every_aspect_is_a_file_that_finds_facts():
    """None is forgotten."""
    files = {one.name for one in pkgutil.iter_modules(twohats.cards.__path__)}
    finders = {
        name
        for name in files
        if "\ndef find(" in (Path(twohats.cards.__path__[0]) / f"{name}.py").read_text()
    }

    assert set(ASPECTS) == finders


def test_some_aspects_give_the_same_facts_as_all():
    """The order stays, and nothing else is looked for."""
    papers = Papers("r", (Paper("CONTRIBUTING.md", GUIDE, None, "contributing"),))
    every, some = read_card(papers), read_card(papers, ("contributing",))

    assert some == tuple(one for one in every if one.fact.startswith("contributing."))
    assert len(every) > len(some) > 0


def test_preflight_reads_every_aspect_it_goes_by():
    """By the facts its checks name."""
    named = set(re.findall(r'"([a-z]+)\.[a-z_]+"', Path(preflight.__file__).read_text()))
    wanted = {
        fact.partition(".")[0] for fact in (*CONFIRMABLE, *CARD) if fact.partition(".")[0] in named
    }
    read = {"ai" if name == "ai_policy" else name for name in OF_PREFLIGHT}

    assert wanted <= read
    assert {fact.partition(".")[0] for fact in CONFIRMABLE} <= read
