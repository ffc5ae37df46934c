"""*New Contributors Closing Issues*: who closed an issue of a community for the first time."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import first_of_each
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

REOPENED_WITHIN_S = 3600

DEFINITION = Definition(
    name="new_contributors_closing_issues",
    title="New contributors closing issues",
    says="People who closed an issue of the community for the first time in the window.",
    unit="people",
    source="https://chaoss.community/?p=3615",
    needs=(("items.issue",), ("events.closed",)),
    choices={
        "closed": "by whoever pressed the button, their own issues included; a close that was taken "
        "back within an hour is none",
        "project": "the community: who closed one in another of its repositories is not new",
        "bots": "left out; so are deleted accounts, of whom nobody can say whether they are new",
    },
    needs_whole_history=True,
)


def rows(facts: Facts) -> ir.Table:
    """List the first issue that each person closed in a community, where that was in the window.

    Returns
    -------
    ibis.Table
        One row per person and community: ``repository, community, item, actor, actor_person,
        actor_label, actor_is_ours, happened_at``.
    """
    acts = facts.acts.filter(facts.acts.item_kind == "issue")
    closes = acts.filter((acts.kind == "closed") & ~acts.actor_is_bot & acts.actor_person.notnull())
    back = acts.filter(acts.kind == "reopened").select("item", _back_at="happened_at")
    soon = ibis.interval(seconds=REOPENED_WITHIN_S)
    closes = closes.anti_join(
        back,
        [
            closes.item == back.item,
            back._back_at >= closes.happened_at,
            back._back_at < closes.happened_at + soon,
        ],
    )
    then = ("item", "repository", "actor", "actor_label", "actor_is_ours")
    first = first_of_each(closes, ("community", "actor_person"), "happened_at", then)
    return facts.within(first)


def sums(rows: ir.Table) -> ir.Table:
    """Count people; who closed a first one in two communities is one person."""
    return rows.group_by("group").agg(people=rows.actor_person.nunique())


def numbers(counts: Sums) -> Sequence[Number]:
    """Give the count of each group."""
    return [Number(row["group"], ALL, row["people"], n=row["people"]) for row in counts]


MEASURE = Measure(DEFINITION, rows, sums, numbers)
