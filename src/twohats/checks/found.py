"""Every situation of every rule, what was said of it, and from when others may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from twohats.checks import rules
from twohats.checks.inputs import Inputs
from twohats.records import Coverage, Skipped
from twohats.records.situations import Quiet, Said, Situation


@dataclass(frozen=True)
class Terms:
    """When others may see what the team could answer."""

    public_from: date | None = None
    """Day from which the team looks at its situations; None: not said, so nobody else sees any."""
    answer_days: int = 14
    """Days the team has for an answer."""


@dataclass(frozen=True)
class Found:
    """All that the rules saw."""

    situations: tuple[Situation, ...]
    """By rule, the latest first."""
    quiet: tuple[Quiet, ...]
    not_measured: tuple[Skipped, ...]


def find_situations(inputs: Inputs, terms: Terms, *, only: Iterable[str] | None = None) -> Found:
    """Have every rule look.

    Parameters
    ----------
    inputs
        Facts, and what other stages know.
    terms
        From when others may see a situation.
    only
        Codes of rules; None: all of them.
    """
    wanted = None if only is None else set(only)
    seen = [rule.find(inputs) for code, rule in rules().items() if wanted is None or code in wanted]
    situations = [_dated(one, terms, inputs.facts.coverage) for each in seen for one in each.situations]  # fmt: skip
    situations.sort(key=lambda one: one.key)
    situations.sort(key=lambda one: one.happened_at, reverse=True)
    situations.sort(key=lambda one: one.rule)
    return Found(
        tuple(situations),
        tuple(one for each in seen for one in each.quiet),
        tuple(dict.fromkeys(one for each in seen for one in each.not_measured)),
    )


def visible_from(
    situation: Situation, terms: Terms, coverage: Sequence[Coverage]
) -> datetime | None:
    """Say from when others may see a situation; None: never.

    The team has `Terms.answer_days` from the day on which it happened, was first read, and was looked
    at, whichever came last.
    """
    if terms.public_from is None or situation.audience != "all":
        return None
    begins = datetime.combine(terms.public_from, time(), UTC)
    place = situation.repository or situation.community
    looks = [
        promise.seen_at
        for promise in coverage
        if promise.seen_at >= situation.happened_at
        and (promise.scope == place or promise.scope.startswith(f"{place}/"))
    ]
    # Where no look is known that could have shown it, the team has not seen it.
    if not looks:
        return None
    return max(begins, situation.happened_at, min(looks)) + timedelta(days=terms.answer_days)


def seen_outside(
    situations: Iterable[Situation], said: Mapping[str, Said], now: datetime
) -> tuple[Situation, ...]:
    """Keep what others may see: what the team answered, or had its time to, without whose doing it is.

    Parameters
    ----------
    situations
        As `find_situations` gives them.
    said
        What people said, by situation; see `twohats.checks.answered.said_of`.
    now
        The as-of date.
    """
    return tuple(
        replace(one, concerned=(), role=None)
        for one in situations
        if one.visible_from is not None
        and (one.visible_from <= now or (one.key in said and said[one.key].state == "answered"))
    )


def _dated(situation: Situation, terms: Terms, coverage: Sequence[Coverage]) -> Situation:
    return replace(situation, visible_from=visible_from(situation, terms, coverage))
