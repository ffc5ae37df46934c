"""The security policy, and the way to report a weakness that is not public."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, said, section, ways_to_report
from twohats.records.cards import Fact, Papers

_REPORT = re.compile(
    r"\breport|\bcontact|\be?-?mail|\bsend|\bdisclos|\binform|reach out", re.IGNORECASE
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the policy, or the section for it; and the address or form it names."""
    files = papers.of_kind("security")
    if any(one.text.strip() for one in files):
        yield from document("security.document", files)
    else:
        files = papers.of_kind("contributing", "readme")
        yield from section(
            "security.document",
            files,
            r"^(?:report\w* )?(?:an? )?security(?: (?:policy|issues?|vulnerabilit\w+|bugs?|reports?|disclosures?))*$"
            r"|^report\w* (?:an? )?(?:security )?vulnerabilit\w+$",
            holds=r"report|discover|disclos|vulnerab",
        )
    # A policy may only lead elsewhere, while the guide has the address.
    for paper, sentence in said(
        (*papers.of_kind("security"), *papers.of_kind("contributing", "readme")),
        lambda one: bool(_REPORT.search(one.text)),
    ):
        is_policy = paper.kind == "security"
        if not (is_policy or re.search(r"secur|vulnerab", sentence.heading + sentence.text, re.I)):
            continue
        ways = ways_to_report(sentence.text)
        if ways:
            yield fact("security.report", ways[0], paper, sentence)
            return
