"""D2: a contract, or a label that names who pays, commits us to it."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import per_entry, pieces


def find(case: Case) -> ir.Table:
    """Find contracts, and commitments with a funder, that name the entry's item."""
    promised = case.promised.filter(lambda t: (t.kind == "contract") | t.funder.notnull())
    rows = per_entry(case, promised)
    because = ibis.ifelse(
        rows.kind == "contract",
        "A contract of ours commits us to it",
        "It is linked from work of ours that is paid for",
    )
    payer = (" (" + rows.funder + ").").fill_null(".")
    return pieces(
        "D2",
        rows,
        because=because + payer,
        url=rows.url,
        who=rows.holder,
        said_at=rows.recorded_at,
        quote=rows.funder,
    )
