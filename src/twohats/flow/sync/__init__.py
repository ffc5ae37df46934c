"""``sync``: take what is new from forges into the facts, sparingly, and go on where one stopped."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from threading import Event

from twohats.flow.importing import OnPage
from twohats.flow.rows import Row
from twohats.flow.sync.forge import Forge, News, Reach, since_then, together
from twohats.flow.sync.looked import remember
from twohats.flow.sync.planning import READ_WHOLE, Held, SyncPlan, Visit, held_in, plan_sync
from twohats.flow.sync.saying import said_after, said_before
from twohats.flow.sync.synced import Synced
from twohats.flow.sync.working import Done, Stopped, Worker
from twohats.sources.asking.allowance import Left
from twohats.sources.asking.meter import Taken
from twohats.store.facts import FactStore

__all__ = [
    "COLUMNS",
    "PLAN_COLUMNS",
    "READ_WHOLE",
    "Done",
    "Forge",
    "Held",
    "Left",
    "News",
    "Reach",
    "Stopped",
    "SyncPlan",
    "Synced",
    "Taken",
    "Visit",
    "carry_out",
    "held_in",
    "plan_rows",
    "plan_sync",
    "rows_of",
    "said_after",
    "said_before",
]

COLUMNS = ("repository", "purpose", "reach", "state", "rows", "left_out", "points", "reason")
"""Columns of the rows: one per repository and reach. ``points`` is an estimate, made before."""
PLAN_COLUMNS = ("repository", "purpose", "reach", "state", "points", "reason")
"""The same where nothing is read."""


def carry_out(
    plan: SyncPlan,
    store: FactStore,
    forges: Mapping[str, Forge],
    *,
    now: datetime,
    stop: Event | None = None,
    on_page: OnPage = lambda *_: None,
    on_done: Callable[[Done], None] = lambda _: None,
) -> Synced:
    """Read what a plan says; whatever cuts it, the next one goes on from there.

    Parameters
    ----------
    plan
        As `plan_sync` made it.
    store
        Where the facts go.
    forges
        By name.
    now
        Remembered as the time at which what is unchanged was looked at.
    stop
        Set from outside to stop after the page in hand.
    on_page, on_done
        For progress; called by one thread at a time.
    """
    worker = Worker(store, forges, stop or Event(), on_page)
    done = worker.carry_out(plan.visits, on_done)
    looked = (*plan.unchanged, *(one.visit for one in done if one.state in ("read", "nothing new")))
    if not worker.is_broken:
        remember(store, _repositories(looked), now)
    return Synced(
        plan,
        tuple(done),
        since_then(together(forge.taken() for forge in forges.values()), plan.taken_before),
        tuple(trouble for forge in forges.values() for trouble in forge.troubles()),
        worker.is_broken,
    )


def _repositories(visits: Iterable[Visit]) -> Iterable[str]:
    """Repositories of which the window was looked at."""
    return (
        visit.repository
        for visit in visits
        if not visit.reach.is_history and visit.is_of_repository
    )


def rows_of(synced: Synced) -> list[Row]:
    """Give one row per visit made, then one per repository without news."""
    return [
        *(
            {
                **_row(one.visit, one.state),
                "rows": one.rows,
                "left_out": len(one.skipped),
                "reason": one.reason or "",
            }
            for one in synced.done
        ),
        *(_row(visit, "unchanged") for visit in synced.plan.unchanged),
    ]


def plan_rows(plan: SyncPlan) -> list[Row]:
    """Give one row per visit that would be made, then one per repository without news."""
    return [
        *(_row(visit, "to read") for visit in plan.visits),
        *(_row(visit, "unchanged") for visit in plan.unchanged),
    ]


def _row(visit: Visit, state: str) -> Row:
    waited = f"{visit.waited_for} open there wait for one of yours" if visit.waited_for else ""
    return {
        "repository": visit.repository,
        "purpose": visit.purpose,
        "reach": str(visit.reach),
        "state": state,
        "rows": 0,
        "left_out": 0,
        "points": visit.points,
        "reason": waited,
    }
