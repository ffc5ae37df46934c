"""Expressions to SQL of Apache Spark, with the meaning they have in the embedded engine.

What differs is listed in docs/engines.md; each override says why it is here.
"""

from typing import Any, ClassVar

import ibis.expr.datatypes as dt
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

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
