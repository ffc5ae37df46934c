"""A page before anybody chose how it looks: the same document becomes terminal, Markdown and HTML.

Flows build a `Document`; ``publish`` writes it once a guard cleared it; ``cli`` shows it. Nothing
here knows HTML, and nothing in ``publish`` knows where a number came from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

CellValue = str | int | float | bool | None


@dataclass(frozen=True)
class Cell:
    """One value people read, with what it opens to."""

    value: CellValue
    """None reads as *unknown*, never as zero."""
    opens: str | None = None
    """Key into `Document.rows`: the rows behind this number."""
    link: str | None = None
    """A public address: the item, the person's own word, the rule."""
    note: str | None = None
    """A word beside the value: ``still waiting``, ``too few``, ``assumed``."""
    page: str | None = None
    """Key of another page of the same site, where the value leads to one."""


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    key: str
    """Snake case; the column's name in CSV and JSON."""
    title: str
    """What people read above it, with the unit where there is one."""
    numeric: bool = False
    """Numbers are set to the right and keep their digits under one another."""


@dataclass(frozen=True)
class Grid:
    """A table: columns, and one tuple of cells per row, in the order to show."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    """One sentence: what one row stands for."""
    empty: str = "Nothing to show."
    """What stands in place of a table without rows."""


@dataclass(frozen=True)
class RowSet:
    """The rows behind one number."""

    title: str
    """What the number says, in words."""
    grid: Grid
    total: int
    """How many rows there are; more than ``grid`` holds where a page would grow too long."""
    command: str
    """The command that prints all of them; empty: readers have none."""
    says: str = ""
    """What counts, in a sentence or two."""
    file: str = ""
    """File beside the page that holds all of them."""
    dispute: str = ""
    """Address at which a reader says that the number is wrong."""


@dataclass(frozen=True)
class Figure:
    """One number set large, with the words that make it true."""

    label: str
    cell: Cell
    unit: str = ""
    detail: str = ""
    """Sample size, interval, what is left out."""


@dataclass(frozen=True)
class Chart:
    """A chart as data: writers draw it and always put its table beside it."""

    kind: Literal["stacked_bars", "bars", "survival", "lines"]
    title: str
    """A sentence that says what the chart shows."""
    data: tuple[Mapping[str, Any], ...]
    """One mapping per mark, already aggregated."""
    x: str
    """Field of the quantity (bars, horizontal) or of time (survival, lines)."""
    y: str
    """Field of the category (bars) or of the quantity (survival, lines)."""
    color: str | None = None
    """Field that splits a bar or tells lines apart."""
    color_order: tuple[str, ...] = ()
    """Values of ``color``, in the order to stack and to name; unknown last."""
    x_title: str = ""
    y_title: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a page: a heading that states what was found, then figures, chart and table."""

    key: str
    """Anchor and JSON key: ``waiting``."""
    heading: str
    lead: str = ""
    """Plain text, one to three sentences."""
    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    grid: Grid | None = None
    notes: tuple[str, ...] = ()
    """What to know before believing it: window, unit, bot rule, coverage."""
    paragraphs: tuple[str, ...] = ()
    """Plain text that somebody wrote, after the lead."""


@dataclass(frozen=True)
class Document:
    """A whole page."""

    title: str
    subtitle: str
    """Whose page it is, its window and as-of date."""
    sections: tuple[Section, ...]
    rows: Mapping[str, RowSet] = field(default_factory=dict)
    """Rows behind numbers, by the key that cells open."""
    banner: str = ""
    """Said above everything else: that data are made up, or a recording is not complete."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Digest, window, as-of, bot rule, affiliation source, coverage: printed at the foot."""
    up: tuple[str, str] | None = None
    """Page of the same site above this one: its key and its title."""
    dispute: str = ""
    """Address at which a reader says that anything else is wrong."""


@dataclass(frozen=True)
class Cleared:
    """A document every guard allowed. Only `twohats.guards` makes one."""

    document: Document
    guards: tuple[str, ...]
    """Codes of the guards that looked at it."""
