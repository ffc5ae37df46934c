"""D5: the author says so, in the change or below it."""

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.ledger.evidence.pieces import members_named, per_entry, pieces
from twohats.ledger.lean import EDGE

CALLED = r"(?i)\b((?:directed|stakeholder-led) contribution)\b"
NOT_CALLED = (
    r"(?i)\b(?:not|no|never|isn['’]t|wasn['’]t)\s+(?:\w+\s+){0,2}"
    r"(?:directed|stakeholder-led) contribution\b"
)
DONE_FOR = (
    r"(?:(?:funded|sponsored|supported|requested|commissioned|paid for) by|needed (?:by|for|at)"
    r"|on behalf of)"
)


def find(case: Case) -> ir.Table:
    """Find words of a change's author that call it directed, or name a member it was done for."""
    changes = case.work.filter(lambda t: t.activity == "change").select("item", "author").distinct()
    texts = case.facts.bodies.rename(written_at="happened_at").inner_join(changes, "item")
    texts = texts.filter(texts.actor == texts.author)
    called = texts.body.re_extract(CALLED, 1).nullif("")
    found = ibis.ifelse(texts.body.re_search(NOT_CALLED), ibis.null("string"), called)
    names = members_named(case)
    if names is not None:
        for_member = rf"(?i)\b({DONE_FOR}\s+(?:the\s+)?(?:{names}))(?:{EDGE}|$)"
        found = ibis.coalesce(found, texts.body.re_extract(for_member, 1).nullif(""))
    texts = texts.mutate(found=found).filter(lambda t: t.found.notnull())
    places = case.facts.tables["events"].select("event", event_url="url")
    texts = texts.left_join(places, "event").drop("event_right")
    items = case.facts.items.select("item", item_url="url")
    texts = texts.left_join(items, "item").drop("item_right")
    # What was done for a change takes its class from it; the author's words speak of the change.
    rows = per_entry(case, texts).filter(lambda t: t.activity == "change")
    return pieces(
        "D5",
        rows,
        because='The author wrote "' + rows.found + '".',
        url=ibis.coalesce(rows.event_url, rows.item_url),
        who=rows.actor,
        said_at=rows.written_at,
        quote=rows.found,
    )
