"""The first thing of each kind, the same one in every run and on every engine."""

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

_OF_ONE_LENGTH = 5 * 10**16
"""Added to microseconds since 1970, so that all have the same number of digits."""


def moment_key(at: ir.TimestampValue, then: ir.StringValue) -> ir.StringValue:
    """Write a time, and what decides between rows of one moment, as one text to order by.

    Engines take any of several rows that share the smallest or largest key, another one each time;
    with this key there is one.

    Parameters
    ----------
    at
        Between 1700 and 2200; microseconds count.
    then
        Tells rows of one moment apart. NULL makes the key NULL.
    """
    micros = (at.epoch_seconds().cast("float64") * 1_000_000).round()
    return (micros + _OF_ONE_LENGTH).cast("string") + then


def first_of_each(
    table: ir.Table, keys: Sequence[str], at: str, then: Sequence[str] = ()
) -> ir.Table:
    """Take the earliest row of each group.

    Parameters
    ----------
    table
        Any rows.
    keys
        Columns that make a group; a row with NULL in one of them belongs to none.
    at
        Column of times; rows without one come into no group.
    then
        Columns that decide between rows of one moment, the smaller value first, NULL last. They
        have to tell all rows apart that differ in what is given back.

    Returns
    -------
    ibis.Table
        One row per group: ``keys``, ``at`` and ``then``.

    Examples
    --------
    >>> said = ibis.memtable({"item": ["a", "a", "b"], "at": [2, 2, 1], "who": ["eve", "ada", "ada"]})
    >>> first_of_each(said, ["item"], "at", ["who"]).order_by("item").to_pyarrow().to_pylist()
    [{'item': 'a', 'at': 2, 'who': 'ada'}, {'item': 'b', 'at': 1, 'who': 'ada'}]
    """
    rows = table.select(*keys, at, *then)
    # Few rows share a moment: numbering those alone is cheaper than numbering all, and unlike the
    # smallest of all rows as one value, every engine can do it.
    earliest = rows.group_by(*keys).agg(_earliest=rows[at].min())
    tied = rows.inner_join(earliest, [*keys, (at, "_earliest")])
    within = ibis.window(group_by=list(keys), order_by=list(then)) if then else None
    place = ibis.row_number().over(within or ibis.window(group_by=list(keys), order_by=[at]))
    tied = tied.select(*keys, at, *then, _place=place)
    return tied.filter(tied._place == 0).drop("_place")
