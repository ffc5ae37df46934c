"""*Organizational Diversity*: whose people do what share of the work."""

from collections.abc import Sequence

import ibis.expr.types as ir

from twohats.measures import elephant_factor
from twohats.measures.measure import Measure, Sums
from twohats.records.measures import Definition, Number

UNKNOWN = "unknown"

DEFINITION = Definition(
    name="organizational_diversity",
    title="Organizational diversity",
    says="Share of each employer's people in the contributions of the window, unknown as its own.",
    unit="share",
    source="https://chaoss.community/?p=3464",
    needs=elephant_factor.DEFINITION.needs,
    choices={
        "affiliation": elephant_factor.DEFINITION.choices["affiliation"],
        "unknown affiliation": "a part of its own; low and high: if none or all of it were the "
        "employer's",
        "few": "an employer with fewer than three people is told together with others like it",
        "bots": "left out",
    },
)
FEW = "employers with fewer than three people"
FEWEST = 3


def sums(rows: ir.Table) -> ir.Table:
    """Count contributions and people per employer, whatever the kind."""
    employer = rows.actor_employer.fill_null(UNKNOWN)
    return rows.group_by("group", employer=employer).agg(
        contributions=rows.count(), people=rows.actor_person.nunique()
    )


def numbers(counts: Sums) -> Sequence[Number]:
    """Divide by the total of each group."""
    found: list[Number] = []
    for group in sorted({row["group"] for row in counts}, key=lambda one: one or ""):
        here = [row for row in counts if row["group"] == group]
        total = sum(row["contributions"] for row in here)
        unknown = sum(row["contributions"] for row in here if row["employer"] == UNKNOWN)
        shown: dict[str, tuple[int, int]] = {}
        for row in here:
            is_few = row["people"] < FEWEST and row["employer"] != UNKNOWN
            name = FEW if is_few else row["employer"]
            n, people = shown.get(name, (0, 0))
            shown[name] = (n + row["contributions"], people + row["people"])
        for name, (n, people) in sorted(shown.items(), key=lambda one: (-one[1][0], one[0])):
            is_unknown = name == UNKNOWN
            found.append(
                Number(
                    group, name, n / total, n=n, people=None if is_unknown else people,
                    low=None if is_unknown else n / total,
                    high=None if is_unknown else (n + unknown) / total,
                )
            )  # fmt: skip
    return found


MEASURE = Measure(DEFINITION, elephant_factor.rows, sums, numbers)
