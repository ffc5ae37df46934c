"""*Release Frequency*: how often a community releases, who makes the releases, what is not released yet."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import DAY
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number


def releases(facts: Facts) -> ir.Table:
    """List the releases of the window, with the days since the one before.

    Returns
    -------
    ibis.Table
        One row per release: ``repository, community, tag, name, url, author, author_person,
        author_label, author_is_bot, published_at, prerelease, gap_d`` (days since the last release of
        the same repository that was none of its pre-releases; NULL for the first one and for
        pre-releases).
    """
    made = facts.tables["releases"].filter(lambda t: t.published_at.notnull())
    final = made.filter(~made.prerelease.fill_null(False))
    before = ibis.window(group_by="repository", order_by=[final.published_at, final.tag])
    gap_s = final.published_at.epoch_seconds().cast("int64") - final.published_at.lag().over(
        before
    ).epoch_seconds().cast("int64")
    gaps = final.select("repository", "tag", gap_d=gap_s / DAY)
    made = facts.within(made, "published_at")
    made = made.left_join(gaps, ["repository", "tag"]).drop("repository_right", "tag_right")
    made = facts.who(made, "author", "published_at", "author")
    scopes = facts.scopes.select("repository", "community")
    return made.inner_join(scopes, "repository").select(
        *("repository", "community", "tag", "name", "url"),
        *("author", "author_person", "author_label", "author_is_bot"),
        *("published_at", "prerelease", "gap_d"),
    )


def sums(rows: ir.Table) -> ir.Table:
    """Count releases by kind and by who made them."""
    early = rows.prerelease.fill_null(False)
    people = ~rows.author_is_bot
    return rows.group_by("group").agg(
        final=(~early).cast("int64").sum(),
        early=early.cast("int64").sum(),
        gap_d=rows.gap_d.median(),
        gaps=rows.gap_d.count(),
        makers=rows.author_person.nunique(where=people & rows.author_person.notnull()),
        made=(people & rows.author_person.notnull()).cast("int64").sum(),
    )


def numbers(counts: Sums) -> Sequence[Number]:
    """Give counts, the median gap and the makers of each group."""
    return [
        number
        for row in counts
        for number in (
            Number(row["group"], ALL, row["final"], row["final"]),
            Number(row["group"], "pre-release", row["early"], row["early"]),
            Number(row["group"], "median gap", row["gap_d"], row["gaps"], unit="days"),
            Number(row["group"], "makers", row["makers"], row["made"], unit="people"),
        )
    ]


def unreleased(facts: Facts) -> ir.Table:
    """List changes merged before the window's end and after the last release of their repository.

    Repositories without any release are left out: what they wait for, nobody knows.
    """
    until = facts.window.until
    made = facts.tables["releases"].filter(lambda t: t.published_at < until)
    last = made.group_by("repository").agg(released_at=made.published_at.max())
    items = facts.items.filter(lambda t: (t.kind == "pull_request") & (t.merged_at < until))
    waiting = items.inner_join(last, "repository").filter(lambda t: t.merged_at > t.released_at)
    age_s = ibis.literal(until).epoch_seconds().cast("int64")
    age_s = age_s - waiting.merged_at.epoch_seconds().cast("int64")
    return waiting.mutate(wait_d=age_s / DAY).select(
        *("repository", "community", "item", "title", "url"),
        *("author", "author_person", "author_label", "merged_at", "released_at", "wait_d"),
    )


def _waiting(rows: ir.Table) -> ir.Table:
    return rows.group_by("group").agg(changes=rows.count(), oldest_d=rows.wait_d.max())


def _waiting_numbers(counts: Sums) -> Sequence[Number]:
    return [
        number
        for row in counts
        for number in (
            Number(row["group"], ALL, row["changes"], row["changes"]),
            Number(row["group"], "oldest", row["oldest_d"], row["changes"], unit="days"),
        )
    ]


MEASURES = (
    Measure(
        Definition(
            "release_frequency", "Release frequency", "Releases of the window, and who made them.",
            "releases", "https://chaoss.community/?p=4765", (("releases",),),
            {
                "release": "of the forge, or a version tag; of one tag one",
                "gap": "days between two releases in a row that are no pre-releases, the earlier one "
                "maybe before the window",
                "makers": "humans named as author; an annotated tag names whoever made it",
            },
            parts=(ALL, "pre-release", "median gap", "makers"),
        ),
        releases, sums, numbers,
    ),
    Measure(
        Definition(
            "unreleased_work", "Unreleased work", "Changes merged since the last release.",
            "change requests", "docs/measures.md#releases", (("releases",), ("items.pull_request",)),
            {"window": "as it stands at its end", "no release yet": "left out"}, parts=(ALL, "oldest"),
            needs_whole_history=True,
        ),
        unreleased, _waiting, _waiting_numbers,
    ),
)  # fmt: skip
