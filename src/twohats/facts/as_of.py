"""What the facts were at a moment in the past.

Later closes, merges, edits and ends of roles are masked; labels, assignees, review requests, draft, milestone and title
are replayed from events; values that are only true of the day they were read are blanked. Law:
where covered, the facts as of *t* equal those of a recording that was cut at *t*.
"""

from collections.abc import Mapping
from datetime import datetime

import ibis
import ibis.expr.types as ir

Tables = Mapping[str, ir.Table]

DATED = {
    "releases": "published_at",
    "links": "happened_at",
    "documents": "committed_at",
    "commitments": "recorded_at",
    "commits": "committed_at",
    "checks": "committed_at",
    "board_values": "looked_at",
    "memberships": "from_at",
    "repositories": "created_at",
}
"""Tables whose rows simply did not exist before this time of theirs; no time: always there."""


def as_of(tables: Tables, moment: datetime) -> dict[str, ir.Table]:
    """Take the facts back to a moment.

    Parameters
    ----------
    tables
        Every fact table by name.
    moment
        Facts dated at or after it are not known yet.

    Returns
    -------
    dict of ibis.Table
        The same tables and columns. In ``items``, NULL stands where events that would tell were
        never read (``labels`` of a source without label events), and in ``association``,
        ``company``, ``updated_at`` and, for what was open then, in the size of a change.
    """
    past = dict(tables)
    for name, time in DATED.items():
        past[name] = tables[name].filter(
            tables[name][time].isnull() | (tables[name][time] < moment)
        )
    for name in ("commit_people", "commit_files"):
        past[name] = tables[name].semi_join(past["commits"], ["repository", "oid"])
    events = tables["events"]
    past["events"] = events.filter(events.happened_at < moment).mutate(
        association=ibis.null("string"),
        edited_at=_before(events.edited_at, moment),
        gone_at=_before(events.gone_at, moment),
    )
    past["memberships"] = past["memberships"].mutate(
        # An end that was written down in advance looks like one that nobody foresaw.
        until_at=_before(past["memberships"].until_at, moment)
    )
    past["items"] = _items(tables["items"], events, moment)
    for name in ("item_files", "item_commits"):
        past[name] = tables[name].semi_join(past["items"], "item")
    past["accounts"] = tables["accounts"].mutate(company=ibis.null("string"))
    return past


def _before(column: ir.TimestampColumn, moment: datetime) -> ir.TimestampValue:
    """Blank times that lie at or after the moment."""
    return ibis.ifelse(column < moment, column, ibis.null(column.type()))


def _items(items: ir.Table, events: ir.Table, moment: datetime) -> ir.Table:
    """Items as they stood."""
    columns = items.columns
    then = items.filter(items.created_at < moment)
    then = _with_state(then, events, moment)
    then = _with_flags(then, events, moment)
    for column, on, off in (
        ("labels", ("labeled",), ("unlabeled",)),
        ("assignees", ("assigned",), ("unassigned",)),
        ("requested_reviewers", ("review_requested",), ("review_request_removed", "reviewed")),
    ):
        then = _with_set(then, events, moment, column, on, off)
    return then.mutate(
        association=ibis.null("string"),
        updated_at=ibis.null("timestamp('UTC')"),
        gone_at=_before(then.gone_at, moment),
        **{
            size: ibis.ifelse(then.state == "open", ibis.null("int64"), then[size])
            for size in ("additions", "deletions", "changed_files")
        },
    ).select(columns)


def _last(events: ir.Table, **values: str) -> ir.Table:
    """One row per item: what its last event said; of two in one second, the later number."""
    order = events.happened_at.epoch_seconds().cast("string").lpad(12, "0") + events.event
    return (
        events.mutate(_order=order)
        .group_by("item")
        .agg(
            **{
                name: lambda t, c=column: t[c].argmax(t["_order"])
                for name, column in values.items()
            }
        )
    )


def _first(events: ir.Table, **values: str) -> ir.Table:
    """One row per item: what its first event said."""
    order = events.happened_at.epoch_seconds().cast("string").lpad(12, "0") + events.event
    return (
        events.mutate(_order=order)
        .group_by("item")
        .agg(
            **{
                name: lambda t, c=column: t[c].argmin(t["_order"])
                for name, column in values.items()
            }
        )
    )


def _with_state(items: ir.Table, events: ir.Table, moment: datetime) -> ir.Table:
    """State, closing and merging as they stood."""
    turns = events.filter(events.kind.isin(["closed", "reopened"]) & (events.happened_at < moment))
    last = _last(turns, _turn="kind", _turn_at="happened_at")
    joined = items.left_join(last, "item").drop("item_right")
    merged = joined.merged_at < moment
    # Without events, only the present close is known; it holds if it was before the moment.
    closed = ibis.ifelse(
        joined._turn.isnull(), joined.closed_at < moment, joined._turn == "closed"
    ).fill_null(False) | merged.fill_null(False)
    merged = merged.fill_null(False)
    nothing = ibis.null("timestamp('UTC')")
    closed_at = ibis.ifelse(
        joined.closed_at < moment,
        joined.closed_at,
        ibis.coalesce(joined._turn_at, joined.merged_at),
    )
    return joined.mutate(
        state=ibis.cases((merged, "merged"), (closed, "closed"), else_="open"),
        closed_at=ibis.ifelse(closed, closed_at, nothing),
        merged_at=ibis.ifelse(merged, joined.merged_at, nothing),
        merged_by=ibis.ifelse(merged, joined.merged_by, ibis.null("string")),
        merge_commit_oid=ibis.ifelse(merged, joined.merge_commit_oid, ibis.null("string")),
    ).drop("_turn", "_turn_at")


def _with_flags(items: ir.Table, events: ir.Table, moment: datetime) -> ir.Table:
    """Draft, title and milestone, each undone by the first event after the moment."""
    after = events.filter(events.happened_at >= moment)
    before = events.filter(events.happened_at < moment)
    drafts = _first(
        after.filter(after.kind.isin(["ready_for_review", "converted_to_draft"])), _draft="kind"
    )
    titles = _first(after.filter(after.kind == "renamed"), _title="subject")
    stones = ["milestoned", "demilestoned"]
    later = _first(after.filter(after.kind.isin(stones)), _later="kind", _was="subject")
    earlier = _last(before.filter(before.kind.isin(stones)), _earlier="kind", _is="subject")
    joined = items
    for side in (drafts, titles, later, earlier):
        joined = joined.left_join(side, "item").drop("item_right")
    nothing = ibis.null("string")
    return joined.mutate(
        draft=ibis.ifelse(
            joined._draft.isnull(), joined.draft, joined._draft == "ready_for_review"
        ),
        title=ibis.coalesce(joined._title, joined.title),
        milestone=ibis.cases(
            (joined._earlier == "milestoned", joined._is),
            (joined._earlier == "demilestoned", nothing),
            (joined._later == "milestoned", nothing),
            (joined._later == "demilestoned", joined._was),
            else_=joined.milestone,
        ),
    ).drop("_draft", "_title", "_later", "_was", "_earlier", "_is")


def _with_set(
    items: ir.Table,
    events: ir.Table,
    moment: datetime,
    column: str,
    on: tuple[str, ...],
    off: tuple[str, ...],
) -> ir.Table:
    """Replay one list of an item: what was put on and taken off before the moment.

    Where nothing was said before, the first word after the moment tells: what was taken off then
    had been there, what was put on had not.
    """
    subject = ibis.ifelse(events.kind == "reviewed", events.actor, events.subject)
    turns = events.filter(events.kind.isin([*on, *off])).mutate(_subject=subject)
    turns = turns.filter(turns._subject.notnull()).mutate(
        _order=turns.happened_at.epoch_seconds().cast("string").lpad(12, "0") + turns.event,
        _past=turns.happened_at < moment,
        _on=turns.kind.isin(list(on)),
        _word=turns.kind != "reviewed",  # a review undoes a request, but proves none
    )
    per = turns.group_by(["item", "_subject"]).agg(
        _before=turns._on.argmax(turns._order, where=turns._past),
        _after=turns._on.argmin(turns._order, where=~turns._past & turns._word),
    )
    there = ibis.ifelse(per._before.isnull(), ~per._after, per._before).fill_null(False)
    per = per.mutate(_there=there)
    held = items.select("item", _subject=items[column].unnest())
    untouched = held.anti_join(per, ["item", "_subject"])
    present = per.filter(per._there).select("item", "_subject")
    listed = (
        untouched.union(present, distinct=True)
        .group_by("item")
        .agg(_list=lambda t: t["_subject"].collect(order_by=t["_subject"]))
    )
    joined = items.left_join(listed, "item").drop("item_right")
    empty = ibis.literal([], type="array<string>")
    value = ibis.ifelse(
        joined[column].isnull(), ibis.null("array<string>"), ibis.coalesce(joined._list, empty)
    )
    return joined.mutate(**{column: value}).drop("_list")
