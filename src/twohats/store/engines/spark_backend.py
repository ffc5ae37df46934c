"""Ibis' Spark backend, so that every expression gives what the embedded engine gives.

What differs is listed in docs/engines.md; each override says why it is here.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.schema as sch
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.pyspark.datatypes import PySparkSchema
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from pyspark.sql import DataFrame, SparkSession

from twohats.store.engines.patterns import JAVA, translated


class Compiler(PySparkCompiler):  # type: ignore[misc]
    """Expressions to SQL, with the meaning they have in the embedded engine."""

    __slots__ = ()
    # Ibis makes methods of these again for each subclass, over those below.
    SIMPLE_OPS: ClassVar[dict[type, str]] = {}

    def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:
        return sge.RegexpLike(this=arg, expression=_pattern(op))

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:
        return self.f.regexp_replace(arg, _pattern(op), replacement)

    def visit_RegexExtract(self, op: Any, *, arg: Any, pattern: Any, index: Any) -> Any:
        return self.f.regexp_extract(arg, _pattern(op), index)

    def visit_ArrayStringJoin(self, op: Any, *, arg: Any, sep: Any) -> Any:
        """Join no texts to an empty one, and not to NULL; that stands for a list nobody knows."""
        return self.f.array_join(arg, sep)

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:
        """Seconds with their fraction; Spark's own function cuts it off."""
        micros = self.f.anon.unix_micros(self.cast(arg, op.arg.dtype))
        return sge.paren(self.cast(micros, dt.float64) / sge.convert(1_000_000))


def _pattern(op: Any) -> Any:
    return sge.convert(translated(op.pattern.value, JAVA))


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
