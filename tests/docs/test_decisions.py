"""Pages of decisions keep one form."""

import re

HEADINGS = ["Context", "Decision", "Consequences", "Revisit when"]


def test_each_decision_says_when_to_look_again(repository):
    """A decision has its four parts, in order, and its month in the name."""
    pages = sorted((repository / "docs" / "decisions").glob("[!i]*.md"))

    assert pages
    for page in pages:
        assert re.fullmatch(r"20\d\d-[01]\d-[a-z0-9-]+\.md", page.name)
        assert re.findall(r"^## (.+)$", page.read_text("utf-8"), re.MULTILINE) == HEADINGS, page


def test_a_decision_fits_on_one_page(repository):
    """What takes longer than 70 lines is documentation."""
    for page in (repository / "docs" / "decisions").glob("*.md"):
        assert len(page.read_text("utf-8").splitlines()) <= 70, page
