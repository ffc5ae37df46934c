"""How activity is made up: *Bot Activity*, *Burstiness*, *Conversion Rate*, *Project Velocity*."""

import math
from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.facts.firsts import moment_key
from twohats.measures.contributions import contributions
from twohats.measures.first_response import DAY
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

WEEK = 7 * DAY
FEWEST_WEEKS = 8


def _acts(facts: Facts) -> ir.Table:
    """List everything that was done in the window, by bots as well."""
    rows = facts.within(facts.acts).select(
        *("repository", "community", "item", "kind", "happened_at"),
        *("actor", "actor_person", "actor_label", "actor_is_bot"),
    )
    return rows


def _bot_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(
        acts=rows.count(), by_bots=rows.actor_is_bot.cast("int64").sum()
    )


def _bot_numbers(counts: Sums) -> Sequence[Number]:
    return [Number(row["group"], ALL, row["by_bots"] / row["acts"], row["acts"]) for row in counts]


def _weeks(facts: Facts) -> ir.Table:
    """List what humans did in the window, with the number of the week from the window's start."""
    rows = _acts(facts).filter(lambda t: ~t.actor_is_bot)
    since = ibis.literal(facts.window.since).epoch_seconds().cast("int64")
    week = (rows.happened_at.epoch_seconds().cast("int64") - since) // int(WEEK)
    whole = int((facts.window.until - facts.window.since).total_seconds() // WEEK)
    return rows.mutate(week=week.cast("int64"), weeks=ibis.literal(whole, "int64")).filter(
        lambda t: t.week < whole
    )


def _week_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group", "week").agg(acts=rows.count(), weeks=rows.weeks.max())


def _burstiness(counts: Sums) -> Sequence[Number]:
    """Compare the spread of weekly counts with their mean: -1 as a clock, 0 by chance, 1 in one burst.

    Weeks in which nothing happened count.
    """
    found = []
    for group in sorted({row["group"] for row in counts}, key=lambda one: one or ""):
        here = [row for row in counts if row["group"] == group]
        weeks = max(row["weeks"] for row in here)
        acts = [row["acts"] for row in here] + [0] * (weeks - len(here))
        total = sum(acts)
        if weeks < FEWEST_WEEKS:
            found.append(Number(group, ALL, None, total, answer="too few"))
            continue
        mean = total / weeks
        spread = math.sqrt(sum((one - mean) ** 2 for one in acts) / weeks)
        found.append(Number(group, ALL, (spread - mean) / (spread + mean), total))
    return found


def _cohort(facts: Facts) -> ir.Table:
    """List who was first seen in the window, with whether a change of theirs was merged by its end."""
    until = facts.window.until
    known = contributions(facts).filter(
        lambda t: t.actor_person.notnull() & (t.happened_at < until) & (t.kind != "commit")
    )
    return (
        known.group_by("community", "actor_person")
        .agg(
            repository=known.repository.argmin(moment_key(known.happened_at, known.repository)),
            actor=known.actor.min(),
            actor_label=known.actor_label.min(),
            first_at=known.happened_at.min(),
            talked=known.kind.isin(["issue", "comment", "review"]).any(),
            merged=(known.kind == "change").any(),
        )
        .filter(lambda t: t.talked & (t.first_at >= facts.window.since))
    )


def _cohort_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(people=rows.count(), merged=rows.merged.cast("int64").sum())


def _conversion(counts: Sums) -> Sequence[Number]:
    """Give the step that can be seen; who starred or forked before is not held."""
    return [
        number
        for row in counts
        for number in (
            Number(row["group"], "D0 to D1", None, row["people"], answer="not measured"),
            Number(
                row["group"], "D1 to D2", row["merged"] / row["people"], row["people"],
                people=row["people"],
            ),
        )
    ]  # fmt: skip


def _velocity_sums(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(
        changes=(rows.kind == "merged").cast("int64").sum(),
        talk=rows.kind.isin(["opened", "reviewed", "commented"]).cast("int64").sum(),
        people=rows.actor_person.nunique(),
    )


def _velocity(counts: Sums) -> Sequence[Number]:
    """Give both logarithms: CHAOSS draws one against the other."""
    return [
        Number(row["group"], part, math.log10(row[name]) if row[name] else None, row[name])
        for row in counts
        for part, name in (("changes merged", "changes"), ("issues and reviews", "talk"))
    ]


_TALK = (("items.issue",), ("items.pull_request",), ("events.commented",))

MEASURES = (
    Measure(
        Definition(
            "bot_activity", "Bot activity", "Share of what was done that bots did.", "share",
            "https://chaoss.community/?p=3465", _TALK,
            {"bots": "the forge's word, [bot] endings, the named list and the workspace's",
             "activity": "every event of a timeline"},
        ),
        _acts, _bot_sums, _bot_numbers,
    ),
    Measure(
        Definition(
            "burstiness", "Burstiness",
            "How unevenly what humans did lies over the weeks: -1 as a clock, 0 by chance, 1 in one burst.",
            "index", "https://chaoss.community/kb/metric-burstiness/", _TALK,
            {"index": "(standard deviation - mean) / (standard deviation + mean) of weekly counts",
             "weeks": "whole ones from the window's start, at least eight; empty ones count"},
        ),
        _weeks, _week_sums, _burstiness,
    ),
    Measure(
        Definition(
            "conversion_rate", "Conversion rate",
            "Share of those first seen talking in the window who had a change merged by its end.",
            "share", "https://chaoss.community/kb/metric-conversion-rate/", _TALK,
            {"D0": "who starred, watched or forked is not held",
             "D1": "an issue, a comment or a review", "D2": "a merged change",
             "cohort": "by community, by the first thing seen of a person"},
            parts=("D0 to D1", "D1 to D2"), needs_whole_history=True,
        ),
        _cohort, _cohort_sums, _conversion,
    ),
    Measure(
        Definition(
            "project_velocity", "Project velocity",
            "Merged changes beside issues opened, comments and reviews, each as a logarithm.",
            "log10 of a count", "https://chaoss.community/?p=3572", _TALK,
            {"size": "people who did any of it are in the rows"},
            parts=("changes merged", "issues and reviews"),
        ),
        lambda facts: _acts(facts).filter(lambda t: ~t.actor_is_bot), _velocity_sums, _velocity,
    ),
)  # fmt: skip
