"""Paths and links that the documentation names exist."""

import re

import pytest

PATH = re.compile(
    r"`((?:src|docs|tests|benchmarks|\.ci|\.github)(?:/[\w.*-]+)*/?"
    r"|[A-Z][A-Z_]+\.md|[a-z]+\.py|pyproject\.toml)`"
)
LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
ELSEWHERE = {"CONTRIBUTING.md", "GOVERNANCE.md", "MAINTAINERS.md", "CODEOWNERS"}
"""Names of files that communities have; where our pages speak of them, no file of ours is meant."""


def test_every_path_named_exists(pages, repository):
    """A path in backticks leads somewhere, from the root of the repository."""
    named = {(page, path) for page, text in pages.items() for path in PATH.findall(text)}
    lost = [
        f"{page}: {path}"
        for page, path in sorted(named)
        if path not in ELSEWHERE and not list(repository.glob(path.rstrip("/")))
    ]

    assert lost == []
    assert named


def test_every_relative_link_leads_to_a_file(pages, repository):
    """A link without a host leads to a file, seen from the page that holds it."""
    links = {(page, link) for page, text in pages.items() for link in LINK.findall(text)}
    lost = [
        f"{page}: {link}"
        for page, link in sorted(links)
        if not (repository / page).parent.joinpath(link).exists()
    ]

    assert lost == []
    assert links


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see `src/twohats/store`", ["src/twohats/store"]),
        ("`src/twohats/sources/<name>.py` is a pattern", []),
        ("`twohats sql` is a command and `owner/name` a key", []),
        ("`ARCHITECTURE.md` and `noxfile.py`", ["ARCHITECTURE.md", "noxfile.py"]),
    ],
)
def test_what_counts_as_a_path(text, found):
    """Patterns, commands and keys are no paths."""
    assert PATH.findall(text) == found
