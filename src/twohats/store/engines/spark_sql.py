"""Expressions to SQL of Apache Spark, with the meaning they have in the embedded engine.

What differs is listed in docs/engines.md; each override says why it is here.
"""

import math
from typing import Any, ClassVar

import ibis.expr.datatypes as dt
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler
from ibis.common.exceptions import UnsupportedOperationError

from twohats.store.engines.patterns import JAVA, translated


class Compiler(PySparkCompiler):  # type: ignore[misc]
    """Expressions to SQL, with the meaning they have in the embedded engine."""

    __slots__ = ()
    # Ibis makes methods of these again for each subclass, over those below.
    SIMPLE_OPS: ClassVar[dict[type, str]] = {}

    def visit_Field(self, op: Any, *, rel: Any, name: str) -> Any:
        """Take a column as it is; Ibis asks an option first that is there with its backend only."""
        return super(PySparkCompiler, self).visit_Field(op, rel=rel, name=name)

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:
        """Write a float as one: Spark takes digits with a point for a decimal."""
        if dtype.is_floating() and math.isfinite(value):
            return self.cast(sge.convert(value), dt.float64)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Median(self, op: Any, *, arg: Any, where: Any) -> Any:
        """Leave rows out one by one: Ibis' own makes the share depend on them, too."""
        return self.visit_Quantile(op, arg=arg, quantile=sge.convert(0.5), where=where)

    def visit_ArgMax(self, op: Any, *, arg: Any, key: Any, where: Any) -> Any:
        """Take a row without a key where no other has one; Spark would leave all of them out."""
        is_known = key.is_(sge.Not(this=sge.Null()))
        return self.f.anon.max_by(arg, self._counting(is_known, key, where))

    def visit_ArgMin(self, op: Any, *, arg: Any, key: Any, where: Any) -> Any:
        return self.f.anon.min_by(arg, self._counting(key.is_(sge.Null()), key, where))

    def _counting(self, first: Any, key: Any, where: Any) -> Any:
        """Make a key that is NULL for rows that do not count, and for no other."""
        both = self.f.anon.struct(first, key)
        return both if where is None else self.if_(where, both, sge.Null())

    def visit_ArrayCollect(
        self, op: Any, *, arg: Any, where: Any, order_by: Any, include_null: Any, distinct: Any
    ) -> Any:
        """Order what is collected; Spark does so only after collecting."""
        if not order_by:
            return super().visit_ArrayCollect(
                op, arg=arg, where=where, order_by=(), include_null=include_null, distinct=distinct
            )
        if distinct or include_null or any(one.args.get("desc") for one in order_by):
            raise UnsupportedOperationError(
                "Spark collects known values in rising order here, and nothing else"
            )
        is_wanted = arg.is_(sge.Not(this=sge.Null()))
        is_wanted = is_wanted if where is None else sge.and_(where, is_wanted)
        named = [(f"key_{at}", key.this) for at, key in enumerate(order_by)] + [("value", arg)]
        fields = [part for name, value in named for part in (sge.convert(name), value)]
        row = self.if_(is_wanted, self.f.anon.named_struct(*fields), sge.Null())
        one = sge.to_identifier("one")
        value = sge.Dot(this=one, expression=sge.to_identifier("value"))
        ordered = self.f.anon.array_sort(self.f.anon.collect_list(row))
        values = self.f.transform(ordered, sge.Lambda(this=value, expressions=[one]))
        # Of nothing comes NULL, as elsewhere, and no empty list.
        return self.if_(self.f.anon.size(values).eq(0), sge.Null(), values)

    def visit_Strip(self, op: Any, *, arg: Any) -> Any:
        """Strip white space by an expression: of Ibis' list Spark reads two signs as `v` and `f`."""
        white = r"[\t\n\x0B\f\r ]+"
        return self.f.regexp_replace(arg, rf"^{white}|{white}\z", "")

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
