"""D4: an issue of our tracker, older than the work, names a member as the reason and links it."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import members_named, per_entry, pieces, short
from twohats.ledger.lean import EDGE


def find(case: Case) -> ir.Table:
    """Find issues of ours that are tied to the entry's item and name a member.

    The name has to stand in the issue's own words, or in those that hold the link; what others
    discuss below it is no reason. Where no members are named in the workspace, nobody can tell.
    """
    names = members_named(case)
    reasons = case.reasons
    if names is None:
        rows = per_entry(case, reasons)
        return pieces(
            "D4",
            rows,
            because=short(rows.other)
            + f" of ours is tied to it; no {case.traces.members_word} are named that it could speak of.",
            holds=ibis.null("boolean"),
            url=rows.other_url,
            who=rows.actor,
            said_at=rows.said_at,
        )
    pattern = rf"(?i)(?:^|{EDGE})({names})(?:{EDGE}|$)"
    opened = case.facts.bodies.filter(lambda t: t.event.isnull())
    opened = opened.select(other="item", opened_with="body")
    holding = case.facts.bodies.filter(lambda t: t.event.notnull())
    holding = holding.select(from_event="event", said_with="body")
    rows = reasons.left_join(opened, "other").drop("other_right")
    rows = rows.left_join(holding, "from_event").drop("from_event_right")
    # The words around a link are the tracker's own only where the link stands there.
    said = ibis.ifelse(rows.is_from_other, rows.said_with, ibis.null("string"))
    member = ibis.coalesce(
        *[
            text.re_extract(pattern, 1).nullif("")
            for text in (rows.other_title, rows.opened_with, said)
        ]
    )
    rows = rows.mutate(member=member).filter(lambda t: t.member.notnull())
    rows = per_entry(case, rows)
    is_older = (rows.other_at <= rows.happened_at).fill_null(False)
    return pieces(
        "D4",
        rows,
        because=short(rows.other) + " of ours names " + rows.member + " and is tied to it.",
        strength=ibis.ifelse(is_older, "strong", "weak"),
        url=rows.other_url,
        who=rows.other_author,
        said_at=rows.said_at,
        quote=rows.member,
    )
