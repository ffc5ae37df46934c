"""*Types of Contributions*: how much of each kind was done, and by how many people."""

from collections.abc import Sequence

import ibis.expr.types as ir

from twohats.measures.contributions import KINDS, in_window
from twohats.measures.measure import Measure, Sums
from twohats.records.measures import Definition, Number

DEFINITION = Definition(
    name="types_of_contributions",
    title="Types of contributions",
    says="Contributions of each kind that leave a trace; work that leaves none is in the log.",
    unit="contributions",
    source="https://chaoss.community/?p=3432",
    needs=(("items.pull_request",), ("events.reviewed", "events.review_commented")),
    choices={
        "contribution": "one per person, item and kind; commits each",
        "kinds": "change (merged), commit, review, comment, issue, triage, merge, release",
        "bots": "left out",
    },
    parts=KINDS,
)


def sums(rows: ir.Table) -> ir.Table:
    """Count contributions and people per kind."""
    return rows.group_by("group", "kind").agg(
        contributions=rows.count(), people=rows.actor_person.nunique()
    )


def numbers(counts: Sums) -> Sequence[Number]:
    """Give the count of each kind."""
    return [
        Number(row["group"], row["kind"], row["contributions"], n=row["contributions"])
        for row in counts
    ]


MEASURE = Measure(DEFINITION, in_window, sums, numbers)
