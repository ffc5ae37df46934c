"""A sync against the simulated GitHub, in this process and by its clock."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from threading import Event
from typing import Any

import pyarrow.parquet as pq
from github import contributions  # noqa: F401 - teaches the simulator what owners have
from github.simulator import Simulator

from twohats.flow.register import Named
from twohats.flow.sync import Held, Reach, Synced, carry_out, plan_sync
from twohats.flow.sync.github import connected
from twohats.records import TABLES
from twohats.store.facts import FactStore
from twohats.workspace import Forge

FORGES = (Forge("github", "github.com"),)
OF_THE_LOOK = frozenset({"coverage", "checks"})
"""Tables that tell of the looks themselves, and so differ where these were at other times."""


def environment(server: Simulator, tokens: Iterable[str] = ()) -> dict[str, str]:
    """What says where GitHub is, and who asks."""
    named = ",".join(tokens) or server.token
    return {
        "TWOHATS_GITHUB_TOKENS": named,
        "GITHUB_API_URL": server.url,
        "GITHUB_GRAPHQL_URL": server.graphql_url,
    }


def synced(
    server: Simulator,
    store: FactStore,
    named: Iterable[Named],
    *,
    days: float | None = None,
    tokens: Iterable[str] = (),
    budget: str | None = None,
    wait_s: float = 0.0,
    stop: Event | None = None,
    **more: Any,
) -> Synced:
    """Plan and carry out; ``days`` is the window, None: history, too."""
    clock, places = server.clock, tuple(named)
    window = Reach(clock.now() - timedelta(days=days or 90))
    with connected(
        FORGES,
        {one.forge for one in places},
        environment(server, tokens),
        budget=budget,
        wait_s=wait_s,
        now=clock.now,
        wait=clock.wait,
        say=lambda _: None,
    ) as forges:
        whole: Any = () if days else ("asked for", "tracker", "community", "own project")
        plan = plan_sync(store, forges, places, window, held=Held(), history_of=whole)
        return carry_out(plan, store, forges, now=clock.now(), stop=stop, **more)


def rows_held(store: FactStore) -> Mapping[str, list[str]]:
    """Every row of every table but those of the looks, without when it was looked at."""
    snapshot = store.snapshot()
    return {
        table: sorted(
            repr(sorted((name, value) for name, value in row.items() if name != "seen_at"))
            for file in snapshot.files(table)
            for row in pq.read_table(file).to_pylist()
        )
        for table in TABLES
        if table not in OF_THE_LOOK
    }


def table_held(store: FactStore, table: str) -> list[dict[str, Any]]:
    """Rows of one table."""
    return [
        row for file in store.snapshot().files(table) for row in pq.read_table(file).to_pylist()
    ]
