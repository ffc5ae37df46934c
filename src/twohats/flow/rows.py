"""Rows on their way to people: fetched, and without what would name ours."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir

from twohats.flow.facts import Opened

Row = dict[str, Any]


def fetch(table: ir.Table) -> list[Row]:
    """Run an expression and take its rows."""
    rows: list[Row] = table.to_pyarrow().to_pylist()
    return rows


def entry_number(key: str, secret: bytes) -> str:
    """Make a number by which an entry can be named without naming the person.

    Stable for one workspace: the key is account : item : activity.
    """
    return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:10]


def entry_rows(opened: Opened, found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Give entries as people and scripts read them, in the columns of the command line contract."""
    return [
        {
            "entry": entry_number(row["entry"], opened.secret),
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
