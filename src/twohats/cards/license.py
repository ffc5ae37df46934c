"""The license, told by its text; a name alone proves nothing."""

import re
from collections.abc import Iterator

from twohats.formats.license_text import OSI, license_of
from twohats.records.cards import Fact, Papers

_OWN = re.compile(
    r"(?:un)?licen[cs]e(?:\.(?:md|txt|rst))?|copying(?:\.(?:md|txt|rst))?"
    r"|licen[cs]e[-_.](?:mit|apache|bsd|mpl|l?gpl|agpl)[^/]*",
    re.IGNORECASE,
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find each license file at the root, and say so where its text is not one we can tell."""
    here = [paper for paper in papers.of_kind("license") if "/" not in paper.path]
    # The project's own comes before those of what it took over from others.
    for paper in sorted(here, key=lambda paper: not _OWN.fullmatch(paper.path)):
        spdx = license_of(paper.text)
        if spdx is None:
            yield Fact("license.spdx", "unknown: the text was not recognized", paper.path)
        else:
            osi = "OSI-approved" if spdx in OSI else "not among the OSI licenses known here"
            yield Fact("license.spdx", spdx, paper.path, None, osi)
