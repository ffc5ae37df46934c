"""The whole card, or some aspects of it: every aspect's facts, in the order of `CARD`."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from twohats.records.cards import CARD, Fact, Papers

ASPECTS = (
    *("conduct", "contributing", "communication", "maintenance", "governance", "roadmap"),
    *("license", "agreement", "security", "ai_policy"),
)
"""One file of this folder each, with ``find(papers)``."""
OF_PREFLIGHT = ("contributing", "governance", "license", "agreement", "ai_policy")
"""Those that a change is set beside; the others take time to load, and it has none to lose."""


def read_card(papers: Papers, aspects: Iterable[str] = ASPECTS) -> tuple[Fact, ...]:
    """Read the facts of a community; what is in none of its papers has no fact.

    Parameters
    ----------
    papers
        What was read of the repository.
    aspects
        Which of `ASPECTS` to look for.

    Returns
    -------
    tuple of Fact
        In the order of `CARD`; a fact may stand several times, as places to talk do.
    """
    order = list(CARD)
    found: Iterator[Fact] = (one for name in aspects for one in _finder(name)(papers))
    return tuple(sorted(found, key=lambda one: order.index(one.fact)))


def _finder(name: str) -> Callable[[Papers], Iterable[Fact]]:
    find: Callable[[Papers], Iterable[Fact]] = import_module(f"twohats.cards.{name}").find
    return find
