"""A ledger of a few entries, told in a few words, as the verbs take it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from twohats.flow.ledger import SCHEMA, Ledger
from twohats.records.times import Window

APRIL = Window(datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
META = {"window": "2026-04-01 to 2026-07-01, half-open, UTC", "as_of": "2026-07-01"}
META |= {"names": "our people under pseudonyms", "digest": "made up"}
PEOPLE = ("ada", "bea", "cleo")


def entry(number: int = 1, activity: str = "review", login: str = "ada", **columns: Any) -> Any:
    """One undecided entry in an upstream project, done on that day of April."""
    item = columns.pop("item", f"github:lantern-project/lantern#{number}")
    account = f"github:{login}"
    return {
        **dict.fromkeys(SCHEMA.names),
        "entry": f"{account}:{item}:{activity}",
        "number": f"{number:010x}",
        "account": account,
        "person": account,
        "label": f"wren-{PEOPLE.index(login)}",
        "basis": "declared",
        "repository": "github:lantern-project/lantern",
        "community": "github:lantern-project",
        "scope": "upstream",
        "is_key": True,
        "item": item,
        "undertaking": item,
        "activity": activity,
        "happened_at": datetime(2026, 4, number, tzinfo=UTC),
        "title": f"Item {number}",
        "author_is_ours": False,
        "item_kind": "pull_request",
        "lean": "upstream",
        "reason": "done for an item of somebody who is not ours",
        "lacks": ["ruling"],
        "class": "undecided",
        "rule": "R13",
        "secondary": [],
        "on_clock": "ask",
        "on_clock_rule": "outside_plan_time",
        "hat": "not stated",
        "beneficiaries": [],
        "funders": [],
        "missing": [],
        "likeness": f"github:lantern-project {activity} F1",
        "is_ruled": False,
        "is_contested": False,
        "has_plan": True,
        "has_backlinks": True,
        "is_before_plan": False,
        "planned_late": False,
        **columns,
    }


def ledger_with(*rows: Any, evidence: Iterable[Mapping[str, Any]] = ()) -> Ledger:
    """Make a ledger of these entries."""
    pieces = [dict(piece) for piece in evidence]
    return Ledger(
        pa.Table.from_pylist(list(rows), SCHEMA),
        APRIL,
        META,
        lambda key: [piece for piece in pieces if piece["entry"] == key],
        {f"github:{login}": f"wren-{at}" for at, login in enumerate(PEOPLE)},
        0,
    )


def piece(row: Mapping[str, Any], kind: str, holds: bool | None, **columns: Any) -> Any:
    """One piece of evidence about an entry, said before it."""
    return {
        "entry": row["entry"],
        "kind": kind,
        "holds": holds,
        "strength": "strong",
        "url": None,
        "who": None,
        "said_at": datetime(2026, 3, 1, tzinfo=UTC),
        "quote": None,
        "because": "",
        **columns,
    }
