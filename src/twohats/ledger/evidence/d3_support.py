"""D3: a request for support caused it. Nothing of the request is copied."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case, has_label, label_pattern
from twohats.ledger.evidence.pieces import per_entry, pieces, short


def find(case: Case) -> ir.Table:
    """Find issues of ours with a label for support that are tied to the entry's item."""
    asked = case.reasons.filter(
        lambda t: has_label(t.other_labels, label_pattern(case.labels, "support"))
    )
    rows = per_entry(case, asked)
    # A cause comes before what it causes.
    is_cause = (rows.other_at <= rows.happened_at).fill_null(False)
    return pieces(
        "D3",
        rows,
        because="A request for support, " + short(rows.other) + ", is tied to it.",
        strength=ibis.ifelse(is_cause, "strong", "weak"),
        url=rows.other_url,
        said_at=rows.said_at,
    )
