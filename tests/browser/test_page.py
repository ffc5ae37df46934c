"""The page in a real browser: what no reading of its text can show."""

import re
import runpy
import shutil
from pathlib import Path

import pytest

from twohats.publish import write_page
from twohats.records.pages import Cleared

pytestmark = pytest.mark.browser

MADE_UP = Path(__file__).parents[1] / "unit" / "publish" / "made_up.py"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


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


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    target = tmp_path_factory.mktemp("page") / "look.html"
    document = runpy.run_path(str(MADE_UP))["document"]()
    write_page(Cleared(document, ("G01",)), target)
    return target.as_uri()


@pytest.fixture
def opened(browser, address):
    """Opens the page at a width; complaints and requests are kept on it."""
    contexts = []

    def open_page(width=1280, script=False, **settings):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, **settings
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints, page.asked = [], []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [320, 360, 640, 768, 1280, 2000])
def test_the_page_never_scrolls_sideways(opened, width):
    """At every width only tables scroll, inside their own frame; with and without rows open."""
    page = opened(width, script=True)
    for anchor in ("", "#rows-waiting-items", "#rows"):
        page.goto(page.url.partition("#")[0] + anchor)
        page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), anchor


def test_one_drawing_is_shown_at_a_time(opened):
    """Wide pages show the wide drawing and narrow ones the narrow, never both."""
    for width, shown, hidden in ((1280, "wide", "narrow"), (360, "narrow", "wide")):
        page = opened(width)
        assert page.locator(f".drawing.{shown}").first.is_visible()
        assert not page.locator(f".drawing.{hidden}").first.is_visible()


def test_a_number_opens_by_keyboard_and_leads_back(opened):
    """Without script, Enter on a number shows its rows alone, and the way back ends at the number."""
    page = opened()
    rows, others = page.locator("#rows-waiting-items"), page.locator("#rows-waiting-people")
    assert not rows.is_visible()

    page.locator("#from-waiting-items").focus()
    page.keyboard.press("Enter")
    assert rows.is_visible()
    assert not others.is_visible()
    assert "First 12 of 1,204 rows." in rows.inner_text()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#from-waiting-items")
    assert not rows.is_visible()


def test_the_first_key_skips_to_the_findings(opened):
    """The first stop of the keyboard is the way past what every page repeats."""
    page = opened()
    page.keyboard.press("Tab")
    assert page.locator(".skip:focus").is_visible()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


def test_all_lists_can_be_shown_at_once(opened):
    """The list of lists opens every one of them, for reading on or printing."""
    page = opened()
    page.locator(".index summary").click()
    page.get_by_role("link", name="Show all lists at once").click()

    assert page.locator("section.rows:visible").count() == page.locator("section.rows").count()


def test_dark_is_dark_and_print_is_light(opened):
    """The page follows the reader's colours, and paper stays white."""
    shade = "getComputedStyle(document.body).backgroundColor"
    bar = "getComputedStyle(document.querySelector('svg path[fill*=series]')).fill"
    light, dark = opened(script=True), opened(script=True, color_scheme="dark")

    assert light.evaluate(shade) != dark.evaluate(shade)
    assert light.evaluate(bar) != dark.evaluate(bar)
    dark.emulate_media(media="print")
    assert dark.evaluate(shade) == light.evaluate(shade)


def test_it_prints(opened):
    """Paper gets every section on a few pages, and neither navigation nor closed lists."""
    page = opened()
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
    assert 2 <= pages <= 8

    page.emulate_media(media="print")
    assert page.locator("main h2:visible").count() == 4
    assert not page.locator(".contents").is_visible()


def test_nothing_leaves_and_nothing_fails(opened, address):
    """The page asks for itself alone, and the browser has nothing to say about it."""
    for settings in ({}, {"color_scheme": "dark"}):
        page = opened(script=True, **settings)
        assert page.asked == [address]
        assert page.complaints == []


def test_links_that_stand_alone_are_large_enough(opened):
    """Every link in a table, a list or a figure can be hit: 24 pixels each way."""
    page = opened(360, script=True)
    small = page.evaluate(
        """() => [...document.querySelectorAll('td a, th a, dd a, nav a, summary')]
            .filter(a => a.checkVisibility())
            .map(a => [a.getBoundingClientRect(), a.textContent])
            .filter(([box]) => box.height < 24 || box.width < 24)
            .map(([box, text]) => `${text}: ${box.width} x ${box.height}`)"""
    )
    assert small == []
