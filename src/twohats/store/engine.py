"""Engines: where unexecuted expressions run. The only module that knows an Ibis backend."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from twohats.records import SEEN_AT, TABLES
from twohats.store.arrow import schema_of
from twohats.store.facts import Snapshot
from twohats.store.merge import merged_sql
from twohats.store.renamed import bring_together, present_keys
from twohats.store.together import files_together

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.duckdb import Backend

SCHEMA = "facts"
"""Where the views are, so that other tables may bear the same names."""


def connect(snapshot: Snapshot) -> "Backend":
    """Open the facts in an in-memory DuckDB: one view per fact table, over the files of now.

    Nothing is copied and nothing is locked: the files a view names never change, and stay for a day
    after others took their place.

    Returns
    -------
    ibis.backends.duckdb.Backend
        With a view for each name in `TABLES`, also for those nobody filled; see `fact_tables`.
    """
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET TimeZone = 'UTC'")
    backend.raw_sql("SET preserve_insertion_order = false")
    spill = str(_spill(snapshot)).replace("'", "''")
    backend.raw_sql(f"SET temp_directory = '{spill}'")
    backend.raw_sql(f"CREATE SCHEMA {SCHEMA}")
    for table in TABLES:
        _add_view(backend, table, files_together(snapshot, table))
    bring_together(backend.con, present_keys(backend.con))
    return backend


def _spill(snapshot: Snapshot) -> Path | str:
    """Name the folder for what does not fit into memory; DuckDB makes it when it needs it.

    By itself it would take the folder one stands in. What spills has pseudonyms beside accounts, so
    the folder above is its owner's alone. Empty: nothing can be written there, and nothing spills.
    """
    home = snapshot.folder.parent / "spill"
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return ""
    return home / str(os.getpid())


def fact_tables(backend: "Backend") -> "dict[str, ir.Table]":
    """Give every fact table of an open store, unexecuted, by name."""
    return {name: backend.table(name, database=SCHEMA) for name in TABLES}


def _add_view(backend: "Backend", table: str, files: Iterable[Path]) -> None:
    empty = f"{SCHEMA}.no_{table}"
    backend.con.register("empty", pa.Table.from_pylist([], schema=schema_of(table)))
    # A table of its own: joins of DuckDB 1.5 push filters down that it cannot use on Arrow.
    backend.raw_sql(f"CREATE TABLE {empty} AS FROM empty")
    backend.con.unregister("empty")
    names = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    # By name: files written before a column was added are read with NULL in its place.
    held = f"UNION ALL BY NAME SELECT * FROM read_parquet([{names}], union_by_name = true)"
    query = f"SELECT * FROM {empty} {held if names else ''}"
    if TABLES[table].shared:
        backend.raw_sql(f"CREATE VIEW {SCHEMA}.every_{table} AS {query}")
        query = merged_sql(backend.con, table, [f"{SCHEMA}.every_{table}"])
    columns = ", ".join([*TABLES[table].columns, SEEN_AT])
    backend.raw_sql(f"CREATE VIEW {SCHEMA}.{table} AS SELECT {columns} FROM ({query})")
