"""Which numbers open to which rows, and the anchors that take a reader there and back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twohats.publish.values import plain
from twohats.records.pages import Cell, Document, Grid

_NOT_IN_ANCHOR = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Opening:
    """One set of rows on a page."""

    anchor: str
    """Where the rows stand: ``rows-waiting-people``."""
    back: str
    """Where the reader came from: the first number that opens these rows, or the list of all."""


def cells_of(grid: Grid | None) -> Iterator[Cell]:
    """Every cell of a grid, row by row."""
    for row in grid.rows if grid else ():
        yield from row


def cells_shown(document: Document) -> Iterator[Cell]:
    """Every cell of the sections, in reading order, without the rows they open."""
    for section in document.sections:
        yield from (figure.cell for figure in section.figures)
        yield from cells_of(section.grid)


def openings(document: Document) -> dict[str, Opening]:
    """Anchors for every set of rows, by the key cells open, in the document's order."""
    shown = {cell.opens for cell in cells_shown(document)}
    found: dict[str, Opening] = {}
    taken: set[str] = set()
    for key in document.rows:
        name = _free_name(key, taken)
        taken.add(name)
        found[key] = Opening(f"rows-{name}", f"from-{name}" if key in shown else "rows")
    return found


def loose_ends(document: Document) -> tuple[str, ...]:
    """Keys that cells open without rows, and rows that no cell opens; a page should have none."""
    cells = [*cells_shown(document)]
    for rows in document.rows.values():
        cells += cells_of(rows.grid)
    opened = {cell.opens for cell in cells if cell.opens is not None}
    return tuple(sorted(opened ^ set(document.rows)))


def anchors_of_sections(document: Document) -> Mapping[str, str]:
    """Find an anchor for every section: its key, unless the page needs that name."""
    taken = {"main", "rows", "about"}
    found: dict[str, str] = {}
    for section in document.sections:
        ours = section.key.startswith(("rows", "from", "chart"))
        name = _free_name(f"part-{section.key}" if ours else section.key, taken)
        taken.add(name)
        found[section.key] = name
    return found


def _free_name(key: str, taken: set[str]) -> str:
    """Make a name of ``key`` that is safe in an address and that nothing else has."""
    wanted = _NOT_IN_ANCHOR.sub("-", plain(key).lower()).strip("-") or "list"
    name, at = wanted, 2
    while name in taken:
        name, at = f"{wanted}-{at}", at + 1
    return name
