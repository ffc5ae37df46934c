"""D6: an initiative of ours that does not say whose need it meets: planning, not direction."""

import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import per_entry, pieces


def find(case: Case) -> ir.Table:
    """Find initiatives without a direction that name the entry's item."""
    promised = case.promised.filter(
        lambda t: (t.kind == "initiative") & (t.direction.isnull() | (t.direction == "unstated"))
    )
    rows = per_entry(case, promised)
    return pieces(
        "D6",
        rows,
        because="An initiative of ours links it, and does not say whose need it meets.",
        strength="none",
        url=rows.url,
        who=rows.holder,
        said_at=rows.recorded_at,
    )
