"""``plan``: slots, who holds them, and why; opened, pulled, declined, filled, adopted, checked."""

from twohats.flow.plan.adopting import adopting, apart, breaches_of, waiting
from twohats.flow.plan.gathering import (
    LISTED,
    YEAR,
    Planned,
    Seen,
    agreed_in,
    asked_iteration,
    look,
    planned,
    stale_since,
)
from twohats.flow.plan.opening import KINDS_OF_HELP, closing, example_of, opening
from twohats.flow.plan.pulling import ALL, declining, letting_go, pulling
from twohats.flow.plan.rows import (
    BREACH_COLUMNS,
    COLUMNS,
    breach_rows,
    plan_meta,
    plan_of_rows,
    plan_rows,
)
from twohats.flow.plan.standing import candidates, current, filled, with_burdens

__all__ = [
    "ALL",
    "BREACH_COLUMNS",
    "COLUMNS",
    "KINDS_OF_HELP",
    "LISTED",
    "YEAR",
    "Planned",
    "Seen",
    "adopting",
    "agreed_in",
    "apart",
    "asked_iteration",
    "breach_rows",
    "breaches_of",
    "candidates",
    "closing",
    "current",
    "declining",
    "example_of",
    "filled",
    "letting_go",
    "look",
    "opening",
    "plan_meta",
    "plan_of_rows",
    "plan_rows",
    "planned",
    "pulling",
    "stale_since",
    "waiting",
    "with_burdens",
]
