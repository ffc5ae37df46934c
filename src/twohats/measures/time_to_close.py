"""How long things stay open: *Time to Close*, *Change Requests Duration* and their kin."""

from collections.abc import Callable, Sequence

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import DAY
from twohats.measures.measure import ALL, Measure, Sums
from twohats.measures.medians import median_numbers, survival_sums
from twohats.records.measures import Definition, Number

BOTS = "what bots opened is left out"


def spans(facts: Facts) -> ir.Table:
    """List what people opened in the window, with how long it was open.

    Returns
    -------
    ibis.Table
        One row per item: ``repository, community, item, kind, title, url, author, author_person,
        author_label, created_at, closed_at, merged_at`` (NULL at the window's end or later),
        ``wait_d`` (days open, until the window's end at most) and ``answered`` (bool: closed).
    """
    until = ibis.literal(facts.window.until)
    items = facts.within(facts.items, "created_at")
    items = items.filter(~items.author_is_bot)
    closed_at = ibis.ifelse(items.closed_at < until, items.closed_at, ibis.null("timestamp"))
    merged_at = ibis.ifelse(items.merged_at < until, items.merged_at, ibis.null("timestamp"))
    items = items.mutate(closed_at=closed_at, merged_at=merged_at)
    return _measured(items, items.closed_at, until).select(
        *("repository", "community", "item", "kind", "title", "url"),
        *("author", "author_person", "author_label"),
        *("created_at", "closed_at", "merged_at", "wait_d", "answered"),
    )


def _measured(items: ir.Table, end: ir.Value, until: ir.Value) -> ir.Table:
    """Add how long it took from the opening to an end, or how long it has lasted."""
    last = ibis.coalesce(end, until).epoch_seconds().cast("int64")
    wait_s = last - items.created_at.epoch_seconds().cast("int64")
    return items.mutate(wait_d=ibis.greatest(wait_s, 0) / DAY, answered=end.notnull())


def _issues(facts: Facts) -> ir.Table:
    return spans(facts).filter(lambda t: t.kind == "issue")


def _changes(facts: Facts) -> ir.Table:
    """List changes; one closed without a merge leaves the cohort of those that may yet be merged."""
    rows = spans(facts).filter(lambda t: t.kind == "pull_request")
    return rows.mutate(answered=rows.merged_at.notnull())


def _change_sums(rows: ir.Table) -> ir.Table:
    """Estimate the median, and beside it the plain one of what was merged."""
    medians = survival_sums()(rows)
    merged = rows.filter(rows.merged_at.notnull())
    plain = merged.group_by(group=merged.group.fill_null("") + "\nmerged").agg(
        n=merged.count(),
        median_d=merged.wait_d.median(),
        low_d=ibis.null("float64"),
        high_d=ibis.null("float64"),
    )
    return medians.union(
        plain.select(*[plain[name].cast(kind) for name, kind in medians.schema().items()])
    )


def _open_issues(facts: Facts) -> ir.Table:
    """List the issues open at the window's end, with their age."""
    until = ibis.literal(facts.window.until)
    items = facts.items.filter(lambda t: (t.kind == "issue") & ~t.author_is_bot)
    items = items.filter(
        (items.created_at < until) & (items.closed_at.isnull() | (items.closed_at >= until))
    )
    return _measured(items, ibis.null("timestamp"), until).select(
        *("repository", "community", "item", "title", "url"),
        *("author", "author_person", "author_label", "created_at", "wait_d"),
    )


def _age_sums(rows: ir.Table) -> ir.Table:
    # Whole seconds add up to the same in whatever order they come; days with a fraction do not.
    wait_s = (rows.wait_d * DAY).round().cast("int64")
    return rows.group_by("group").agg(
        median=rows.wait_d.median(), mean=wait_s.sum() / rows.count() / DAY, issues=rows.count()
    )


def _age_numbers(counts: Sums) -> Sequence[Number]:
    return [
        Number(row["group"], part, row[part], row["issues"])
        for row in counts
        for part in ("median", "mean")
    ]


def _measure(
    definition: Definition,
    rows: Callable[[Facts], ir.Table],
    sums: Callable[[ir.Table], ir.Table],
    numbers: Callable[[Sums], Sequence[Number]] = median_numbers,
) -> Measure:
    return Measure(definition, rows, sums, numbers)


_CHOICES = {
    "window": "what was opened in it; closed before its end, at the last close",
    "still open": "censored at the window's end, never dropped (Kaplan-Meier)",
    "bots": BOTS,
}

MEASURES = (
    _measure(
        Definition(
            "time_to_close", "Time to close",
            "Days until half of what was opened had been closed.", "days",
            "https://chaoss.community/?p=3446", (("items.issue",), ("items.pull_request",)), _CHOICES,
            parts=("issue", "pull_request"),
        ),
        spans, survival_sums("kind"),
    ),
    _measure(
        Definition(
            "issue_resolution_duration", "Issue resolution duration",
            "Days until half of the issues opened had been closed.", "days",
            "https://chaoss.community/?p=3630", (("items.issue",),), _CHOICES,
        ),
        _issues, survival_sums(),
    ),
    _measure(
        Definition(
            "change_requests_duration", "Change requests duration",
            "Days from opening to merge.", "days", "https://chaoss.community/?p=3587",
            (("items.pull_request",),),
            {
                "merged": "the median of those opened in the window and merged before its end",
                "all": "with those not merged yet, which count as waiting until closed or until "
                "the window's end (Kaplan-Meier)",
                "bots": BOTS,
            },
            parts=("merged", ALL),
        ),
        _changes, _change_sums,
    ),
    _measure(
        Definition(
            "issue_age", "Issue age", "How long the issues open at the window's end have been open.",
            "days", "https://chaoss.community/?p=3629", (("items.issue",),),
            {"window": "open at its end, whenever opened", "bots": BOTS}, parts=("median", "mean"),
            needs_whole_history=True,
        ),
        _open_issues, _age_sums, _age_numbers,
    ),
)  # fmt: skip
