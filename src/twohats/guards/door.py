"""The one door out: a document becomes `Cleared`, or stays here with the reason."""

import re
from collections.abc import Mapping
from dataclasses import replace

from twohats.errors import TwohatsError
from twohats.records.pages import Cell, Cleared, Document, Figure, Grid, RowSet, Section


class Held(TwohatsError):
    """A guard holds a document back."""

    exit_code = 4


def clear(document: Document, pseudonyms: Mapping[str, str]) -> Cleared:
    """Let a document out, our people under their pseudonyms wherever a text calls them.

    Parameters
    ----------
    document
        What would be shown.
    pseudonyms
        Logins and addresses of our people, with the name to show instead; none where names were
        asked for.

    Raises
    ------
    Held
        A cell still is, or calls, one of our people by login or address.
    """
    if not pseudonyms:
        return Cleared(document, ("G01",))
    cleaned = _renamed(document, pseudonyms)
    leaks = sorted(_leaks(cleaned, pseudonyms))
    if leaks:
        raise Held(
            f"the page was not written: {len(leaks)} of its cells name one of our people. "
            "This is a fault of twohats: please report it (without the names)."
        )
    return Cleared(cleaned, ("G01",))


def _renamed(document: Document, pseudonyms: Mapping[str, str]) -> Document:
    """Replace ``@login`` and addresses of ours in texts that strangers wrote."""
    names = sorted(pseudonyms, key=len, reverse=True)
    # A group for each name: it tells which one was found, however the text spells it.
    calls = re.compile(
        "|".join(
            rf"(?<![\w./-])({'' if '@' in name else '@'}{re.escape(name)})(?![\w-])"
            for name in names
        ),
        re.IGNORECASE,
    )

    hidden = {name.lower(): shown for name, shown in pseudonyms.items()}

    def text(value: str) -> str:
        return calls.sub(lambda m: pseudonyms[names[(m.lastindex or 1) - 1]], value)

    def cell(one: Cell) -> Cell:
        return replace(one, value=text(one.value)) if isinstance(one.value, str) else one

    def title(one: Cell) -> Cell:
        """Strangers may write nothing but a name of ours as a title; that is no fault of ours."""
        whole = hidden.get(str(one.value).lower())
        return replace(one, value=whole) if whole else cell(one)

    def grid(one: Grid) -> Grid:
        change = [title if column.key == "title" else cell for column in one.columns]
        return replace(
            one,
            rows=tuple(
                tuple(how(each) for how, each in zip(change, row, strict=True)) for row in one.rows
            ),
        )

    def figure(one: Figure) -> Figure:
        return replace(one, cell=cell(one.cell))

    def section(one: Section) -> Section:
        return replace(
            one,
            figures=tuple(map(figure, one.figures)),
            grid=one.grid and grid(one.grid),
            notes=tuple(map(text, one.notes)),
        )

    def row_set(one: RowSet) -> RowSet:
        return replace(one, grid=grid(one.grid))

    return replace(
        document,
        sections=tuple(map(section, document.sections)),
        rows={key: row_set(rows) for key, rows in document.rows.items()},
    )


def _leaks(document: Document, pseudonyms: Mapping[str, str]) -> set[str]:
    """Find names of ours that are the whole of a cell, of a figure or of a mark in a chart."""
    names = {name.lower() for name in pseudonyms}
    charts = [section.chart for section in document.sections if section.chart]
    shown = [value for chart in charts for mark in chart.data for value in mark.values()]
    shown += [figure.cell.value for section in document.sections for figure in section.figures]
    grids = [section.grid for section in document.sections if section.grid]
    grids += [rows.grid for rows in document.rows.values()]
    shown += [cell.value for grid in grids for row in grid.rows for cell in row]
    return {value for value in shown if isinstance(value, str) and value.lower() in names}
