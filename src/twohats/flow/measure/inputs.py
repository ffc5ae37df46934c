"""What a measure reads: the facts, and for some the ledger and the sums of logged hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.ledger import ledger_of, ledger_table
from twohats.journal import sums_of
from twohats.ledger import attribution
from twohats.measures.measure import Measure

_TIME = pa.timestamp("us", tz="UTC")
_TEAM_HOURS = pa.schema(
    [
        *(("month", pa.string()), ("since", _TIME), ("until", _TIME)),
        *(("logged_h", pa.float64()), ("people", pa.int64()), ("events", pa.int64())),
    ]
)


def facts_for(opened: Opened, measure: Measure) -> Facts:
    """Give the facts a measure reads: with the ledger among them where it needs that.

    Parameters
    ----------
    opened
        A workspace with its facts.
    measure
        As `measure_named` gives it.
    """
    if measure.definition.name not in attribution.MEASURES:
        return opened.facts
    rate = opened.workspace.settings.measures.hours_per_answer
    ledger = ledger_table(opened, ledger_of(opened)).mutate(
        hours_per_answer=ibis.literal(rate, type="float64")
    )
    tables = {attribution.LEDGER: ledger, attribution.TEAM_HOURS: _team_hours(opened)}
    return replace(opened.facts, tables={**opened.facts.tables, **tables})


def _team_hours(opened: Opened) -> ir.Table:
    """Put the public sums of logged hours beside the facts, one row per month."""
    rows = []
    for month, told in sums_of(opened.decisions).items():
        since = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
        until = (since + timedelta(days=32)).replace(day=1)
        sums = {"logged_h": told.logged_h, "people": told.people, "events": told.events}
        rows.append({"month": month, "since": since, "until": until, **sums})
    table = pa.Table.from_pylist(rows, _TEAM_HOURS)
    return opened.backend.create_table("team_hours", table, temp=True, overwrite=True)
