"""Who merged what, and who had looked at it: *Self Merge Rates* and what belongs beside them."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from twohats.facts import INDEPENDENT, Facts
from twohats.facts.firsts import moment_key
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

MOST_UNKNOWN = 0.2
# GitHub's timeline lacks reviews that only answer line comments: those comments stand for them, and
# none of them approves anything.
NEEDS = (
    ("items.pull_request",),
    ("events.reviewed", "events.review_commented"),
    ("events.merged",),
)


@lru_cache(maxsize=8)
def merged_changes(facts: Facts) -> ir.Table:
    """List the changes of people merged in the window, with who looked and who merged.

    Returns
    -------
    ibis.Table
        One row per change: ``repository, community, item, title, url, author, author_person,
        author_label, author_is_ours, merged_at, merger, merger_person, merger_label``,
        ``self_merged`` (bool: the author merged it; NULL where nobody knows who merged or wrote it),
        ``approved`` (bool: another human approved it before the merge), ``reviewed`` (bool: another
        human reviewed it before the merge), ``outside_reviewed`` (bool: one of them worked for another
        employer on that day; NULL where only the unknown could tell) and ``outside_merged`` (bool,
        the same for whoever merged).
    """
    items = facts.within(facts.items, "merged_at").filter(
        lambda t: (t.kind == "pull_request") & ~t.author_is_bot
    )
    items = items.select(*_ITEM, "merged_at", "merged_by")
    items = facts.employed(items, "merged_at", "author")
    looks = _looks(facts, items)
    merges = facts.acts.filter(lambda t: (t.kind == "merged") & t.actor.notnull())
    merges = merges.semi_join(items, "item")
    # Sources without this column tell by their events who merged.
    told = merges.group_by("item").agg(
        _told=merges.actor.argmax(moment_key(merges.happened_at, merges.actor))
    )
    items = items.left_join(told, "item").drop("item_right")
    items = items.mutate(merger=ibis.coalesce(items.merged_by, items._told))
    items = facts.who(items, "merger", "merged_at", "merger")
    items = facts.employed(items, "merged_at", "merger")
    joined = items.left_join(looks, "item").drop("item_right")
    joined = joined.mutate(
        self_merged=joined.merger_person == joined.author_person,
        approved=joined._approved.fill_null(False),
        reviewed=joined._reviewed.fill_null(False),
        outside_reviewed=ibis.cases(
            (joined._outside.fill_null(False), True),
            (joined._unknown.fill_null(False), ibis.null("boolean")),
            else_=False,
        ),
        outside_merged=ibis.ifelse(
            joined.merger_person == joined.author_person,
            False,
            _is_outside(joined.merger_employer, joined.author_employer),
        ),
    )
    return facts.keep(
        "merged_changes",
        joined.select(
            *(*_ITEM, "merged_at", "merger", "merger_person", "merger_label"),
            *("self_merged", "approved", "reviewed", "outside_reviewed", "outside_merged"),
        ),
    )


_ITEM = (
    "repository", "community", "item", "title", "url", "author", "author_person", "author_label",
    "author_is_ours",
)  # fmt: skip


def _looks(facts: Facts, items: ir.Table) -> ir.Table:
    """Sum up the reviews of each change by other humans before its merge."""
    states = facts.tables["events"].select("event", "state", "kind")
    looks = ["reviewed", "review_commented"]
    states = states.filter(states.kind.isin(looks)).drop("kind")
    reviews = facts.acts.filter(lambda t: t.kind.isin(looks) & ~t.actor_is_bot)
    reviews = reviews.select("event", "item", "actor", "actor_person", "happened_at")
    reviews = reviews.semi_join(items, "item")
    reviews = reviews.left_join(states, "event").drop("event_right")
    if facts.approval_comments:
        said = approving_comments(facts).mutate(state=ibis.literal("approved"))
        reviews = reviews.union(said.select(reviews.columns))
    changes = items.select("item", "merged_at", "author_person", "author_employer")
    pairs = facts.employed(reviews.inner_join(changes, "item"), "happened_at", "actor")
    pairs = pairs.filter(
        (pairs.happened_at <= pairs.merged_at)
        & (pairs.author_person.isnull() | (pairs.actor_person != pairs.author_person))
        & pairs.actor_person.notnull()
    )
    outside = _is_outside(pairs.actor_employer, pairs.author_employer)
    return pairs.group_by("item").agg(
        _reviewed=pairs.count() > 0,
        _approved=(pairs.state.lower() == "approved").any(),
        _outside=outside.fill_null(False).any(),
        _unknown=outside.isnull().any(),
    )


def approving_comments(facts: Facts) -> ir.Table:
    """List comments and reviews by which people approve where that is done in words.

    Returns
    -------
    ibis.Table
        One row per event: ``event, item, actor, actor_person, happened_at``. The word stands at the
        start of a line, bold or not, in capitals or not; a quoted line says nothing.
    """
    said = facts.tables["events"].select("event", "body").filter(lambda t: t.body.notnull())
    acts = facts.acts.filter(lambda t: t.kind.isin(["commented", "reviewed"]) & ~t.actor_is_bot)
    acts = acts.inner_join(said, "event")
    approves = [
        (acts.community == community) & acts.body.re_search(_at_line_start(words))
        for community, words in facts.approval_comments
    ]
    return acts.filter(ibis.or_(*approves)).select(
        "event", "item", "actor", "actor_person", "happened_at"
    )


def _at_line_start(words: Sequence[str]) -> str:
    either = "|".join(re.escape(word) for word in words)
    return rf"(?im)^[ \t*_]*(?:{either})(?:[^\w-]|$)"


def _is_outside(theirs: ir.Value, authors: ir.Value) -> ir.Value:
    """Whether two people work for different employers; NULL where that is not known of either.

    Who works for nobody else shares no employer with anybody.
    """
    alone = (theirs == INDEPENDENT) | (authors == INDEPENDENT)
    differ = theirs.lower() != authors.lower()
    return ibis.ifelse(alone.fill_null(False), theirs.notnull() & authors.notnull(), differ)


def _ours(facts: Facts) -> ir.Table:
    return merged_changes(facts).filter(lambda t: t.author_is_ours.fill_null(False))


def sums(rows: ir.Table) -> ir.Table:
    """Count what was merged, and how."""
    unseen = ~rows.outside_reviewed & ~rows.outside_merged
    return rows.group_by("group").agg(
        merged=rows.count(),
        known=rows.self_merged.notnull().cast("int64").sum(),
        alone=(rows.self_merged & ~rows.approved).cast("int64").sum(),
        self_merged=rows.self_merged.cast("int64").sum(),
        reviewed=rows.reviewed.cast("int64").sum(),
        outside=rows.outside_reviewed.fill_null(False).cast("int64").sum(),
        outside_unknown=rows.outside_reviewed.isnull().cast("int64").sum(),
        inside=unseen.fill_null(False).cast("int64").sum(),
        inside_unknown=unseen.isnull().cast("int64").sum(),
    )


def _self_merges(counts: Sums) -> Sequence[Number]:
    """Give the share merged by their author alone; who merged may be unknown of some."""
    return [
        share(row["group"], ALL, row["alone"] or 0, row["merged"] - row["known"], row["merged"])
        for row in counts
    ]


def _same_organization(counts: Sums) -> Sequence[Number]:
    return [
        share(row["group"], ALL, row["inside"], row["inside_unknown"], row["merged"])
        for row in counts
    ]


def _outside_reviews(counts: Sums) -> Sequence[Number]:
    return [
        share(row["group"], ALL, row["outside"], row["outside_unknown"], row["merged"])
        for row in counts
    ]


def _reviews(counts: Sums) -> Sequence[Number]:
    return [share(row["group"], ALL, row["reviewed"], 0, row["merged"]) for row in counts]


def share(group: str | None, part: str, some: int, unknown: int, of: int) -> Number:
    """Give a share with the range that unknowns could cause; above a fifth of them only that."""
    low, high = some / of, (some + unknown) / of
    if unknown / of > MOST_UNKNOWN:
        return Number(group, part, None, of, low=low, high=high, answer="only a range")
    return Number(group, part, low, of, low=low, high=high)


_AFFILIATION = (
    "on the day of the review or merge: team file, then the list of affiliations, then the profile"
)
_UNKNOWN = "low and high: if none or all that is unknown counted; above 20 % there is no number"
_OWN = "docs/measures.md#merges"


def _measure(
    name: str, title: str, says: str, source: str, rows: Callable[[Facts], ir.Table],
    numbers: Callable[[Sums], Sequence[Number]], **choices: str,
) -> Measure:  # fmt: skip
    choices = {**choices, "unknown": _UNKNOWN, "bots": "neither write, nor review, nor merge"}
    return Measure(
        Definition(name, title, says, "share", source, NEEDS, choices), rows, sums, numbers
    )


MEASURES = (
    _measure(
        "self_merge_rates", "Self merge rates",
        "Share of merged changes whose author merged them without an approval by another human.",
        "https://chaoss.community/?p=5306", merged_changes, _self_merges,
        approval="a review that approves, before the merge; a comment only where a community approves "
        "by comments",
    ),
    _measure(
        "same_organization_merges", "Same-organization merges",
        "Share of merged changes that nobody of another employer reviewed or merged.", _OWN,
        merged_changes, _same_organization, affiliation=_AFFILIATION,
    ),
    _measure(
        "outside_review", "Outside review of ours",
        "Share of our merged changes that a human of another employer reviewed before the merge.",
        _OWN, _ours, _outside_reviews, affiliation=_AFFILIATION,
    ),
    _measure(
        "change_request_reviews", "Change request reviews",
        "Share of merged changes that another human reviewed before the merge.",
        "https://chaoss.community/?p=4712", merged_changes, _reviews,
        review="any submitted review or line comment, whatever it says",
    ),
)  # fmt: skip
