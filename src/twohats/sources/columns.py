"""Rows gathered one by one, handed over column by column."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec

from twohats.records import TABLES, Rows, Skipped

_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class RowBuffer:
    """Rows of one fact table, until the page is full.

    ``add`` takes one tuple with every column of the table, in its order; it is the list's own
    ``append``, because readers call it hundreds of thousands of times.
    """

    def __init__(self, table: str):
        self.table = TABLES[table]
        self._rows: list[tuple[Any, ...]] = []
        self.add = self._rows.append

    def __len__(self) -> int:
        return len(self._rows)

    def take(self) -> tuple[Rows, list[Skipped]]:
        """Empty the buffer.

        Returns
        -------
        Rows
            Without the columns that are NULL throughout. Times are ISO 8601 text in UTC.
        list of Skipped
            One per time that no calendar knows; the row stays, with NULL in its place.
        """
        columns: dict[str, Sequence[Any]] = {}
        skipped: list[Skipped] = []
        by_column = list(zip(*self._rows, strict=True))
        for (name, kind), values in zip(
            self.table.columns.items(), by_column, strict=bool(by_column)
        ):
            if kind == "time" and not _plain_times(values):
                values = tuple(map(utc_text, values))
                skipped += self._lost_times(name, by_column, values)
            if any(value is not None for value in values) or name in self.table.key:
                columns[name] = values
        self._rows.clear()
        return columns, skipped

    def _lost_times(
        self, name: str, by_column: list[tuple[Any, ...]], kept: tuple[str | None, ...]
    ) -> list[Skipped]:
        given = by_column[list(self.table.columns).index(name)]
        return [
            Skipped(f"{by_column[0][at]}: {name}", f"{given[at]!r} is not a time")
            for at, value in enumerate(kept)
            if value is None and given[at] is not None
        ]


def utc_text(value: object) -> str | None:
    """Write a time as ISO 8601 in UTC, ending in ``Z``; None for what is not a time.

    >>> utc_text("2024-05-01T12:00:00+02:00")
    '2024-05-01T10:00:00Z'
    >>> utc_text("2024-05-01 12:00:00")
    '2024-05-01T12:00:00Z'
    >>> utc_text("soon")
    """
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        at_utc = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return at_utc.isoformat().replace("+00:00", "Z")


def _plain_times(values: Sequence[Any]) -> bool:
    """Whether all are times in UTC as forges write them; checked in bulk, since nearly all are."""
    try:
        msgspec.convert(values, tuple[_Time | None, ...])
    except msgspec.ValidationError:
        return False
    return all(value is None or value[-1] == "Z" for value in values)
