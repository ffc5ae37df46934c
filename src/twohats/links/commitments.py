"""Commitments with what they commit to: the plan on our side, tied to items upstream.

A commitment binds an upstream item from the time when both stood there: the label (or line, or
form) that makes it one, and the link.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.links.linking import Linking, begins, repository_of
from twohats.links.planned import Commitment
from twohats.records import SEEN_AT, owner_of

_TIME = pa.timestamp("us", tz="UTC")
COMMITMENTS = pa.schema(
    [
        ("commitment", pa.string()),
        ("kind", pa.string()),
        ("iteration", pa.string()),
        ("recorded_at", _TIME),
        ("holder", pa.string()),
        ("community", pa.string()),
        ("funder", pa.string()),
        ("direction", pa.string()),
        ("item", pa.string()),
        ("url", pa.string()),
        (SEEN_AT, _TIME),
    ]
)
"""Columns of ``commitments``."""

BINDING = ("closes", "part_of", "ref")
"""What upstream's side has to say to bind our plan: a bare mention of it is no more than that."""


@dataclass(frozen=True)
class Tie:
    """One link between an item of a tracker and another item, whichever names the other."""

    tracked: str
    other: str
    at: datetime | None
    kind: str
    is_from_tracked: bool


@dataclass(frozen=True)
class Closing:
    """One change that says it closes an upstream item."""

    change: str
    item: str


def all_commitments(
    facts: Facts, how: Linking, planned: Sequence[Commitment], links: ir.Table
) -> ir.Table:
    """List every commitment, and each of them again for every upstream item it commits to.

    Parameters
    ----------
    facts
        Says who is ours: only links that we wrote bind us.
    how
        Names our trackers.
    planned
        What is recorded.
    links
        All links.

    Returns
    -------
    ibis.Table
        The columns of `COMMITMENTS`. ``item`` is NULL for the commitment itself.
    """
    ties = _ties(facts, how, links)
    targets = {tie.other for tie in ties} | {t for one in planned for t in one.targets}
    closings = _closings(links, sorted(targets))
    communities = _communities(facts)
    rows = list(rows_of(planned, ties, closings, how, communities))
    known = [row for row in rows if row["recorded_at"] is None or row["recorded_at"] < facts.as_of]
    made = pa.Table.from_pylist(known, schema=COMMITMENTS)
    return facts.keep("commitments", ibis.memtable(made).select(*COMMITMENTS.names))


def rows_of(
    planned: Iterable[Commitment],
    ties: Iterable[Tie],
    closings: Iterable[Closing],
    how: Linking,
    communities: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """Make the rows of ``commitments``.

    Parameters
    ----------
    planned
        What is recorded.
    ties
        Links that touch an item of a tracker.
    closings
        Changes that close what may be committed to; they are committed to with it.
    how
        Names what is ours.
    communities
        Community by repository.
    """
    planned = tuple(planned)
    reach = _Reach(planned, ties, closings, how)
    for one in planned:
        tracked = one.item is not None and how.is_ours(one.item)
        found = reach.of(one)
        if one.item is not None and not tracked:
            found = {one.item: one.recorded_at, **found}
        around = {item: _community(item, communities) for item in found}
        own = one.community or (
            next(iter(around.values())) if len({*around.values()}) == 1 else None
        )
        if not one.is_beside:
            yield _row(one, one.key, one.recorded_at, own, None)
        for item in sorted(found):
            at = _later(one.recorded_at, found[item])
            yield _row(one, f"{one.key}>{item}", at, around[item], item)


def _row(
    one: Commitment, key: str, at: datetime | None, community: str | None, item: str | None
) -> dict[str, Any]:
    return {
        "commitment": key,
        "kind": one.kind,
        "iteration": one.iteration,
        "recorded_at": at,
        "holder": one.holder,
        "community": community,
        "funder": one.funder,
        "direction": one.direction,
        "item": item,
        "url": one.url,
        SEEN_AT: one.seen_at,
    }


class _Reach:
    """Which upstream items a commitment reaches, and since when."""

    def __init__(
        self,
        planned: Sequence[Commitment],
        ties: Iterable[Tie],
        closings: Iterable[Closing],
        how: Linking,
    ):
        self.how = how
        self.to: dict[str, dict[str, datetime | None]] = {}
        self.parts: dict[str, dict[str, datetime | None]] = {}
        self.closing: dict[str, set[str]] = {}
        # A part that says itself whose need it serves does not take its initiative's word.
        self.stated = {one.item for one in planned if one.item and one.direction != "unstated"}
        for tie in ties:
            if not how.is_ours(tie.other):
                if tie.is_from_tracked or tie.kind in BINDING:
                    _keep_first(self.to.setdefault(tie.tracked, {}), tie.other, tie.at)
            elif tie.kind == "part_of" and not tie.is_from_tracked:
                _keep_first(self.parts.setdefault(tie.tracked, {}), tie.other, tie.at)
        for one in closings:
            self.closing.setdefault(one.item, set()).add(one.change)

    def of(self, one: Commitment) -> dict[str, datetime | None]:
        """Items with since when: directly, through parts of it, and changes that close them."""
        found: dict[str, datetime | None] = dict.fromkeys(one.targets, one.recorded_at)
        if one.item is not None:
            for item, at in self.to.get(one.item, {}).items():
                _keep_first(found, item, at)
            for part, since in self.parts.get(one.item, {}).items():
                if part in self.stated and one.direction != "unstated":
                    continue
                for item, at in self.to.get(part, {}).items():
                    _keep_first(found, item, _later(since, at))
        for item, at in list(found.items()):
            for change in self.closing.get(item, ()):
                if not self.how.is_ours(change):
                    _keep_first(found, change, at)
        return found


def _keep_first(found: dict[str, datetime | None], item: str, at: datetime | None) -> None:
    """Keep the earliest time; a link without a date never hides one with a date."""
    held = found.get(item)
    if held is None or (at is not None and at < held):
        found[item] = at


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Give the later of two; unknown where one is."""
    return None if one is None or other is None else max(one, other)


def _ties(facts: Facts, how: Linking, links: ir.Table) -> list[Tie]:
    """Links that touch a tracker, but none that somebody not ours, or a bot, wrote."""
    if not how.trackers:
        return []
    starts = [f"{tracker}{mark}" for tracker in how.trackers for mark in "#!"]
    both = links.filter(links.from_item.notnull() & links.to_item.notnull())
    both = both.mutate(
        from_tracked=begins(both.from_item, starts), to_tracked=begins(both.to_item, starts)
    )
    both = both.filter(both.from_tracked | both.to_tracked)
    told = facts.who(both, "actor", "happened_at", "actor")
    told = told.filter(told.actor_is_ours.fill_null(True) & ~told.actor_is_bot)
    rows = told.select(
        "from_item", "to_item", "kind", "happened_at", "from_tracked", "to_tracked"
    ).to_pyarrow()
    ties = []
    for row in rows.to_pylist():
        there, here = row["from_item"], row["to_item"]
        if row["from_tracked"]:
            ties.append(Tie(there, here, row["happened_at"], row["kind"], True))
        if row["to_tracked"]:
            ties.append(Tie(here, there, row["happened_at"], row["kind"], False))
    return ties


def _closings(links: ir.Table, targets: Sequence[str]) -> list[Closing]:
    if not targets:
        return []
    wanted = ibis.memtable(pa.table({"to_item": pa.array(targets, pa.string())}))
    closing = links.filter((links.kind == "closes") & links.from_item.notnull())
    rows = closing.semi_join(wanted, "to_item").select("from_item", "to_item").distinct()
    return [Closing(row["from_item"], row["to_item"]) for row in rows.to_pyarrow().to_pylist()]


def _communities(facts: Facts) -> dict[str, str]:
    rows = facts.scopes.select("repository", "community").to_pyarrow().to_pylist()
    return {row["repository"]: row["community"] for row in rows if row["community"]}


def _community(item: str, communities: Mapping[str, str]) -> str:
    repository = repository_of(item)
    return communities.get(repository) or owner_of(repository)
