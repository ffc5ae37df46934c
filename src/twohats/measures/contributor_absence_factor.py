"""*Contributor Absence Factor*: how few people do half of the work; the other tools' readings beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import ibis.expr.types as ir

from twohats.measures.concentration import smallest_set
from twohats.measures.contributions import KINDS, in_window
from twohats.measures.measure import Measure, Sums
from twohats.records.measures import Definition, Number

DEFINITION = Definition(
    name="contributor_absence_factor",
    title="Contributor absence factor",
    says="The least number of people who together made half of the contributions of a kind.",
    unit="people",
    source="https://chaoss.community/?p=3944",
    needs=(("items.pull_request",), ("events.reviewed", "events.review_commented")),
    choices={
        "half": "at least half, of everything, deleted accounts included",
        "deleted accounts": "each contribution of one is a unit of its own",
        "bots": "left out",
        "contribution": "one per person, item and kind; commits each",
        "empty": "no value, never 0",
    },
    parts=KINDS,
)


def sums(rows: ir.Table) -> ir.Table:
    """Count contributions per person and kind; those of nobody known together."""
    return rows.group_by("group", "kind", "actor_person").agg(contributions=rows.count())


def numbers(counts: Sums) -> Sequence[Number]:
    """Find the smallest set per group and kind."""
    return [
        _number(group, kind, rows, smallest_set(_known(rows), apart=_unknown(rows)))
        for (group, kind), rows in by_group_and_kind(counts).items()
    ]


def by_group_and_kind(counts: Sums) -> Mapping[tuple[str | None, str], Sums]:
    """Divide sums by what they are about."""
    found: dict[tuple[str | None, str], list[Mapping[str, object]]] = {}
    for row in counts:
        found.setdefault((row["group"], row["kind"]), []).append(row)
    return found


def _known(rows: Sums) -> list[int]:
    return [row["contributions"] for row in rows if row["actor_person"] is not None]


def _unknown(rows: Sums) -> int:
    return sum(row["contributions"] for row in rows if row["actor_person"] is None)


def _number(group: str | None, kind: str, rows: Sums, value: int | None) -> Number:
    total = sum(row["contributions"] for row in rows)
    return Number(group, kind, value, n=total, people=len(_known(rows)))


MEASURE = Measure(DEFINITION, in_window, sums, numbers)


@dataclass(frozen=True)
class Reading:
    """How another tool counts the same thing."""

    tool: str
    kind: str
    """Kind of contribution of ours that is nearest to what it counts."""
    counts: str
    """What it counts, in its own way."""
    window: str
    """The window it takes by itself; the one asked for is used."""
    share: float = 0.5
    strict: bool = False
    unknown_in_total: bool = False
    """Whether work of nobody known belongs to the total."""
    longest: int | None = None
    """How many people it looks at."""
    differs: str = ""
    """Where it departs from CHAOSS's text."""


READINGS: Mapping[str, Reading] = {
    reading.tool: reading
    for reading in (
        Reading(
            "8knot", "change", "contributions of one kind", "6 months", unknown_in_total=True,
            differs="who could not be resolved is dropped from the list and kept in the threshold, "
            "which makes the number larger",
        ),
        Reading(
            "oss-compass", "commit", "commits", "90 days", strict=True,
            differs="more than half has to be reached, so a tie needs one person more",
        ),
        Reading(
            "devstats", "change", "one of some fifteen metrics, approximately", "as chosen",
            strict=True, differs="more than half; counts by an approximate distinct count",
        ),
        Reading(
            "scipy-devstats", "change", "merged pull requests", "all history in the query",
            differs="deleted accounts are left out of total and list",
        ),
        Reading(
            "lfx", "commit", "code contributions", "as chosen", share=0.51, longest=10,
            differs="51 %, and only the first ten of the leaderboard are looked at",
        ),
    )
}  # fmt: skip
"""By the name that ``--as`` takes. What the tools' own sources say stands in docs/measures.md#as."""


def read_as(reading: Reading, counts: Sums) -> Sequence[Number]:
    """Find the set as another tool would."""
    found = []
    for (group, kind), rows in by_group_and_kind(counts).items():
        if kind != reading.kind:
            continue
        known = sorted(_known(rows), reverse=True)
        apart = _unknown(rows) if reading.unknown_in_total else 0
        value = smallest_set(
            known,
            apart=apart,
            apart_is_listed=False,
            share=reading.share,
            strict=reading.strict,
        )
        if value is not None and reading.longest is not None and value > reading.longest:
            value = None
        number = _number(group, kind, rows, value)
        found.append(number if value is not None else replace(number, answer="not reached"))
    return found
