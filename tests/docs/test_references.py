"""What the code says about the documentation is true."""

import re

REFERENCE = re.compile(r"\bdocs/[\w/-]+\.md(?:#[\w-]+)?", re.ASCII)
ANCHOR = re.compile(r"^\((?P<name>[\w-]+)\)=$|^#+ (?P<title>.+)$", re.MULTILINE)


def anchors(text):
    """Places within a page that a reference can name."""
    for match in ANCHOR.finditer(text):
        name = match["name"] or re.sub(r"[^\w\s-]", "", match["title"].lower())
        yield re.sub(r"\s", "-", name)


def test_every_page_that_code_names_exists_with_its_anchor(pages, repository):
    """`See docs/PAGE.md#PLACE` in a module leads to that place."""
    lost = []
    for path in sorted((repository / "src").rglob("*.py")):
        for reference in REFERENCE.findall(path.read_text("utf-8")):
            page, _, place = reference.partition("#")
            if page not in pages or (place and place not in anchors(pages[page])):
                lost.append(f"{path.relative_to(repository)}: {reference}")

    assert lost == []


def test_headings_are_anchors():
    """A heading can be named as forges and MyST spell it."""
    assert list(anchors("# Two sources, one row\n(lean)=\n## Lean\ntext\n")) == [
        "two-sources-one-row",
        "lean",
        "lean",
    ]
