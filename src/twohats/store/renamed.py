"""Repositories that have another name now: all that was ever read of one stands under its present key.

A forge's number is the lasting identity. Files keep the keys under which rows were read; this is
applied where they are opened, so that nothing is rewritten and a rename back needs no care.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from twohats.records import SEEN_AT, TABLES, Coverage
from twohats.store.merge import VANISHING, mark_gone, merged_sql

_KEYS = (
    *("repository", "head_repository", "scope"),
    *("item", "from_item", "to_item", "subject"),
    *("event", "from_event"),
)
"""Columns that hold keys of repositories, of their items, or of events, which may contain keys of items."""


def present_keys(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Find the keys that repositories no longer have, each with the one it has now.

    The name in force is the one under which a repository was looked at last. A name that another
    repository took over since belongs to that one.
    """
    # Once `bring_together` was here, rows as they were read have a view of their own.
    views = connection.execute("SELECT view_name FROM duckdb_views() WHERE schema_name = 'facts'")
    as_read = ("read_repositories",) in views.fetchall()
    relation = "read_repositories" if as_read else "repositories"
    rows = connection.execute(
        "SELECT repository, latest FROM (SELECT repository, first_value(repository) OVER "
        f"(PARTITION BY forge, forge_id ORDER BY {SEEN_AT} DESC, repository) AS latest "
        f"FROM facts.{relation} WHERE forge_id IS NOT NULL) WHERE repository <> latest"
    ).fetchall()
    return dict(sorted(rows))


def bring_together(connection: duckdb.DuckDBPyConnection, present: Mapping[str, str]) -> None:
    """Put rows under old keys beside those under present ones, in every table of ``facts``.

    Parameters
    ----------
    connection
        Has one view per table in the schema ``facts``; they are replaced.
    present
        Old keys with present ones, as `present_keys` finds them.
    """
    if not present:
        return
    _note_names(connection, present)
    # Coverage first: it tells what of the others has vanished.
    for table in sorted(TABLES, key=lambda name: name != "coverage"):
        columns = key_columns(table)
        if columns:
            _bring_together(connection, table, columns, present)


def _note_names(connection: duckdb.DuckDBPyConnection, present: Mapping[str, str]) -> None:
    """Add the old names to those of other identities."""
    listed = _listed(present)
    known = ", ".join(TABLES["names"].columns)
    connection.execute(
        f"CREATE TABLE facts.old_names AS SELECT forge_id, concat_ws('/', owner, name) AS name, "
        f"NULL::TIMESTAMPTZ AS from_at, NULL::TIMESTAMPTZ AS until_at, {SEEN_AT} "
        f"FROM facts.repositories WHERE repository IN ({listed})"
    )
    connection.execute("ALTER VIEW facts.names RENAME TO read_names")
    query = merged_sql(connection, "names", ["facts.read_names", "facts.old_names"])
    connection.execute(f"CREATE VIEW facts.names AS SELECT {known}, {SEEN_AT} FROM ({query})")


def _bring_together(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    present: Mapping[str, str],
) -> None:
    """Move the rows of one table; every key is looked into once, here, and not by every query."""
    read, moved, moving = f"facts.read_{table}", f"facts.moved_{table}", f"facts.moving_{table}"
    connection.execute(f"ALTER VIEW facts.{table} RENAME TO read_{table}")
    pattern = _quoted(pattern_of([*present, *present.values()]))
    is_touched = " OR ".join(
        f"coalesce(regexp_matches({name}, {pattern}), false)" for name in columns
    )
    keys = ", ".join(TABLES[table].key)
    same = " AND ".join(f"r.{key} IS NOT DISTINCT FROM m.{key}" for key in TABLES[table].key)
    connection.execute(
        f"CREATE TABLE {moving} AS SELECT DISTINCT {keys} FROM {read} WHERE {is_touched}"
    )
    connection.execute(
        f"CREATE TEMP TABLE moving AS SELECT r.* FROM {read} r SEMI JOIN {moving} m ON {same}"
    )
    _rewrite(connection, columns, present)
    query = merged_sql(connection, table, ["rewritten"])
    connection.execute(f"CREATE TABLE {moved} AS {query}")
    if table in VANISHING:
        mark_gone(connection, table, moved, _promises(connection))
    connection.execute("DROP VIEW rewritten; DROP TABLE moving; DROP TABLE present_values")
    connection.execute(
        f"CREATE VIEW facts.{table} AS SELECT r.* FROM {read} r ANTI JOIN {moving} m ON {same} "
        f"UNION ALL SELECT * FROM {moved}"
    )


def _rewrite(
    connection: duckdb.DuckDBPyConnection, columns: Sequence[str], present: Mapping[str, str]
) -> None:
    """Give ``moving`` as ``rewritten``, under present keys.

    One pass over what is there: nesting a replacement for each old key would be as deep as there are
    renames, and an engine bears a thousand.
    """
    every = " UNION ".join(f"SELECT {name} AS value FROM moving" for name in columns)
    held = [value for (value,) in connection.execute(every).fetchall() if value is not None]
    olds = re.compile(pattern_of(present))
    values = {value: olds.sub(lambda m: f"{m[1]}{present[m[2]]}{m[3]}", value) for value in held}
    changed = {old: new for old, new in values.items() if old != new}
    mapping = pa.table(
        {
            "old": pa.array(list(changed), pa.string()),
            "new": pa.array(list(changed.values()), pa.string()),
        }
    )
    connection.register("changed", mapping)
    connection.execute("CREATE TEMP TABLE present_values AS FROM changed")
    connection.unregister("changed")
    shown = ", ".join(f"coalesce(v{n}.new, m.{name}) AS {name}" for n, name in enumerate(columns))
    joins = " ".join(
        f"LEFT JOIN present_values v{n} ON v{n}.old = m.{name}" for n, name in enumerate(columns)
    )
    connection.execute(
        f"CREATE TEMP VIEW rewritten AS SELECT m.* REPLACE ({shown}) FROM moving m {joins}"
    )


def _promises(connection: duckdb.DuckDBPyConnection) -> list[Coverage]:
    rows = connection.sql("SELECT * EXCLUDE (read) FROM facts.moved_coverage").to_arrow_table()
    return [Coverage(**row) for row in rows.to_pylist()]


def key_columns(table: str) -> tuple[str, ...]:
    """Name the columns of a table that hold keys which change with a repository's name."""
    return tuple(name for name in TABLES[table].columns if name in _KEYS)


def pattern_of(keys: Iterable[str]) -> str:
    """Regular expression of keys of repositories, alone or within those of items and events."""
    words = "|".join(map(re.escape, sorted(set(keys))))
    return rf"(^|[:>])({words})([#!][0-9]|$)"


def _listed(keys: Iterable[str]) -> str:
    return ", ".join(map(_quoted, keys))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
