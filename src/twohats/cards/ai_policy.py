"""What a community asks of contributions that language models had a part in."""

import re
from collections.abc import Iterable, Iterator

from twohats.cards.reading import document, fact, guides, said, short
from twohats.formats.prose import Sentence
from twohats.records.cards import Fact, Paper, Papers

_MODEL = re.compile(
    r"\bAI\b|\bLLMs?\b|\blarge language models?\b|\blanguage models?\b|\bgenerative\b|\bcopilot\b"
    r"|\bchatgpt\b|\bcoding agents?\b|\bautonomous agents?\b|\bAI[- ](?:generated|assisted)",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"contribut|pull request|\bPRs?\b|\bissues?\b|\bcommits?\b|\bcode\b|\bcomments?\b|\btools?\b|\bpart\b|\bwrote\b|submi",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:not|never|no)\b.{0,40}\b(?:accept|allow|permit|welcome|submit|use|post|merge)|\bforbid|\bprohibit|\bbanned?\b|\bwill (?:be )?(?:close|reject)",
    re.IGNORECASE,
)
_DISCLOSES = re.compile(
    r"\bdisclos|\bdeclare|\bstate\b|\bsay so\b|\bindicate|\bmention|\backnowledge|\btransparen|\bmust be (?:clearly )?(?:labell?ed|marked)",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"responsib(?!ly)|accountab|understand|\breview(?:ed)?\b.*(?:yourself|own|human|every line|careful)|stand behind|explain",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:comply|follow|adhere|read|see|subject to|accordance)\b.{0,60}(?:\b(?:AI|LLM|generative AI)\b.{0,20}\bpolic|\b(?:AGENTS|AI|LLM)S?\.md\b)",
    re.IGNORECASE,
)
_RULE = (
    ("some or all is forbidden", _FORBIDS),
    ("say so", _DISCLOSES),
    ("answer for it", _ANSWERS),
    ("a policy elsewhere: see the line", _ELSEWHERE),
)
_ASKED = re.compile(r"\bgenerated (?:by|with)\b|\b(?:AI|LLM)\b.*\bused\b", re.IGNORECASE)


def find(papers: Papers) -> Iterator[Fact]:
    """Find a document of its own with its rules; else the first sentence that sets one."""
    own = papers.of_kind("ai_policy")
    for paper in own:
        rules = _rules(said([paper], lambda one: True))
        if rules:
            first = min(rules.values(), key=lambda one: one.line)
            yield Fact("ai.policy", ", ".join(rules), paper.path, first.line, short(first.text))
            return
    if own:
        yield from document("ai.policy", own)
        return
    for paper in (*guides(papers), *papers.of_kind("conduct", "governance", "agents")):
        found = list(said([paper], _is_about_models))
        rules = _rules(found)
        if rules:
            first = min(rules.values(), key=lambda one: one.line)
            yield fact("ai.policy", ", ".join(rules), paper, first)
            return


def _is_about_models(one: Sentence) -> bool:
    is_below = bool(_MODEL.search(one.heading))
    return is_below or bool(_MODEL.search(one.text) and _WORK.search(one.text))


def _rules(found: Iterable[tuple[Paper, Sentence]]) -> dict[str, Sentence]:
    rules: dict[str, Sentence] = {}
    for paper, sentence in found:
        for label, form in _RULE:
            # A form that asks for it wants it said.
            is_form = (
                label == "say so" and paper.kind == "template" and _ASKED.search(sentence.text)
            )
            if form.search(sentence.text) or is_form:
                rules.setdefault(label, sentence)
    return {label: rules[label] for label, _ in _RULE if label in rules}
