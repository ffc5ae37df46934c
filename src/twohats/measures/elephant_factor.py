"""*Elephant Factor*: how few employers' people do half of the work. High means many."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import ibis.expr.types as ir

from twohats.facts import INDEPENDENT, Facts
from twohats.measures.concentration import smallest_set
from twohats.measures.contributions import KINDS, in_window
from twohats.measures.contributor_absence_factor import by_group_and_kind
from twohats.measures.measure import Measure, Sums
from twohats.records.measures import Definition, Number

MOST_UNKNOWN = 0.2
"""Share of unknown affiliation above which there is no verdict, only the range."""

DEFINITION = Definition(
    name="elephant_factor",
    title="Elephant factor",
    says="The least number of employers whose people together made half of the contributions of a "
    "kind; the higher, the more spread.",
    unit="employers",
    source="https://chaoss.community/?p=3940",
    needs=(("items.pull_request",), ("events.reviewed", "events.review_commented")),
    choices={
        "half": "at least half, of everything",
        "affiliation": "on the day of the contribution: team file, then the list of affiliations, "
        "then the company in the profile, which has no date",
        "independent people": "each an employer of their own",
        "unknown affiliation": "in the total; low: all of it is the largest employer's, high: each "
        "person is one of their own. Above 20 % there is no single number",
        "bots": "left out",
    },
    parts=KINDS,
)


@lru_cache(maxsize=8)
def rows(facts: Facts) -> ir.Table:
    """List the contributions of the window, with the employer of whoever made them."""
    found = facts.employed(in_window(facts), "happened_at", "actor")
    return facts.keep("employed_contributions", found)


def sums(rows: ir.Table) -> ir.Table:
    """Count contributions per employer and kind; per person where none or nobody is known."""
    alone = rows.actor_employer.isnull() | (rows.actor_employer == INDEPENDENT)
    named = rows.mutate(
        employer=rows.actor_employer.lower(), person=alone.ifelse(rows.actor_person, None)
    )
    return named.group_by("group", "kind", "employer", "person").agg(contributions=named.count())


def numbers(counts: Sums) -> Sequence[Number]:
    """Find the smallest set per group and kind, with the range that unknowns could cause."""
    found = by_group_and_kind(counts).items()
    return [_number(group, kind, rows) for (group, kind), rows in found]


def _number(group: str | None, kind: str, rows: Sums) -> Number:
    known = [r["contributions"] for r in rows if r["employer"] is not None and _is_somebody(r)]
    # Whoever nobody knows: each person one unit, and each thing of a deleted account one.
    unknown = [r["contributions"] for r in rows if r["employer"] is None and r["person"]]
    gone = sum(r["contributions"] for r in rows if not r["employer"] and not r["person"])
    total, hidden = sum(known) + sum(unknown) + gone, sum(unknown) + gone
    high = smallest_set([*known, *unknown], apart=gone)
    largest = max(known, default=0)
    rest = sorted(known, reverse=True)[1:]
    low = smallest_set([largest + hidden, *rest])
    is_known = total > 0 and hidden / total <= MOST_UNKNOWN
    value = smallest_set([*known, *unknown], apart=gone) if is_known else None
    return Number(
        group, kind, value, n=total, low=low, high=high,
        answer="counted" if is_known else "only a range",
    )  # fmt: skip


def _is_somebody(row: Mapping[str, Any]) -> bool:
    """Whether an employer counts as one: those who work for themselves count one by one."""
    return row["employer"] != INDEPENDENT or row["person"] is not None


MEASURE = Measure(DEFINITION, rows, sums, numbers)
