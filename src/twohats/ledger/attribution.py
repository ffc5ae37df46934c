"""*Contribution Attribution* and *Labor Investment*: whose need our work served, and what it took.

Both read the ledger, which their caller puts among the tables as `LEDGER`, and the public sums of
logged hours as `TEAM_HOURS`. Nobody's own hours are in either.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.ledger.balance import OTHERS, WEIGHTS
from twohats.measures.measure import Measure, Sums
from twohats.records.measures import Definition, Number

LEDGER, TEAM_HOURS = "ledger", "team_hours"
SPONSORSHIP: Mapping[str, str] = {
    "directed": "sponsored, roadmap",
    "foundational": "sponsored, upstream need",
    "personal": "volunteer",
    "undecided": "undecided",
}
"""CHAOSS's words for our classes, in the order in which they are shown."""
BLENDED = "blended"
_NEEDS = (("items.pull_request",), ("events.reviewed", "events.review_commented"))
_OURS = "ours alone: of others nobody asked, and nothing is inferred"

ATTRIBUTION = Definition(
    name="contribution_attribution",
    title="Contribution attribution",
    says="Share of our upstream contributions by whose need drove them.",
    unit="share",
    source="https://chaoss.community/?p=3616",
    needs=_NEEDS,
    choices={
        "whose": _OURS,
        "sponsored, roadmap": "directed: one of our stakeholders asked for it",
        "sponsored, upstream need": "foundational: upstream's own need, in working time",
        "volunteer": "outside the plan; who paid for the time is another question (`on_clock`)",
        "undecided": "a part of its own; low and high: if none or all of it were of that part",
        "blended": "with a second class besides; such a contribution is counted in its first one",
        "contribution": "one entry of the ledger, what people logged included",
    },
    parts=(*SPONSORSHIP.values(), BLENDED),
)


def attributed(facts: Facts) -> ir.Table:
    """List the entries of the ledger with their sponsorship.

    Returns
    -------
    ibis.Table
        One row per entry that is of no own project: ``repository, community, item, title, url, activity,
        happened_at, actor, actor_person, actor_label, sponsorship, class, rule, secondary, funders``.
    """
    entries = _entries(facts)
    sponsored = ibis.cases(*((entries["class"] == one, said) for one, said in SPONSORSHIP.items()))
    return _by_person(entries.mutate(sponsorship=sponsored)).select(
        *("repository", "community", "item", "title", "url", "activity", "happened_at"),
        *("actor", "actor_person", "actor_label"),
        *("sponsorship", "class", "rule", "secondary", "funders"),
    )


def _entries(facts: Facts) -> ir.Table:
    """Give the entries of the window that are of no own project."""
    entries = facts.within(facts.tables[LEDGER])
    return entries.filter(entries["class"].isin(list(SPONSORSHIP)))


def _by_person(entries: ir.Table) -> ir.Table:
    return entries.rename(actor="account", actor_person="person", actor_label="label")


def _attribution_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group", "sponsorship").agg(
        entries=rows.count(),
        blended=(rows.secondary.length() > 0).fill_null(False).cast("int64").sum(),
        people=rows.actor_person.collect(distinct=True),
    )


def _attribution(counts: Sums) -> Sequence[Number]:
    """Divide by the total of each group; of few people nothing is told at all."""
    found = []
    for group, rows in _by_group(counts).items():
        total = sum(row["entries"] for row in rows)
        people = len({person for row in rows for person in row["people"]})
        parts = {row["sponsorship"]: row["entries"] for row in rows}
        undecided = parts.get(SPONSORSHIP["undecided"], 0)
        for part in SPONSORSHIP.values():
            some = parts.get(part, 0)
            is_open = part == SPONSORSHIP["undecided"]
            found.append(
                Number(
                    group, part, some / total, n=total, people=people,
                    low=None if is_open else some / total,
                    high=None if is_open else (some + undecided) / total,
                )
            )  # fmt: skip
        blended = sum(row["blended"] for row in rows)
        found.append(Number(group, BLENDED, blended / total, n=total, people=people))
    return found


def _by_group(counts: Sums) -> dict[str | None, list[Mapping[str, Any]]]:
    found: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in counts:
        found.setdefault(row["group"], []).append(row)
    return found


LOGGED, ESTIMATED, IN_ALL, WEIGHED = "logged", "estimated", "in all", "weighed"

LABOR = Definition(
    name="labor_investment",
    title="Labor investment",
    says="Hours that our upstream work took: logged where people did, else estimated, with an interval.",
    unit="hours",
    source="https://chaoss.community/?p=3559",
    needs=_NEEDS,
    choices={
        "whose": _OURS,
        "logged": "the team's public sums of months that lie in the window as a whole, of three people "
        "and five entries at least; for all communities together",
        "estimated": "what left a trace: weighed by kind, times `hours_per_answer` of twohats.toml; "
        "without that not measured",
        "weighed": "entries weighed by kind beside an answer, which counts 1; low and high are the least "
        "and most of these weights",
        "money": "none: hours are the team's, and have no rate",
    },
    parts=(LOGGED, ESTIMATED, IN_ALL, WEIGHED),
)


def labor(facts: Facts) -> ir.Table:
    """List what left a trace with its weight, and the sums of what was logged.

    Returns
    -------
    ibis.Table
        One row per entry: ``repository, community, item, activity, happened_at, actor, actor_person,
        actor_label, least, likely, most`` (weights), ``hours_per_answer`` (NULL: not said); and one row
        per month that lies in the window: ``month, logged_h, people, events``.
    """
    entries = _entries(facts)
    window, hours = facts.window, facts.tables[TEAM_HOURS]
    hours = hours.filter((hours.since >= window.since) & (hours.until <= window.until))
    month = entries.happened_at.strftime("%Y-%m")
    is_logged = (entries.item_kind == "log") & month.isin(hours.month)
    entries = _by_person(entries.filter(~is_logged.fill_null(False)))
    ends = {
        name: ibis.cases(
            *((entries.activity == activity, ends[at]) for activity, ends in WEIGHTS.items()),
            else_=OTHERS[at],
        ).cast("float64")
        for at, name in enumerate(("least", "likely", "most"))
    }
    entries = entries.mutate(**ends).select(*_ENTRY, *ends, "hours_per_answer")
    nothing = {name: ibis.null(entries[name].type()) for name in entries.columns}
    sums = hours.mutate(**nothing)
    months = {name: ibis.null(hours[name].type()) for name in _MONTH}
    columns = (*entries.columns, *_MONTH)
    return entries.mutate(**months).select(columns).union(sums.select(columns))


_ENTRY = (
    "repository", "community", "item", "activity", "happened_at", "actor", "actor_person",
    "actor_label",
)  # fmt: skip
_MONTH = ("month", "logged_h", "people", "events")


def _labor_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(
        entries=rows.item.count(),
        workers=rows.actor_person.nunique(),
        **{name: rows[name].sum() for name in ("least", "likely", "most", "logged_h", "events")},
        hours_per_answer=rows.hours_per_answer.max(),
        months=rows.month.count(),
        people=rows.people.min(),
    )


def _labor(counts: Sums) -> Sequence[Number]:
    return [number for row in counts for number in _of_group(row)]


def _of_group(row: Mapping[str, Any]) -> Iterable[Number]:
    group, n, workers = row["group"], row["entries"], row["workers"]
    weights = [row[name] or 0.0 for name in ("likely", "least", "most")]
    if row["months"]:
        yield Number(group, LOGGED, row["logged_h"], row["events"], row["people"])
    else:
        yield Number(group, LOGGED, None, n, answer="not measured")
    rate = row["hours_per_answer"]
    if rate is None:
        yield Number(group, ESTIMATED, None, n, answer="not measured")
    else:
        hours = [weight * rate for weight in weights]
        yield Number(group, ESTIMATED, hours[0], n, workers, hours[1], hours[2])
        if row["months"]:
            value, low, high = (row["logged_h"] + one for one in hours)
            people = min(workers, row["people"])
            yield Number(group, IN_ALL, value, n + row["events"], people, low, high)
    yield Number(
        group, WEIGHED, weights[0], n, workers, weights[1], weights[2], unit="weighted entries"
    )


MEASURES: Mapping[str, Measure] = {
    measure.definition.name: measure
    for measure in (
        Measure(ATTRIBUTION, attributed, _attribution_sums, _attribution),
        Measure(LABOR, labor, _labor_sums, _labor),
    )
}
"""Measures that read the ledger, by name."""

OF_HOURS = frozenset({LABOR.name})
"""Measures of whose rows nobody is told who it was: the hours of one person are nobody's business."""
