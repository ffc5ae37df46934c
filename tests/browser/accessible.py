"""Run axe over every page of a site; ``nox -s accessible`` starts it.

Every page is looked at in light and dark, with the rows behind its numbers shut, and with its first
list open: all lists of a page are made alike, and opening every one takes axe minutes.
"""

import shutil
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCHEMES = ("light", "dark")
IS_OPEN = (False, True)
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RUN = """async rules => {
    document.querySelectorAll('.chart details').forEach(one => { one.open = location.hash !== '' })
    const found = await axe.run({runOnly: rules, resultTypes: ['violations'], elementRef: false})
    const say = one => `${one.id}: ${one.help} (${one.nodes.length}), first ${one.nodes[0].html.slice(0, 120)}`
    return [found.passes.length, found.violations.map(say)]
}"""


def violations(axe: str, site: Path) -> Iterator[tuple[str, str]]:
    """Give what axe finds on the pages of a folder, each with the page and how it was looked at.

    Raises
    ------
    SystemExit
        There is no page, or axe looked at nothing on one of them.
    """
    from playwright.sync_api import sync_playwright

    pages = sorted(site.glob("*.html"))
    if not pages:
        raise SystemExit(f"{site}: no page is here: nothing was looked at.")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for page, scheme, is_open in product(pages, SCHEMES, IS_OPEN):
            where = f"{page.name}, {scheme}, {'a list open' if is_open else 'lists shut'}"
            context = browser.new_context(color_scheme=scheme, bypass_csp=True)
            tab = context.new_page()
            tab.goto(page.as_uri())
            first = tab.locator("main a.opens[href^='#']").first
            if is_open and first.count():
                first.click()
            tab.evaluate(axe)
            passed, found = tab.evaluate(RUN, RULES)
            context.close()
            if not passed:
                raise SystemExit(f"{where}: axe looked at nothing.")
            yield from ((where, said) for said in found)
        browser.close()


def main() -> None:
    """Print every violation, and leave with 1 where there is one."""
    axe, site = Path(sys.argv[1]).read_text("utf-8"), Path(sys.argv[2]).resolve()
    found = list(violations(axe, site))
    for where, said in found:
        sys.stdout.write(f"{where}: {said}\n")
    pages = len(list(site.glob("*.html")))
    sys.stdout.write(
        f"{pages} pages, light and dark, lists shut and open: {len(found)} violations\n"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
