"""What the facts were at a moment in the past.

Later closes, merges, edits and ends of roles are masked; labels, assignees, review requests, draft, milestone and title
are replayed from events; values that are only true of the day they were read are blanked. Law:
where covered, the facts as of *t* equal those of a recording that was cut at *t*.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import ibis
import ibis.expr.types as ir

from twohats.facts.firsts import moment_key

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
    """Items as they stood.

    All that events tell is worked out beside the items, a few columns each, and joined in one chain:
    with every column of the items in each step, engines took seconds to plan it.
    """
    then = items.filter(items.created_at < moment)
    joined = then
    sides = {"said": _said(events, moment)}
    lists = _lists(then, events, moment)
    sides |= {name: lists.filter(lists._name == name).drop("_name") for name in LISTS}
    for name, side in sides.items():
        # A name of its own for each key: the next side has one, too.
        side = side.rename(
            {f"_{name}_item": "item", **({f"_{name}": "_list"} if name in LISTS else {})}
        )
        joined = joined.left_join(side, then.item == side[f"_{name}_item"])
    values = {**_state(joined, moment), **_flags(joined)}
    state = values["state"]
    for name in LISTS:
        nothing = ibis.null("array<string>")
        empty = ibis.literal([], type="array<string>")
        replayed = ibis.coalesce(joined[f"_{name}"], empty)
        values[name] = ibis.ifelse(joined[name].isnull(), nothing, replayed)
    for size in ("additions", "deletions", "changed_files"):
        values[size] = ibis.ifelse(state == "open", ibis.null("int64"), joined[size])
    values |= {
        "association": ibis.null("string"),
        "updated_at": ibis.null("timestamp('UTC')"),
        "gone_at": _before(joined.gone_at, moment),
    }
    return joined.select(**{name: values.get(name, joined[name]) for name in items.columns})


LISTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "labels": (("labeled",), ("unlabeled",)),
    "assignees": (("assigned",), ("unassigned",)),
    "requested_reviewers": (("review_requested",), ("review_request_removed", "reviewed")),
}
"""Lists of an item, each with the events that put something on it and take it off."""
_TURNS = ("closed", "reopened")
_DRAFTS = ("ready_for_review", "converted_to_draft")
_STONES = ("milestoned", "demilestoned")


def _said(events: ir.Table, moment: datetime) -> ir.Table:
    """One row per item: its last turn before the moment, and what happened first after it."""
    told = events.filter(events.kind.isin([*_TURNS, *_DRAFTS, *_STONES, "renamed"]))
    told = told.select(
        *("item", "kind", "subject", "happened_at"),
        _order=moment_key(told.happened_at, told.event),
        _past=told.happened_at < moment,
    )

    def last(column: str, kinds: Iterable[str]) -> ir.Value:
        where = told._past & told.kind.isin(list(kinds))
        return told[column].argmax(told._order, where=where)

    def first(column: str, kinds: Iterable[str]) -> ir.Value:
        where = ~told._past & told.kind.isin(list(kinds))
        return told[column].argmin(told._order, where=where)

    return told.group_by("item").agg(
        _turn=last("kind", _TURNS),
        _turn_at=last("happened_at", _TURNS),
        _draft=first("kind", _DRAFTS),
        _title=first("subject", ["renamed"]),
        _later=first("kind", _STONES),
        _was=first("subject", _STONES),
        _earlier=last("kind", _STONES),
        _is=last("subject", _STONES),
    )


def _state(joined: ir.Table, moment: datetime) -> dict[str, ir.Value]:
    """State, closing and merging as they stood."""
    merged = (joined.merged_at < moment).fill_null(False)
    # Without events, only the present close is known; it holds if it was before the moment.
    was_closed = joined.closed_at < moment
    closed = ibis.ifelse(joined._turn.isnull(), was_closed, joined._turn == "closed")
    closed = closed.fill_null(False) | merged
    ended_at = ibis.coalesce(joined._turn_at, joined.merged_at)
    nothing, nobody = ibis.null("timestamp('UTC')"), ibis.null("string")
    return {
        "state": ibis.cases((merged, "merged"), (closed, "closed"), else_="open"),
        "closed_at": ibis.ifelse(
            closed, ibis.ifelse(was_closed, joined.closed_at, ended_at), nothing
        ),
        "merged_at": ibis.ifelse(merged, joined.merged_at, nothing),
        "merged_by": ibis.ifelse(merged, joined.merged_by, nobody),
        "merge_commit_oid": ibis.ifelse(merged, joined.merge_commit_oid, nobody),
    }


def _flags(joined: ir.Table) -> dict[str, ir.Value]:
    """Draft, title and milestone, each undone by the first event after the moment."""
    nothing = ibis.null("string")
    return {
        "draft": ibis.ifelse(
            joined._draft.isnull(), joined.draft, joined._draft == "ready_for_review"
        ),
        "title": ibis.coalesce(joined._title, joined.title),
        "milestone": ibis.cases(
            (joined._earlier == "milestoned", joined._is),
            (joined._earlier == "demilestoned", nothing),
            (joined._later == "milestoned", nothing),
            (joined._later == "demilestoned", joined._was),
            else_=joined.milestone,
        ),
    }


def _lists(items: ir.Table, events: ir.Table, moment: datetime) -> ir.Table:
    """Replay the lists of items: what was put on and taken off before the moment.

    One row per item and list that is not empty: ``item, _name`` (one of `LISTS`), ``_list``. Where
    nothing was said before, the first word after the moment tells: what was taken off then had been
    there, what was put on had not.
    """
    puts_on = [kind for on, _ in LISTS.values() for kind in on]
    names = {kind: name for name, (on, off) in LISTS.items() for kind in (*on, *off)}
    subject = ibis.ifelse(events.kind == "reviewed", events.actor, events.subject)
    turns = events.filter(events.kind.isin(list(names)) & subject.notnull())
    turns = turns.select(
        "item",
        _subject=ibis.ifelse(turns.kind == "reviewed", turns.actor, turns.subject),
        _name=ibis.cases(*((turns.kind == kind, name) for kind, name in names.items())),
        _order=moment_key(turns.happened_at, turns.event),
        _past=turns.happened_at < moment,
        _on=turns.kind.isin(puts_on),
        _word=turns.kind != "reviewed",  # a review undoes a request, but proves none
    )
    per = turns.group_by(["item", "_name", "_subject"]).agg(
        _before=turns._on.argmax(turns._order, where=turns._past),
        _after=turns._on.argmin(turns._order, where=~turns._past & turns._word),
    )
    there = ibis.ifelse(per._before.isnull(), ~per._after, per._before).fill_null(False)
    per = per.mutate(_there=there)
    held = [
        items.select("item", _name=ibis.literal(name), _subject=items[name].unnest())
        for name in LISTS
    ]
    untouched = ibis.union(*held).anti_join(per, ["item", "_name", "_subject"])
    present = per.filter(per._there).select("item", "_name", "_subject")
    listed = untouched.union(present, distinct=True)
    return listed.group_by("item", "_name").agg(
        _list=listed._subject.collect(order_by=listed._subject)
    )
