"""Plans as the journal holds them, for whoever looks back on them."""

from collections.abc import Mapping
from datetime import datetime

from twohats.flow.facts import Opened
from twohats.flow.outcome.slots import Plans
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace import Workspace

WORKDAY_H = 8
WORKDAYS = 5 / 7


def plans_of(opened: Opened) -> Plans:
    """Read slots and holders of every iteration off the journal."""
    return {}


def capacity_of(workspace: Workspace) -> Mapping[str, float] | None:
    """Say how many points each person can work; None: the workspace does not say."""
    return None


def hours_of_a_point(workspace: Workspace) -> float | None:
    """Say how many hours a point stands for; None: the workspace does not say."""
    return None


def known_until(store: FactStore) -> datetime | None:
    """Say how far facts reach: when the last source was looked at; None: there are none."""
    found: datetime | None = (
        fact_tables(connect(store.snapshot()))["coverage"].seen_at.max().to_pyarrow().as_py()
    )
    return found
