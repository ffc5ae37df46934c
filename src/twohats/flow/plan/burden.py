"""What a plan brings to a community that has to look at it, beside what waits there now."""

from collections import Counter

from twohats.flow.facts import Opened
from twohats.flow.rows import fetch
from twohats.measures.first_response import first_responses
from twohats.measures.survival import read_survival, survival_table
from twohats.plan.problem import Problem
from twohats.records.plan import Burden, Plan

GIVES = ("review", "triage", "answer", "merge", "release")
"""Activities that take something off a community's hands."""
FEWEST = 5
"""Waits below which a median says nothing."""


def burdens_of(plan: Plan, problem: Problem, opened: Opened) -> tuple[Burden, ...]:
    """Say, for each community of a plan, what it adds, what it gives and what waits there.

    Returns
    -------
    tuple of Burden
        By community; those to which nothing is added as well, without their queue.
    """
    adds: Counter[str] = Counter()
    gives: Counter[str] = Counter()
    for pick in plan.picks:
        slot = problem.slot[pick.slot]
        if slot.duty.activity in problem.terms.adds:
            adds[slot.duty.community] += slot.count
        elif slot.duty.activity in GIVES:
            gives[slot.duty.community] += slot.count
    waits = _waits(opened, sorted(adds)) if adds else {}
    queues = _queues(opened, sorted(adds)) if adds else {}
    return tuple(
        Burden(one, adds[one], gives[one], queues.get(one), *waits.get(one, (None, "unknown")))
        for one in sorted({*adds, *gives})
    )


def _queues(opened: Opened, communities: list[str]) -> dict[str, int]:
    """Count open pull requests; a community whose facts we do not hold is not among them."""
    items = opened.facts.items
    items = items.filter(items.community.isin(communities))
    items = items.group_by("community").agg(
        waiting=((items.kind == "pull_request") & items.closed_at.isnull()).sum()
    )
    return {row["community"]: int(row["waiting"] or 0) for row in fetch(items)}


def _waits(opened: Opened, communities: list[str]) -> dict[str, tuple[float | None, str]]:
    """Say how long pull requests of the window waited for a first answer, the waiting counted."""
    facts = opened.facts
    waits = first_responses(facts)
    waits = waits.filter(
        waits.community.isin(communities)
        & (waits.kind == "pull_request")
        & (waits.clock_at >= facts.window.since)
        & (waits.clock_at < facts.window.until)
    )
    steps = fetch(survival_table(waits, by="community"))
    found: dict[str, tuple[float | None, str]] = {}
    for community in communities:
        read = read_survival(steps, community)
        if read.n < FEWEST:
            found[community] = (None, "too few")
        elif read.median_d is None:
            found[community] = (None, "not reached")
        else:
            found[community] = (round(read.median_d, 1), f"{read.median_d:.1f} days")
    return found
