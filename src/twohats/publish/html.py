"""A cleared document as one HTML file that needs nothing else: no network, script or font file.

Numbers open by plain links: the rows stand at the foot, out of sight until they are the target of
the address. Everything a template prints passes `plain` and is escaped, because titles come from
strangers.
"""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from twohats.publish import charts
from twohats.publish.openings import Opening, anchors_of_sections, openings
from twohats.publish.palette import DARK, LIGHT, Palette
from twohats.publish.values import page_name, plain, say, say_all, title_of, way_to_say, web_address
from twohats.records.pages import Chart, Cleared, RowSet

_COLOUR = re.compile(r'(fill|stroke)="(#[0-9a-f]{6})"')


def to_html(cleared: Cleared) -> str:
    """Write the page as HTML text.

    Parameters
    ----------
    cleared
        A document every guard allowed.

    Returns
    -------
    str
        A whole page in UTF-8; the same document gives the same text.
    """
    document = cleared.document
    template = _templates().get_template("page.html.j2")
    text: str = template.render(
        document=document,
        guards=cleared.guards,
        behind=document.rows,
        openings=openings(document),
        sections=anchors_of_sections(document),
        first_from=_first_from(set()),
        css=Markup(_style()),  # noqa: S704 (our own file, and our own colours)
    )
    return text


def how_many(rows: RowSet) -> str:
    """How many rows there are, and whether these are all of them."""
    shown = len(rows.grid.rows)
    if shown < rows.total:
        return f"First {say(shown)} of {say(rows.total)} rows."
    return "One row." if rows.total == 1 else f"{say(rows.total)} rows."


def prints(rows: RowSet) -> str:
    """Say what the command of some rows prints, after its name."""
    if len(rows.grid.rows) < rows.total:
        return "prints all."
    return "prints it too." if rows.total == 1 else "prints them too."


def _first_from(seen: set[str]) -> Any:
    """Give the first number that opens some rows the id which the way back leads to."""

    def attribute(opening: Opening) -> Markup:
        if opening.back == "rows" or opening.back in seen:
            return Markup("")
        seen.add(opening.back)
        return Markup(' id="{}"').format(opening.back)

    return attribute


def _draw(chart: Chart, *, narrow: bool) -> Markup:
    """Draw the chart with colours left to the page: one drawing serves light and dark."""
    names = {colour: name for name, colour in LIGHT.variables().items()}

    def variable(found: re.Match[str]) -> str:
        name = names.get(found[2])
        return f'{found[1]}="var(--{name})"' if name else found[0]

    svg = charts.draw(chart, dark=False, narrow=narrow)
    return Markup(_COLOUR.sub(variable, svg))  # noqa: S704 (vl-convert escapes what it draws)


def _style() -> str:
    css, _, _ = _templates().loader.get_source(_templates(), "page.css")  # type: ignore[union-attr]
    dark = f"@media screen and (prefers-color-scheme: dark) {{ {_variables(DARK)} }}"
    return f"{_variables(LIGHT)}\n{dark}\n{css.strip()}"


def _variables(palette: Palette) -> str:
    said = " ".join(f"--{name}: {colour};" for name, colour in palette.variables().items())
    return f":root {{ {said} }}"


def _visible(value: Any) -> Any:
    """Make text plain before a template prints it; markup is ours already."""
    if isinstance(value, Markup):
        return value
    return plain(value) if isinstance(value, str) else say(value)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("twohats", "publish/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        keep_trailing_newline=True,
    )
    environment.globals.update(
        say=say,
        say_all=say_all,
        title_of=title_of,
        web_address=web_address,
        way_to_say=way_to_say,
        page_name=page_name,
        how_many=how_many,
        prints=prints,
        draw=_draw,
        chart_table=charts.table,
    )
    return environment
