"""What the files of aspects share: sentences that demand something, found where they may stand."""

import re
from collections.abc import Callable, Iterable, Iterator

from twohats.formats.prose import Sentence, headings, sentences
from twohats.records.cards import Fact, Paper, Papers

SHORT = 160
"""Characters of a community's own words that are shown."""

_NOT = re.compile(
    r"\b(?:not|no|never|without|isn't|aren't|don't|doesn't|needn't|won't|optional(?:ly)?|unless"
    r"|except|skip|consider(?:ing)?|feel free|might|if you (?:like|want|wish)|encouraged?|instead of|rather than|unnecessary|only for maintainers)\b",
    re.IGNORECASE,
)


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_FORM = re.compile(
    r"report a vulnerability|private(?:ly)? (?:vulnerability )?report|security advisor(?:y|ies)"
    r"|/security/(?:advisories|policy)|tidelift security contact|hackerone\.com|vulnerability report(?:ing)? form",
    re.IGNORECASE,
)


def guides(papers: Papers) -> tuple[Paper, ...]:
    """Give the papers that speak to contributors: guides, the form of a request, then the README."""
    return papers.of_kind("contributing", "template", "guide", "readme")


def is_denied(text: str) -> bool:
    """Whether a sentence denies or weakens something; then nothing is taken from it."""
    return _NOT.search(text) is not None


def said(
    papers: Iterable[Paper], test: Callable[[Sentence], bool]
) -> Iterator[tuple[Paper, Sentence]]:
    """Give the sentences that pass a test, in order."""
    for paper in papers:
        for sentence in sentences(_spoken(paper)):
            if test(sentence):
                yield paper, sentence


def _spoken(paper: Paper) -> str:
    """Give what a paper says; in a form, comments are what speaks to whoever fills it in."""
    if paper.kind != "template":
        return paper.text
    return re.sub(r"<!--|-->", " ", paper.text)


def ways_to_report(text: str) -> list[str]:
    """Give the addresses and forms that a sentence names, where nobody else reads along.

    Examples
    --------
    >>> ways_to_report("Use *Report a vulnerability*, or write to care@kelp.example.")
    ['care@kelp.example', 'Report a vulnerability']
    """
    found = (form.search(text) for form in (_EMAIL, _FORM))
    return [one[0].rstrip(".") for one in found if one]


def fact(name: str, value: str, paper: Paper, sentence: Sentence) -> Fact:
    """Make a fact of a sentence."""
    return Fact(name, value, paper.path, sentence.line, short(sentence.text))


def document(name: str, papers: Iterable[Paper]) -> Iterator[Fact]:
    """Make a fact of the first file that is the thing itself; its title is its value."""
    for paper in papers:
        if paper.text.strip():
            title = next(iter(headings(paper.text)), None)
            yield Fact(name, short(title[1]) if title else paper.path, paper.path)
            return


def section(
    name: str, papers: Iterable[Paper], pattern: str, holds: str | None = None
) -> Iterator[Fact]:
    """Make a fact of the first heading that matches; the title of a whole file counts, too.

    Parameters
    ----------
    name
        Of the fact.
    papers
        Where to look, in this order.
    pattern
        Of the heading.
    holds
        What at least one sentence below it has to hold; None: nothing.
    """
    for paper in papers:
        for line, words in headings(paper.text):
            if re.search(pattern, words, re.IGNORECASE) and _holds(paper, words, holds):
                yield Fact(name, short(words), paper.path, line)
                return


def _holds(paper: Paper, words: str, pattern: str | None) -> bool:
    return pattern is None or any(
        one.heading.split(" / ")[-1] == words and re.search(pattern, one.text, re.IGNORECASE)
        for one in sentences(paper.text)
    )


def short(text: str) -> str:
    """Cut a text at a word, to what is shown."""
    if len(text) <= SHORT:
        return text
    return text[:SHORT].rsplit(" ", 1)[0] + " …"
