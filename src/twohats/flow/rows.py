"""Rows on their way to people: fetched, and without what would name ours."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir

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


ENTRY = (
    "person", "item", "activity", "happened_at", "lean", "lacks", "class", "confidence", "rule",
    "on_clock", "hat", "planned", "planned_late", "suggestion", "note", "beneficiaries", "funders",
    "upstream_need", "undertaking", "reason", "repository", "scope", "title", "url",
)  # fmt: skip
"""Columns of an entry as people and scripts read it, after its number."""


def entry_rows(found: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Give entries as people and scripts read them: under their numbers and pseudonyms."""
    return [
        {"entry": row["number"], **{name: row[name] for name in ENTRY}, "person": row["label"]}
        for row in found
    ]
