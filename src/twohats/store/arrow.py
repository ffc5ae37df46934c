"""Rows of a page to Arrow, with the column types of `twohats.records.tables`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from twohats.records import SEEN_AT, TABLES, Rows, row_count

TYPES = {
    "string": pa.string(),
    "int": pa.int64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "list": pa.list_(pa.string()),
}


def schema_of(table: str) -> pa.Schema:
    """Arrow schema of a fact table, ``seen_at`` last."""
    fields = [pa.field(name, TYPES[kind]) for name, kind in TABLES[table].columns.items()]
    return pa.schema([*fields, pa.field(SEEN_AT, TYPES["time"])])


def to_arrow(table: str, rows: Rows, seen_at: datetime) -> pa.Table:
    """Build the Arrow table of one page.

    Parameters
    ----------
    table
        Name of a fact table.
    rows
        Its columns; those left out become NULL.
    seen_at
        When the source was looked at; on every row.

    Returns
    -------
    pyarrow.Table
        With every column of the fact table, in order, and ``seen_at``.

    Raises
    ------
    KeyError
        The reader gave a column that the fact table does not have.
    """
    columns = TABLES[table].columns
    unknown = sorted(set(rows) - set(columns))
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(unknown)}")
    count = row_count(rows)
    arrays = [
        _array(rows[name], TYPES[kind]) if name in rows else pa.nulls(count, TYPES[kind])
        for name, kind in columns.items()
    ]
    arrays.append(pa.repeat(pa.scalar(seen_at, TYPES["time"]), count))
    return pa.Table.from_arrays(arrays, schema=schema_of(table))


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """One column; a value that does not fit its type becomes NULL rather than stop a read."""
    try:
        return _exact(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError):
        return pa.concat_arrays([_lenient(value, kind) for value in values])


def _exact(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if not pa.types.is_timestamp(kind):
        return values.cast(kind) if isinstance(values, pa.Array) else pa.array(values, kind)
    first = next((value for value in values if value is not None), None)
    if isinstance(first, str):
        return pc.cast(pa.array(values, pa.string()), kind)
    if isinstance(first, datetime):
        return pa.array(values, kind)
    return pc.cast(pa.array(values, pa.int64()), kind)


def _lenient(value: Any, kind: pa.DataType) -> pa.Array:
    """One value as an array of one; lone surrogates are replaced, the unreadable is NULL."""
    if isinstance(value, str):
        value = value.encode("utf-8", "replace").decode("utf-8")
    try:
        return _exact([value], kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError):
        return pa.nulls(1, kind)
