"""The code of conduct, and whom to tell of a breach."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, said, ways_to_report
from twohats.records.cards import Fact, Papers

_REPORT = re.compile(r"\breport|\bcontact|\benforce|reach out", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"\[INSERT|example\.(?:com|org)", re.IGNORECASE)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the document, and the address or form in a sentence about reporting."""
    files = papers.of_kind("conduct")
    yield from document("conduct.document", files)
    for paper, sentence in said(files, lambda one: bool(ways_to_report(one.text))):
        is_about_it = _REPORT.search(sentence.text + sentence.heading)
        if is_about_it and not _NO_ADDRESS.search(sentence.text):
            yield fact("conduct.contact", ways_to_report(sentence.text)[0], paper, sentence)
            return
