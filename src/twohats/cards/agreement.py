"""What contributors sign: a sign-off per commit, an agreement, or nothing because it is said so."""

import re
from collections.abc import Iterator

from twohats.cards.reading import fact, guides, said
from twohats.formats import cla, dco
from twohats.records.cards import Fact, Paper, Papers

_MUST = re.compile(
    r"\bmust|\brequir|\bneed|\bplease\b|\bshould|\bhave to|\bask|\bsign\b|\bsigned[ -]off|\badd\b|\buse\b|\benforce|\bensure|\bagree",
    re.IGNORECASE,
)
_NOTHING = re.compile(
    r"\b(?:no|not|n't|without)\b.{0,60}(?:\bCLAs?\b|\bDCO\b|contributors?['’]? licen[cs]e agreement|agreement to sign|sign[- ]?off)",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"^\s*(?:\$ )?git commit (?:.* )?(?:-s\b|--signoff)|^\s*Signed-off-by: ", re.MULTILINE
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find each kind that is asked for; where both are, both stand."""
    found = [*_dco(papers), *_cla(papers)]
    if not found:
        for paper, sentence in said(guides(papers), lambda one: bool(_NOTHING.search(one.text))):
            found.append(fact("agreement.kind", "none", paper, sentence))
            break
    yield from found
    yield from _assignment(papers, found)


def _dco(papers: Papers) -> Iterator[Fact]:
    settings = papers.at(".github/dco.yml")
    for paper, sentence in said(_agreements(papers), lambda one: bool(dco.ASKS.search(one.text))):
        is_example = sentence.text.lower().startswith("signed-off-by:")
        if _MUST.search(sentence.text) and not _NOTHING.search(sentence.text) and not is_example:
            yield fact("agreement.kind", "DCO", paper, sentence)
            return
    if settings is not None:
        yield Fact(
            "agreement.kind", "DCO", settings.path, 1, "settings of the program that checks it"
        )
        return
    for paper in papers.of_kind("dco"):
        yield Fact("agreement.kind", "DCO", paper.path)
        return


def _cla(papers: Papers) -> Iterator[Fact]:
    for paper, sentence in said(_agreements(papers), lambda one: bool(cla.ASKS.search(one.text))):
        if _MUST.search(sentence.text) and not _NOTHING.search(sentence.text):
            yield fact("agreement.kind", "CLA", paper, sentence)
            return
    for paper in papers.of_kind("cla"):
        yield Fact("agreement.kind", "CLA", paper.path)
        return
    for path in sorted(path for path in papers.paths if cla.FILES.fullmatch(path.lower())):
        yield Fact("agreement.kind", "CLA", path, None, "settings of the program that checks it")
        return
    for paper in papers.of_kind("workflow"):
        if used := cla.WORKFLOW.search(paper.text):
            line = paper.text[: used.start()].count("\n") + 1
            yield Fact("agreement.kind", "CLA", paper.path, line, used[0])
            return


def _assignment(papers: Papers, found: list[Fact]) -> Iterator[Fact]:
    """Tell from the agreement's own text; a sign-off never gives the copyright away."""
    kinds = {one.value for one in found}
    for paper in papers.of_kind("cla"):
        given = cla.assigns_copyright(paper.text)
        if given is not None:
            yield Fact("agreement.assignment", "yes" if given else "no", paper.path)
            return
    if kinds and "CLA" not in kinds:
        first = found[0]
        says = "a sign-off leaves the copyright where it is" if "DCO" in kinds else first.says
        yield Fact("agreement.assignment", "no", first.path, first.line, says)


def _agreements(papers: Papers) -> tuple[Paper, ...]:
    return (*papers.of_kind("contributing", "template", "guide"), *papers.of_kind("readme"))
