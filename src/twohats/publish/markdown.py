"""A cleared document as plain GitHub-flavoured Markdown: same words, same numbers, no HTML page.

Text from strangers can neither start markup nor call anybody: signs that mean something in
Markdown are escaped, and ``@name`` is parted by an empty comment, because GitHub would notify that
person wherever the text is pasted.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from twohats.publish import charts
from twohats.publish.html import how_many, prints
from twohats.publish.openings import Opening, openings
from twohats.publish.values import page_name, plain, say, say_all, title_of, way_to_say, web_address
from twohats.records.pages import Cell, Cleared, Document, Figure, Grid, RowSet, Section

_SIGNS = re.compile(
    r"([\\`*_{}\[\]|~$]|(?<!\w)#(?=\d)|^\s*[-+>#=](?=\s|$|#)|^\s*\d+(?=[.)](?:\s|$)))"
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_CALL = re.compile(r"@(?=\w)")


def to_markdown(cleared: Cleared, *, is_myst: bool = False, page: str = "") -> str:
    """Write the page as Markdown text.

    Parameters
    ----------
    cleared
        A document every guard allowed.
    is_myst
        For Sphinx and MyST, which take anchors as labels; else for GitHub and Hugo.
    page
        Key of the page within a site. Labels are one for a whole site, so theirs begin with it.

    Returns
    -------
    str
        Ends with a line break. Rows behind numbers follow the sections, each under its anchor.
    """
    document = cleared.document
    links = openings(document)
    if is_myst and page:
        links = {key: replace(one, anchor=f"{page}-{one.anchor}") for key, one in links.items()}
    parts = [f"# {_text(document.title)}", _text(document.subtitle)]
    if document.up:
        parts.insert(0, f"[{_text(document.up[1])}]({page_name(document.up[0], '.md')})")
    if document.banner:
        parts.insert(0, f"> **Note:** {_text(document.banner)}")
    for section in document.sections:
        parts += _section(section, links)
    if document.rows:
        parts += ["## Rows behind the numbers", *_behind(document, links, is_myst)]
    parts += ["## How this page came about", _meta(document, cleared.guards)]
    if way_to_say(document.dispute):
        parts.append(f"[Say that something here is wrong]({_address(document.dispute)})")
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(section: Section, links: dict[str, Opening]) -> Iterable[str]:
    yield f"## {_text(section.heading)}"
    yield _text(section.lead)
    yield from map(_text, section.paragraphs)
    yield "\n".join(_figure(figure, links) for figure in section.figures)
    if section.chart:
        shown = _table(charts.table(section.chart), {}, caption=False)
        summary = _text(section.chart.title)
        yield f"<details>\n<summary>Chart: {summary}</summary>\n\n{shown}\n\n</details>"
    if section.grid:
        yield _table(section.grid, links)
    yield "\n".join(f"- {_text(note)}" for note in section.notes)


def _figure(figure: Figure, links: dict[str, Opening]) -> str:
    said = f"**{_number(figure.cell, links)}**"
    if figure.unit:
        said += f" {_text(figure.unit)}"
    if figure.cell.note:
        said += f" ({_text(figure.cell.note)})"
    if figure.detail:
        said += f" — {_text(figure.detail)}"
    return f"- {_text(figure.label)}: {said}"


def _behind(document: Document, links: dict[str, Opening], is_myst: bool) -> Iterable[str]:
    for key, rows in document.rows.items():
        anchor = links[key].anchor
        yield (
            f"({anchor})=\n### {_text(rows.title)}"
            if is_myst
            else f'### <a id="{anchor}"></a>{_text(rows.title)}'
        )
        yield _count(rows)
        yield _text(rows.says)
        yield _table(rows.grid, links)
        yield _ways_on(rows)


def _ways_on(rows: RowSet) -> str:
    """Lead to all rows, and to where the number can be disputed."""
    ways = [f"[All rows as CSV]({rows.file})"] if rows.file else []
    if way_to_say(rows.dispute):
        ways.append(f"[Say that this number is wrong]({_address(rows.dispute)})")
    return " · ".join(ways)


def _count(rows: RowSet) -> str:
    if not rows.command or not rows.total:
        return how_many(rows)
    return f"{how_many(rows)} {_code(rows.command)} {prints(rows)}"


def _meta(document: Document, guards: tuple[str, ...]) -> str:
    said = {**document.meta, "cleared_by": guards}
    return "\n".join(f"- {_text(title_of(key))}: {_text(say_all(said[key]))}" for key in said)


def _table(grid: Grid, links: dict[str, Opening], *, caption: bool = True) -> str:
    if not grid.rows:
        return f"*{_text(grid.empty)}*"
    lines = [
        _row(_text(column.title) for column in grid.columns),
        _row("---:" if column.numeric else "---" for column in grid.columns),
        *(_row(_cell(cell, links) for cell in row) for row in grid.rows),
    ]
    above = f"*{_text(grid.caption)}*\n\n" if caption and grid.caption else ""
    return above + "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell, links: dict[str, Opening]) -> str:
    said = _number(cell, links)
    return f"{said} ({_text(cell.note)})" if cell.note else said


def _number(cell: Cell, links: dict[str, Opening]) -> str:
    said = _text(say(cell.value))
    address = web_address(cell.link)
    if cell.opens is not None and cell.opens in links:
        said = f"[{said}](#{links[cell.opens].anchor})"
        said += f" ([source]({_address(address)}))" if address else ""
    elif address:
        said = f"[{said}]({_address(address)})"
    elif cell.page and page_name(cell.page, ".md"):
        said = f"[{said}]({page_name(cell.page, '.md')})"
    return said


def _address(address: str) -> str:
    """Code what could end an address early: brackets and bars."""
    for sign, code in (("(", "%28"), (")", "%29"), ("|", "%7C"), ("[", "%5B"), ("]", "%5D")):
        address = address.replace(sign, code)
    return address


def _code(command: str) -> str:
    """Set a command as code, fenced by more backticks than it holds."""
    said = plain(command)
    fence = "`" * (max((len(run) for run in re.findall(r"`+", said)), default=0) + 1)
    space = " " if "`" in said else ""
    return f"{fence}{space}{said}{space}{fence}"


def _text(text: str) -> str:
    said = "".join(_ENTITIES.get(sign, sign) for sign in plain(text))
    return _CALL.sub("@<!-- -->", _SIGNS.sub(_escaped, said))


def _escaped(found: re.Match[str]) -> str:
    """Put a backslash before a sign, or before what would start a list."""
    sign = found[0]
    if sign.strip().isdigit():
        return sign + "\\"
    return sign[:-1] + "\\" + sign[-1]
