"""What an engine is: an Ibis backend that keeps three promises, and the facts as its tables.

1. ``backend.create_table(name, rows or expression, temp=True, overwrite=…)`` runs an expression once,
   or takes an Arrow table, and gives it back as a table of the same columns and types. It is gone with
   the connection.
2. ``expression.to_pyarrow()`` gives the same columns, types and rows as on any other engine: times in
   UTC, texts compared byte by byte.
3. A fact table has the columns and types of `twohats.store.arrow.schema_of`, whoever filled it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


@dataclass(frozen=True)
class Engine:
    """An engine with the facts of one moment open in it."""

    url: str
    """As settings name it; it holds no secret."""
    backend: "BaseBackend"
    tables: "Mapping[str, ir.Table]"
    """Every fact table, unexecuted, by name; see docs/facts.md."""
    about: Callable[[], tuple[tuple[str, str], ...]] = tuple
    """Tells what a person may want to know of it: pairs of what, and what was found."""


@dataclass(frozen=True)
class Stayed:
    """A copy of facts that was to be dropped, and was not."""

    where: str
    """The schema that holds it."""
    why: str
    """What is in the way."""
    owner: str | None = None
    """The login that alone can drop it; None: the one that tried."""
