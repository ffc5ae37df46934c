"""PostgreSQL: facts are loaded into a schema of their own, named by what they are.

A schema holds the facts of one moment and never changes; its name ends in their digest, so equal facts
are loaded once, whoever asks. It appears whole or not at all. Schemas of earlier facts stay for a day,
as files do, and longer while somebody works with them. They belong to the login that loaded them; who
else may read them stands in `postgres_readers.py`.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import ibis
import ibis.expr.operations as ops
import psycopg
from psycopg import errors

from twohats.errors import OutOfReach, TwohatsError
from twohats.formats.engine_urls import EngineUrl
from twohats.records import SEEN_AT, TABLES
from twohats.store.arrow import schema_of
from twohats.store.engine import SCHEMA, connect
from twohats.store.engines.port import Engine, Stayed
from twohats.store.engines.postgres_backend import PostgresBackend, columns_of
from twohats.store.engines.postgres_readers import (
    granting,
    let_in,
    must_know,
    must_read,
    who_may_read,
)
from twohats.store.engines.postgres_url import connection_words
from twohats.store.facts import KEEP_FOR, Snapshot

FORMAT = 1
"""Part of a schema's name; rises when the same facts are to be loaded in another way."""
_BATCH = 100_000


def open_postgres(
    url: EngineUrl, snapshot: Snapshot, workspace: str, readers: Sequence[str]
) -> Engine:
    """Open facts in PostgreSQL, loaded if they are not there yet.

    Parameters
    ----------
    url
        Of the database.
    snapshot
        The facts as they stand now.
    workspace
        Name of the workspace; its earlier facts are dropped a day after others took their place.
    readers
        Roles that may read what this account loads, and has loaded.

    Raises
    ------
    OutOfReach
        The server did not answer, or does not let us in.
    WrongUse
        Somebody else loaded these facts, and the account may not read them; or there is no such role.
    TwohatsError
        It does not let us make a schema.
    """
    words = connection_words(url)
    with _errors(url), ExitStack() as if_refused:
        backend = PostgresBackend()
        backend.do_connect_to(words)
        if_refused.callback(backend.disconnect)
        schema = schema_named(workspace, snapshot)
        # Held for as long as the connection: nobody drops facts that somebody works with.
        backend.con.execute("SELECT pg_advisory_lock_shared(%s)", (_key(schema),))
        if not _is_there(backend.con, schema):
            must_know(backend.con, url, readers)
            load(words, snapshot, schema, backend.collation, readers)
            drop_earlier(backend.con, workspace, schema)
        let_in(backend.con, url, _prefix(workspace), readers)
        must_read(backend.con, url, schema, readers)
        if_refused.pop_all()
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


def every_schema(url: EngineUrl, workspace: str) -> tuple[str, ...]:
    """Name all schemas that hold facts of a workspace, whoever loaded them.

    Raises
    ------
    OutOfReach
        The server did not answer.
    """
    words = connection_words(url)
    with _errors(url), psycopg.connect(words, autocommit=True) as connection:
        found = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s) ORDER BY 1",
            (_prefix(workspace),),
        ).fetchall()
    return tuple(name for (name,) in found)


def drop_all(url: EngineUrl, workspace: str) -> tuple[Stayed, ...]:
    """Drop all facts of a workspace; what somebody works with, or another login loaded, stays.

    Returns
    -------
    tuple of Stayed
        What is still there, by name.

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
    found = [
        ("on the server", f"schema {schema}, {sizes[schema]:,.1f} MB"),
        ("may read it", who_may_read(connection, schema)),
    ]
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


def load(
    words: str, snapshot: Snapshot, schema: str, collation: str, readers: Sequence[str] = ()
) -> None:
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
    readers
        Roles that may read them.
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
        for words_for in granting(schema, readers):
            cursor.execute(words_for)
        connection.commit()


def _plain(table: str) -> str:
    """Write the query that gives a table's rows as PostgreSQL can hold them: texts without NUL."""
    told = TABLES[table].columns
    columns = (f"replace({c}, chr(0), '') AS {c}" if told[c] == "string" else c for c in told)
    return f"SELECT {', '.join(columns)}, {SEEN_AT} FROM {SCHEMA}.{table}"


def drop_earlier(
    connection: Any, workspace: str, present: str, *, at_once: bool = False
) -> tuple[Stayed, ...]:
    """Drop the schemas of a workspace that others took the place of a day ago or longer.

    Parameters
    ----------
    connection
        To the server; each statement is a transaction of its own.
    workspace
        Its name.
    present
        The schema that stays whatever its age; empty: none.
    at_once
        Whether to wait for no day.

    Returns
    -------
    tuple of Stayed
        Those that were old enough and stayed, by name.
    """
    found = connection.execute(
        "SELECT nspname, pg_get_userbyid(nspowner), pg_has_role(nspowner, 'USAGE') "
        "FROM pg_namespace WHERE starts_with(nspname, %s) ORDER BY 1",
        (_prefix(workspace),),
    ).fetchall()
    is_old = {name: at_once for name, *_ in found}
    if not at_once:
        is_old = _are_old(connection, [name for name, *_ in found])
    each = (
        _drop(connection, name) if is_ours else Stayed(name, f"{owner} loaded it", owner)
        for name, owner, is_ours in found
        if name != present and is_old.get(name)
    )
    return tuple(stayed for stayed in each if stayed)


def _are_old(connection: Any, names: list[str]) -> dict[str, bool]:
    """Say of schemas whether the facts that came after them were loaded a day ago or longer."""
    loaded = {}
    for name in names:
        # Gone meanwhile, as somebody else tidies up, too; or not ours to read.
        with suppress(
            errors.UndefinedTable, errors.InvalidSchemaName, errors.InsufficientPrivilege
        ):
            asked = f"SELECT loaded_at, now() FROM {name}.loaded"
            loaded[name] = connection.execute(asked).fetchone()
    old = {}
    for name, (loaded_at, now) in loaded.items():
        later = [at for at, _ in loaded.values() if at > loaded_at]
        old[name] = bool(later) and now - min(later) >= KEEP_FOR
    return old


def _drop(connection: Any, schema: str) -> Stayed | None:
    """Drop a schema of one's own; what is in the way, if it stayed."""
    with connection.transaction():
        (is_free,) = connection.execute(
            "SELECT pg_try_advisory_xact_lock(%s)", (_key(schema),)
        ).fetchone()
        if is_free:
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
    return None if is_free else Stayed(schema, "somebody works with it")


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
    except (psycopg.OperationalError, adbc.OperationalError) as gone:
        raise OutOfReach(
            f"{url.text}: not opened: {_said(gone)}. Look whether the server runs, or move back with "
            "`twohats engine duckdb`."
        ) from gone
    except (psycopg.Error, adbc.Error) as refused:
        if refused.sqlstate == errors.InsufficientPrivilege.sqlstate:
            raise TwohatsError(
                f"{url.text}: facts were not loaded: {_said(refused)}. The account needs the right to "
                "make schemas, GRANT CREATE ON DATABASE … TO …; or somebody who has it runs `twohats engine`."
            ) from refused
        raise TwohatsError(
            f"{url.text}: the server did not do what was asked: {_said(refused)}. Run the command "
            "again; if that does not help, report it."
        ) from refused


def _said(error: Exception) -> str:
    """Take the first line of what a server or libpq says."""
    return str(error).strip().splitlines()[0].rstrip(".")
