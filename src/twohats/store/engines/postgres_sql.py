"""Expressions to SQL of PostgreSQL, with the meaning they have in the embedded engine.

What differs is listed in docs/engines.md; each override says why it is here.
"""

import math
from typing import Any, ClassVar

import ibis.expr.datatypes as dt
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.postgres import PostgresCompiler

from twohats.store.engines.patterns import POSTGRESQL, grouped, translated


class Compiler(PostgresCompiler):  # type: ignore[misc]
    """Expressions to SQL, with the meaning they have in the embedded engine."""

    __slots__ = ()
    # Ibis makes methods of these again for each subclass, over those below.
    SIMPLE_OPS: ClassVar[dict[type, str]] = {}

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:
        """Say the type of floats and of empty lists: PostgreSQL takes digits for a decimal."""
        if dtype.is_array() and not value:
            return self.cast(self.f.array(), dtype)
        if dtype.is_floating() and math.isfinite(value):
            return self.cast(sge.convert(value), dt.float64)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_Divide(self, op: Any, *, left: Any, right: Any) -> Any:
        """Divide as floats: of whole numbers PostgreSQL would give a whole one."""
        return sge.Div(this=self.cast(left, dt.float64), expression=sge.paren(right))

    def visit_RegexSearch(self, op: Any, *, arg: Any, pattern: Any) -> Any:
        """Search by the operator: the function that Ibis takes is there from PostgreSQL 15 on only."""
        return sge.RegexpLike(this=arg, expression=_pattern(op))

    def visit_RegexReplace(self, op: Any, *, arg: Any, pattern: Any, replacement: Any) -> Any:
        return self.f.regexp_replace(arg, _pattern(op), replacement, "g")

    def visit_RegexExtract(self, op: Any, *, arg: Any, pattern: Any, index: Any) -> Any:
        """Take a group of the first match; an empty text where there is none, as elsewhere."""
        groups = sge.paren(self.f.regexp_match(arg, grouped(op.pattern.value, POSTGRESQL)))
        # sqlglot counts from 0 and writes from 1; what is whole is the first group.
        found = sge.Bracket(this=groups, expressions=[sge.convert(op.index.value)])
        return self.f.coalesce(found, self.if_(arg.is_(sge.Null()), sge.Null(), sge.convert("")))

    def _argminmax(self, op: Any, *, arg: Any, key: Any, where: Any, desc: bool) -> Any:
        """Take a row without a key where no other has one; Ibis' own would leave all of them out."""
        ordered = sge.Ordered(this=key, desc=desc, nulls_first=False)
        every = self.agg.array_agg(sge.Order(this=arg, expressions=[ordered]), where=where)
        return sge.paren(every, copy=False)[0]

    def visit_ArrayStringJoin(self, op: Any, *, arg: Any, sep: Any) -> Any:
        """Join no texts to an empty one, and not to NULL; that stands for a list nobody knows."""
        return self.f.array_to_string(arg, sep)

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:
        """Cast truth values by way of PostgreSQL's ``integer``, the only one it makes of them."""
        if op.arg.dtype.is_boolean() and to.is_numeric():
            arg = self.cast(arg, dt.int32)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:
        """Seconds as a float: PostgreSQL's own are decimals, and all that comes of them would be."""
        return self.cast(self.f.extract("epoch", arg), dt.float64)


def _pattern(op: Any) -> Any:
    return sge.convert(translated(op.pattern.value, POSTGRESQL))
