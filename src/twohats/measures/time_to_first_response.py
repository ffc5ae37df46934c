"""*Time to First Response* as a measure; what an answer is stands in `twohats.measures.first_response`."""

from collections.abc import Sequence

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import first_responses
from twohats.measures.measure import ALL, Measure, Sums
from twohats.measures.survival import read_survival, survival_table
from twohats.records.measures import Definition, Number

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


def sums(rows: ir.Table) -> ir.Table:
    """Estimate in steps, one row per group, kind of author and day."""
    waits = rows.mutate(_group=rows.group.fill_null("") + "\n" + rows.author_group)
    return survival_table(waits, by="_group")


def numbers(steps: Sums) -> Sequence[Number]:
    """Read each median, with its interval."""
    ordered = sorted(steps, key=lambda step: (step["group"], step["wait_d"]))
    found = []
    for key in dict.fromkeys(step["group"] for step in ordered):
        group, _, part = key.partition("\n")
        waits = read_survival([step for step in ordered if step["group"] == key], key)
        found.append(
            Number(
                group or None,
                part or ALL,
                waits.median_d,
                waits.n,
                low=waits.low_d,
                high=waits.high_d,
                answer="counted" if waits.median_d is not None else "not reached",
            )
        )
    return found


MEASURE = Measure(DEFINITION, rows, sums, numbers)
