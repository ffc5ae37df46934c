"""D1: a plan item or initiative of ours says that it is directed."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import per_entry, pieces


def find(case: Case) -> ir.Table:
    """Find commitments that say so and name the entry's item."""
    promised = case.promised.filter(
        lambda t: (t.direction == "directed") & t.kind.isin(["plan_item", "initiative", "duty"])
    )
    rows = per_entry(case, promised)
    named = ibis.ifelse(rows.kind == "initiative", "An initiative", "A plan item")
    return pieces(
        "D1",
        rows,
        because=named + " of ours that says it is directed links it.",
        url=rows.url,
        who=rows.holder,
        said_at=rows.recorded_at,
    )
