"""What a sync will read, in which order, and what that should cost; nothing is read yet.

Small budgets are spent well: our trackers and the repositories in which one of ours is waited for
come first, then what was looked at longest ago. Newest first: the window of every repository comes
before the history of any.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

import ibis.expr.types as ir

from twohats.flow.register import (
    PURPOSES,
    Named,
    Purpose,
    Register,
    followed_in,
    naming,
    register,
)
from twohats.flow.rows import fetch
from twohats.flow.sync.forge import Forge, News, Reach, together
from twohats.flow.sync.looked import looked_at
from twohats.formats.forgotten import Forgotten
from twohats.records import Skipped
from twohats.sources.asking.allowance import Left
from twohats.sources.asking.meter import Taken
from twohats.sources.github_followed import FOLLOWED, place_of
from twohats.sources.github_live.boards import BOARDS
from twohats.sources.ports import Source
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore, FinishedRead, read_key
from twohats.workspace import Workspace

READ_WHOLE: tuple[Purpose, ...] = ("tracker",)
"""Whose history is always wanted: plans and reasons are often older than what they are for."""
_LATE: Mapping[Purpose, int] = {"own project": 1, "boards": 1, "followed": 2}
_MISPLACED: Mapping[Purpose, str] = {
    "tracker": "it is a group: name one project of it under `trackers` in twohats.toml",
    "own project": "it is a group: name it under `owners` in twohats.toml, not `repositories`",
}
"""What to do where the workspace names an owner as a repository."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Visit:
    """One repository to be read over one reach."""

    repository: str
    purpose: Purpose
    reach: Reach
    before: FinishedRead | None = None
    """The last finished read of this reach."""
    seen_at: datetime | None = None
    """When it was last looked at; None: never."""
    waited_for: int = 0
    """Open items there in which one of ours was asked for or assigned."""
    pushed_at: datetime | None = None
    points: int = 0
    requests: int = 0
    source: Callable[[], Source] | None = None
    """Makes its reader, where that is no repository's."""

    @property
    def is_of_repository(self) -> bool:
        """Whether a repository is read, and not somebody's work elsewhere or an owner's boards."""
        return self.purpose in PURPOSES


@dataclass(frozen=True)
class SyncPlan:
    """What is to be read, and what is not."""

    visits: tuple[Visit, ...]
    """In the order in which to read."""
    unchanged: tuple[Visit, ...] = ()
    """Looked at, and nothing new there."""
    missing: tuple[Skipped, ...] = ()
    """Named, and not to be had."""
    private: tuple[Skipped, ...] = ()
    """What owners keep to themselves, counted."""
    standing: tuple[Left, ...] = ()
    taken_before: Taken = field(default_factory=Taken)
    """What the forges had been asked for before this was planned."""

    @property
    def points(self) -> int:
        """Estimate of what reading all of it costs, in points."""
        return sum(visit.points for visit in self.visits)

    @property
    def requests(self) -> int:
        """Estimate of the requests it takes."""
        return sum(visit.requests for visit in self.visits)

    @property
    def repositories(self) -> int:
        """How many repositories have news."""
        return len({visit.repository for visit in self.visits if visit.is_of_repository})

    @property
    def first_time(self) -> int:
        """How many of them were never read."""
        return len(
            {
                visit.repository
                for visit in self.visits
                if visit.is_of_repository and visit.seen_at is None and not visit.reach.is_history
            }
        )


@dataclass(frozen=True)
class Held:
    """What is known before a sync begins."""

    seen_at: Mapping[str, datetime] = field(default_factory=dict)
    """When repositories were last looked at, by their keys."""
    waited_for: Mapping[str, int] = field(default_factory=dict)
    """Open items that wait for one of ours, by repository."""
    followed: tuple[str, ...] = ()
    """Accounts of those who want their work elsewhere read, too."""
    is_named: Callable[[str], bool] = lambda _: False
    """Whether a repository belongs to what the workspace names."""


def plan_sync(
    store: FactStore,
    forges: Mapping[str, Forge],
    named: Sequence[Named],
    window: Reach,
    *,
    held: Held,
    history_of: Collection[Purpose] = READ_WHOLE,
) -> SyncPlan:
    """Look at everything named and say what has to be read.

    Parameters
    ----------
    store
        What is held already.
    forges
        Those that can be read live, by name.
    named
        What to read.
    window
        How far back.
    held
        What is known already.
    history_of
        Of which repositories also that which lies behind the window.

    Raises
    ------
    SourceUnreadable
        A forge is out of reach, or its limit used up before anything could be looked at.
    """
    taken_before = together(forge.taken() for forge in forges.values())
    forgotten = store.forgotten()
    named = [one for one in named if not _is_forgotten(one.key, forgotten)]
    held = replace(
        held, followed=tuple(one for one in held.followed if not forgotten.has_account(one))
    )
    visits: list[Visit] = []
    unchanged: list[Visit] = []
    missing = list(_elsewhere(named, forges))
    private: list[Skipped] = []
    for forge in forges.values():
        here = [one for one in named if one.forge == forge.name]
        if not here:
            continue
        here, misplaced = _told_apart(store, forge, here, window)
        missing += misplaced
        found = register(here, forge.listings(one.key for one in here if one.is_owner))
        missing += found.missing
        private += found.private
        for reach, purposes in ((window, PURPOSES), (Reach(None), history_of)):
            before = {
                one.repository: store.finished(
                    read_key(forge.reader, forge.location(one.repository, reach))
                )
                for one in found.wanted
                if one.purpose in purposes
            }
            news = forge.scout(reach, before)
            for visit in _visits(found, reach, before, news, held):
                said = news[visit.repository]
                if said.missing:
                    missing.append(Skipped(visit.repository, said.missing))
                else:
                    (visits if said.is_new else unchanged).append(visit)
        if any(one.purpose != "asked for" for one in here):
            visits += _of_people(store, forge, window, held)
            for visit, is_new in _of_boards(store, forge, here, window):
                (visits if is_new else unchanged).append(visit)
    standing = tuple(left for forge in forges.values() for left in forge.standing())
    each_once = tuple(dict.fromkeys(missing))
    return SyncPlan(
        order(visits),
        order(unchanged),
        each_once,
        tuple(private),
        standing,
        taken_before,
    )


def _told_apart(
    store: FactStore, forge: Forge, named: Sequence[Named], window: Reach
) -> tuple[list[Named], list[Skipped]]:
    """Take for owners what looks like a repository and is none; asked of what was never read.

    Who we are and where we plan is written by repository: there an owner is said to be one.
    """
    owners = forge.owners_among(
        one.key
        for one in named
        if not one.is_owner
        and store.finished(read_key(forge.reader, forge.location(one.key, window))) is None
    )
    told = [replace(one, is_owner=one.is_owner or one.key in owners) for one in named]
    misplaced = {
        one.key: Skipped(one.key, _MISPLACED[one.purpose])
        for one in told
        if one.key in owners and one.purpose in _MISPLACED
    }
    return [one for one in told if one.key not in misplaced], list(misplaced.values())


def held_in(store: FactStore, workspace: Workspace, now: datetime) -> Held:
    """Find out what is known already."""
    known = Held(followed=followed_in(workspace, now), is_named=naming(workspace))
    snapshot = store.snapshot()
    if not snapshot.manifests:
        return known
    accounts = {account for member in workspace.team for account in member.accounts}
    items = fact_tables(connect(snapshot))["items"]
    return replace(known, seen_at=looked_at(store), waited_for=waiting_for(items, accounts))


def _of_people(store: FactStore, forge: Forge, window: Reach, held: Held) -> Iterable[Visit]:
    """Visit what those opened elsewhere who want it read."""
    for account in held.followed if forge.follows else ():
        if account.partition(":")[0] == forge.name:
            place = place_of(account)
            before = store.finished(read_key(FOLLOWED, place))
            source = partial(forge.followed, account, window, before, held.is_named)
            yield Visit(place, "followed", window, before, points=2, requests=2, source=source)


def _of_boards(
    store: FactStore, forge: Forge, named: Iterable[Named], window: Reach
) -> Iterable[tuple[Visit, bool]]:
    """Look at the boards of our own organizations; whether one changed is told by the look itself."""
    for owner in sorted(
        {one.key for one in named if one.is_owner and one.purpose == "own project"}
    ):
        place = f"{owner} boards"
        before = store.finished(read_key(BOARDS, place))
        source = forge.boards(owner, before)
        if source is None:
            continue
        is_new = before is None or source.fingerprint() != before.fingerprint
        visit = Visit(
            place,
            "boards",
            window,
            before,
            points=1,
            requests=1,
            source=partial(_looked_at, source),
        )
        yield visit, is_new


def _is_forgotten(key: str, forgotten: Forgotten) -> bool:
    """Whether an owner, or a repository's, asked to be forgotten."""
    return forgotten.has_account(key) or forgotten.has_place(key)


def _looked_at(source: Source) -> Source:
    """Give a reader that has had its look already."""
    return source


def waiting_for(items: ir.Table, accounts: Iterable[str]) -> dict[str, int]:
    """Count the open items in which one of ours was asked for a review or assigned.

    Parameters
    ----------
    items
        The table of that name.
    accounts
        Account keys of ours.

    Returns
    -------
    dict of int
        By repository; those without are left out.
    """
    ours = sorted(accounts)
    if not ours:
        return {}
    is_open = items.filter((items.state == "open") & items.gone_at.isnull())
    asked = is_open.select(
        "repository",
        "item",
        account=is_open.requested_reviewers.fill_null([]).concat(is_open.assignees.fill_null([])),
    ).unnest("account")
    asked = asked.filter(asked.account.isin(ours))
    counted = asked.group_by("repository").agg(n=asked.item.nunique())
    return {row["repository"]: row["n"] for row in fetch(counted)}


def _visits(
    found: Register,
    reach: Reach,
    before: Mapping[str, FinishedRead | None],
    news: Mapping[str, News],
    held: Held,
) -> Iterable[Visit]:
    for one in found.wanted:
        if one.repository not in before:
            continue
        yield Visit(
            one.repository,
            one.purpose,
            reach,
            before[one.repository],
            held.seen_at.get(one.repository),
            held.waited_for.get(one.repository, 0),
            one.pushed_at,
            news[one.repository].points,
            news[one.repository].requests,
        )


def order(visits: Iterable[Visit]) -> tuple[Visit, ...]:
    """Put visits in their order, the same whatever order they were found in."""
    return tuple(sorted(visits, key=_turn))


def _turn(visit: Visit) -> tuple[object, ...]:
    is_urgent = visit.purpose in ("asked for", "tracker") or visit.waited_for > 0
    pushed = (visit.pushed_at or _LONG_AGO).timestamp() if visit.pushed_at else 0.0
    return (
        visit.reach.is_history,
        not is_urgent,
        _LATE.get(visit.purpose, 0),
        -visit.waited_for,
        visit.seen_at or _LONG_AGO,
        -pushed,
        visit.repository,
    )


def _elsewhere(named: Iterable[Named], forges: Mapping[str, Forge]) -> Iterable[Skipped]:
    for one in named:
        if one.forge not in forges:
            yield Skipped(
                one.key,
                f"`{one.forge}` cannot be read live: name its `kind` under [[forges]] in "
                "twohats.toml, or import a copy of it",
            )
