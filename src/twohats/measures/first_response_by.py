"""Whose answer it was: waits that only a maintainer, or only a colleague of the author, ends."""

from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import INDEPENDENT, Facts
from twohats.facts.deciding import deciding_periods
from twohats.measures.first_response import (
    clocks,
    counted_answers,
    first_responses,
    waits_until,
)


@lru_cache(maxsize=8)
def first_by_maintainers(facts: Facts) -> ir.Table:
    """Find the first answer to each item by somebody who could decide on merges there that day.

    Returns
    -------
    ibis.Table
        As `first_responses`, of what began to wait in the window; what anybody else said ends no wait.
    """
    waits = facts.within(clocks(facts), "clock_at")
    answers, periods = counted_answers(facts, waits), deciding_periods(facts)
    theirs = answers.semi_join(
        periods,
        [
            answers.repository == periods.repository,
            answers.responder_person == periods.person,
            answers.response_at >= periods.from_at,
            answers.response_at < periods.until_at,
        ],
    )
    return facts.keep("first_by_maintainers", waits_until(facts, waits, theirs))


@lru_cache(maxsize=8)
def first_by_colleagues(facts: Facts) -> ir.Table:
    """Find the first answer by somebody who then worked where the author did.

    Returns
    -------
    ibis.Table
        As `first_responses`, of what began to wait in the window and was opened by people whose
        employer was known then, with ``author_employer``. Who works for nobody else has no colleagues.
    """
    waits = facts.employed(facts.within(clocks(facts), "clock_at"), "clock_at", "author")
    waits = waits.filter(waits.author_employer.lower() != INDEPENDENT)
    waits = waits.drop("author_employer_basis")
    answers = facts.employed(counted_answers(facts, waits), "response_at", "responder")
    pairs = answers.inner_join(waits.select("item", "author_employer"), "item")
    same = pairs.filter(pairs.responder_employer.lower() == pairs.author_employer.lower())
    found = waits_until(facts, waits, same).relocate("author_employer", after="wait_d")
    return facts.keep("first_by_colleagues", found)


def whose_first(facts: Facts) -> ir.Table:
    """Say of each first answer whether it came from the author's own employer.

    Returns
    -------
    ibis.Table
        One row per item that began to wait in the window and was answered, as `first_responses`, with
        ``same_employer`` (bool; NULL where the employer of one of both is not known, and neither works
        for themselves).
    """
    answered = facts.within(first_responses(facts), "clock_at").filter(lambda t: t.answered)
    who = answered.select("item", "author_person", "responder", "response_at")
    who = facts.employed(who, "response_at", "author")
    # `employed` goes by person; the responder's is looked up anew.
    who = facts.who(who, "responder", "response_at", "answering")
    who = facts.employed(who, "response_at", "answering")
    theirs, authors = who.answering_employer.lower(), who.author_employer.lower()
    alone = ((theirs == INDEPENDENT) | (authors == INDEPENDENT)).fill_null(False)
    who = who.select("item", same_employer=ibis.ifelse(alone, False, theirs == authors))
    return answered.inner_join(who, "item")
