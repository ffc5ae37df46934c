"""What we ask of reviewers and what we give back, weighed by size, and the burden we are now.

Source: docs/measures.md#reciprocity. Sizes are changed lines, in four classes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.first_response import first_responses
from twohats.measures.give_and_take import deeds
from twohats.measures.measure import ALL, Measure, Sums
from twohats.records.measures import Definition, Number

SIZES = ((10, 1), (50, 2), (200, 3))
"""Most changed lines of each class; above the last it is `LARGEST`."""
LARGEST = 5
MOST_UNKNOWN = 0.2
GENERATED = r"(?i)(^|/)(tests?|__snapshots__|vendor|node_modules)/|(^|/)test_[^/]*$|_test\.[^/]+$|(lock|\.lock|-lock\.(json|yaml)|\.min\.(js|css)|\.snap|\.svg)$"
"""Paths of tests and of what no person wrote, which are no burden to a reviewer."""


def sizes(facts: Facts) -> ir.Table:
    """Class each pull request by its size.

    Returns
    -------
    ibis.Table
        One row per pull request: ``item, lines`` (changed; by paths where these were read, tests and
        generated files left out, else as the forge sums them; NULL: not known) and ``size`` (1, 2, 3,
        5; NULL).
    """
    files = facts.tables["item_files"].filter(lambda t: ~t.path.re_search(GENERATED))
    written = files.group_by("item").agg(_lines=(files.additions + files.deletions).sum())
    read = facts.tables["item_files"].select("item").distinct().mutate(_read=True)
    items = facts.items.filter(lambda t: t.kind == "pull_request")
    items = items.select("item", "additions", "deletions")
    items = items.left_join(written, "item").drop("item_right")
    items = items.left_join(read, "item").drop("item_right")
    lines = ibis.ifelse(
        items._read.fill_null(False), items._lines.fill_null(0), items.additions + items.deletions
    )
    items = items.mutate(lines=lines)
    classes = [(items.lines <= most, size) for most, size in SIZES]
    size = ibis.cases((items.lines.isnull(), ibis.null("int64")), *classes, else_=LARGEST)
    return items.select("item", "lines").mutate(size=size)


def rows(facts: Facts) -> ir.Table:
    """List what bears on reviews: changes we opened, reviews both ways, with the size of each change."""
    done = deeds(facts)
    done = done.filter(done.deed.isin(["changes", "reviews", "reviews_received"]))
    done = done.left_join(sizes(facts), "item").drop("item_right")
    return done.rename(actor="identity", actor_label="label")


def sums(rows: ir.Table) -> ir.Table:
    """Count reviews and weigh each reviewed change once."""
    per_item = rows.group_by("group", "deed", "item").agg(size=rows.size.max(), times=rows.count())
    return per_item.group_by("group", "deed").agg(
        items=per_item.count(),
        times=per_item.times.sum(),
        weight=per_item.size.sum(),
        unsized=per_item.size.isnull().cast("int64").sum(),
    )


_NOTHING: Mapping[str, int] = {"items": 0, "times": 0, "weight": 0, "unsized": 0}


def numbers(counts: Sums) -> Sequence[Number]:
    """Give the ratios; where nothing was asked there is none."""
    found = []
    for group in sorted({row["group"] for row in counts}, key=lambda one: one or ""):
        here = {row["deed"]: row for row in counts if row["group"] == group}
        changes, given, received = (
            here.get(deed, _NOTHING) for deed in ("changes", "reviews", "reviews_received")
        )
        n = given["times"] + received["times"]
        found += [
            _ratio(group, "reviews per change", given["times"], changes["times"]),
            _ratio(group, "reciprocity", given["times"], received["times"]),
        ]
        sized = given["items"] + received["items"]
        unsized = given["unsized"] + received["unsized"]
        weights = given["weight"] or 0, received["weight"] or 0
        if sized and unsized / sized > MOST_UNKNOWN:
            found += [
                Number(group, part, None, n, answer="not measured")
                for part in ("burden offset", "review debt")
            ]
            continue
        offset = _ratio(group, "burden offset", *weights)
        found.append(replace(offset, n=sized) if offset.n else offset)
        debt = float(weights[1] - weights[0])
        found.append(Number(group, "review debt", debt, sized, unit="size classes"))
    return found


def _ratio(group: str | None, part: str, some: int, of: int) -> Number:
    if not of:
        return Number(group, part, None, 0, answer="none")
    return Number(group, part, some / of, some + of)


def standing(facts: Facts) -> ir.Table:
    """List pull requests that wait upstream for a first answer at the as-of date; ours and the queue."""
    waits = first_responses(facts).filter(lambda t: t.waiting & (t.kind == "pull_request"))
    return waits.select(
        *("repository", "community", "item", "title", "url"),
        *("author", "author_person", "author_label", "author_is_ours", "clock_at", "wait_d"),
    )


def _standing_sums(rows: ir.Table) -> ir.Table:
    ours = rows.author_is_ours.fill_null(False)
    return rows.group_by("group").agg(
        queue=rows.count(),
        ours=ours.cast("int64").sum(),
        median_d=rows.wait_d.median(),
        ours_d=rows.wait_d.median(where=ours),
    )


def _standing_numbers(counts: Sums) -> Sequence[Number]:
    return [
        number
        for row in counts
        for number in (
            Number(row["group"], "ours", row["ours"], row["queue"]),
            Number(row["group"], "queue", row["queue"], row["queue"]),
            Number(row["group"], "waited so far", row["median_d"], row["queue"], unit="days"),
            Number(row["group"], "ours so far", row["ours_d"], row["ours"], unit="days"),
        )
    ]


_REVIEWS = (("items.pull_request",), ("events.reviewed", "events.review_commented"))

MEASURES = (
    Measure(
        Definition(
            "reciprocity", "Reciprocity of reviews",
            "Reviews we gave to people who are not ours beside those we had from them.", "ratio",
            "docs/measures.md#reciprocity", _REVIEWS,
            {
                "review": "one per person and change; line comments count as one; among our own none",
                "reviews per change": "reviews given / changes we opened",
                "reciprocity": "reviews given / reviews received",
                "burden offset": "size of what we reviewed for others / size of ours they reviewed",
                "review debt": "the same, received minus given",
                "size": "up to 10, 50, 200 and more changed lines are 1, 2, 3 and 5; tests and generated "
                "files are left out where paths were read",
                "nothing asked": "no ratio, never infinity",
            },
            parts=("reviews per change", "reciprocity", "burden offset", "review debt"),
        ),
        rows, sums, numbers,
    ),
    Measure(
        Definition(
            "burden", "The burden we are now",
            "Our pull requests that wait for a first answer upstream, beside the whole queue.",
            "change requests", "docs/measures.md#reciprocity", _REVIEWS,
            {"window": "as it stands on the as-of date", "waits": "not answered by another human, "
             "not closed, no draft", ALL: "people of any kind; what bots opened does not wait"},
            parts=("ours", "queue", "waited so far", "ours so far"), needs_whole_history=True,
        ),
        standing, _standing_sums, _standing_numbers,
    ),
)  # fmt: skip
