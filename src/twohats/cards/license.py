"""The license, told by its text; a name alone proves nothing."""

from collections.abc import Iterator

from twohats.formats.license_text import OSI, license_of
from twohats.records.cards import Fact, Papers


def find(papers: Papers) -> Iterator[Fact]:
    """Find each license file at the root, and say so where its text is not one we can tell."""
    for paper in papers.of_kind("license"):
        if "/" in paper.path:
            continue
        spdx = license_of(paper.text)
        if spdx is None:
            yield Fact("license.spdx", "unknown: the text was not recognized", paper.path)
        else:
            osi = "OSI-approved" if spdx in OSI else "not among the OSI licenses known here"
            yield Fact("license.spdx", spdx, paper.path, None, osi)
