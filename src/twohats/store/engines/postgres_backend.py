"""Ibis' PostgreSQL backend, so that every expression gives what the embedded engine gives.

What differs in its SQL stands in `postgres_sql.py`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import psycopg
import pyarrow as pa
import sqlglot as sg
from ibis import util
from ibis.backends.postgres import Backend

from twohats.errors import OutOfReach
from twohats.store.engines.postgres_sql import Compiler

COLLATIONS = ("pg_c_utf8", "C.utf8", "C.UTF-8")
"""Orders of code points that still know the letters of Unicode, of PostgreSQL 17 and of systems."""
ASCII_ONLY = "C"
"""Orders by code points, too; but to it no letter beyond ASCII has another case."""
SESSION = {"TimeZone": "UTC", "application_name": "twohats"}
USUAL = {
    "jit": "off",  # compiling takes longer than these queries run
    "work_mem": "64MB",
    # What is kept is looked at after each step: a tenth of the time went into looking closely.
    "default_statistics_target": "25",
}
"""What holds where neither the server, the database, the role nor the address says otherwise."""


class PostgresBackend(Backend):  # type: ignore[misc]
    """A connection; temporary tables take rows as Arrow, and texts are compared byte by byte."""

    compiler = Compiler()
    collation = ASCII_ONLY

    def do_connect_to(self, words: str) -> None:
        """Connect as libpq reads ``words``."""
        self.con = psycopg.connect(words, autocommit=True)
        self._post_connect()
        for name, value in SESSION.items():
            self.con.execute("SELECT set_config(%s, %s, false)", (name, value))
        for name, value in USUAL.items():
            self.con.execute(
                "SELECT set_config(name, %s, false) FROM pg_settings WHERE name = %s AND source = 'default'",
                (value, name),
            )
        self.collation = f'"{self._best_collation()}"'

    def _best_collation(self) -> str:
        found = self.con.execute(
            "SELECT collname FROM pg_collation WHERE collname = ANY(%s) "
            "AND collencoding IN (-1, pg_char_to_encoding('UTF8'))",
            (list(COLLATIONS),),
        ).fetchall()
        names = {name for (name,) in found}
        return next((name for name in COLLATIONS if name in names), ASCII_ONLY)

    def create_table(
        self,
        name: str,
        /,
        obj: Any = None,
        *,
        schema: Any = None,
        database: str | None = None,
        temp: bool = False,
        overwrite: bool = False,
    ) -> ir.Table:
        """Make a temporary table of Arrow rows, or of what an expression gives; see the port."""
        if not temp:
            return super().create_table(
                name, obj, schema=schema, database=database, overwrite=overwrite
            )
        if isinstance(obj, ir.Table):
            self._run_pre_execute_hooks(obj)
            columns, query = obj.schema(), self.compiler.to_sqlglot(obj).sql(self.dialect)
        else:
            columns, query = ibis.Schema.from_pyarrow(obj.schema), None
        # The old one goes last: the new one may be made from it.
        new = util.gen_name("new") if overwrite else name
        with self._lost(), self.con.transaction():
            self._make(new, columns)
            if query is not None:
                self.con.execute(f"INSERT INTO pg_temp.{_quoted(new)} {query}")
            else:
                self._copy(new, obj)
            if overwrite:
                self.con.execute(f"DROP TABLE IF EXISTS pg_temp.{_quoted(name)}")
                self.con.execute(f"ALTER TABLE pg_temp.{_quoted(new)} RENAME TO {_quoted(name)}")
            # Without it the planner takes any table for a small one.
            self.con.execute(f"ANALYZE pg_temp.{_quoted(name)}")
        return ops.DatabaseTable(
            name, schema=columns, source=self, namespace=ops.Namespace()
        ).to_expr()

    def _register_in_memory_table(self, op: ops.InMemoryTable) -> None:
        with self._lost(), self.con.transaction():
            self._make(op.name, op.schema)
            self._copy(op.name, op.data.to_pyarrow(op.schema))

    def _make(self, name: str, schema: sch.Schema) -> None:
        self.con.execute(
            f"CREATE TEMPORARY TABLE {_quoted(name)} ({columns_of(schema, self.collation)})"
        )

    def _copy(self, name: str, rows: pa.Table) -> None:
        with self.con.cursor() as cursor:
            into = f"COPY pg_temp.{_quoted(name)} FROM STDIN"
            with cursor.copy(into) as copy:
                for batch in rows.to_batches(max_chunksize=10_000):
                    for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        copy.write_row([_plain(value) for value in row])

    def to_pyarrow_batches(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        chunk_size: int = 1_000_000,
        **_: Any,
    ) -> pa.ipc.RecordBatchReader:
        """Run an expression; its rows as Arrow, of the types it declares."""
        self._run_pre_execute_hooks(expr)
        schema = expr.as_table().schema().to_pyarrow()
        query = self.compile(expr, limit=limit, params=params)

        def batches() -> Iterator[pa.RecordBatch]:
            with self._lost(), self.con.transaction(), self.con.cursor() as cursor:
                cursor.execute(query)
                while rows := cursor.fetchmany(chunk_size):
                    arrays = [
                        pa.array(values, field.type)
                        for values, field in zip(zip(*rows, strict=True), schema, strict=True)
                    ]
                    yield pa.RecordBatch.from_arrays(arrays, schema=schema)

        return pa.RecordBatchReader.from_batches(schema, batches())

    @contextmanager
    def _lost(self) -> Iterator[None]:
        """Say in words that the server went away."""
        try:
            yield
        except psycopg.OperationalError as gone:
            if not self.con.closed:
                raise
            raise OutOfReach(
                f"{self.con.info.host}: the PostgreSQL server went away: "
                f"{str(gone).strip().splitlines()[0]}. Run the command again when it is back."
            ) from gone


def columns_of(schema: sch.Schema, collation: str) -> str:
    """Write the columns of a table, texts and lists of texts with their order."""
    return ", ".join(
        f"{_quoted(name)} {_type(kind)}{_order(kind, collation)}" for name, kind in schema.items()
    )


def _type(kind: dt.DataType) -> str:
    return str(Compiler.type_mapper.to_string(kind))


def _order(kind: dt.DataType, collation: str) -> str:
    texts = kind.is_string() or (kind.is_array() and kind.value_type.is_string())
    return f" COLLATE {collation}" if texts else ""


def _plain(value: Any) -> Any:
    """Leave NUL out of a text; PostgreSQL cannot hold it."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _quoted(name: str) -> str:
    return sg.to_identifier(name, quoted=True).sql("postgres")
