"""An initiative's text looked at as people write it: what is missing, left as it came, or cannot be.

What no workspace tells (who the members are, which repositories are upstream) is not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from twohats.formats.addresses import HOSTS
from twohats.formats.days import parse_days
from twohats.formats.initiative_form import (
    QUESTIONS,
    Form,
    is_unknown,
    parse_effort,
    question_called,
    read_form,
)
from twohats.formats.issue_form import Said, lines_of, sections_of
from twohats.formats.reference_masks import BLANK, mask_code_and_comments
from twohats.formats.references import find_references
from twohats.formats.suggest import nearest
from twohats.records.keys import owner_of

Level = Literal["must", "look"]
RULES: Mapping[str, str] = {
    "missing": "a question has no answer",
    "template": "words of the form still stand there",
    "kind": "neither directed, foundational nor mixed",
    "estimate": "no time that could be read",
    "date": "a day that cannot be",
    "member": "nobody of that name is listed",
    "upstream": "no item upstream is named, or one of no known repository",
    "length": "far fewer or more words than usual",
}
"""What is looked for."""
NEEDED = ("problem", "solution", "kind", "upstream", "build", "coordination")
"""Questions without which nobody can plan it."""

_LEFT_OVER = re.compile(
    r"(?im)^[ \t]*(?:[-*+][ \t]*)?(?:as an?[ \t]*(?:\.{2,}|…)|\.{3,}|…|tbd|todo|fixme|xxx+|lorem ipsum.*"
    r"|\[(?:your|name|link|date|who|what|why|todo|tbd|insert)[^\]\n]*\])[ \t]*$"
)
_EMPTY_BULLET = re.compile(r"^[-*+]$")
_ISO_DAY = re.compile(r"(?<![\w/.-])\d{4}-\d{2}-\d{2}(?![\w/-])")
_BULLET = re.compile(r"^\s*[-*+]\s+")


@dataclass(frozen=True)
class Hint:
    """One place in one text."""

    rule: str
    """A key of `RULES`."""
    level: Level
    """``must``: nobody can plan with it; ``look``: advice."""
    line: int
    """From 1."""
    column: int
    """From 1."""
    says: str


@dataclass(frozen=True)
class Known:
    """What is known around a text."""

    members: tuple[str, ...] | None = None
    """Names of member communities; None: not listed."""
    word: str = "member community"
    """What the organization calls one of them."""
    upstream_titles: tuple[str, ...] = ()
    """Names of upstream communities, to tell one from the other."""
    upstream: frozenset[str] | None = None
    """Keys of upstream repositories, and of owners whose repositories all are; None: not known."""
    own: frozenset[str] = frozenset()
    """Keys of our own repositories and owners."""
    hosts: Mapping[str, str] = field(default_factory=lambda: HOSTS)
    home: str | None = None
    """Repository the text stands in: what ``#12`` means; None: in none."""
    template: Mapping[str, str] = field(default_factory=dict)
    """What the form holds before anybody writes, by question in lower case."""
    required: tuple[str, ...] = ()
    """Questions that the form takes no initiative without, in lower case; in its order."""
    opened_on: date | None = None
    """When it was opened; None: it was not yet."""
    today: date | None = None


def lint(text: str, known: Known) -> tuple[Hint, ...]:
    r"""Look at one initiative.

    Parameters
    ----------
    text
        Markdown, as it stands in the issue.
    known
        What the workspace tells.

    Returns
    -------
    tuple of Hint
        In the order of the text.

    Examples
    --------
    >>> text = "### Problem statement\n\nAs a...\n"
    >>> [(one.rule, one.line) for one in lint(text, Known()) if one.rule == "template"]
    [('template', 3)]
    """
    form = read_form(text)
    rules = (_missing, _template, _kind, _estimates, _dates, _members, _upstream, _length)
    found = [hint for rule in rules for hint in rule(text, form, known)]
    return tuple(sorted(found, key=lambda hint: (hint.line, hint.column, hint.rule)))


def _missing(text: str, form: Form, known: Known) -> Iterator[Hint]:
    asked = {question_called(title): title for title in known.required}
    wanted = list(NEEDED)
    if form.stated.direction in ("directed", "mixed"):
        wanted.append("beneficiaries")
    for question in QUESTIONS:
        if question.name not in wanted and question not in asked:
            continue
        if question.name == "upstream" and _named(text, known):
            continue
        said = form.answers.get(question.name)
        yield from _unanswered(text, asked.get(question, question.titles[0]), said)
    others = {one.name: one for one in (*lines_of(text), *sections_of(text))}
    for title in known.required:
        if question_called(title) is None:
            yield from _unanswered(text, title, others.get(title))


def _unanswered(text: str, title: str, said: Said | None) -> Iterator[Hint]:
    title = title.capitalize()
    if said is None:
        yield _at(text, len(text.rstrip()), "missing", f"`{title}` is not there: add it as `### {title}`")  # fmt: skip
    elif not said.text:
        yield _at(text, said.start, "missing", f"`{title}` has no answer")


def _template(text: str, form: Form, known: Known) -> Iterator[Hint]:
    for one in form.answers.values():
        default = _default(one, known)
        if not one.text:
            continue
        if default and _words(one.text) == _words(default):
            yield _at(text, one.at, "template", "this stands there as the form has it: write yours")
        elif default and _words(default) and one.text.lstrip().startswith(default.strip() + "\n"):
            yield _at(text, one.at, "template", "this line is the form's own: take it out", "look")
        elif _EMPTY_BULLET.match(one.text.strip()) and one.name != "endorsements":
            yield _at(text, one.at, "template", "a list without a word: write yours")
    masked = mask_code_and_comments(text)
    for found in _LEFT_OVER.finditer(masked):
        # What the form itself holds was said above.
        if not any(one.at <= found.start() < one.at + len(one.text) and _words(one.text) == _words(_default(one, known) or "\0") for one in form.answers.values()):  # fmt: skip
            yield _at(text, _begin(found), "template", f"`{found[0].strip()}` waits for your words")


def _default(one: Said, known: Known) -> str | None:
    return known.template.get(one.name)


def _kind(text: str, form: Form, known: Known) -> Iterator[Hint]:
    said = form.answers.get("kind")
    if said and said.text and form.stated.direction is None:
        yield _at(text, said.at, "kind", f"`{_first(said.text)}` is neither directed nor foundational: write one of them, or mixed")  # fmt: skip


def _estimates(text: str, form: Form, known: Known) -> Iterator[Hint]:
    for name in ("build", "coordination"):
        said = form.answers.get(name)
        if said and said.text and not is_unknown(said.text) and parse_effort(said.text) is None:
            yield _at(text, said.at, "estimate", f"`{_first(said.text)}` gives no time: write it as 3 days or 20 h, or unknown")  # fmt: skip


def _dates(text: str, form: Form, known: Known) -> Iterator[Hint]:
    said = form.answers.get("target")
    where = range(said.at, said.at + len(said.text)) if said else range(0)
    if said and said.text and not is_unknown(said.text):
        yield from _target(text, said, known)
    for found in _ISO_DAY.finditer(mask_code_and_comments(text)):
        if found.start() in where:
            continue
        try:
            date.fromisoformat(found[0])
        except ValueError:
            yield _at(text, found.start(), "date", f"`{found[0]}` is not a day that exists")


def _target(text: str, said: Said, known: Known) -> Iterator[Hint]:
    try:
        day = parse_days(_first(said.text)).last
    except ValueError as error:
        yield _at(text, said.at, "date", str(error))
        return
    if known.opened_on and day < known.opened_on:
        yield _at(text, said.at, "date", f"{day} lies before the day it was opened, {known.opened_on}")  # fmt: skip
    elif not known.opened_on and known.today and day < known.today:
        yield _at(text, said.at, "date", f"{day} is over: write a day that is to come")


def _members(text: str, form: Form, known: Known) -> Iterator[Hint]:
    said = form.answers.get("beneficiaries")
    if known.members is None or said is None or not said.text or is_unknown(said.text):
        return
    listed = {_plain(name) for name in known.members}
    upstream = {_plain(name): name for name in known.upstream_titles}
    for name in form.stated.beneficiaries:
        if not _plain(name) or _plain(name) in listed:
            continue
        there = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(text, said.at)
        at = there.start() if there else said.at
        if _plain(name) in upstream:
            yield _at(text, at, "member", f"`{name}` is an upstream community, and no {known.word} of that name is listed: name who asked")  # fmt: skip
        else:
            hint = nearest(name, known.members)
            yield _at(text, at, "member", f"`{name}` is no {known.word} that is listed{hint}")


def _upstream(text: str, form: Form, known: Known) -> Iterator[Hint]:
    said = form.answers.get("upstream")
    named = _named(text, known)
    if said and said.text and not is_unknown(said.text) and not named:
        yield _at(text, said.at, "upstream", "no item upstream is named here: write owner/name#12, or its address")  # fmt: skip
    if known.upstream is None:
        return
    for key, start, written in named:
        repository = key.rpartition("#")[0] or key.rpartition("!")[0]
        if repository not in known.upstream and owner_of(repository) not in known.upstream:
            names = [one.partition(":")[2] for one in known.upstream if "/" in one]
            hint = nearest(repository.partition(":")[2], names) if len(names) < 2000 else ""
            hint = hint if "did you mean" in hint else ""
            yield _at(text, start, "upstream", f"`{written}`: no upstream repository of this name is known{hint}")  # fmt: skip


def _length(text: str, form: Form, known: Known) -> Iterator[Hint]:
    for question in QUESTIONS:
        said = form.answers.get(question.name)
        if question.words is None or said is None or not said.text:
            continue
        low, high = question.words
        count = len(said.text.split())
        if count < low:
            yield _at(text, said.start, "length", f"{count} words; {low} are usual, so that others understand it", "look")  # fmt: skip
        elif high and count > high:
            yield _at(text, said.start, "length", f"{count} words; people read {high}", "look")


def _named(text: str, known: Known) -> list[tuple[str, int, str]]:
    """List the items named that are not ours: key, where, and as written."""
    home = known.home or f"{next(iter(known.hosts.values()), 'github')}:-/-"
    found = find_references(text, repository=home, hosts=known.hosts)
    return [
        (one.to_item, one.start, one.text)
        for one in found
        if one.to_item and not one.quoted and not _is_own(one.to_item, home, known)
    ]


def _is_own(item: str, home: str, known: Known) -> bool:
    repository = item.rpartition("#")[0] or item.rpartition("!")[0]
    return repository == home or repository in known.own or owner_of(repository) in known.own


def _at(text: str, place: int, rule: str, says: str, level: Level = "must") -> Hint:
    before = text[:place]
    line = before.count("\n") + 1
    return Hint(rule, level, line, place - (before.rfind("\n") + 1) + 1, says)


def _begin(found: re.Match[str]) -> int:
    words = found[0]
    return found.start() + len(words) - len(words.lstrip())


def _first(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _words(text: str) -> str:
    plain = mask_code_and_comments(text).replace(BLANK, "")
    return " ".join(_BULLET.sub("", line) for line in plain.splitlines()).strip(" -*+")


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
