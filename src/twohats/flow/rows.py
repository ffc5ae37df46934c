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


A_PERSONAL_PROJECT = "a personal project"
WITHHELD = "title not shown"
_WHERE = ("item", "repository", "upstream_need", "undertaking")


def entry_rows(found: Iterable[Mapping[str, Any]], pseudonyms: Mapping[str, str]) -> list[Row]:
    """Give entries as people and scripts read them: under their numbers and pseudonyms.

    Parameters
    ----------
    found
        Rows of the ledger.
    pseudonyms
        Identities of ours with the names to show; none where names were asked for. A repository of
        an account of ours names its owner, so that none is said where people have pseudonyms.
    """
    owners = logins_of(pseudonyms)
    return [_without_owner(_entry_row(row), owners) for row in found]


def _entry_row(row: Mapping[str, Any]) -> Row:
    return {"entry": row["number"], **{name: row[name] for name in ENTRY}, "person": row["label"]}


def _without_owner(row: Row, owners: frozenset[str]) -> Row:
    """Withhold addresses that hold the login of one of ours, and what else would lead to them."""
    row = {
        name: A_PERSONAL_PROJECT if name in _WHERE and is_under(value, owners) else value
        for name, value in row.items()
    }
    if A_PERSONAL_PROJECT in (row["item"], row["repository"]):
        return {
            **row,
            "item": A_PERSONAL_PROJECT,
            "repository": A_PERSONAL_PROJECT,
            "title": WITHHELD,
            "url": None,
        }
    return {**row, "url": None} if is_under(row["url"], owners) else row


def logins_of(pseudonyms: Mapping[str, str]) -> frozenset[str]:
    """Give the logins of ours that are not to be said."""
    return frozenset(one.partition(":")[2].lower() for one in pseudonyms)


def is_under(address: Any, owners: frozenset[str]) -> bool:
    """Whether a key or a web address lies within what one of these accounts owns."""
    if not isinstance(address, str):
        return False
    _, is_web, rest = address.lower().partition("://")
    path = rest.partition("/")[2] if is_web else address.lower().partition(":")[2]
    owner, is_longer, _ = path.partition("/")
    return bool(is_longer) and owner in owners
