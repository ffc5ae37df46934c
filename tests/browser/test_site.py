"""Public pages in a real browser: from a number to a dispute in two clicks, without a script."""

import runpy
import shutil
from pathlib import Path

import pytest

from twohats.publish.site import site_texts, write_site
from twohats.records.pages import Cell, Cleared, Document, Figure, Section

pytestmark = pytest.mark.browser

MADE_UP = Path(__file__).parents[1] / "unit" / "publish" / "test_site.py"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    write_site(site_texts(runpy.run_path(str(MADE_UP))["pages"](), "html"), folder)
    return folder


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no browser: install Debian's chromium to run these tests")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=chromium, args=QUIET)
        yield launched
        launched.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_two_clicks_lead_from_a_number_to_the_form(site, page):
    """The number opens its rows; the link below them is the form, filled in."""
    page.goto((site / "lantern.html").as_uri())
    assert not page.get_by_role("link", name="Say that this number is wrong").is_visible()

    page.locator("#from-given").click()
    way = page.get_by_role("link", name="Say that this number is wrong")

    assert way.is_visible()
    assert way.get_attribute("href").startswith("https://example.org/tide/open/issues/new?title=")
    assert page.get_by_text("What counts.").is_visible()


def test_pages_lead_to_one_another(site, page):
    """From the whole to a community and back, as files beside one another."""
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name="lantern").click()
    assert page.title() == "Lantern"

    page.get_by_role("link", name="All of it").click()
    assert page.title() == "Tide"


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways_and_links_are_large_enough(site, browser, width):
    """Every link that stands alone can be hit: 24 pixels each way."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for name in ("index.html", "lantern.html#rows-given"):
        page.goto(f"{site.as_uri()}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        small = page.evaluate(
            """() => [...document.querySelectorAll('td a, dd a, .up a, .count a, footer a')]
                .filter(a => a.checkVisibility())
                .map(a => [a.getBoundingClientRect(), a.textContent])
                .filter(([box]) => box.height < 24 || box.width < 24)
                .map(([box, text]) => `${text}: ${box.width} x ${box.height}`)"""
        )
        assert small == [], name
    context.close()


@pytest.mark.parametrize("width", [320, 360])
def test_the_longest_number_of_a_tile_is_not_cut_off(tmp_path, browser, width):
    """Two tiles stand side by side on a telephone, and "at least 1,234" breaks rather than overflows."""
    cells = ("at least 1,234", "at least 12,345", "2026-11-20", "81% to 100%")
    figures = tuple(Figure("in all of these", Cell(said), detail="as told") for said in cells)
    told = Document("Tide", "2026", (Section("all", "All", figures=figures),))
    write_site(site_texts({"index": Cleared(told, ("G01",))}, "html"), tmp_path)
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.figures > div')]
            .filter(tile => tile.scrollWidth > tile.clientWidth)
            .map(tile => tile.textContent)"""
    )
    context.close()

    assert cut == []
