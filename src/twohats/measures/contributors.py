"""*Contributors* of a community: all, new, returning, occasional and inactive.

New and returning are told by community, whichever of its repositories somebody began in.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import moment_key
from twohats.measures.contributions import contributions
from twohats.measures.first_response import DAY
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

NEEDS = (("items.pull_request",), ("items.issue",), ("events.commented",))
YEAR_D = 365
FEWEST_IN_A_YEAR = 2
INACTIVE_AFTER_D = 180

CHOICES = {
    "contribution": "merged change, commit, review, comment, issue, triage, merge, release; by anybody",
    "project": "the community: new in one of its repositories is not new in the next",
    "bots": "left out; so are deleted accounts, of whom nobody can say whether they are new",
}


@lru_cache(maxsize=8)
def histories(facts: Facts) -> ir.Table:
    """Sum up what each person did in each community.

    Returns
    -------
    ibis.Table
        One row per person and community: ``community, repository`` (of the first contribution in the
        window, else of the last before it), ``actor, actor_person, actor_label, actor_is_ours,
        first_at, last_at`` (ever), ``contributions`` (in the window), ``in_year`` (in the year before
        the window's end), ``longest_gap_d`` (days between two contributions in a row, the last one
        and the window's end included; within that year and the last one before it).
    """
    until, since = facts.window.until, facts.window.since
    known = contributions(facts).filter(
        lambda t: t.actor_person.notnull() & (t.happened_at < until)
    )
    rows = known.mutate(
        _in_window=known.happened_at >= since,
        _in_year=known.happened_at.epoch_seconds().cast("int64") >= _year_begins_s(facts),
    )
    # First by repository: what decides between rows of one moment is a text, and dear to make of each.
    each = rows.group_by("community", "actor_person", "repository").agg(
        actor=rows.actor.min(),
        actor_label=rows.actor_label.min(),
        actor_is_ours=rows.actor_is_ours.argmax(rows.happened_at),
        first_at=rows.happened_at.min(),
        last_at=rows.happened_at.max(),
        contributions=rows._in_window.cast("int64").sum(),
        in_year=rows._in_year.cast("int64").sum(),
        _first_here_at=rows.happened_at.min(where=rows._in_window),
    )
    here = moment_key(each._first_here_at, each.repository)
    per = each.group_by("community", "actor_person").agg(
        actor=each.actor.min(),
        actor_label=each.actor_label.min(),
        actor_is_ours=each.actor_is_ours.argmax(each.last_at),
        first_at=each.first_at.min(),
        last_at=each.last_at.max(),
        contributions=each.contributions.sum(),
        in_year=each.in_year.sum(),
        _first_here=each.repository.argmin(here, where=each._first_here_at.notnull()),
        _last=each.repository.argmax(moment_key(each.last_at, each.repository)),
    )
    gaps = _longest_gaps(facts, rows)
    per = per.left_join(gaps, ["community", "actor_person"]).drop(
        "community_right", "actor_person_right"
    )
    return facts.keep(
        "histories",
        per.mutate(repository=ibis.coalesce(per._first_here, per._last)).drop(
            "_first_here", "_last"
        ),
    )


def _year_begins_s(facts: Facts) -> ir.IntegerValue:
    """Give the moment a year before the window's end, in seconds since 1970."""
    return ibis.literal(facts.window.until).epoch_seconds().cast("int64") - YEAR_D * int(DAY)


def _longest_gaps(facts: Facts, rows: ir.Table) -> ir.Table:
    """Find how long each person was away in each community, in gaps that end in the last year.

    Parameters
    ----------
    rows
        Contributions up to the window's end, with ``_in_year``.

    Returns
    -------
    ibis.Table
        One row per person and community: ``community, actor_person, longest_gap_d``.
    """
    # Such a gap begins in the year or with the last thing before it; to put all in order costs more.
    keys = ["community", "actor_person"]
    before = (
        rows.filter(~rows._in_year).group_by(*keys).agg(happened_at=lambda t: t.happened_at.max())
    )
    moments = rows.filter(rows._in_year).select(*keys, "happened_at").union(before)
    # Of things done in one second the gaps are the same whichever comes first.
    person = ibis.window(group_by=keys, order_by=moments.happened_at)
    after = moments.mutate(_next=moments.happened_at.lead().over(person))
    next_at = ibis.coalesce(after._next, ibis.literal(facts.window.until))
    gap_s = next_at.epoch_seconds().cast("int64") - after.happened_at.epoch_seconds().cast("int64")
    return after.group_by(*keys).agg(longest_gap_d=(gap_s / DAY).max())


def active(facts: Facts) -> ir.Table:
    """List people who contributed in the window, as `histories` has them."""
    return histories(facts).filter(lambda t: t.contributions > 0)


def _new(facts: Facts) -> ir.Table:
    """List people whose first contribution falls in the window."""
    return active(facts).filter(lambda t: t.first_at >= facts.window.since)


def _returning(facts: Facts) -> ir.Table:
    """List people who contributed in the window and before it."""
    return active(facts).filter(lambda t: t.first_at < facts.window.since)


def _occasional(facts: Facts) -> ir.Table:
    """List people of the last year with one contribution in it, or a gap of more than a year."""
    return histories(facts).filter(
        lambda t: (
            (t.in_year > 0)
            & ((t.in_year < FEWEST_IN_A_YEAR) | (t.longest_gap_d.fill_null(0.0) > YEAR_D))
        )
    )


def _inactive(facts: Facts) -> ir.Table:
    """List people whose last contribution falls in the window, if enough time went by since."""
    until = ibis.literal(facts.as_of).epoch_seconds().cast("int64")
    rest_s = until - histories(facts).last_at.epoch_seconds().cast("int64")
    return histories(facts).filter(
        lambda t: (t.last_at >= facts.window.since) & (rest_s > INACTIVE_AFTER_D * int(DAY))
    )


def sums(rows: ir.Table) -> ir.Table:
    """Count people and what they contributed; somebody in two communities is one person."""
    return rows.group_by("group").agg(
        people=rows.actor_person.nunique(), contributions=rows.contributions.sum()
    )


def numbers(counts: Sums) -> Sequence[Number]:
    """Give the count of people of each group."""
    return [
        Number(row["group"], ALL, row["people"], n=row["people"], people=None) for row in counts
    ]


def _measure(
    name: str, title: str, says: str, page: int, rows: Callable[[Facts], ir.Table], **choices: str
) -> Measure:
    return Measure(
        Definition(
            name=name,
            title=title,
            says=says,
            unit="people",
            source=f"https://chaoss.community/?p={page}",
            needs=NEEDS,
            choices={**CHOICES, **choices},
            needs_whole_history=name != "contributors",
        ),
        rows,
        sums,
        numbers,
    )


MEASURES = (
    _measure("contributors", "Contributors", "People who contributed in the window, in any way.", 3467, active),
    _measure(
        "new_contributors", "New contributors",
        "People whose first contribution to the community falls in the window.", 3613, _new,
        new="even if a second one falls in it too",
    ),
    _measure(
        "returning_contributors", "Returning contributors",
        "People who contributed in the window and before it.", 3467, _returning,
        source="our complement of CHAOSS's New Contributors",
    ),
    _measure(
        "occasional_contributors", "Occasional contributors",
        "People of the year before the window's end who contributed once, or after a gap of over a year.",
        3466, _occasional, few="fewer than two in the year", gap="more than 365 days",
    ),
    _measure(
        "inactive_contributors", "Inactive contributors",
        "People whose last contribution falls in the window, 180 days or more before the as-of date.",
        3614, _inactive, interval="180 days; the last 180 days before the as-of date cannot be known yet",
    ),
)  # fmt: skip
