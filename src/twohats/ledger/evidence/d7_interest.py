"""D7: a label says that a member is interested."""

import ibis.expr.types as ir

from twohats.ledger.cases import Case, first_label, label_pattern
from twohats.ledger.evidence.pieces import per_entry, pieces, short


def find(case: Case) -> ir.Table:
    """Find items of ours with a label of interest that are tied to the entry's item."""
    pattern = label_pattern(case.labels, "interested")
    tied = case.linked.filter(lambda t: t.is_ours & t.strong)
    tied = tied.mutate(label=first_label(tied.other_labels, pattern))
    rows = per_entry(case, tied.filter(lambda t: t.label.notnull()))
    return pieces(
        "D7",
        rows,
        because=short(rows.other) + ' of ours, tied to it, is labeled "' + rows.label + '".',
        strength="weak",
        url=rows.other_url,
        said_at=rows.said_at,
        quote=rows.label,
    )
