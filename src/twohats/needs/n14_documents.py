"""N14: a roadmap or another document of upstream asks for help, or lists what is not done yet.

See docs/needs.md#n14.
"""

import re
from typing import Any

from twohats.needs.documents import Line, latest_documents, lines_of
from twohats.needs.search import Finding, Search
from twohats.needs.welcome import ACTIVITY_WORDS, from_whom
from twohats.records import Skipped
from twohats.records.needs import Need, Welcome

CODE = "N14"
ACTIVITIES = ("change",)
SENTENCE = "A roadmap or another document of upstream asks for help, or lists what is not done yet."
KINDS = ("roadmap", "contributing", "governance", "support", "notes")
ASKS = re.compile(
    r"\bhelp (?:is |would be )?(?:wanted|needed|welcome|appreciated)\b"
    r"|\b(?:looking|searching) for (?:an? |new |more |some )*"
    r"(?:help|volunteers?|maintainers?|contributors?|reviewers?|facilitators?|somebody|someone)\b"
    r"|\b(?:volunteers?|maintainers?|contributors?|reviewers?) (?:are )?(?:wanted|needed|sought)\b"
    r"|\bwe (?:need|could use|would love) (?:some |more |your )*(?:help|hands|volunteers|maintainers)\b"
    r"|\bcall for (?:volunteers|help|contributors|maintainers)\b",
    re.IGNORECASE,
)
OPEN_BOX = re.compile(r"^[-*+]\s+\[ \]\s+(?P<words>\S.*)$")
_MARKS = re.compile(r"^[-*+#>\s]+|[*_`]+")
LONGEST = 120
"""Characters of a line that are shown."""


def find(search: Search) -> Finding:
    """Find lines that ask."""
    needs, told = [], set()
    for row in latest_documents(search.facts, KINDS):
        told.add(row["community"])
        for line in lines_of(row["text"]):
            box = OPEN_BOX.match(line.text) if row["kind"] == "roadmap" else None
            if box or ASKS.search(line.text):
                needs.append(_need(search, row, line, box["words"] if box else line.text))
    lost = tuple(
        Skipped(f"{CODE}:{community}", "no roadmap or contributing document of it was read")
        for community in search.communities
        if community not in told
    )
    return Finding(tuple(needs), not_measured=lost)


def _need(search: Search, row: dict[str, Any], line: Line, words: str) -> Need:
    address = search.address_of(row)
    url = f"{address}#L{line.number}" if address else None
    plain = _MARKS.sub("", words).strip()
    below = f" under “{line.heading}”" if line.heading else ""
    return Need(
        f"{CODE}:{row['repository']}:{row['path']}:{line.number}",
        CODE,
        activity_of(line.text),
        row["community"],
        row["repository"],
        None,
        plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…",
        f"line {line.number} of {row['path']}{below}",
        row["committed_at"] or search.facts.as_of,
        url,
        # The document asks; of whom, its words may say.
        welcome=Welcome(url, None, from_whom(line.text))
        if url and ASKS.search(line.text)
        else None,
    )


def activity_of(words: str) -> str:
    """Tell which kind of help words speak of; ``change`` where they do not say.

    Examples
    --------
    >>> activity_of("We are looking for reviewers"), activity_of("Faster start")
    ('review', 'change')
    """
    for activity, pattern in ACTIVITY_WORDS.items():
        if re.search(rf"(?<!\w)(?:{pattern})(?!\w)", words, re.IGNORECASE):
            return activity
    return "change"
