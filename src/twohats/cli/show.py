"""A page in the terminal: the same document, the same words and numbers, no wider than asked."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap

from rich import box
from rich.console import Console, Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from twohats.publish.charts import NOT_KNOWN, colours_named, table
from twohats.publish.values import plain, say, say_all, title_of, web_address
from twohats.records.pages import Cell, Chart, Document, Figure, Grid, Section

_SHADES = (("█", "blue"), ("▓", "yellow"), ("▒", "cyan"), ("▚", "magenta"), ("▞", "green"))
_NOT_KNOWN = ("░", "bright_black")
_BAR = 32
_ROWS = 12
"""Rows of a table in a document; the page holds the others."""
_POINTS = 18
"""Points of a line that a terminal shows; the page holds them all."""
_SHORT = 22
"""Words no longer than this stay on one line where the table has room for it."""
_NAME = 16
"""Names and days no longer than this are broken only where nothing else is left."""
_PIECE = 100
"""Rows that are printed at once where no row's layout depends on another's."""
_FLEXIBLE = 16
_NARROWEST = 10
"""Least room for a column of words: good, and still bearable."""


def show_document(document: Document, console: Console) -> None:
    """Print a whole document.

    Parameters
    ----------
    document
        What the page holds.
    console
        Where to; its width is kept, and colours only where it allows them.
    """
    if document.banner:
        console.print(_text(f"Note: {document.banner}", "bold yellow"))
    console.print(_text(document.title, "bold"))
    console.print(_text(document.subtitle, "dim"))
    for section in document.sections:
        console.print()
        for part in _section(section, console.width):
            console.print(part)
    console.print()
    if document.rows:
        console.print(_text("Each number opens to its rows on the page, with its command.", "dim"))
    console.print(_pairs((title_of(key), say_all(value)) for key, value in document.meta.items()))


def _section(section: Section, width: int) -> Iterator[RenderableType]:
    yield _text(section.heading, "bold underline")
    if section.lead:
        yield _text(section.lead)
    if section.figures:
        yield from (Text(), _figures(section.figures))
    if section.chart:
        yield from (Text(), _chart(section.chart, width))
    if section.grid:
        yield from (Text(), _grid(section.grid, width, _ROWS))
    if section.notes:
        yield Text()
    for note in section.notes:
        yield _listed(_text(note, "dim"))


def _figures(figures: tuple[Figure, ...]) -> Table:
    """One line per figure: the number, what it counts, and what makes it true."""
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(justify="right", no_wrap=True)
    lines.add_column(overflow="fold")
    for figure in figures:
        said = _text(figure.label)
        if figure.unit:
            said.append_text(_text(f" ({figure.unit})"))
        words = ", ".join(part for part in (figure.cell.note, figure.detail) if part)
        if words:
            said.append_text(_text(f" · {words}", "dim"))
        lines.add_row(_value(figure.cell, "bold"), said)
    return lines


def show_grid(grid: Grid, console: Console) -> None:
    """Print one table, all of it; what needs no common widths, piece by piece."""
    if len(grid.rows) <= _PIECE or _least_widths(grid, console.width) is not None:
        console.print(_grid(grid, console.width, len(grid.rows)))
        return
    # Whoever pipes this into `head` or `less` has the first rows at once.
    if grid.caption:
        console.print(_text(grid.caption, "dim"))
    for start in range(0, len(grid.rows), _PIECE):
        console.print(_cards(replace(grid, rows=grid.rows[start : start + _PIECE])))


def _grid(grid: Grid, width: int, most: int) -> RenderableType:
    if not grid.rows:
        return _text(grid.empty, "dim")
    caption = [_text(grid.caption, "dim")] if grid.caption else []
    more = len(grid.rows) - most
    rest = [_text(f"{more:,} more rows are on the page.", "dim")] if more > 0 else []
    grid = replace(grid, rows=grid.rows[:most])
    least = _least_widths(grid, width)
    shown = _cards(grid) if least is None else _table(grid, least)
    return Group(*caption, shown, *rest)


def _table(grid: Grid, least: tuple[int | None, ...]) -> Table:
    """Lay out a table; columns with a least width keep it, the others share what is left."""
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for column, width in zip(grid.columns, least, strict=True):
        title = plain(column.title)
        shown.add_column(
            _text(title) if width is None else Text("\n".join(wrap(title, width))),
            justify="right" if column.numeric else "left",
            no_wrap=width is not None,
            min_width=width,
            overflow="fold",
        )
    for row in grid.rows:
        cells = zip(row, grid.columns, strict=True)
        shown.add_row(*(_cell(cell, column.numeric) for cell, column in cells))
    return shown


def _cards(grid: Grid) -> RenderableType:
    """One row under the other, for a table that a terminal is too narrow for.

    The first cell stands in front, with the second where that is a word; the others follow, each
    after its column's title: a number says nothing without one.
    """
    front = 1 if len(grid.columns) > 1 and grid.columns[1].numeric else 2
    cards = Table.grid()
    cards.add_column(overflow="fold")
    for row in grid.rows:
        head = Text("  ").join(_cell(cell, numeric=False) for cell in row[:front])
        named = [
            Text.assemble(_text(column.title, "dim"), " ", _cell(cell, numeric=False))
            for column, cell in zip(grid.columns[front:], row[front:], strict=True)
        ]
        cards.add_row(head)
        if named:
            cards.add_row(_listed(Text(" · ", "dim").join(named), sign=""))
    return cards


def _least_widths(grid: Grid, width: int) -> tuple[int | None, ...] | None:
    """Width that each column must keep whole; None for one whose words may go on below.

    Numbers are always kept whole, and short words as long as the rest can still be read. None for
    all: the terminal is too narrow for this table.
    """
    widest = [max(_width(row[at]) for row in grid.rows) for at in range(len(grid.columns))]
    for longest_kept, flexible in ((_SHORT, _FLEXIBLE), (_NAME, _NARROWEST), (0, _NARROWEST)):
        least: list[int | None] = []
        for column, cells in zip(grid.columns, widest, strict=True):
            kept = column.numeric or cells <= longest_kept
            head = _head_width(column.title, lines=2 if longest_kept else 6)
            least.append(max(cells, head) if kept else None)
        if sum(flexible if size is None else size for size in least) + 3 * len(least) <= width:
            return tuple(least)
    return None


def _head_width(title: str, lines: int) -> int:
    """Least width at which a title breaks no word and takes no more lines than these."""
    title = plain(title)
    least = max((len(word) for word in title.split()), default=1)
    return next(w for w in range(least, len(title) + 2) if len(wrap(title, w)) <= lines)


def _chart(chart: Chart, width: int) -> RenderableType:
    title = _text(chart.title, "italic")
    if not chart.data:
        return Group(title, _text("Nothing to draw.", "dim"))
    if chart.kind in ("bars", "stacked_bars"):
        return Group(title, *_bars(chart, width))
    rows = table(chart)
    groups = len(colours_named(chart)) or 1
    shown = _thinned(rows, groups)
    parts: list[RenderableType] = [title, _grid(shown, width, _POINTS)]
    if len(shown.rows) < len(rows.rows):
        said = f"{len(shown.rows)} of {len(rows.rows)} points; the page draws them all."
        parts.append(_text(said, "dim"))
    return Group(*parts)


def _thinned(grid: Grid, groups: int) -> Grid:
    """As many points of each line as a terminal bears, the first and the last among them."""
    by_group: dict[str, list[tuple[Cell, ...]]] = {}
    for row in grid.rows:
        by_group.setdefault(say(row[0].value) if groups > 1 else "", []).append(row)
    most = max(2, _POINTS // groups)
    kept: list[tuple[Cell, ...]] = []
    for rows in by_group.values():
        if len(rows) <= most:
            kept += rows
        else:
            kept += [rows[round(at * (len(rows) - 1) / (most - 1))] for at in range(most)]
    return Grid(grid.columns, tuple(kept))


def _bars(chart: Chart, width: int) -> Iterator[RenderableType]:
    names = colours_named(chart)
    shades = _shades(names)
    found: dict[str, list[tuple[str, float | int | None]]] = {}
    for mark in chart.data:
        group = say(mark.get(chart.color)) if chart.color else ""
        found.setdefault(say(mark.get(chart.y)), []).append((group, mark.get(chart.x)))
    longest = max(sum(abs(value or 0) for _, value in marks) for marks in found.values())
    room = min(_BAR, max(8, width // 3))
    if names:
        yield Text("  ").join(
            Text.assemble((shades[name][0], shades[name][1]), " ", _text(name)) for name in names
        )
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(overflow="fold")
    lines.add_column(no_wrap=True, min_width=room)
    lines.add_column(overflow="fold")
    for category, marks in found.items():
        ordered = sorted(marks, key=lambda mark: names.index(mark[0]) if names else 0)
        bar, done = Text(), 0.0
        for name, value in ordered:
            start = round(done / longest * room) if longest else 0
            done += abs(value or 0)
            sign, colour = shades.get(name, _SHADES[0])
            bar.append(sign * ((round(done / longest * room) if longest else 0) - start), colour)
        lines.add_row(_text(category), bar, _text(" · ".join(say(v) for _, v in ordered)))
    yield lines


def _shades(names: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    known = [name for name in names if name.lower() not in NOT_KNOWN]
    shades = {name: _SHADES[at % len(_SHADES)] for at, name in enumerate(known)}
    return {name: shades.get(name, _NOT_KNOWN) for name in names}


def _pairs(pairs: Iterator[tuple[str, str]]) -> Table:
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(style="dim", overflow="fold", max_width=24)
    lines.add_column(style="dim", overflow="fold")
    for name, value in pairs:
        lines.add_row(_text(name), _text(value))
    return lines


def _listed(text: Text, sign: str = "·") -> Table:
    line = Table.grid()
    line.add_column(width=2, style="dim")
    line.add_column(overflow="fold")
    line.add_row(sign, text)
    return line


def _cell(cell: Cell, numeric: bool) -> Text:
    value = _value(cell)
    if not cell.note:
        return value
    note = _text(cell.note, "dim")
    return Text(" ").join([note, value] if numeric else [value, note])


def _value(cell: Cell, style: str = "") -> Text:
    address = web_address(cell.link)
    look = Style.parse(style if cell.value is not None else "italic dim")
    return Text(plain(say(cell.value)), style=look + Style(link=address) if address else look)


def _width(cell: Cell) -> int:
    return _cell(cell, numeric=True).cell_len


def _text(text: str, style: str = "") -> Text:
    """Text that is never read as markup, and that can repaint no terminal."""
    return Text(plain(text), style=style)
