"""A site: its pages lead to one another, and only its own files are ever touched."""

import subprocess
import sys

import pytest

from twohats.errors import WrongUse
from twohats.publish.site import MANIFEST, site_texts, write_site
from twohats.records.pages import Cell, Cleared, Column, Document, Figure, Grid, RowSet, Section

WAY = "https://example.org/tide/open/issues/new?title=Dispute%3A%20x&body=y%0A"


def pages():
    rows = RowSet(
        "lantern: reviews",
        Grid((Column("item", "Item"),), ((Cell("lantern/core#1"),),)),
        1,
        "",
        "What counts.",
        "lantern.csv",
        WAY,
    )
    whole = Section(
        "all", "All", grid=Grid((Column("page", "Page"),), ((Cell("lantern", page="lantern"),),))
    )
    one = Section(
        "given",
        "Given",
        "Lead.",
        (Figure("reviews", Cell(1, "given")),),
        paragraphs=("A paragraph.",),
    )
    return {
        "index": Cleared(Document("Tide", "2026", (whole,), dispute=WAY), ("G01", "G04")),
        "lantern": Cleared(
            Document("Lantern", "2026", (one,), {"given": rows}, up=("index", "All of it")),
            ("G01", "G04"),
        ),
    }


def test_html_leads_from_page_to_page_and_to_the_form():
    """Relative links, the file of all rows, and two clicks from a number to a dispute."""
    texts = site_texts(pages(), "html")

    assert set(texts) == {"index.html", "lantern.html"}
    assert 'href="lantern.html"' in texts["index.html"]
    assert '<a href="index.html">All of it</a>' in texts["lantern.html"]
    assert 'href="lantern.csv"' in texts["lantern.html"]
    assert texts["lantern.html"].count(WAY.replace("&", "&amp;")) == 1
    assert texts["index.html"].count(WAY.replace("&", "&amp;")) == 1
    assert "<p>A paragraph.</p>" in texts["lantern.html"]
    assert "What counts." in texts["lantern.html"]


def test_myst_pages_build_without_a_warning(tmp_path):
    """Sphinx finds every label once, and numbers of two pages lead each to its own rows."""
    pytest.importorskip("myst_parser")
    (source, built) = (tmp_path / name for name in ("source", "built"))
    given = pages()
    given["harbour"] = given["lantern"]
    texts = site_texts(given, "myst")
    write_site({**texts, "lantern.csv": "number\n"}, source)
    settings = ("-D", "extensions=myst_parser", "-D", "html_theme=basic")
    command = [sys.executable, "-m", "sphinx", "-q", "-C", *settings, source, built]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)

    assert (ran.returncode, ran.stderr) == (0, "")
    for page in ("lantern", "harbour"):
        html = (built / f"{page}.html").read_text(encoding="utf-8")
        assert f'href="#{page}-rows-given"' in html
        assert f'id="{page}-rows-given"' in html


@pytest.mark.parametrize("form", ["md", "myst"])
def test_markdown_leads_there_too(form):
    """The same links, as files of their own kind."""
    texts = site_texts(pages(), form)

    assert "[lantern](lantern.md)" in texts["index.md"]
    assert "[All of it](index.md)" in texts["lantern.md"]
    assert "[All rows as CSV](lantern.csv)" in texts["lantern.md"]
    assert f"[Say that this number is wrong]({WAY})" in texts["lantern.md"]
    label = "lantern-rows-given" if form == "myst" else "rows-given"
    assert f"[1](#{label})" in texts["lantern.md"]


def test_anchors_are_those_of_each_kind():
    """GitHub takes HTML; Sphinx takes labels, and a tree of pages."""
    plain, myst = site_texts(pages(), "md"), site_texts(pages(), "myst")

    assert '<a id="rows-given"></a>' in plain["lantern.md"]
    assert "(lantern-rows-given)=\n### lantern: reviews" in myst["lantern.md"]
    assert "```{toctree}\n:hidden:\n\nlantern\n```" in myst["index.md"]
    assert "toctree" not in plain["index.md"]


def test_a_link_of_a_script_is_no_way_to_dispute():
    """Only the web and mail are; a setting that is neither leads nowhere."""
    document = Document("T", "", (), dispute="javascript:alert(1)")

    assert "javascript" not in site_texts({"index": Cleared(document, ())}, "html")["index.html"]


def test_what_the_site_no_longer_holds_is_taken_away(tmp_path):
    """And nothing else that lies in the folder."""
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_site({"index.html": "1", "old.html": "1"}, tmp_path)

    write_site({"index.html": "2"}, tmp_path)

    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"index.html", "notes.txt", MANIFEST}
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "2"


def test_a_file_of_somebody_else_is_not_written_over(tmp_path):
    """Nothing is written then; another folder is asked for."""
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")

    with pytest.raises(WrongUse, match=r"index\.html lies there and is no page of ours"):
        write_site({"index.html": "1", "a.html": "1"}, tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"index.html"}


def test_a_list_that_leads_out_of_the_folder_takes_nothing_away(tmp_path):
    """Whoever can write the list cannot have files elsewhere removed."""
    folder = tmp_path / "site"
    write_site({"index.html": "1"}, folder)
    (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
    (folder / MANIFEST).write_text(
        '{"made_by": "twohats report", "files": ["../precious.txt", "index.html", 3]}',
        encoding="utf-8",
    )

    write_site({"index.html": "2"}, folder)

    assert (tmp_path / "precious.txt").is_file()


@pytest.mark.parametrize("files", ["5", "null", '"index.html"', '{"index.html": 1}'])
def test_a_list_that_is_none_names_no_file_of_ours(tmp_path, files):
    """What lies there is then somebody else's: it is named, and not written over."""
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    text = f'{{"made_by": "twohats report", "files": {files}}}'
    (tmp_path / MANIFEST).write_text(text, encoding="utf-8")

    with pytest.raises(WrongUse, match=r"index\.html lies there and is no page of ours"):
        write_site({"index.html": "1"}, tmp_path)

    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "mine"
