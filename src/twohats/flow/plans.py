"""Plans as the journal holds them, for whoever looks back on them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from twohats.flow.facts import Opened
from twohats.flow.outcome.slots import Held, Plans
from twohats.records.needs import Need
from twohats.records.plan import Plan, Slot
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore
from twohats.workspace import Workspace
from twohats.workspace.iterations import Iteration

WORKDAY_H = 8
WORKDAYS = 5 / 7


def plans_of(opened: Opened) -> Plans:
    """Read slots and holders of every iteration off the journal."""
    return {}


def plan_in(
    opened: Opened, iteration: Iteration
) -> tuple[Plan, Sequence[Slot], Mapping[str, Need]]:
    """Read the plan of one iteration, its slots, and the needs that would fill them."""
    held = plans_of(opened).get(iteration.number, Held(()))
    return Plan(iteration.number, held.picks), held.slots, {}


def agreed_to_names(opened: Opened) -> tuple[str, ...]:
    """List the persons who agreed that plans call them by name."""
    return ()


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
