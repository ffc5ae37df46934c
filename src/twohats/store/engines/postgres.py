"""PostgreSQL: facts are loaded into a schema of their own, named by what they are.

A schema holds the facts of one moment and never changes; its name ends in their digest, so equal facts
are loaded once, whoever asks. It appears whole or not at all. Schemas of earlier facts stay for a day,
as files do, and longer while somebody works with them.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import ibis
import ibis.expr.operations as ops
import psycopg

from twohats.errors import OutOfReach, TwohatsError
from twohats.formats.engine_urls import EngineUrl
from twohats.records import SEEN_AT, TABLES
from twohats.store.arrow import schema_of
from twohats.store.engine import SCHEMA, connect
from twohats.store.engines.port import Engine
from twohats.store.engines.postgres_backend import PostgresBackend, columns_of
from twohats.store.engines.postgres_url import connection_words
from twohats.store.facts import KEEP_FOR, Snapshot

FORMAT = 1
"""Part of a schema's name; rises when the same facts are to be loaded in another way."""
_BATCH = 100_000


def open_postgres(url: EngineUrl, snapshot: Snapshot, workspace: str) -> Engine:
    """Open facts in PostgreSQL, loaded if they are not there yet.

    Parameters
    ----------
    url
        Of the database.
    snapshot
        The facts as they stand now.
    workspace
        Name of the workspace; its earlier facts are dropped a day after others took their place.

    Raises
    ------
    OutOfReach
        The server did not answer, or does not let us in.
    TwohatsError
        It does not let us make a schema.
    """
    words = connection_words(url)
    with _errors(url):
        backend = PostgresBackend()
        backend.do_connect_to(words)
        schema = schema_named(workspace, snapshot)
        # Held for as long as the connection: nobody drops facts that somebody works with.
        backend.con.execute("SELECT pg_advisory_lock_shared(%s)", (_key(schema),))
        if not _is_there(backend.con, schema):
            load(words, snapshot, schema, backend.collation)
            drop_earlier(backend.con, workspace, schema)
    namespace = ops.Namespace(database=schema)
    tables = {
        name: ops.DatabaseTable(
            name,
            schema=ibis.Schema.from_pyarrow(schema_of(name)),
            source=backend,
            namespace=namespace,
        ).to_expr()
        for name in TABLES
    }
    return Engine(url.text, backend, tables, lambda: _about(backend.con, workspace, schema))


def drop_all(url: EngineUrl, workspace: str) -> int:
    """Drop all facts of a workspace; those that somebody works with stay.

    Raises
    ------
    OutOfReach
        The server did not answer.
    """
    words = connection_words(url)
    with _errors(url), psycopg.connect(words, autocommit=True) as connection:
        return drop_earlier(connection, workspace, "", at_once=True)


def _about(connection: Any, workspace: str, schema: str) -> tuple[tuple[str, str], ...]:
    """Say what a workspace's facts take up on the server."""
    rows = connection.execute(
        "SELECT n.nspname, coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint "
        "FROM pg_namespace n LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relkind = 'r' "
        "WHERE starts_with(n.nspname, %s) GROUP BY 1 ORDER BY 1",
        (_prefix(workspace),),
    ).fetchall()
    sizes = {name: size / 1e6 for name, size in rows}
    earlier = [size for name, size in sizes.items() if name != schema]
    found = [("on the server", f"schema {schema}, {sizes[schema]:,.1f} MB")]
    if earlier:
        found.append(
            ("earlier facts there", f"{len(earlier)} schemas, {sum(earlier):,.1f} MB, for a day")
        )
    return tuple(found)


def schema_named(workspace: str, snapshot: Snapshot) -> str:
    """Name the schema that holds the facts of one moment."""
    return f"{_prefix(workspace)}{snapshot.digest()}_{FORMAT}"


def _prefix(workspace: str) -> str:
    """Begin the name of every schema of a workspace; names are cut at 63 bytes by the server."""
    plain = re.sub(r"[^a-z0-9]+", "_", workspace.lower()).strip("_")[:16]
    return f"twohats_{plain}_{hashlib.sha256(workspace.encode()).hexdigest()[:6]}_"


def load(words: str, snapshot: Snapshot, schema: str, collation: str) -> None:
    """Copy facts into a new schema, all tables at once or none.

    Parameters
    ----------
    words
        How the server is reached, as libpq reads it.
    snapshot
        The facts, opened by the embedded engine: rows of several owners are merged there.
    schema
        Its name.
    collation
        Of texts; quoted.
    """
    facts = connect(snapshot).con
    with adbc.connect(words) as connection, connection.cursor() as cursor:
        # One at a time: whoever comes second finds everything there.
        cursor.execute(f"SELECT pg_advisory_xact_lock({_key(schema) ^ 1})")
        cursor.execute(f"SELECT 1 FROM pg_namespace WHERE nspname = '{schema}'")
        if cursor.fetchone():
            connection.rollback()
            return
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in TABLES:
            held = schema_of(table)
            columns = columns_of(ibis.Schema.from_pyarrow(held), collation)
            cursor.execute(f"CREATE TABLE {schema}.{table} ({columns})")
            rows = facts.sql(_plain(table)).to_arrow_reader(_BATCH)
            cursor.adbc_ingest(table, rows, mode="append", db_schema_name=schema)
            cursor.execute(f"ANALYZE {schema}.{table}")
        cursor.execute(
            f"COMMENT ON SCHEMA {schema} IS 'twohats: facts; may be dropped at any time'"
        )
        cursor.execute(f"CREATE TABLE {schema}.loaded AS SELECT now() AS loaded_at")
        connection.commit()


def _plain(table: str) -> str:
    """Write the query that gives a table's rows as PostgreSQL can hold them: texts without NUL."""
    told = TABLES[table].columns
    columns = (f"replace({c}, chr(0), '') AS {c}" if told[c] == "string" else c for c in told)
    return f"SELECT {', '.join(columns)}, {SEEN_AT} FROM {SCHEMA}.{table}"


def drop_earlier(connection: Any, workspace: str, present: str, *, at_once: bool = False) -> int:
    """Drop the schemas of a workspace that others took the place of a day ago or longer.

    Parameters
    ----------
    connection
        To the server.
    workspace
        Its name.
    present
        The schema that stays whatever its age; empty: none.
    at_once
        Whether to wait for no day.

    Returns
    -------
    int
        How many were dropped; those that somebody works with stay.
    """
    found = connection.execute(
        "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) AND nspname <> %s",
        (_prefix(workspace), present),
    ).fetchall()
    names = [name for (name,) in found]
    if not at_once:
        names = [name for name in names if _is_old(connection, [*names, present], name)]
    return sum(_drop(connection, name) for name in names)


def _is_old(connection: Any, names: list[str], name: str) -> bool:
    """Whether the facts that came after some were loaded a day ago or longer."""
    union = " UNION ALL ".join(
        f"SELECT '{one}' AS name, loaded_at FROM {one}.loaded" for one in names
    )
    (age,) = connection.execute(
        f"WITH every AS ({union}) SELECT now() - min(loaded_at) FROM every WHERE loaded_at > "
        "(SELECT loaded_at FROM every WHERE name = %s)",
        (name,),
    ).fetchone()
    return age is not None and age >= KEEP_FOR


def _drop(connection: Any, schema: str) -> bool:
    with connection.transaction():
        (is_free,) = connection.execute(
            "SELECT pg_try_advisory_xact_lock(%s)", (_key(schema),)
        ).fetchone()
        if is_free:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    return bool(is_free)


def _is_there(connection: Any, schema: str) -> bool:
    found = connection.execute(
        "SELECT 1 FROM pg_namespace WHERE nspname = %s", (schema,)
    ).fetchone()
    return found is not None


def _key(schema: str) -> int:
    """Give the number of the lock that stands for a schema; even, so that the next one is free for loading."""
    return int.from_bytes(hashlib.sha256(schema.encode()).digest()[:7]) * 2


@contextmanager
def _errors(url: EngineUrl) -> Iterator[None]:
    """Say in words what a server refuses."""
    try:
        yield
    except (psycopg.errors.InsufficientPrivilege, adbc.ProgrammingError) as refused:
        raise TwohatsError(
            f"{url.text}: facts were not loaded: {_said(refused)}. The account needs the right to "
            "make schemas: GRANT CREATE ON DATABASE … TO …."
        ) from refused
    except (psycopg.OperationalError, adbc.OperationalError) as gone:
        raise OutOfReach(
            f"{url.text}: not opened: {_said(gone)}. Look whether the server runs, or move back with "
            "`twohats engine duckdb`."
        ) from gone


def _said(error: Exception) -> str:
    """Take the first line of what a server or libpq says."""
    return str(error).strip().splitlines()[0].rstrip(".")
