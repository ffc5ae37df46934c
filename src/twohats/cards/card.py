"""The whole card: every aspect's facts, in the order of `CARD`."""

from collections.abc import Callable, Iterable, Iterator

from twohats.cards import (
    agreement,
    ai_policy,
    communication,
    conduct,
    contributing,
    governance,
    license,
    maintenance,
    roadmap,
    security,
)
from twohats.records.cards import CARD, Fact, Papers

ASPECTS: tuple[Callable[[Papers], Iterable[Fact]], ...] = (
    conduct.find,
    contributing.find,
    communication.find,
    maintenance.find,
    governance.find,
    roadmap.find,
    license.find,
    agreement.find,
    security.find,
    ai_policy.find,
)


def read_card(papers: Papers) -> tuple[Fact, ...]:
    """Read the facts of a community; what is in none of its papers has no fact.

    Returns
    -------
    tuple of Fact
        In the order of `CARD`; a fact may stand several times, as places to talk do.
    """
    order = list(CARD)
    found: Iterator[Fact] = (one for find in ASPECTS for one in find(papers))
    return tuple(sorted(found, key=lambda one: order.index(one.fact)))
