import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest

from twohats.publish import charts
from twohats.publish.palette import DARK, LIGHT
from twohats.records.pages import Cell, Chart

SVG = "{http://www.w3.org/2000/svg}"
BARS = Chart(
    "stacked_bars",
    "Whose need",
    (
        {"community": "kelpgraph", "lean": "unclear", "entries": 4},
        {"community": "kelpgraph", "lean": "upstream", "entries": 3},
        {"community": "lantern", "lean": "upstream", "entries": 2},
    ),
    "entries",
    "community",
    "lean",
    ("upstream", "ours", "unclear"),
)
SURVIVAL = Chart(
    "survival",
    "Waiting",
    tuple(
        {"days": d, "share": share, "who": who}
        for who, pace in (("newcomers", 0.1), ("returning", 0.2))
        for d, share in ((0, 1.0), (2, 1 - pace), (5, 1 - 3 * pace))
    ),
    "days",
    "share",
    "who",
    ("newcomers", "returning"),
)


def _texts(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("chart", [BARS, SURVIVAL], ids=["bars", "survival"])
def test_a_drawing_names_itself(chart, dark, narrow):
    """Every drawing is an image with a title, a description and a size it can shrink from."""
    root = ET.fromstring(charts.draw(chart, dark, narrow=narrow))

    assert root.get("role") == "img"
    ids = {element.get("id"): element for element in root.iter()}
    assert ids[root.get("aria-labelledby")].text == chart.title
    assert ids[root.get("aria-describedby")].text == charts.description(chart)
    width = charts.NARROW if narrow else charts.WIDE
    assert abs(float(root.get("viewBox").split()[2]) - width) <= 2


def test_what_is_not_known_is_striped_last_and_named():
    """Unclear has stripes of its own whatever the order, and a name in the legend."""
    svg = charts.draw(BARS, dark=False)
    known = charts.draw(replace(BARS, data=BARS.data[1:]), dark=False)

    assert charts.colours_named(BARS) == ("upstream", "unclear")
    assert svg.count('-stripes)"') == 2  # one bar, one sign in the legend
    assert '-stripes)"' not in known
    assert "unclear" in _texts(svg)


def test_what_is_kept_from_readers_is_dotted_after_what_is_not_known():
    """Not told is not unclear: another pattern, the last name, and nowhere else."""
    kept = {"community": "lantern", "lean": "not told", "entries": 4}
    chart = replace(BARS, data=(kept, *BARS.data))
    svg = charts.draw(chart, dark=False)

    assert charts.colours_named(chart) == ("upstream", "unclear", "not told")
    assert (svg.count('-dots)"'), svg.count('-stripes)"')) == (2, 2)
    assert "-dots" not in charts.draw(BARS, dark=False)


def test_a_missing_colour_is_unknown():
    """A mark without a value of the colour is drawn as unknown, not left out."""
    chart = replace(BARS, data=(*BARS.data, {"community": "lantern", "lean": None, "entries": 1}))

    assert charts.colours_named(chart) == ("upstream", "unclear", "unknown")
    assert "unknown" in _texts(charts.draw(chart, dark=False))


def test_dark_and_light_share_no_colour_of_text():
    """A drawing for a dark page has light text, and the other way round."""
    light, dark = (charts.draw(BARS, dark=dark) for dark in (False, True))

    assert LIGHT.ink in light
    assert LIGHT.ink not in dark
    assert DARK.ink in dark


def test_survival_runs_from_none_to_all():
    """The share that still waits is drawn on the whole scale, not on the part it uses."""
    assert {"0%", "50%", "100%"} <= set(_texts(charts.draw(SURVIVAL, dark=False)))


def test_lines_differ_without_colour():
    """Two lines differ in their dashes, for print and for every eye."""
    root = ET.fromstring(charts.draw(SURVIVAL, dark=False))
    lines = [p for p in root.iter(f"{SVG}path") if p.get("stroke") in LIGHT.series and p.get("d")]

    assert len({line.get("stroke-dasharray") for line in lines}) == 2


def test_dates_are_read_as_days_in_utc():
    """Lines over dates keep the day they were given, in any time zone."""
    data = tuple({"day": date(2026, month, 1), "n": month} for month in range(1, 7))
    svg = charts.draw(Chart("lines", "Months", data, "day", "n"), dark=False)

    assert "2026" in _texts(svg)
    assert not any("PM" in text or "AM" in text for text in _texts(svg))


def test_whole_numbers_have_whole_ticks():
    """Counts have no half on their axis, nor powers of ten."""
    small = Chart("bars", "t", ({"who": "a", "n": 1}, {"who": "b", "n": 2}), "n", "who")
    large = Chart("bars", "t", ({"who": "a", "n": 1200},), "n", "who")

    assert "0.5" not in _texts(charts.draw(small, dark=False))
    assert "1,000" in _texts(charts.draw(large, dark=False))


def test_names_from_strangers_stay_text():
    """Markup in a name, a dot in a field and an attribute in a label change no tag."""
    data = ({"a.b": '<script>alert("x")</script>', "n[0]": 3, "c": 'role="x" url(#y)'},)
    svg = charts.draw(Chart("stacked_bars", "<b>", data, "n[0]", "a.b", "c"), dark=False)

    root = ET.fromstring(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert '<script>alert("x")</script>' in _texts(svg)
    assert 'role="x" url(#y)' in _texts(svg)


def test_two_drawings_share_no_id():
    """Drawings of one page keep their ids apart."""
    ids = [
        {element.get("id") for element in ET.fromstring(svg).iter()} - {None}
        for svg in (charts.draw(BARS, False), charts.draw(BARS, False, narrow=True))
    ]
    assert not ids[0] & ids[1]


def test_nothing_is_drawn_of_nothing():
    """A chart without data has no drawing, and a table that says so."""
    empty = replace(BARS, data=())

    assert charts.draw(empty, dark=False) == ""
    assert charts.table(empty).empty == "Nothing to draw."


def test_the_table_of_stacks_has_a_column_per_colour():
    """Stacked bars read as one row per category; what was not counted there is a dash, not zero."""
    table = charts.table(BARS)

    assert [column.title for column in table.columns] == ["Community", "Upstream", "Unclear"]
    assert table.rows == (
        (Cell("kelpgraph"), Cell(3), Cell(4)),
        (Cell("lantern"), Cell(2), Cell("–")),
    )


def test_the_table_of_lines_has_every_point():
    """Lines read as one row per point, each with its group."""
    table = charts.table(SURVIVAL)

    assert len(table.rows) == len(SURVIVAL.data)
    assert table.rows[1] == (Cell("newcomers"), Cell(2), Cell(0.9))


def test_a_long_description_says_what_it_leaves_out():
    """Words for a chart name its first marks, and count the rest."""
    chart = Chart("lines", "t", tuple({"x": x, "y": x} for x in range(30)), "x", "y")

    assert charts.description(chart).endswith("23: 23; and 6 more in the table of this chart.")
    assert charts.description(replace(chart, data=chart.data[:1])) == "0: 0."


def test_many_names_stay_inside_the_drawing():
    """A legend with many long names breaks into lines instead of running out of the picture."""
    data = tuple({"c": "kelp", "who": f"a rather long name {at}", "n": at} for at in range(12))
    svg = charts.draw(Chart("stacked_bars", "t", data, "n", "c", "who"), dark=False)

    assert float(ET.fromstring(svg).get("viewBox").split()[2]) <= charts.WIDE + 2
