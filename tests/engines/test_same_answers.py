"""Every engine answers as the embedded one: facts, measures, evidence, needs, checks, the past.

What takes minutes in all is marked `soak`; `nox -s engines` runs it whole. Without it each engine is
asked a few questions of every kind.
"""

from datetime import UTC, datetime, timedelta

import pytest
from engines.agreeing import agree, in_some_order

from twohats.checks import rules as check_rules
from twohats.facts import as_of
from twohats.flow.check import inputs_of
from twohats.flow.measure import CATALOGUE, Asked, measured, rows_of
from twohats.ledger.evidence import finders
from twohats.needs import rules as need_rules
from twohats.records import TABLES

SHORT = {
    *("accounts", "names", "items", "links"),  # facts: merged ones, lists, times
    *("time_to_first_response", "review_cycles", "contributor_absence_factor"),
    *("organizational_diversity", "contribution_attribution"),
    *("D2", "F3", "N1", "N01", "N10", "C01"),
}
"""What is asked of every engine also where minutes count."""


def asked(names):
    """Parameters of a test; those that can wait are marked."""
    return [pytest.param(name, marks=() if name in SHORT else pytest.mark.soak) for name in names]


@pytest.mark.parametrize("table", asked(TABLES))
def test_every_fact_is_there(sides, table):
    """Tables have the same rows, columns and types, links and commitments that were found included."""
    here, there = (side.opened.facts.tables[table] for side in (sides.here, sides.there))

    assert there.schema() == here.schema()
    agree(in_some_order(there), in_some_order(here))


@pytest.mark.parametrize("name", asked(CATALOGUE))
def test_measures_agree(sides, name):
    """A measure gives the same numbers, for all together and for each community, and the same rows."""
    measure = CATALOGUE[name]
    for by in (None, "community"):
        here, there = (measured(side.opened, measure, Asked(by=by)).rows for side in (sides.here, sides.there))  # fmt: skip
        agree(there, here)
    (names, rows), (names_there, rows_there) = (
        rows_of(side.opened, measure, Asked()) for side in (sides.here, sides.there)
    )

    assert names_there == names
    agree(in_some_order(rows_there), in_some_order(rows))


@pytest.mark.parametrize("kind", asked(finders()))
def test_evidence_agrees(sides, kind):
    """A kind of evidence is found for the same entries, with the same words."""
    here, there = (
        in_some_order(finders()[kind](side.derived[0])) for side in (sides.here, sides.there)
    )

    agree(there, here)


def test_the_ledger_agrees(sides):
    """Entries and all evidence about them are the same, and so is every judgement."""
    _, evidence, entries = sides.here.derived
    _, evidence_there, entries_there = sides.there.derived

    assert entries.num_rows > 0
    agree(in_some_order(entries_there.to_pylist()), in_some_order(entries.to_pylist()))
    agree(in_some_order(evidence_there.to_pylist()), in_some_order(evidence.to_pylist()))


@pytest.mark.parametrize("code", asked(need_rules()))
def test_needs_agree(sides, code):
    """A rule finds the same needs, and leaves out the same for the same reasons."""
    here, there = (need_rules()[code].find(side.search) for side in (sides.here, sides.there))

    assert there == here


@pytest.mark.parametrize("code", asked(check_rules()))
def test_checks_agree(sides, code):
    """A rule on ourselves sees the same situations."""
    for side in (sides.here, sides.there):
        side.kept.setdefault("inputs", inputs_of(side.opened)[0])
    here, there = (check_rules()[code].find(side.kept["inputs"]) for side in (sides.here, sides.there))  # fmt: skip

    assert there == here


@pytest.mark.parametrize(
    "table", ["items", pytest.param("events", marks=pytest.mark.soak), "memberships"]
)
def test_the_past_agrees(sides, table):
    """Facts taken back to a day are the same: labels, states and drafts replayed from events."""
    facts = sides.here.opened.facts
    moment = (facts.as_of - timedelta(days=120)).astimezone(UTC)
    here, there = (
        as_of(side.opened.facts.tables, moment)[table] for side in (sides.here, sides.there)
    )

    assert moment < datetime.now(UTC)
    agree(in_some_order(there), in_some_order(here))
