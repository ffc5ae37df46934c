"""``register``: what each register holds, and how much of it waits."""

from collections.abc import Callable, Sequence
from datetime import date

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.registers import Listed
from twohats.flow.registers.agreements import agreements
from twohats.flow.registers.approvals import approvals
from twohats.flow.registers.communities import communities
from twohats.flow.registers.components import components
from twohats.flow.registers.stakeholders import stakeholders
from twohats.flow.rows import Row
from twohats.records.decisions import Decision
from twohats.store.facts import FactStore
from twohats.workspace import Workspace

COLUMNS = ("register", "rows", "waits", "says")


def summary(
    workspace: Workspace,
    decisions: Sequence[Decision],
    opened: Opened | None,
    store: FactStore,
    today: date,
) -> list[Row]:
    """Count each register.

    Returns
    -------
    list of dict
        One row per register, with `COLUMNS`; what cannot be listed yet says what it needs.
    """

    def of_agreements() -> Listed:
        if opened is None:
            raise WrongUse("no facts were read yet: run `twohats sync`")
        return agreements(opened, today)

    def of_components() -> Listed:
        try:
            return components(workspace, decisions, store, today)
        except WrongUse as error:
            raise WrongUse("no list of components: name some in services.toml") from error

    each: dict[str, Callable[[], Listed]] = {
        "communities": lambda: communities(workspace, decisions, opened, today),
        "stakeholders": lambda: stakeholders(workspace, decisions, opened, today),
        "components": of_components,
        "agreements": of_agreements,
        "approvals": lambda: approvals(workspace, decisions, opened, today),
    }
    return [_row(name, read) for name, read in each.items()]


def _row(name: str, read: Callable[[], Listed]) -> Row:
    try:
        found = read()
    except WrongUse as error:
        return {"register": name, "rows": None, "waits": 0, "says": str(error)}
    waits = len(found.waiting)
    says = f"twohats register {name}" if found.rows else "nothing is listed"
    unread = sum(row.get("state") == "not looked" for row in found.rows)
    if unread:
        says = f"{unread:,} not looked at: {says}"
    return {"register": name, "rows": len(found.rows), "waits": waits, "says": says}
