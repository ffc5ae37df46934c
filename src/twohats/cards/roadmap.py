"""Where a project is going, or what stands for that: a section, milestones, a board."""

import re
from collections.abc import Iterator

from twohats.cards.reading import short
from twohats.formats.prose import headings, plain
from twohats.records.cards import Fact, Papers

_HEADING = re.compile(
    r"\broadmap\b|^(?:project |our )?goals(?: for .*)?$|future plans", re.IGNORECASE
)
_LINK = re.compile(
    r"https?://(?:www\.)?(?:github|gitlab)\.com/[^\s<>()\"'`]*/(?:milestones?(?:/\d+)?|projects/\d+|roadmap)\b[^\s<>()\"'`]*"
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find a roadmap; else the first thing that stands for one, and say so."""
    for paper in papers.of_kind("roadmap"):
        title = next(iter(headings(paper.text)), None)
        yield Fact("roadmap.document", short(title[1]) if title else paper.path, paper.path)
        return
    files = papers.of_kind("readme", "contributing", "governance", "guide")
    for paper in files:
        for line, words in headings(paper.text):
            if _HEADING.search(words):
                yield Fact(
                    "roadmap.document", f"stand-in: section {short(words)}", paper.path, line
                )
                return
    for paper in files:
        for number, text in enumerate(paper.text.splitlines(), 1):
            if found := _LINK.search(text):
                value = f"stand-in: {found[0].rstrip('.,')}"
                yield Fact("roadmap.document", value, paper.path, number, short(plain(text)))
                return
