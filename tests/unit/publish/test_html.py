from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.publish import to_html
from twohats.publish.html import how_many
from twohats.publish.openings import cells_of, cells_shown
from twohats.publish.values import say
from twohats.records.pages import (
    Cell,
    Cleared,
    Column,
    Document,
    Figure,
    Grid,
    RowSet,
    Section,
)


def _document(text):
    """One of everything but a chart, with one text wherever a text may stand."""
    grid = Grid((Column(text, text),), ((Cell(text, "rows", text, text),),), text, text)
    section = Section(
        "s", text, text, (Figure(text, Cell(1, "rows"), text, text),), None, grid, (text,)
    )
    return Document(
        text, text, (section, replace(section, key="t")), {"rows": RowSet(text, grid, 2, text)}, text,
        {text: text},
    )  # fmt: skip


def test_every_number_opens_and_every_list_is_opened(page, html, read_page):
    """Each key has a target, each target a link, and nothing on the page has two ids alike."""
    seen = read_page(html)
    ids, links = seen.all("id"), [link[1:] for link in seen.all("href") if link.startswith("#")]

    assert len(set(ids)) == len(ids)
    assert set(links) <= set(ids)
    lists = {i for i in ids if i.startswith("rows-") and not i.endswith("-heading")}
    opened = {a["href"][1:] for t, a in seen.attributes if "opens" in a.get("class", "").split()}
    assert opened == lists
    assert len(lists) == len(page.document.rows)


def test_cells_read_as_the_document_says(page, html, read_page):
    """Every value of the document stands on the page, in the document's order."""
    text = "\x00".join(read_page(html).text)
    cells = [*cells_shown(page.document)]
    for rows in page.document.rows.values():
        cells += cells_of(rows.grid)

    at = 0
    for cell in cells:
        at = text.find(say(cell.value), at)
        assert at >= 0, cell
        at += len(say(cell.value))


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", '"><img src=x onerror=x>', "{{7*7}}"]
)
def test_no_text_becomes_markup(attack, read_page):
    """Titles from strangers are shown as they are, wherever they stand."""
    hostile, harmless = (read_page(to_html(Cleared(_document(t), (t,)))) for t in (attack, "x"))

    assert hostile.tags == harmless.tags
    assert "".join(hostile.text).count(attack) >= harmless.text.count("x") > 10


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_no_text_changes_the_page_around_it(read_page, text):
    """Whatever text stands in a document, the page has the same tags and can be written."""
    page = to_html(Cleared(_document(f"a{text}"), (text,)))

    page.encode("utf-8")
    assert read_page(page).tags == read_page(to_html(Cleared(_document("a"), ("a",)))).tags


def test_only_web_addresses_are_links(small_page, read_page):
    """A link that would run something is not rendered; its text stays."""
    html = to_html(small_page)
    links = read_page(html).all("href")

    assert "https://example.org/kelpgraph/12" in links
    assert not [link for link in links if not link.startswith(("#", "https://"))]
    assert "#7" in html


def test_nothing_is_asked_of_the_network(html, read_page):
    """The page names no script, image, font or style elsewhere, and forbids them all."""
    seen = read_page(html)

    assert not {"script", "img", "link", "iframe", "object", "embed"} & set(seen.tags)
    assert not seen.all("src")
    assert not [name for _, a in seen.attributes for name in a if name.startswith("on")]
    assert "default-src 'none'" in " ".join(seen.all("content"))
    assert "url(http" not in html
    assert "@import" not in html


def test_headings_step_down_one_at_a_time(html, read_page):
    """One first heading, and no level is skipped."""
    levels = [int(tag[1]) for tag in read_page(html).tags if tag in ("h1", "h2", "h3", "h4")]

    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_name_themselves_and_their_heads(html, read_page):
    """Every table has a caption, and every head says what it heads."""
    seen = read_page(html)

    assert seen.tags.count("caption") == seen.tags.count("table") > 0
    assert all(a.get("scope") in ("col", "row") for tag, a in seen.attributes if tag == "th")


def test_what_is_missing_is_unknown_not_zero(small_page, read_page):
    """A cell without a value reads as unknown, with its note; a zero stays a zero."""
    text = " ".join(read_page(to_html(small_page)).text)

    assert "too few" in text
    assert "unknown" in text
    assert " 0 " in text


def test_short_words_stay_on_one_line(read_page):
    """A date does not break at its hyphens; a long name may."""
    row = (Cell("2026-06-27"), Cell("a-name-that-is-longer-than-a-column"))
    grid = Grid((Column("a", "A"), Column("b", "B")), (row,))
    seen = read_page(to_html(Cleared(Document("t", "s", (Section("s", "S", grid=grid),)), ())))

    assert [a["class"] for tag, a in seen.attributes if tag == "bdi"] == ["value short", "value"]


def test_a_cell_keeps_its_rows_and_its_source(read_page):
    """A number that opens rows and has an address offers both."""
    grid = Grid((Column("a", "Waiting"),), ((Cell(3, "k", "https://example.org/3"),),))
    document = Document("t", "s", (Section("s", "S", grid=grid),), {"k": RowSet("k", grid, 3, "c")})
    seen = read_page(to_html(Cleared(document, ())))

    assert {"#rows-k", "https://example.org/3"} <= set(seen.all("href"))
    assert " of Waiting" in seen.text


def test_a_key_without_rows_is_no_link(read_page):
    """A number whose rows are not there stays a number, and leads nowhere."""
    section = Section("s", "S", figures=(Figure("f", Cell(41, opens="gone")),))
    seen = read_page(to_html(Cleared(Document("t", "s", (section,)), ())))

    assert "41" in seen.text
    assert seen.all("href") == ["#main"]


@pytest.mark.parametrize(
    ("shown", "total", "words"),
    [(2, 1204, "First 2 of 1,204 rows."), (2, 2, "2 rows."), (1, 1, "One row."), (0, 0, "0 rows.")],
)
def test_a_list_says_how_much_of_it_is_here(shown, total, words):
    """Rows that are left out are counted, and a whole list claims nothing else."""
    grid = Grid((Column("a", "A"),), tuple((Cell(at),) for at in range(shown)))
    assert how_many(RowSet("t", grid, total, "")) == words


def test_the_same_document_gives_the_same_page(small_page):
    """Nothing on a page depends on the hour or on chance."""
    assert to_html(small_page) == to_html(small_page)
