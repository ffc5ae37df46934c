"""The facts with links and commitments completed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.links.commitments import all_commitments
from twohats.links.found import all_links
from twohats.links.late import LateTables
from twohats.links.linking import Linking
from twohats.links.planned import all_planned
from twohats.links.promises import promises
from twohats.records import Coverage


def linked(facts: Facts, how: Linking) -> Facts:
    """Complete ``links`` and ``commitments``, and say how far they can be trusted.

    Parameters
    ----------
    facts
        As sources gave them.
    how
        What the workspace says of trackers and plans.

    Returns
    -------
    Facts
        With ``tables["links"]`` and ``tables["commitments"]`` completed when somebody first asks
        for them, ``coverage`` (and its table) extended, and ``trackers`` filled in.
    """
    planned = all_planned(facts, how)
    more = promises(facts.coverage, how, planned, facts.as_of)

    @cache
    def links() -> ir.Table:
        return all_links(facts, how)

    late: dict[str, Callable[[], ir.Table]] = {
        "links": links,
        "commitments": lambda: all_commitments(facts, how, planned, links()),
        "coverage": lambda: _with(facts, more),
    }
    return replace(
        facts,
        tables=LateTables(facts.tables, late),
        coverage=(*facts.coverage, *more),
        trackers=how.trackers,
    )


def _with(facts: Facts, more: Sequence[Coverage]) -> ir.Table:
    """Add what links promise to the rows of coverage."""
    table = facts.tables["coverage"]
    if not more:
        return table
    rows = [{"read": None, **vars(promise)} for promise in more]
    columns = table.columns
    added = ibis.memtable(pa.Table.from_pylist(rows, schema=table.schema().to_pyarrow()))
    return facts.keep("coverage", table.union(added.select(*columns)))
