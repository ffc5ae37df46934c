"""The same document in a terminal; runs on the made-up page of the writers' tests."""

import io
import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from twohats.cli.show import show_document, show_grid
from twohats.publish.openings import cells_shown
from twohats.publish.values import say
from twohats.records.pages import Cell, Chart, Column, Document, Figure, Grid, Section

MADE_UP = runpy.run_path(str(Path(__file__).parents[1] / "publish" / "made_up.py"))


def _shown(document, width=80, **settings):
    console = Console(file=io.StringIO(), width=width, **settings)
    show_document(document, console)
    return console.file.getvalue()


def _one(grid=None, **parts):
    return Document("T", "S", (Section("s", "H", grid=grid, **parts),))


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """Whatever the width, every line fits into it."""
    for line in _shown(MADE_UP["document"](), width).splitlines():
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_number_is_broken_or_dropped(width):
    """Every number of the document stands whole on some line, in the document's order."""
    document = MADE_UP["document"]()
    numbers = [say(c.value) for c in cells_shown(document) if isinstance(c.value, (int, float))]
    shown = re.findall(r"(?<![\w.,#])[\d,]+(?:\.\d+)?(?![\w])", _shown(document, width))

    rest = iter(shown)
    for number in numbers:
        assert number in rest, number


def test_words_and_numbers_are_those_of_the_page():
    """With room enough, every value of every cell is shown in the document's order."""
    document = MADE_UP["document"]()
    shown, at = _shown(document, 240), 0
    for cell in cells_shown(document):
        at = shown.find(say(cell.value), at)
        assert at >= 0, cell
        at += len(say(cell.value))


def test_a_figure_is_one_line():
    """A figure reads as number, label, unit, note and detail."""
    figure = Figure("Median wait", Cell(19.44, note="few"), "days", "95 % interval 14 to 28")

    assert "19.4  Median wait (days) · few, 95 % interval 14 to 28\n" in _shown(
        _one(figures=(figure,))
    )


def test_what_is_missing_is_unknown():
    """A figure without a value says so, with its reason."""
    figure = Figure("Median wait", Cell(None, note="too few"))

    assert "unknown  Median wait · too few\n" in _shown(_one(figures=(figure,)))


def test_strangers_cannot_paint_the_terminal():
    """Escape sequences and markup in a title are shown, not obeyed."""
    grid = Grid((Column("t", "Title"),), ((Cell("[red]x[/] \x1b[2J \u202e y"),),))

    shown = _shown(_one(grid), force_terminal=True, color_system="truecolor")

    assert "\x1b[2J" not in shown
    assert "[red]x[/] �[2J � y" in shown


@pytest.mark.parametrize(
    ("link", "linked"), [("https://example.org/1", True), ("javascript:alert(1)", False)]
)
def test_only_web_addresses_are_links(link, linked):
    """A terminal gets a link where the address leads to the web, and plain text otherwise."""
    grid = Grid((Column("t", "Title"),), ((Cell("#1", link=link),),))

    assert (link in _shown(_one(grid), force_terminal=True)) is linked


def test_no_colour_where_none_is_wanted(monkeypatch):
    """NO_COLOR leaves no colour behind, even on a terminal."""
    monkeypatch.setenv("NO_COLOR", "1")
    shown = _shown(MADE_UP["document"](), force_terminal=True, color_system="standard")

    assert not re.search(r"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7])m", shown)


def test_bars_name_what_they_stack():
    """A bar has a sign per colour, a legend in words, and the numbers beside it."""
    data = tuple({"c": "kelp", "lean": lean, "n": n} for lean, n in (("ours", 3), ("unclear", 1)))
    shown = _shown(_one(chart=Chart("stacked_bars", "Whose", data, "n", "c", "lean")))

    assert "█ ours  ░ unclear\n" in shown
    assert re.search(r"kelp  █{20}░{6}  3 · 1", shown)


def test_a_bar_of_nothing_is_no_error():
    """Only zeros, or nothing at all, draw no bar and raise nothing."""
    chart = Chart("bars", "T", ({"c": "a", "n": 0}, {"c": "b", "n": None}), "n", "c")

    assert "unknown" in _shown(_one(chart=chart))
    assert "Nothing to draw." in _shown(_one(chart=replace(chart, data=())))


def test_a_long_line_is_thinned_aloud():
    """A line of many points shows some, the first and the last among them, and says so."""
    data = tuple({"day": day, "share": 1 - day / 100} for day in range(40))
    shown = _shown(_one(chart=Chart("survival", "T", data, "day", "share")))

    assert "18 of 40 points; the page draws them all." in shown
    assert re.search(r"^ *39 +0.61", shown, re.MULTILINE)


def test_a_short_line_is_whole():
    """Few points are all shown, and nothing is said of others."""
    data = tuple({"day": day, "share": 1.0} for day in range(3))

    assert "points" not in _shown(_one(chart=Chart("survival", "T", data, "day", "share")))


def test_an_empty_table_says_so():
    """Where there are no rows, the words for it stand in their place."""
    assert "Nobody waits." in _shown(_one(Grid((Column("a", "A"),), (), empty="Nobody waits.")))


def test_a_page_says_where_its_numbers_open():
    """Once for all of them; a page without rows promises none."""
    words = "Each number opens to its rows on the page, with its command."

    assert words in _shown(MADE_UP["document"]())
    assert words not in _shown(_one(Grid((Column("a", "A"),), ((Cell("x"),),))))


def test_a_number_never_stands_without_its_title():
    """Also where a table is too wide for the terminal, and its rows stand under each other."""
    columns = (Column("place", "Place"), *(Column(f"n{i}", f"Count {i}", True) for i in range(20)))
    grid = Grid(columns, ((Cell("kelp"), *(Cell(i) for i in range(20))),))
    shown = " ".join(_shown(_one(grid)).split())

    assert "kelp Count 0 0 · Count 1 1 · Count 2 2" in shown


def test_a_word_beside_a_name_needs_no_title():
    """Both say what they are."""
    columns = (Column("a", "A"), Column("b", "B"), *(Column(f"n{i}", f"N{i}") for i in range(30)))
    grid = Grid(columns, ((Cell("kelp"), Cell("forge"), *(Cell("words here") for _ in range(30))),))

    assert "kelp  forge" in _shown(_one(grid))


def test_a_long_table_that_is_too_wide_is_printed_piece_by_piece():
    """Each row once and in order, and the first ones before the last ones were laid out."""
    written = []

    class Pipe(io.StringIO):
        def write(self, text):
            written.append(text)
            return super().write(text)

    columns = tuple(Column(f"column-{at}", f"column-{at}") for at in range(12))
    rows = tuple(tuple(Cell(f"r{row}c{at}") for at in range(12)) for row in range(250))
    pipe = Pipe()
    show_grid(Grid(columns, rows), Console(file=pipe, width=80))

    assert re.findall(r"\br(\d+)c0\b", pipe.getvalue()) == [str(row) for row in range(250)]
    assert sum("c0" in text for text in written) > 1
