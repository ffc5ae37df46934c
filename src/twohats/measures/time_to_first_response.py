"""*Time to First Response* as a measure; what an answer is stands in `twohats.measures.first_response`."""

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import first_responses
from twohats.measures.measure import Measure
from twohats.measures.medians import survival_medians, survival_sums
from twohats.records.measures import Definition

PARTS = ("newcomer", "returning", "ours", "unknown")

DEFINITION = Definition(
    name="time_to_first_response",
    title="Time to first response",
    says="Days until half of those who opened something had a first answer by another human.",
    unit="days",
    source="https://chaoss.community/?p=3448",
    # GitHub's timeline lacks reviews that only answer line comments: those comments stand for them.
    needs=(
        ("items.pull_request",),
        ("items.issue",),
        ("events.commented",),
        ("events.reviewed", "events.review_commented"),
    ),
    choices={
        "answer": "comment, review, line comment, close or merge by a human who is not the author",
        "clock": "from the opening; for a draft from the moment it is marked as ready",
        "unanswered": "censored, never dropped (Kaplan-Meier)",
        "groups": "newcomer: nothing of theirs had been merged there before",
        "window": "what began to wait in it",
    },
    parts=PARTS,
    needs_whole_history=True,
)


def rows(facts: Facts) -> ir.Table:
    """List the waits that began in the window, as `first_responses` has them."""
    return facts.within(first_responses(facts), "clock_at")


MEASURE = Measure(DEFINITION, rows, survival_sums("author_group"), survival_medians)
