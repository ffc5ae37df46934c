"""Rows on their way to people: fetched, and without what would name ours."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

import ibis.expr.types as ir

from twohats.flow.facts import Opened


def fetch(table: ir.Table) -> list[dict[str, object]]:
    """Run an expression and take its rows."""
    rows: list[dict[str, object]] = table.to_pyarrow().to_pylist()
    return rows


def entry_number(key: str, secret: bytes) -> str:
    """Number an entry so that it can be named without naming the person.

    Stable for one workspace: the key is account : item : activity.
    """
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:10]


def entry_rows(opened: Opened, found: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    """Give entries as people and scripts read them, in the columns of the command line contract."""
    return [
        {
            "entry": entry_number(str(row["entry"]), opened.secret),
            "person": row["label"],
            "item": row["item"],
            "activity": row["activity"],
            "happened_at": row["happened_at"],
            "lean": row["lean"],
            "lacks": row["lacks"] or [],
            "class": row["class"],
            "confidence": None,
            "rule": None,
            "on_clock": None,
            "hat": None,
            "planned": None,
            "reason": row["reason"],
            "repository": row["repository"],
            "scope": row["scope"],
            "title": row["title"],
            "url": row["url"],
        }
        for row in found
    ]
