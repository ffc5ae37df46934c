import re

import pytest

from twohats.publish import to_markdown
from twohats.publish.markdown import _code, _text
from twohats.publish.openings import cells_of, cells_shown
from twohats.publish.values import say
from twohats.records.pages import Cell, Cleared, Column, Document, Grid, Section


def _cells(markdown):
    """Cells of all tables, without links and escapes."""
    for line in markdown.splitlines():
        if line.startswith("| ") and "---" not in line:
            yield from re.split(r"(?<!\\) \| ", line[2:-2])


def test_cells_read_as_the_document_says(page):
    """Every value of the document stands in the text, in the document's order."""
    text = to_markdown(page).replace("\\", "")
    cells = [*cells_shown(page.document)]
    for rows in page.document.rows.values():
        cells += cells_of(rows.grid)

    at = 0
    for cell in cells:
        at = text.find(say(cell.value), at)
        assert at >= 0, cell
        at += len(say(cell.value))


def test_every_number_leads_to_an_anchor(page):
    """Each link inside the text has its anchor, and each anchor a link."""
    text = to_markdown(page)

    assert set(re.findall(r"\]\(#([^)]+)\)", text)) == set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a | b", r"a \| b"),
        ("*bold* and _more_", r"\*bold\* and \_more\_"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("<img src=x>", "&lt;img src=x&gt;"),
        ("see #12", r"see \#12"),
        ("ask @somebody", "ask @<!-- -->somebody"),
        ("# not a heading", r"\# not a heading"),
        ("- not a list", r"\- not a list"),
        ("12. not a list", r"12\. not a list"),
        ("`code`", r"\`code\`"),
        ("&lt;", "&amp;lt;"),
        ("two\nlines", "two lines"),
    ],
)
def test_text_cannot_become_markup(text, said):
    """Signs that mean something in Markdown are escaped, and nobody is called by their name."""
    assert _text(text) == said


@pytest.mark.parametrize("text", ["19.4", "1,204", "a - b", "kelpgraph/kelpgraph", "50 % (of 3)"])
def test_quiet_text_stays_as_it_is(text):
    """Numbers, names and ordinary sentences are not cluttered."""
    assert _text(text) == text


def test_commands_survive_their_own_backticks():
    """A command is code whatever it holds."""
    assert _code("twohats look") == "`twohats look`"
    assert _code("echo `x`") == "`` echo `x` ``"


def test_addresses_end_where_they_should():
    """Brackets and bars in an address end neither the link nor the cell."""
    grid = Grid((Column("a", "A"),), ((Cell("x", link="https://example.org/(a)|b"),),))
    text = to_markdown(Cleared(Document("t", "s", (Section("s", "S", grid=grid),)), ()))

    assert "[x](https://example.org/%28a%29%7Cb)" in text


def test_tables_keep_their_shape(small_page):
    """Every row of every table has as many cells as its head."""
    width = None
    for line in to_markdown(small_page).splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert width in (None, cells)
        width = cells


def test_a_list_that_is_longer_says_so(small_page):
    """Rows left out are counted, with the command that prints them all."""
    text = to_markdown(small_page)

    assert "First 2 of 1,204 rows. `twohats look --rows waiting:people` prints all." in text
    assert "*Nobody waits.*" in text
