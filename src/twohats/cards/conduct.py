"""The code of conduct, and whom to tell of a breach."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, said
from twohats.records.cards import Fact, Papers

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_REPORT = re.compile(r"\breport|\bcontact|\benforce|reach out", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"\[INSERT|example\.(?:com|org)", re.IGNORECASE)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the document, and the address in a sentence about reporting."""
    files = papers.of_kind("conduct")
    yield from document("conduct.document", files)
    for paper, sentence in said(files, lambda one: bool(_EMAIL.search(one.text))):
        if (_REPORT.search(sentence.text + sentence.heading)) and not _NO_ADDRESS.search(
            sentence.text
        ):
            address = _EMAIL.search(sentence.text)
            assert address is not None
            yield fact("conduct.contact", address[0].rstrip("."), paper, sentence)
            return
