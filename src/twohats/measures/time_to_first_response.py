"""*Time to First Response* and *Issue Response Time*, by anybody, by maintainers and by colleagues.

What an answer is stands in `twohats.measures.first_response`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import first_responses
from twohats.measures.first_response_by import (
    first_by_colleagues,
    first_by_maintainers,
    whose_first,
)
from twohats.measures.measure import ALL, Measure, Sums
from twohats.measures.medians import median_numbers, survival_sums
from twohats.measures.merges import share
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
_MAINTAINER = (
    "who held a role that decides on merges that day, where a roster names any; else who had merged "
    "there in the year before. A role without a first day is taken as held all along"
)
_EMPLOYER = "on that day: team file, then the list of affiliations, then the profile"


def _issues(waits: ir.Table) -> ir.Table:
    return waits.filter(waits.kind == "issue")


def _measure(
    definition: Definition, waits: Callable[[Facts], ir.Table], *, issues: bool = False
) -> Measure:
    def rows(facts: Facts) -> ir.Table:
        """List the waits that began in the window."""
        found = facts.within(waits(facts), "clock_at")
        return _issues(found) if issues else found

    return Measure(definition, rows, survival_sums("author_group"), median_numbers)


def _variant(name: str, title: str, says: str, **choices: str) -> Definition:
    return replace(
        DEFINITION, name=name, title=title, says=says, choices={**DEFINITION.choices, **choices}
    )


def _of_issues(definition: Definition) -> Definition:
    """Ask of issues alone what was asked of everything."""
    choices = {key: text for key, text in definition.choices.items() if key != "clock"}
    return replace(
        definition,
        source="https://chaoss.community/?p=3631",
        needs=(("items.issue",), ("events.commented",)),
        choices={**choices, "answer": "comment or close by a human who is not the author"},
    )


MEASURE = _measure(DEFINITION, first_responses)

_BY_MAINTAINERS = _variant(
    "time_to_maintainer_response", "Time to a maintainer's response",
    "Days until half of those who opened something had a first answer by a maintainer.",
    maintainer=_MAINTAINER,
)  # fmt: skip
_BY_COLLEAGUES = _variant(
    "time_to_same_employer_response", "Time to a colleague's response",
    "Days until half of those who opened something had a first answer from their own employer.",
    affiliation=_EMPLOYER, left_out="authors whose employer nobody knows, or who have none",
)  # fmt: skip
_ISSUES = _of_issues(
    replace(
        DEFINITION, name="issue_response_time", title="Issue response time",
        says="Days until half of those who opened an issue had a first answer by another human.",
    )
)  # fmt: skip
_ISSUES_BY_MAINTAINERS = _of_issues(
    replace(
        _BY_MAINTAINERS, name="issue_maintainer_response_time",
        title="Issue response time of maintainers",
        says="Days until half of those who opened an issue had a first answer by a maintainer.",
    )
)  # fmt: skip


def _first_answers(facts: Facts) -> ir.Table:
    return whose_first(facts)


def _share_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(
        answered=rows.count(),
        same=rows.same_employer.fill_null(False).cast("int64").sum(),
        unknown=rows.same_employer.isnull().cast("int64").sum(),
    )


def _shares(counts: Sums) -> Sequence[Number]:
    return [
        share(row["group"], ALL, row["same"], row["unknown"], row["answered"]) for row in counts
    ]


MEASURES = (
    MEASURE,
    _measure(_BY_MAINTAINERS, first_by_maintainers),
    _measure(_BY_COLLEAGUES, first_by_colleagues),
    Measure(
        Definition(
            "same_employer_responses", "First responses from the same employer",
            "Share of first answers that came from the employer of whoever waited.", "share",
            "docs/measures.md#first-response", DEFINITION.needs,
            {
                "answer": DEFINITION.choices["answer"],
                "affiliation": _EMPLOYER,
                "unknown": "low and high: if none or all that is unknown counted; above 20 % there is "
                "no number",
                "window": "what began to wait in it, and was answered",
            },
        ),
        _first_answers, _share_sums, _shares,
    ),
    _measure(_ISSUES, first_responses, issues=True),
    _measure(_ISSUES_BY_MAINTAINERS, first_by_maintainers, issues=True),
)  # fmt: skip
