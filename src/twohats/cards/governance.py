"""Who decides, by what rule, in which roles, and where large changes are proposed."""

import re
from collections.abc import Iterator

from twohats.cards.reading import document, fact, is_denied, said, section
from twohats.formats.prose import headings
from twohats.records.cards import Fact, Paper, Papers

_RULES = (
    ("lazy consensus", r"lazy[- ]consensus"),
    ("consensus", r"(?<!lazy )(?<!lazy-)\bconsensus\b"),
    ("supermajority", r"super-?majority|two[- ]thirds|2/3"),
    ("majority vote", r"(?<!super)(?<!super-)\bmajority\b|\bmajority vote"),
    ("one person decides", r"\bBDFL\b|benevolent dictator"),
)
_DECIDES = re.compile(r"decid|decision|\bvot(?:e|es|ing)\b|approv|resol|consensus", re.IGNORECASE)
_ROLE = re.compile(
    r"^(?:the )?(?:\w+ )?(maintainers?|committers?|reviewers?|approvers?|members?|contributors?|triagers?"
    r"|steering (?:council|committee|group)|(?:executive|technical|governing) (?:council|committee|board)"
    r"|core (?:team|developers?|contributors?)|release (?:managers?|team)|organization members?"
    r"|emeritus(?: maintainers?)?|council(?: members?)?|project leads?|bdfl|subproject \w+)(?: role)?$",
    re.IGNORECASE,
)
_PROPOSAL = re.compile(
    r"\b(?:[A-Z]?[JNKAHS]EPs?|RFCs?|ADRs?|(?:\w+ )?[Ee]nhancement [Pp]roposals?"
    r"|(?:\w+ )?[Ii]mprovement [Pp]roposals?|[Dd]esign [Pp]roposals?)\b"
)
_PROPOSE = re.compile(
    r"\b(?:submit|writ(?:e|ing)|open|creat|follow|require|need|must|should|goes? through|describes)\w*\b",
    re.IGNORECASE,
)
_IN_AN_ISSUE = re.compile(
    r"\b(?:larger?|major|big|substantial|significant)\b.{0,40}\bpropos\w+ in (?P<place>an? (?:issue|discussion|pull request))\b",
    re.IGNORECASE,
)
_STANDARD = re.compile(r"\bRFC[ -]?\d|\bPEP[ -]?\d")
_FOLDER = re.compile(
    r"(?:docs?/)?(?:rfcs?|proposals?|peps|neps|jeps|keps|hips|enhancements|adrs?)/[^/]+\.(?:md|rst)"
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find the document or the section for it, and what they say."""
    own = papers.of_kind("governance")
    found = [*document("governance.document", own)]
    if not found:
        others = papers.of_kind("contributing", "guide", "readme")
        found = [
            *section(
                "governance.document",
                others,
                r"\bgovernance\b|how (?:we|decisions)\b.*deci|decision[- ]making",
            )
        ]
    yield from found
    yield from _proposals(papers)
    yield from _roles(papers, own)
    yield from _decision_rule(own or papers.of_kind("contributing"))


def _proposals(papers: Papers) -> Iterator[Fact]:
    files = papers.of_kind("governance", "contributing", "guide", "readme")
    for paper, sentence in said(files, lambda one: bool(_PROPOSAL.search(one.text))):
        word = _PROPOSAL.search(sentence.text)
        assert word is not None
        if _PROPOSE.search(sentence.text) and not _STANDARD.search(sentence.text):
            yield fact("governance.proposals", word[0], paper, sentence)
            return
    for paper, sentence in said(files, lambda one: bool(_IN_AN_ISSUE.search(one.text))):
        place = _IN_AN_ISSUE.search(sentence.text)
        if place and not is_denied(sentence.text):
            yield fact("governance.proposals", place["place"], paper, sentence)
            return
    here = sorted(path for path in papers.paths if _FOLDER.fullmatch(path.lower()))
    if len(here) > 1:
        folder = here[0].rpartition("/")[0]
        yield Fact("governance.proposals", f"{folder}/", here[0], None, f"{len(here)} files")


def _roles(papers: Papers, own: tuple[Paper, ...]) -> Iterator[Fact]:
    for paper in (*own, *papers.of_kind("ladder")):
        found = [(line, words) for line, words in headings(paper.text) if _ROLE.match(words)]
        if found:
            names = ", ".join(dict.fromkeys(words for _, words in found))
            yield Fact("governance.roles", names, paper.path, found[0][0])
            return


def _decision_rule(files: tuple[Paper, ...]) -> Iterator[Fact]:
    for paper in files:
        rules: dict[str, Fact] = {}
        for _, one in said([paper], lambda sentence: bool(_DECIDES.search(sentence.text))):
            is_about_deciding = paper.kind == "governance" or re.search(
                "govern|deci", one.heading, re.I
            )
            for label, form in _RULES:
                if is_about_deciding and re.search(form, one.text, re.IGNORECASE):
                    rules.setdefault(label, fact("governance.decision_rule", label, paper, one))
        if rules:
            first = min(rules.values(), key=lambda one: one.line or 0)
            yield Fact(first.fact, ", ".join(rules), first.path, first.line, first.says)
            return
