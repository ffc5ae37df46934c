"""Which part of a community's work is ours, kind by kind, with whose employer nobody knows apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.facts import Facts
from twohats.measures.contributions import contributions
from twohats.people.roles import maintainers

QUARTER_D = 91
QUARTERS = 3
"""Quarters looked back on for a trend, the last one ending with the window."""
YEAR_D = 365
HOLDS = {
    "commit": ("commits",),
    "review": ("events.reviewed", "events.review_commented"),
    "merge": ("events.merged",),
    "release": ("releases",),
}
"""Kinds of work that steer a project, and what has to be read to count them: one of these."""
ROLE = "role"
KINDS = (*HOLDS, ROLE)
NUMBERS = ("total", "ours", "unknown", "people")
MOST_UNKNOWN = 0.2
"""Above this part of unknown employers there is only a range."""


@dataclass(frozen=True)
class Share:
    """Our part of one kind of work in one community over one period."""

    community: str
    kind: str
    total: int
    ours: int
    unknown: int
    """Of people whose employer nobody knows, or who are not known themselves."""
    people: int
    """How many of ours did it."""
    is_read: bool = True
    """Whether all of it was read."""

    @property
    def low(self) -> float:
        """Our part if nobody unknown were one of ours."""
        return self.ours / self.total

    @property
    def high(self) -> float:
        """Our part if everybody unknown were one of ours."""
        return (self.ours + self.unknown) / self.total

    @property
    def is_known(self) -> bool:
        """Whether few enough are unknown for one number."""
        return self.unknown <= MOST_UNKNOWN * self.total


def shares(facts: Facts) -> Sequence[Share]:
    """Find our part of each kind of work in each upstream community.

    Commits, reviews and merges are those of the window, releases those of the year up to its end;
    roles are held on the as-of date.

    Returns
    -------
    sequence of Share
        By community and kind; without those in which nobody did anything.
    """
    window = facts.window
    work = _work(facts)
    year = ibis.literal(window.until) - ibis.interval(days=YEAR_D)
    recent = facts.within(work.filter(work.kind != "release"))
    released = work.filter((work.kind == "release") & (work.happened_at >= year))
    counted = _counted(recent.union(released, distinct=False), ["community", "kind"])
    rows = [*_rows(counted), *_rows(_counted(_roles(facts), ["community", "kind"]))]
    unread = _unread(facts)
    found = [_share(row, (row["community"], row["kind"]) not in unread) for row in rows]
    return sorted(found, key=lambda one: (one.community, KINDS.index(one.kind)))


def quarterly(facts: Facts) -> dict[tuple[str, str], Sequence[Share | None]]:
    """Find the same for the last quarters, the oldest first; None: nothing was done.

    Returns
    -------
    dict
        By community and kind, of commits, reviews and merges. A quarter has 91 days.
    """
    work = _work(facts)
    work = work.filter(work.kind != "release")
    until = ibis.literal(facts.window.until)
    age = (until.epoch_seconds() - work.happened_at.epoch_seconds()) // (QUARTER_D * 86_400)
    work = work.mutate(quarter=age).filter((age >= 0) & (age < QUARTERS))
    found: dict[tuple[str, str], list[Share | None]] = {}
    for row in _rows(_counted(work, ["community", "kind", "quarter"])):
        line = found.setdefault((row["community"], row["kind"]), [None] * QUARTERS)
        line[QUARTERS - 1 - int(row["quarter"])] = _share(row)
    return dict(found)


def _work(facts: Facts) -> ir.Table:
    """Contributions upstream that steer a project, with employers, up to the window's end."""
    rows = contributions(facts)
    rows = rows.filter(
        rows.kind.isin(list(HOLDS))
        & ~rows.scope.isin(["own-project", "personal-project"])
        & (rows.happened_at < ibis.literal(facts.window.until))
    )
    rows = facts.employed(rows, "happened_at", "actor")
    return rows.select(
        *("community", "kind", "happened_at", "actor_is_ours", "actor_person", "actor_employer")
    )


def _roles(facts: Facts) -> ir.Table:
    """People who decide on merges, each once per community."""
    held = maintainers(facts)
    scopes = facts.scopes.filter(~facts.scopes.scope.isin(["own-project", "personal-project"]))
    held = held.semi_join(scopes, "repository")
    held = held.group_by("community", actor_person="person").agg(actor_is_ours=held.is_ours.max())
    held = held.mutate(
        kind=ibis.literal(ROLE),
        happened_at=ibis.literal(facts.as_of - timedelta(seconds=1)),
    )
    return facts.employed(held, "happened_at", "actor")


def _counted(rows: ir.Table, by: list[str]) -> ir.Table:
    ours = rows.actor_is_ours.fill_null(False)
    unknown = ~ours & rows.actor_employer.isnull()
    return rows.group_by(by).agg(
        total=rows.count(),
        ours=ours.cast("int64").sum(),
        unknown=unknown.cast("int64").sum(),
        people=rows.actor_person.nunique(where=ours),
    )


def _share(row: dict[str, Any], is_read: bool = True) -> Share:
    total, ours, unknown, people = (int(row[name] or 0) for name in NUMBERS)
    return Share(row["community"], row["kind"], total, ours, unknown, people, is_read)


def _unread(facts: Facts) -> set[tuple[str, str]]:
    """Find communities and kinds of which some repository was not read over the window."""
    window = facts.window
    places = facts.scopes.filter(~facts.scopes.scope.isin(["own-project", "personal-project"]))
    spoken = _spoken(facts)
    unread = set()
    for row in _rows(places.select("repository", "community")):
        for kind, holds in HOLDS.items():
            since = window.since
            if kind == "release":
                since = window.until - timedelta(days=YEAR_D)
            if row["repository"] not in spoken:
                continue
            place = row["repository"]
            if not any(facts.promised.covers(one, place, since, window.until) for one in holds):
                unread.add((row["community"], kind))
    return unread


def _spoken(facts: Facts) -> frozenset[str]:
    """Repositories of which some source made a promise; others were only mentioned somewhere."""
    return frozenset(promise.scope for promise in facts.coverage)


def _rows(table: ir.Table) -> Iterable[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return rows
