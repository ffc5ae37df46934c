"""Upstream work by unit of a large organization, and nothing about anybody in it.

A unit is whatever a roster calls one. Somebody may be in several, so units overlap and do not add up
to the whole. A figure that would speak of fewer than three people or five entries is not given, nor
one that would follow from two others by taking one from the other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from twohats.ledger.balance import MIXED
from twohats.ledger.few import hidden_groups
from twohats.records.judgement import Class

Span = tuple[str, date | None, date | None]
"""A unit, the first day in it, and the first day no longer in it; None is no bound."""


@dataclass(frozen=True)
class Total:
    """What one group of people did upstream."""

    unit: str | None
    """None: people who were in no unit that day."""
    entries: tuple[int, ...]
    """Places of its entries in the rows given; none where it is too small to show."""
    people: int
    classes: Mapping[Class, int]
    """Entries by class; undecided is one of them."""
    is_too_small: bool = False


@dataclass(frozen=True)
class Totals:
    """Upstream work by unit."""

    units: tuple[Total, ...]
    """In order of their names; those too small to show are among them."""
    in_none: Total
    whole: Total
    """Everybody, each entry once; it is less than the sum where people are in several units."""


def totals(rows: Sequence[Mapping[str, Any]], spans: Mapping[str, Sequence[Span]]) -> Totals:
    """Count entries by unit and class.

    Parameters
    ----------
    rows
        Entries of upstream work: ``label`` (the person), ``happened_at`` and ``class``.
    spans
        Where each person was, and when, by label. A day counts as it is in UTC.

    Returns
    -------
    Totals
        Every unit of ``spans`` is named, also one whose people did nothing.
    """
    names = sorted({unit for of_one in spans.values() for unit, _, _ in of_one})
    found: dict[str | None, list[int]] = {name: [] for name in (*names, None)}
    for at, row in enumerate(rows):
        day = row["happened_at"].date()
        units = dict.fromkeys(_units_on(spans.get(row["label"], ()), day))
        for unit in units or (None,):
            found[unit].append(at)
    whole = range(len(rows))
    hidden = hidden_groups({**found, _WHOLE: list(whole)}, [row["label"] for row in rows])
    every = [_total(unit, at, rows, unit in hidden) for unit, at in found.items()]
    return Totals(tuple(every[:-1]), every[-1], _total(None, whole, rows, _WHOLE in hidden))


_WHOLE = "\0"
"""Stands for everybody among groups; no unit can be called so."""


def _units_on(spans: Iterable[Span], day: date) -> Iterator[str]:
    for unit, since, until in spans:
        if (since is None or since <= day) and (until is None or day < until):
            yield unit


def _total(
    unit: str | None,
    group: Collection[int],
    rows: Sequence[Mapping[str, Any]],
    is_too_small: bool,
) -> Total:
    if is_too_small:
        return Total(unit, (), 0, {}, True)
    counted = dict.fromkeys(MIXED, 0)
    for at in group:
        counted[rows[at]["class"]] += 1
    return Total(unit, tuple(group), len({rows[at]["label"] for at in group}), counted)
