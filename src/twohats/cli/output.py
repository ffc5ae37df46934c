"""Rows on standard output: a table for people, JSON, CSV or Markdown for scripts.

Rows and nothing else go to standard output; progress and messages go to standard error.
"""

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from twohats.records import Skipped

if TYPE_CHECKING:
    from twohats.records.pages import Cell


class Format(StrEnum):
    """How rows are written."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


def say(message: str) -> None:
    """Tell the person, not the script."""
    print(message, file=sys.stderr)


def write_rows(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    how: Format,
    meta: Mapping[str, Any] | None = None,
    skipped: Iterable[Skipped] = (),
) -> None:
    """Write rows in the form that was asked for.

    JSON is one object: ``{"rows": […], "meta": {…}, "skipped": […]}``.
    """
    if how is Format.json:
        content = {
            "rows": [{name: _plain(row[name]) for name in columns} for row in rows],
            "meta": {name: _plain(value) for name, value in (meta or {}).items()},
            "skipped": [{"key": loss.key, "reason": loss.reason} for loss in skipped],
        }
        print(json.dumps(content, ensure_ascii=False, indent=1))
    elif how is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_flat(row[name]) for name in columns] for row in rows)
    elif how is Format.md:
        print("| " + " | ".join(columns) + " |")
        print("|" + " --- |" * len(columns))
        for row in rows:
            cells = (_flat(row[name]).replace("|", r"\|").replace("\n", " ") for name in columns)
            print("| " + " | ".join(cells) + " |")
    else:
        _table(rows, columns)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    from rich.console import Console

    from twohats.cli.show import show_grid
    from twohats.records.pages import Column, Grid

    shown = tuple(
        Column(name, name, numeric=any(_is_number(row[name]) for row in rows)) for name in columns
    )
    cells = tuple(tuple(_cell(row[name]) for name in columns) for row in rows)
    show_grid(Grid(shown, cells, empty="No rows."), Console())


def _cell(value: Any) -> "Cell":
    from twohats.records.pages import Cell

    return Cell(value if value is None or _is_number(value) else _flat(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    """Turn a value into what JSON has."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _flat(value: Any) -> str:
    """Turn a value into one piece of text; lists are joined by commas, unknown is empty."""
    value = _plain(value)
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
