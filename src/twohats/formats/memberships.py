"""Roles, from whichever roster, as rows of the ``memberships`` table."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from twohats.records.reads import Rows
from twohats.records.roles import Role
from twohats.records.tables import TABLES

_KEY = tuple(TABLES["memberships"].key)


def membership_rows(
    roles: Iterable[Role],
    *,
    repository: str | None = None,
    owner: str | None = None,
    source_path: str | None = None,
    oid: str | None = None,
) -> Rows:
    """Put roles into rows of the ``memberships`` table.

    Parameters
    ----------
    roles
        In any order.
    repository, owner
        What the roster speaks for: one repository, or everything of an owner. Give one.
    source_path, oid
        Where the roster stands, and its version.

    Returns
    -------
    Rows
        One row per role, in the order given; of several roles with one key the last ``until_at``
        holds. ``name`` is empty where an account is known: the account is the person, and a
        spelling that differs between two rosters must not make two rows.

    Examples
    --------
    >>> role = Role("Alice Example", "github:alice", "member", "council")
    >>> rows = membership_rows([role], owner="github:example-hub", source_path="people.yaml")
    >>> rows["account"], rows["name"], rows["role"]
    (['github:alice'], [None], ['member'])
    """
    by_key: dict[tuple[Any, ...], dict[str, Any]] = {}
    for role in roles:
        row = {
            "repository": repository,
            "owner": owner,
            "account": role.account,
            "name": None if role.account else role.name,
            "role": role.role,
            "body": role.body,
            "from_at": role.from_at,
            "until_at": role.until_at,
            "source_path": source_path,
            "oid": oid,
        }
        key = tuple(row[column] for column in _KEY)
        earlier = by_key.get(key)
        if earlier is None:
            by_key[key] = row
        else:
            earlier["until_at"] = _later(earlier["until_at"], role.until_at)
    return {
        column: [row[column] for row in by_key.values()] for column in TABLES["memberships"].columns
    }


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the later of two ends; None is no end at all."""
    if one is None or other is None:
        return None
    return max(one, other)
