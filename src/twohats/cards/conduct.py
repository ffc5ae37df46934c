"""The code of conduct, and whom to tell of a breach."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, said, short, ways_to_report
from twohats.formats.prose import plain
from twohats.records.cards import LINKED, Fact, Papers

_REPORT = re.compile(r"\breport|\bcontact|\benforce|reach out", re.IGNORECASE)
_NO_ADDRESS = re.compile(r"\[INSERT|example\.(?:com|org)", re.IGNORECASE)

_MORE = r"[^\s<>()\[\]`\"']"
_LINK = re.compile(
    rf"\bcode[ -]of[ -]conduct[\]*_`: ]{{0,4}}[(<]?(?P<named>https?://{_MORE}+)"
    rf"|(?P<bare>https?://{_MORE}*code[-_]?of[-_]?conduct{_MORE}*)",
    re.IGNORECASE,
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the document, and the address or form in a sentence about reporting."""
    files = papers.of_kind("conduct")
    yield from [*document("conduct.document", files)] or _linked(papers)
    for paper, sentence in said(files, lambda one: bool(ways_to_report(one.text))):
        is_about_it = _REPORT.search(sentence.text + sentence.heading)
        if is_about_it and not _NO_ADDRESS.search(sentence.text):
            yield fact("conduct.contact", ways_to_report(sentence.text)[0], paper, sentence)
            return


def _linked(papers: Papers) -> Iterator[Fact]:
    """Find the first link to one that is kept elsewhere."""
    for paper in papers.of_kind("contributing", "guide", "readme", "support"):
        for number, line in enumerate(paper.text.splitlines(), 1):
            if link := _LINK.search(line):
                address = (link["named"] or link["bare"]).rstrip(".,;:!?*_")
                says = short(plain(line.strip(" -*>#")))
                yield Fact("conduct.document", f"{LINKED}{address}", paper.path, number, says)
                return
