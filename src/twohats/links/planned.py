"""What our trackers, boards and plan files say we mean to do, before anybody looks at links.

A commitment is recorded when its label was put on, not when the issue was opened; where nobody read
when that was, it has no date.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.formats.initiative import Initiative, read_initiative
from twohats.formats.plan_file import PlanLine
from twohats.links.linking import Linking, begins

PLANS = ("plan_item", "initiative", "duty")
"""Kinds that are a plan of the team; a contract is a promise to somebody else."""
BOARD_FIELDS = ("iteration", "sprint")
"""Fields of boards that put an item into an iteration."""
TOGETHER = timedelta(hours=1)
"""Labels put on within this time say one thing; what comes later was said later."""


@dataclass(frozen=True)
class Commitment:
    """One recorded intention, without what it links to."""

    key: str
    kind: str
    item: str | None = None
    """Where it is tracked; None: in a file or on a board."""
    iteration: str | None = None
    recorded_at: datetime | None = None
    holder: str | None = None
    community: str | None = None
    funder: str | None = None
    direction: str = "unstated"
    is_beside: bool = False
    """Whether it only adds a direction, said later, to another one."""
    url: str | None = None
    targets: tuple[str, ...] = field(default=(), repr=False)
    """Upstream items that it names by itself, without a link."""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class TrackedItem:
    """An item of a tracker, with when its labels were put on."""

    item: str
    title: str
    opened_at: datetime | None
    url: str | None = None
    body: str = ""
    labels: Mapping[str, datetime | None] = field(default_factory=dict)
    """Label, and since when it is there; None: nobody read when."""
    milestone: str | None = None
    milestone_at: datetime | None = None
    titled_at: datetime | None = None
    """Since when it has its title."""
    holder: str | None = None
    seen_at: datetime | None = None


def commitments_of(item: TrackedItem, how: Linking) -> tuple[Commitment, ...]:
    """Read the commitments that one item of a tracker makes.

    One item can be several: an initiative that somebody pays for is a contract too. An item that
    says nothing of the kind makes none.

    Examples
    --------
    >>> labels = {"Initiative": None, "co-funded: Open Tides": None}
    >>> tracked = TrackedItem("github:t/plan#1", "Quotas people can see", None, labels=labels)
    >>> [(one.key, one.funder) for one in commitments_of(tracked, Linking())]
    [('contract:github:t/plan#1|open tides', 'Open Tides'), ('initiative:github:t/plan#1', 'Open Tides')]
    """
    meant = how.labels
    stated = read_initiative(item.body) if item.body else Initiative()
    direction, directed_at, is_dated = _direction(item, stated, how)
    funders = {
        name: at for label, at in item.labels.items() if (name := meant.named("co_funded", label))
    }
    paid_by = next(iter(sorted(funders)), stated.funder)
    signs: dict[str, list[datetime | None]] = {}
    for label, at in item.labels.items():
        for kind in ("plan_item", "initiative", "contract", "duty"):
            if meant.mean(kind, label):
                signs.setdefault(kind, []).append(at)
        if meant.mean("iteration", label):
            signs.setdefault("plan_item", []).append(at)
    if meant.mean("plan_title", item.title):
        signs.setdefault("plan_item", []).append(item.titled_at or item.opened_at)
    if item.milestone and meant.mean("iteration", item.milestone):
        signs.setdefault("plan_item", []).append(item.milestone_at)
    if not signs and direction != "unstated":
        signs["plan_item"] = [directed_at if is_dated else None]
    found = []
    for kind, times in signs.items():
        recorded_at = min((at for at in times if at is not None), default=None)
        found.append(
            Commitment(
                f"{kind}:{item.item}",
                kind,
                item.item,
                _iteration(item, kind, recorded_at, how),
                recorded_at,
                item.holder,
                None,
                paid_by,
                url=item.url,
                seen_at=item.seen_at,
            )
        )
    for name, at in funders.items():
        found.append(
            Commitment(
                f"contract:{item.item}|{name.casefold()}",
                "contract",
                item.item,
                recorded_at=at,
                holder=item.holder,
                funder=name,
                url=item.url,
                seen_at=item.seen_at,
            )
        )
    every = [two for one in found for two in _stated(one, direction, directed_at, is_dated)]
    return tuple(sorted(every, key=lambda one: one.key))


def _direction(
    item: TrackedItem, stated: Initiative, how: Linking
) -> tuple[str, datetime | None, bool]:
    """Direction, since when, and whether that is known."""
    said: dict[str, list[datetime | None]] = {}
    for label, at in item.labels.items():
        for direction in ("directed", "foundational"):
            if how.labels.mean(direction, label):
                said.setdefault(direction, []).append(at)
    if stated.direction:
        said.setdefault(stated.direction, []).append(item.opened_at)
    if not said:
        return "unstated", None, True
    firsts = [min((at for at in times if at), default=None) for times in said.values()]
    direction = next(iter(said)) if len(said) == 1 else "mixed"
    if any(at is None for at in firsts):
        return direction, None, False
    return direction, max(at for at in firsts if at), True


def _stated(
    one: Commitment, direction: str, directed_at: datetime | None, is_dated: bool
) -> tuple[Commitment, ...]:
    """Add the direction: to the commitment itself, or where it was said later, beside it."""
    stated = replace(one, direction=direction)
    if direction == "unstated" or (one.recorded_at is None and not is_dated):
        return (stated,)
    if not is_dated or one.recorded_at is None or directed_at is None:
        # One of the two has a date and the other has none: neither may borrow.
        later = None
    elif directed_at <= one.recorded_at:
        return (stated,)
    elif directed_at <= one.recorded_at + TOGETHER:
        return (replace(stated, recorded_at=directed_at),)
    else:
        later = directed_at
    beside = replace(stated, key=f"{one.key}|{direction}", recorded_at=later, is_beside=True)
    return (one, beside)


def _iteration(
    item: TrackedItem, kind: str, recorded_at: datetime | None, how: Linking
) -> str | None:
    """Find the iteration: as a label or milestone names it, else that of the record."""
    names = [*item.labels, *([item.milestone] if item.milestone else [])]
    named = [number for name in names if (number := how.labels.named("iteration", name))]
    if named:
        return min(named, key=lambda number: (len(number), number))
    if kind != "plan_item" or recorded_at is None or how.iterations is None:
        return None
    iteration = how.iterations.on(recorded_at)
    return None if iteration is None else str(iteration.number)


def tracked_items(facts: Facts, how: Linking) -> list[TrackedItem]:
    """Read the items of our trackers that may say something of a plan."""
    if not how.trackers:
        return []
    starts = [f"{tracker}{mark}" for tracker in how.trackers for mark in "#!"]
    items, events = facts.tables["items"], facts.tables["events"]
    here = items.filter(items.gone_at.isnull() & begins(items.item, starts))
    says = here.body.re_search(r"(?i)(kind|direction|funder|funded by|paid by)")
    rows = here.select(
        "item",
        "title",
        "url",
        "labels",
        "milestone",
        "assignees",
        "created_at",
        "seen_at",
        body=says.fill_null(False).ifelse(here.body, ""),
    )
    kinds = ["labeled", "unlabeled", "milestoned", "renamed"]
    turns = events.filter(events.kind.isin(kinds) & begins(events.item, starts))
    turns = turns.select("item", "kind", "subject", "happened_at", "event")
    return list(_tracked(_rows(rows), _rows(turns)))


def _tracked(
    rows: Iterable[Mapping[str, Any]], turns: Sequence[Mapping[str, Any]]
) -> Iterator[TrackedItem]:
    since: dict[tuple[str, str], datetime | None] = {}
    stones: dict[tuple[str, str], datetime | None] = {}
    renamed: dict[str, datetime | None] = {}
    there: dict[str, set[str]] = {}
    for turn in sorted(
        turns, key=lambda t: (t["happened_at"] is None, t["happened_at"], t["event"])
    ):
        item, subject, at = turn["item"], turn["subject"] or "", turn["happened_at"]
        key = (item, subject.casefold())
        if turn["kind"] == "labeled":
            since.setdefault(key, at)
            there.setdefault(item, set()).add(subject)
        elif turn["kind"] == "unlabeled":
            since.pop(key, None)
            there.setdefault(item, set()).discard(subject)
        elif turn["kind"] == "milestoned":
            stones[key] = at
        else:
            renamed[item] = at
    for row in rows:
        item, milestone = row["item"], row["milestone"]
        # Labels that nobody read as a list are those that events put on and never took off.
        labels = row["labels"] if row["labels"] is not None else sorted(there.get(item, ()))
        yield TrackedItem(
            item,
            row["title"] or "",
            row["created_at"],
            row["url"],
            row["body"] or "",
            {label: since.get((item, label.casefold())) for label in labels},
            milestone,
            stones.get((item, (milestone or "").casefold())),
            renamed.get(item),
            next(iter(row["assignees"] or ()), None),
            row["seen_at"],
        )


def on_boards(facts: Facts, how: Linking) -> list[Commitment]:
    """Read what boards of ours put into an iteration; recorded when it was first seen there."""
    owners = [owner.partition(":")[2] for owner in how.owners]
    if not owners:
        return []
    values = facts.tables["board_values"]
    said = values.filter(values.field.lower().isin(BOARD_FIELDS) & values.value.notnull())
    said = said.group_by(["board", "item", "value"]).agg(
        looked_at=said.looked_at.min(), seen_at=said.seen_at.max()
    )
    found = []
    for row in _rows(said):
        board, item = row["board"] or "", row["item"]
        if not item or not any(owner in board.lower() for owner in owners):
            continue
        number = how.labels.named("iteration", row["value"]) or row["value"]
        is_tracked = how.is_ours(item)
        found.append(
            Commitment(
                f"plan_item:{item}" if is_tracked else f"plan_item:{board.lower()}|{number}|{item}",
                "plan_item",
                item if is_tracked else None,
                str(number),
                row["looked_at"],
                targets=() if is_tracked else (item,),
                seen_at=row["seen_at"],
            )
        )
    return sorted(found, key=lambda one: (one.key, one.recorded_at is None, one.recorded_at))


def in_files(plan: Iterable[PlanLine]) -> list[Commitment]:
    """Read what plan files hold; recorded when they say so themselves."""
    return [
        Commitment(
            f"{line.kind}:{line.path}#{line.position}",
            line.kind,
            None,
            line.iteration,
            line.recorded_at,
            line.holder,
            line.community,
            line.funder,
            line.direction,
            url=line.url,
            targets=line.items,
        )
        for line in plan
    ]


def given(facts: Facts) -> list[Commitment]:
    """Read what sources gave as commitments."""
    return [
        Commitment(
            row["commitment"],
            row["kind"],
            row["item"],
            row["iteration"],
            row["recorded_at"],
            row["holder"],
            row["community"],
            row["funder"],
            row["direction"] or "unstated",
            url=row["url"],
            seen_at=row["seen_at"],
        )
        for row in _rows(facts.tables["commitments"])
    ]


def all_planned(facts: Facts, how: Linking) -> tuple[Commitment, ...]:
    """Everything that is recorded, once; what a source gave wins over what labels say."""
    found: dict[str, Commitment] = {}
    labeled = [one for item in tracked_items(facts, how) for one in commitments_of(item, how)]
    for one in (*given(facts), *labeled, *in_files(how.plan), *on_boards(facts, how)):
        if one.recorded_at is None or one.recorded_at < facts.as_of:
            found.setdefault(one.key, one)
    return tuple(found[key] for key in sorted(found))


def _rows(table: ir.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows
