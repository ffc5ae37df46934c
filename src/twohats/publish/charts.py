"""Charts: data drawn as SVG by Altair and vl-convert, and the same data as a table.

No browser, no script and no font file is needed to see them. What is not known is always striped
grey, lines differ in their dashes as well as their colours, and every drawing carries a title and
a description in words.
"""

import re
from datetime import date, datetime
from hashlib import sha256
from html import escape
from typing import Any

from twohats.publish.palette import DARK, LIGHT, Palette
from twohats.publish.values import plain, say, title_of
from twohats.records.pages import Cell, Chart, Column, Grid

WIDE = 720
NARROW = 330
"""Widths of the two drawings a page holds, in CSS pixels; text is 12 px in both."""

NOT_KNOWN = frozenset(
    {"unknown", "undecided", "unclear", "not measured", "not reached", "too few", "not held"}
)
"""Values of ``color`` that are drawn striped, whatever their place in the order."""

HELD_BACK = frozenset({"not told"})
"""Values of ``color`` that are known, and kept from readers: drawn dotted, after all others."""

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
_DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (1, 3))
_TAG = re.compile(r"<[^>]*>")
# Vega repeats these on every mark; the drawing as a whole has one role and one font.
_SAID_ONCE = re.compile(
    r'\s(?:role|aria-[a-z]+|pointer-events|font-family|font-weight|class)="[^"]*"|\sopacity="1"'
)
_DESCRIBED = 24
"""Marks named one by one in a description; the table holds all of them."""


def draw(chart: Chart, dark: bool, *, narrow: bool = False) -> str:
    """Draw the chart as one ``<svg>`` element that can stand alone or in a page.

    Parameters
    ----------
    chart
        Already aggregated: one mapping per mark.
    dark
        For a dark page; the drawing itself has no background.
    narrow
        For a telephone: the same chart laid out at less than half the width.

    Returns
    -------
    str
        SVG with ``role="img"``, a title and a description. Empty where there is nothing to draw.
    """
    if not chart.data:
        return ""
    import vl_convert

    palette = DARK if dark else LIGHT
    marks = _marks(chart)
    names = colours_named(chart)
    drawing = _bars if _is_bars(chart) else _lines
    specification = drawing(chart, marks, names, palette, narrow)
    svg: str = vl_convert.vegalite_to_svg(specification)
    return _finish(svg, chart, palette, dark=dark, narrow=narrow)


def table(chart: Chart) -> Grid:
    """Lay out the chart's data as people read them.

    Returns
    -------
    Grid
        Stacked bars: one row per category, one column per colour, ``–`` where nothing was counted.
        Every other kind: one row per mark, in the chart's own order.
    """
    if chart.kind == "stacked_bars" and chart.color:
        return _table_of_stacks(chart, chart.color)
    columns = [
        Column(chart.x, title_of(chart.x_title or chart.x), numeric=_has_numbers(chart, chart.x)),
        Column(chart.y, title_of(chart.y_title or chart.y), numeric=_has_numbers(chart, chart.y)),
    ]
    if chart.kind == "bars":
        columns.reverse()
    if chart.color:
        columns.insert(0, Column(chart.color, title_of(chart.color)))
    rows = tuple(tuple(Cell(_cell(mark.get(c.key))) for c in columns) for mark in chart.data)
    return Grid(tuple(columns), rows, caption=chart.title, empty="Nothing to draw.")


def colours_named(chart: Chart) -> tuple[str, ...]:
    """Values of ``color`` in the order to stack and to name; what is not known stands last."""
    if chart.color is None:
        return ()
    seen = [say(mark.get(chart.color)) for mark in chart.data]
    ordered = dict.fromkeys([*(name for name in chart.color_order if name in seen), *seen])
    return tuple(
        sorted(ordered, key=lambda name: (name.lower() in HELD_BACK, name.lower() in NOT_KNOWN))
    )


def description(chart: Chart) -> str:
    """Say the chart in words, for those who do not see it."""
    said = []
    for mark in chart.data[:_DESCRIBED]:
        group = [say(mark.get(chart.color))] if chart.color else []
        x, y = say(_raw(mark.get(chart.x))), say(_raw(mark.get(chart.y)))
        named, counted = ([y, *group], x) if _is_bars(chart) else ([*group, x], y)
        said.append(f"{', '.join(named)}: {counted}")
    rest = len(chart.data) - _DESCRIBED
    more = f"; and {rest:,} more in the table of this chart" if rest > 0 else ""
    return f"{'; '.join(said)}{more}."


def _marks(chart: Chart) -> list[dict[str, Any]]:
    """Put data under names of our own: Vega reads dots and brackets in a name as a path."""
    bars = _is_bars(chart)
    names = colours_named(chart)
    marks: list[dict[str, Any]] = []
    for mark in chart.data:
        group = say(mark.get(chart.color)) if chart.color else ""
        x, y = mark.get(chart.x), mark.get(chart.y)
        marks.append(
            {
                "x": _raw(x),
                "y": say(y) if bars else _raw(y),
                "group": group,
                "at": names.index(group) if names else 0,
            }
        )
    return marks


def _bars(
    chart: Chart,
    marks: list[dict[str, Any]],
    names: tuple[str, ...],
    palette: Palette,
    narrow: bool,
) -> dict[str, Any]:
    import altair as alt

    whole = all(isinstance(mark["x"], int) or mark["x"] is None for mark in marks)
    axis = alt.Axis(
        title=chart.x_title or alt.Undefined,
        tickCount=4 if narrow else 8,
        tickMinStep=1 if whole else alt.Undefined,
        format=",d" if whole else alt.Undefined,
    )
    drawn = (
        alt.Chart(alt.Data(values=marks), height=alt.Step(42))
        .mark_bar(stroke=palette.ground, strokeWidth=1.5, size=18, yOffset=8)
        .encode(
            x=alt.X("x:Q", axis=axis, title=chart.x_title or None),
            y=alt.Y(
                "y:N",
                sort=list(dict.fromkeys(mark["y"] for mark in marks)),
                title=None,
                # Names stand above their bars: no font is so wide that they would be cut off.
                axis=alt.Axis(
                    labelAlign="left",
                    labelOffset=-11,
                    labelPadding=0,
                    labelLimit=NARROW - 40 if narrow else WIDE - 80,
                    domain=False,
                    ticks=False,
                ),
            ),
            color=_colour(names, palette, narrow),
            order=alt.Order("at:Q"),
        )
    )
    return _specification(drawn, palette, narrow)


def _lines(
    chart: Chart,
    marks: list[dict[str, Any]],
    names: tuple[str, ...],
    palette: Palette,
    narrow: bool,
) -> dict[str, Any]:
    import altair as alt

    survival = chart.kind == "survival"
    dated = all(isinstance(mark["x"], str) for mark in marks)
    y_axis = alt.Axis(format="%", values=[0, 0.25, 0.5, 0.75, 1]) if survival else alt.Axis()
    x = {
        "title": chart.x_title or None,
        "axis": alt.Axis(tickCount=5 if narrow else 10, grid=False),
        "scale": alt.Scale(type="utc") if dated else alt.Scale(nice=False, zero=survival),
    }
    if survival:
        # Most is decided in the first days and some only after years: both have to be seen.
        x["scale"] = alt.Scale(type="symlog", constant=2, nice=False, zero=True)
        x["axis"] = alt.Axis(values=[0, 1, 3, 7, 14, 30, 90, 365, 1000], grid=False)
    dashes = [list(_DASHES[at % len(_DASHES)]) for at in range(len(names) or 1)]
    drawn = (
        alt.Chart(alt.Data(values=marks), height=210 if narrow else 250)
        .mark_line(strokeWidth=2.25, interpolate="step-after" if survival else "linear")
        .encode(
            x=alt.X("x:T" if dated else "x:Q", **x),
            y=alt.Y(
                "y:Q",
                title=chart.y_title or None,
                axis=y_axis,
                scale=alt.Scale(domain=[0, 1]) if survival else alt.Scale(zero=True),
            ),
            color=_colour(names, palette, narrow),
            strokeDash=alt.StrokeDash(
                "group:N",
                scale=alt.Scale(domain=list(names) or [""], range=dashes),
                legend=_legend(names, narrow),
            ),
        )
    )
    return _specification(drawn, palette, narrow)


def _colour(names: tuple[str, ...], palette: Palette, narrow: bool) -> Any:
    import altair as alt

    known = [name for name in names if name.lower() not in NOT_KNOWN | HELD_BACK]
    by_name = {name: palette.series[at % len(palette.series)] for at, name in enumerate(known)}
    by_name |= {name: palette.edge for name in names if name.lower() in HELD_BACK}
    shades = [by_name.get(name, palette.stripe) for name in names] or [palette.series[0]]
    return alt.Color(
        "group:N",
        scale=alt.Scale(domain=list(names) or [""], range=shades),
        sort=list(names),
        legend=_legend(names, narrow),
    )


def _legend(names: tuple[str, ...], narrow: bool) -> Any:
    import altair as alt

    if not names:
        return None
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns=_legend_columns(names, NARROW if narrow else WIDE),
        labelLimit=130 if narrow else 240,
    )


def _legend_columns(names: tuple[str, ...], width: int) -> int:
    """As many names side by side as fit; 0 lets Vega set all of them in one line."""
    widths = [len(name) * 7.5 + 42 for name in names]
    return 0 if sum(widths) < width else max(1, int(width / max(widths)))


def _specification(drawn: Any, palette: Palette, narrow: bool) -> dict[str, Any]:
    import altair as alt

    text = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
    done: dict[str, Any] = (
        drawn.properties(
            width=NARROW if narrow else WIDE,
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
            background="transparent",
            padding=4,
        )
        .configure(font=_FONT, aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            **text,
            labelColor=palette.ink,
            titleColor=palette.quiet,
            gridColor=palette.rule,
            domainColor=palette.edge,
            tickColor=palette.edge,
            titlePadding=8,
        )
        .configure_legend(
            labelFontSize=12,
            labelColor=palette.ink,
            symbolSize=130,
            symbolStrokeWidth=2.25,
            columnPadding=18,
            offset=10,
        )
        .to_dict()
    )
    return done


def _finish(svg: str, chart: Chart, palette: Palette, *, dark: bool, narrow: bool) -> str:
    """Name the drawing, stripe what is not known, and keep its ids apart from other drawings'."""
    seed = f"{chart!r}{dark}{narrow}"
    name = "chart-" + sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]

    def tidy(tag: re.Match[str]) -> str:
        kept = _SAID_ONCE.sub("", tag.group())
        kept = re.sub(r'(\sid="|url\(#)', rf"\g<1>{name}-", kept)
        kept = kept.replace(f'fill="{palette.edge}"', f'fill="url(#{name}-dots)"')
        return kept.replace(f'fill="{palette.stripe}"', f'fill="url(#{name}-stripes)"')

    head, _, body = svg.removeprefix("<svg ").partition(">")
    dots = _dots(name, palette) if f'fill="{palette.edge}"' in body else ""
    return (
        f'<svg role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc" '
        f'font-family="{_FONT}" {head}>'
        f'<title id="{name}-title">{escape(plain(chart.title))}</title>'
        f'<desc id="{name}-desc">{escape(description(chart))}</desc>'
        f'<defs><pattern id="{name}-stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{palette.blank}"/>'
        f'<rect width="2.5" height="6" fill="{palette.stripe}"/></pattern>{dots}</defs>'
        f"{_TAG.sub(tidy, body)}"
    )


def _dots(name: str, palette: Palette) -> str:
    return (
        f'<pattern id="{name}-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<rect width="5" height="5" fill="{palette.panel}"/>'
        f'<circle cx="2.5" cy="2.5" r="1" fill="{palette.quiet}"/></pattern>'
    )


def _table_of_stacks(chart: Chart, color: str) -> Grid:
    names = colours_named(chart)
    found: dict[str, dict[str, Any]] = {}
    for mark in chart.data:
        found.setdefault(say(mark.get(chart.y)), {})[say(mark.get(color))] = mark.get(chart.x)
    columns = [Column(chart.y, title_of(chart.y_title or chart.y))]
    columns += [Column(name, title_of(name), numeric=True) for name in names]
    rows = tuple(
        (Cell(category), *(Cell(_cell(counted.get(name, "–"))) for name in names))
        for category, counted in found.items()
    )
    return Grid(tuple(columns), rows, caption=chart.title, empty="Nothing to draw.")


def _is_bars(chart: Chart) -> bool:
    return chart.kind in ("bars", "stacked_bars")


def _has_numbers(chart: Chart, key: str) -> bool:
    return any(isinstance(mark.get(key), (int, float)) for mark in chart.data)


def _cell(value: Any) -> str | int | float | None:
    return value if value is None or isinstance(value, (str, int, float)) else str(_raw(value))


def _raw(value: Any) -> Any:
    return value.isoformat() if isinstance(value, (date, datetime)) else value
