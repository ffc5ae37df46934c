"""Ibis' Spark backend, so that every expression gives what the embedded engine gives.

What differs in its SQL stands in `spark_sql.py`.
"""

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from pyspark.sql import DataFrame, SparkSession

from twohats.store.engines.spark_sql import Compiler


class SparkBackend(Backend):  # type: ignore[misc]
    """A session; temporary tables take rows as Arrow, or what an expression gave when it ran."""

    compiler = Compiler()

    @property
    def session(self) -> SparkSession:
        """The session of Spark behind this."""
        session: SparkSession = self._session
        return session

    def view(self, name: str, rows: DataFrame, schema: sch.Schema) -> ir.Table:
        """Give rows a name, and as a table the types that they are known to have."""
        rows.createOrReplaceTempView(name)
        return ops.DatabaseTable(
            name, schema=schema, source=self, namespace=ops.Namespace()
        ).to_expr()

    def create_table(
        self,
        name: str,
        /,
        obj: Any = None,
        *,
        schema: Any = None,
        database: str | None = None,
        temp: bool | None = None,
        overwrite: bool = False,
        **more: Any,
    ) -> ir.Table:
        """Make a temporary table of Arrow rows, or of what an expression gives; see the port."""
        if not temp:
            return super().create_table(
                name, obj, schema=schema, database=database, overwrite=overwrite, **more
            )
        if not isinstance(obj, ir.Table):
            columns = ibis.Schema.from_pyarrow(obj.schema)
            return self.view(name, self._rows(obj, columns), columns)
        self._run_pre_execute_hooks(obj)
        columns = obj.schema()
        rows = self._session.sql(self.compile(obj)).to(PySparkSchema.from_ibis(columns))
        # Kept by the workers, and all that led to it forgotten: plans stay short.
        return self.view(name, rows.localCheckpoint(), columns)

    def _register_in_memory_table(self, op: ops.InMemoryTable) -> None:
        rows = op.data.to_pyarrow(op.schema)
        self._rows(rows, op.schema).createOrReplaceTempView(op.name)

    def _rows(self, rows: pa.Table, columns: sch.Schema) -> DataFrame:
        frame: DataFrame = self._session.createDataFrame(rows, PySparkSchema.from_ibis(columns))
        return frame

    def to_pyarrow(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        **_: Any,
    ) -> Any:
        """Run an expression; its rows as Arrow, of the types it declares."""
        self._run_pre_execute_hooks(expr)
        wanted = expr.as_table().schema().to_pyarrow()
        frame = self._session.sql(self.compile(expr, params=params, limit=limit))
        rows = frame.toArrow().rename_columns(wanted.names).cast(wanted)
        return expr.__pyarrow_result__(rows)
