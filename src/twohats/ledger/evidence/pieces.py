"""What all finders share: the shape of a piece, and reading names out of labels and texts."""

import re
from typing import Any

import ibis
import ibis.expr.types as ir

from twohats.ledger.cases import Case
from twohats.records.evidence import EVIDENCE_COLUMNS, Kind

_TIME = "timestamp('UTC')"
_TYPES = dict.fromkeys(EVIDENCE_COLUMNS, "string") | {"holds": "boolean", "said_at": _TIME}


def pieces(
    kind: Kind,
    table: ir.Table,
    *,
    because: Any,
    holds: Any = True,
    strength: Any = "strong",
    url: Any = None,
    who: Any = None,
    said_at: Any = None,
    quote: Any = None,
) -> ir.Table:
    """Give the rows of a table as pieces of one kind.

    Parameters
    ----------
    kind
        Of evidence.
    table
        One row per piece, with ``entry`` and, for D, ``ended_at``.
    because, holds, strength, url, who, said_at, quote
        A value, or an expression over the table. A strong piece for D without a date, or dated
        after the work ended, becomes weak.
    """
    values: dict[str, Any] = {
        "entry": table.entry,
        "kind": kind,
        "holds": holds,
        "strength": strength,
        "url": url,
        "who": who,
        "said_at": said_at,
        "quote": quote,
        "because": because,
    }
    columns = {name: ibis.literal(value) if _is_plain(value) else value
               for name, value in values.items()}  # fmt: skip
    typed = {name: column.cast(_TYPES[name]) for name, column in columns.items()}
    if kind[0] == "D":
        typed["strength"] = _timed(typed["strength"], typed["said_at"], table.ended_at)
    return table.select(**typed)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | bool)


def _timed(strength: Any, said_at: Any, ended_at: Any) -> Any:
    is_late = said_at.isnull() | (said_at > ended_at).fill_null(False)
    return ibis.ifelse((strength == "strong") & is_late, "weak", strength)


def members_named(case: Case) -> str | None:
    """Regular expression for the name of any member; None: the workspace names none."""
    names = [_spelt(name) for name in case.traces.members if name.strip()]
    return "|".join(names) or None


def _spelt(name: str) -> str:
    # Labels write hyphens where people write spaces.
    return r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name.strip()))


def short(key: Any) -> Any:
    """Shorten an item's key to what people write: ``owner/name#12``."""
    return key.re_replace(r"^[a-z][a-z0-9-]*:", "")


def per_entry(case: Case, table: ir.Table) -> ir.Table:
    """Join what is known of items with each entry about one of them."""
    work = case.work.select("entry", "item", "account", "activity", "happened_at", "ended_at")
    return work.inner_join(table, "item")
