"""Issues written by filling in a form: each question is a heading, what follows is the answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twohats.formats.reference_masks import BLANK, mask_code_and_comments

NO_ANSWER = "_No response_"
"""What GitHub writes where somebody left a question out."""

_HEADING = re.compile(r"^ {0,3}#{2,4}[ \t]+(?P<words>[^\n]*?)[ \t#]*$", re.MULTILINE)
_LINE = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?(?P<bold>\*\*|__)?(?P<name>[A-Za-z][\w -]{0,40}?)(?(bold)(?:\*\*|__)?)"
    r"[ \t]*:(?(bold)(?:\*\*|__)?)[ \t]+(?P<said>[^\n]*\S)[ \t\r]*$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Said:
    """One question, or name of a line, with what was said to it."""

    name: str
    """In lower case, without marks."""
    text: str
    """Empty where nothing was said; what GitHub writes in place of an answer is nothing."""
    start: int
    """Where its heading or line begins in the text."""
    at: int
    """Where what is said begins; where it would, if nothing is."""


def parse_issue_form(text: str) -> dict[str, str]:
    r"""Read the answers of a form, by question in lower case.

    Questions without an answer are left out. What is in code or comments asks nothing.

    Examples
    --------
    >>> parse_issue_form("### Kind\n\ndirected\n\n### Funder\n\n_No response_\n")
    {'kind': 'directed'}
    """
    answers: dict[str, str] = {}
    for one in sections_of(text):
        if one.text:
            answers.setdefault(one.name, one.text)
    return answers


def sections_of(text: str) -> Iterator[Said]:
    """Give every question of a form with where it stands, those without an answer too."""
    masked = mask_code_and_comments(text)
    headings = list(_HEADING.finditer(masked))
    for at, heading in enumerate(headings):
        end = headings[at + 1].start() if at + 1 < len(headings) else len(text)
        whole = text[heading.end() : end]
        answer = whole.strip()
        is_said = bool(masked[heading.end() : end].replace(BLANK, "").strip())
        question = _name(text[heading.start("words") : heading.end("words")])
        is_answer = is_said and answer != NO_ANSWER
        begins = heading.end() + len(whole) - len(whole.lstrip())
        yield Said(question, answer if is_answer else "", heading.start(), min(begins, end))


def parse_lines(text: str) -> dict[str, str]:
    r"""Read lines of the form ``name: what is said``, by name in lower case; the first holds.

    Quoted lines are somebody else's words, and code and comments say nothing.

    Examples
    --------
    >>> parse_lines("**Kind:** directed\n> kind: foundational\n")
    {'kind': 'directed'}
    """
    said: dict[str, str] = {}
    for line in lines_of(text):
        said.setdefault(line.name, line.text)
    return said


def lines_of(text: str) -> Iterator[Said]:
    """Give every line of the form ``name: what is said``, with where it stands."""
    for line in _LINE.finditer(mask_code_and_comments(text)):
        words = text[line.start("said") : line.end("said")].strip()
        yield Said(_name(line["name"]), words, line.start(), line.start("said"))


def named(answers: Mapping[str, str], *names: str) -> str | None:
    """First answer given under one of these names."""
    return next((answers[name] for name in names if answers.get(name)), None)


def _name(words: str) -> str:
    return re.sub(r"[\s_-]+", " ", words.strip(" *_:?\t\r")).casefold()
