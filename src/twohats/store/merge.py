"""Two sources, one row: how rows with equal keys become one.

Merging is a join in the mathematician's sense: which order reads come in, and how often, makes no
difference. Column by column the later ``seen_at`` wins, between equals the larger value. NULL never
overwrites a value, because it may only say that a source does not know; but it does where the row
itself shows that its source knows the column (`KNOWN_WITH`).
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import duckdb

from twohats.records import SEEN_AT, TABLES
from twohats.records.reads import Coverage

# A closed item that was reopened keeps its old close in an earlier row, and NULL cannot undo it.
ONLY_WHILE = {
    "items": {
        "closed_at": "state <> 'open'",
        "merged_at": "state = 'merged'",
        "merged_by": "state = 'merged'",
        "merge_commit_oid": "state = 'merged'",
        "gone_at": "gone_at > seen_at",
    },
    "events": {"gone_at": "gone_at > seen_at"},
}

KNOWN_WITH = {
    "items": {"milestone": "association"},
    "milestones": {"due_at": "state", "description": "state"},
    "releases": {"name": "prerelease"},
    "repositories": {"license_spdx": "archived"},
    "coverage": dict.fromkeys(("covers_from", "covers_to", "reason", "declared_by"), "complete"),
}
"""Columns that may become empty again, each with one that no source gives without knowing the first:
NULL beside a value of that one says that there is nothing. A promise is always made as a whole.
"""

VANISHING = {"items": "created_at", "events": "happened_at"}
"""Tables whose rows get ``gone_at``, with the time that coverage speaks of."""


def merged_sql(connection: duckdb.DuckDBPyConnection, table: str, relations: Sequence[str]) -> str:
    """Write the query that gives the merged rows of some relations of one table.

    Parameters
    ----------
    connection
        Where the relations are; asked once whether any two rows share a key.
    table
        Name of the fact table.
    relations
        Names of views that each have all its columns.

    Returns
    -------
    str
        A SELECT, sorted by key so that equal facts give equal files.
    """
    spec = TABLES[table]
    columns = [*spec.columns, SEEN_AT]
    keys = ", ".join(spec.key)
    every = " UNION ALL ".join(
        f"SELECT {', '.join(columns)} FROM {relation}" for relation in relations
    )
    repeated = connection.execute(
        f"SELECT 1 FROM ({every}) GROUP BY {keys} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if repeated:
        chosen = ", ".join(
            column if column in spec.key else f"{_latest(table, column)} AS {column}"
            for column in columns
        )
        every = f"SELECT {chosen} FROM ({every}) GROUP BY {keys}"
    conditions = ONLY_WHILE.get(table, {})
    shown = ", ".join(
        f"CASE WHEN {conditions[column]} THEN {column} END AS {column}"
        if column in conditions
        else column
        for column in columns
    )
    return f"SELECT {shown} FROM ({every}) ORDER BY {keys}"


def _latest(table: str, column: str) -> str:
    if column == SEEN_AT:
        return f"max({SEEN_AT})"
    is_known = f"{column} IS NOT NULL"
    witness = KNOWN_WITH.get(table, {}).get(column)
    if witness is None:
        return f"max({{'s': {SEEN_AT}, 'v': {column}}}) FILTER ({is_known}).v"
    # Of equals a value stands, as everywhere; NULL within a struct would be the largest.
    chosen = f"{{'s': {SEEN_AT}, 'is': {is_known}, 'v': {column}}}"
    return f"max({chosen}) FILTER ({is_known} OR {witness} IS NOT NULL).v"


def mark_gone(
    connection: duckdb.DuckDBPyConnection, table: str, relation: str, coverage: Sequence[Coverage]
) -> None:
    """Give ``gone_at`` to rows that a later complete look did not find any more.

    Works in place on ``relation``, a table in the connection. A row is gone from the first complete
    look after its own last one, whichever of the two reads came into the store first.
    """
    dated = VANISHING[table]
    for promise in sorted(coverage, key=lambda promise: promise.seen_at):
        held, _, kind = promise.holds.partition(".")
        if held != table or not promise.complete:
            continue
        conditions = [
            "repository = $scope",
            "seen_at < $seen_at",
            "(gone_at IS NULL OR gone_at > $seen_at)",
        ]
        values: dict[str, str | datetime] = {"scope": promise.scope, "seen_at": promise.seen_at}
        for name, value, test in (
            ("kind", kind or None, "kind = $kind"),
            ("since", promise.covers_from, f"{dated} >= $since"),
            ("until", promise.covers_to, f"{dated} < $until"),
        ):
            if value is not None:
                conditions.append(test)
                values[name] = value
        connection.execute(
            f"UPDATE {relation} SET gone_at = $seen_at WHERE {' AND '.join(conditions)}",
            values,
        )


def digest_of(connection: duckdb.DuckDBPyConnection, file: Path, table: str) -> tuple[int, str]:
    """Count the rows of a Parquet file and digest them, whatever their order."""
    columns = ", ".join([*TABLES[table].columns, SEEN_AT])
    found = connection.execute(
        f"SELECT count(*), coalesce(sum(hash({columns})), 0) FROM read_parquet($file)",
        {"file": str(file)},
    ).fetchone()
    assert found is not None
    return int(found[0]), f"{int(found[1]):x}"
