"""Whether a number may be told: what it needs is held, and it stands for enough people."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from twohats.facts import Facts
from twohats.flow.measure.asked import repositories_of
from twohats.ledger.few import FEWEST_EVENTS, FEWEST_PEOPLE
from twohats.records.measures import Definition, Number


def told(
    number: Number, definition: Definition, facts: Facts, scopes: Mapping[str, Sequence[str]]
) -> Number:
    """Take back a number that must not be told, and say why."""
    about = repositories_of(number.group, scopes)
    if not all(_is_held(facts, definition, repository) for repository in about):
        return _without(number, "not measured")
    if number.n == 0:
        return _without(number, "none")
    few_people = number.people is not None and number.people < FEWEST_PEOPLE
    if number.n < FEWEST_EVENTS or few_people:
        return _without(number, "too few")
    return number


def _without(number: Number, answer: Any) -> Number:
    return replace(number, value=None, low=None, high=None, answer=answer)


def _is_held(facts: Facts, definition: Definition, repository: str) -> bool:
    """Whether all that a measure needs is promised for a repository, over the window."""
    since, until = facts.window.since, min(facts.window.until, facts.as_of)
    return facts.promised.covers_all(definition.needs, repository, since, until)
