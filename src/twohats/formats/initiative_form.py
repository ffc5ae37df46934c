r"""The form of an initiative as people fill it in: which questions there are, and what stands under each.

Two forms are in use, with other headings for the same, and both are read: problem, solution and
implementation; or context, why, and when it is done. What the organization adds may stand under headings
or as ``name: …`` lines.

Examples
--------
>>> form = read_form("### Kind\n\ndirected\n\n### Build time\n\n3 days\n")
>>> form.build, form.coordination
(Effort(hours=24.0, is_about=True), None)
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from twohats.errors import Mistake
from twohats.formats.days import parse_days
from twohats.formats.durations import parse_duration
from twohats.formats.initiative import Initiative, read_initiative
from twohats.formats.issue_form import Said, lines_of, sections_of
from twohats.formats.yaml_text import NotYaml, YamlMap, YamlText, parse_yaml

HOURS_PER_DAY = 8.0
"""Working hours of a day of work, where an estimate is written in days."""
UNKNOWN = ("unknown", "not known", "nobody knows")
"""Words that say that nobody knows; an answer, and no gap."""


@dataclass(frozen=True)
class Question:
    """One thing that an initiative says."""

    name: str
    """What it is called here."""
    titles: tuple[str, ...]
    """Headings under which people write it, in lower case; the first is the one that is proposed."""
    words: tuple[int, int | None] | None = None
    """Fewest and most words that are usual; None: any."""


QUESTIONS = (
    Question("problem", ("problem statement", "problem", "context"), (50, None)),
    Question("solution", ("proposed solution", "solution", "definition of done"), (50, 500)),
    Question("implementation", ("proposed implementation", "implementation"), (50, 500)),
    Question(
        "fit",
        ("how will this fit in the ecosystem", "where will this solution fit",
         "why is this important"),
        (25, None),
    ),
    Question("endorsements", ("endorsements",)),
    Question("kind", ("kind", "kind of contribution", "direction")),
    Question("beneficiaries", ("beneficiaries", "beneficiary", "for")),
    Question("funder", ("funder", "funded by", "paid by")),
    Question("upstream", ("upstream", "upstream need", "need upstream", "upstream issues", "upstream items")),
    Question("build", ("build time", "build estimate", "build")),
    Question("coordination", ("coordination time", "coordination estimate", "coordination")),
    Question("target", ("target date", "target", "due", "by when")),
)  # fmt: skip
"""Every question, in the order a form asks them."""
_BY_TITLE = {title: one for one in QUESTIONS for title in one.titles}
_DAYS = re.compile(
    r"(?P<low>\d+(?:[.,]\d+)?)(?:\s*(?:-|–|to)\s*(?P<high>\d+(?:[.,]\d+)?))?\s*"
    r"(?:person[- ]?|working[- ]?)?(?P<unit>d|days?|w|wks?|weeks?)\b\.?"
)
_ABOUT = re.compile(r"^(?:~|≈|ca\.?|about|around|roughly|maybe)\s*")


@dataclass(frozen=True)
class Effort:
    """Some hours of work."""

    hours: float
    is_about: bool = False
    """Whether it was written as a guess, a range, or in days."""


@dataclass(frozen=True)
class Form:
    """An initiative as its text has it."""

    stated: Initiative
    answers: Mapping[str, Said]
    """By the name of the question, also where nothing was said to it."""
    build: Effort | None = None
    """Estimate of the time to build it; None: not said, or not known."""
    coordination: Effort | None = None
    """Estimate of the time for talk, waiting and reviews."""
    target: date | None = None

    def said(self, name: str) -> str:
        """Give what stands under a question; empty: nothing."""
        return self.answers[name].text if name in self.answers else ""


def read_form(text: str) -> Form:
    """Read an initiative; nothing is guessed from prose."""
    answers = answers_of(text)

    def said(name: str) -> str:
        return answers[name].text if name in answers else ""

    return Form(
        read_initiative(text),
        answers,
        parse_effort(said("build")),
        parse_effort(said("coordination")),
        _target(said("target")),
    )


def answers_of(text: str) -> dict[str, Said]:
    """Find what stands under each question; of two the first with an answer."""
    found: dict[str, Said] = {}
    for one in (*sections_of(text), *lines_of(text)):
        question = _BY_TITLE.get(one.name)
        if question and (question.name not in found or not found[question.name].text):
            found[question.name] = one
    return found


def parse_effort(text: str) -> Effort | None:
    """Read how much work something is thought to be; None where that is not said, or not known.

    Examples
    --------
    >>> parse_effort("12 h"), parse_effort("2-4 days").hours, parse_effort("a lot")
    (Effort(hours=12.0, is_about=False), 24.0, None)
    """
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    duration = parse_duration(line) if line else None
    if duration:
        return Effort(duration.hours, duration.is_about)
    plain = _ABOUT.sub("", line.casefold().strip("*_` ."))
    match = _DAYS.fullmatch(plain)
    if not match:
        return None
    low = float(match["low"].replace(",", "."))
    high = float(match["high"].replace(",", ".")) if match["high"] else low
    days = (low + high) / 2 * (5 if match["unit"].startswith("w") else 1)
    return Effort(days * HOURS_PER_DAY, True) if low <= high else None


def is_unknown(text: str) -> bool:
    """Whether somebody wrote that nobody knows."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return first.strip(" *_`.").casefold() in UNKNOWN


def _target(said: str) -> date | None:
    try:
        return parse_days(said).last if said and not is_unknown(said) else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Asked:
    """One question of an issue form."""

    title: str
    """In lower case, without marks."""
    value: str
    """Text that stands there before anybody wrote; empty: none."""
    line: int
    is_required: bool = False
    """Whether the forge takes nothing without an answer."""


def parse_form_file(text: str, path: str) -> tuple[tuple[Asked, ...], tuple[Mistake, ...]]:
    r"""Read a forge's issue form, and what is wrong in it.

    Examples
    --------
    >>> asked, _ = parse_form_file("body:\n- type: textarea\n  attributes:\n    label: Kind\n", "f.yml")
    >>> asked[0].title
    'kind'
    """
    try:
        document = parse_yaml(text)
    except NotYaml as error:
        return (), (Mistake(path, error.line, f"this is no YAML: {error}"),)
    if not isinstance(document, YamlMap) or "body" not in document.values:
        return (), (Mistake(path, 1, "this is no issue form: it has no `body` with questions"),)
    asked, mistakes = list[Asked](), list[Mistake]()
    seen: dict[str, int] = {}
    for part in document.mappings("body"):
        if part.text("type") == "markdown":
            continue
        attributes = part.values.get("attributes")
        label = attributes.text("label") if isinstance(attributes, YamlMap) else None
        if label is None or not isinstance(attributes, YamlMap):
            mistakes.append(Mistake(path, part.line, "a question without a `label`"))
            continue
        line = attributes.line_of("label")
        if label.casefold() in seen:
            said = f"`{label}` is asked twice: first in line {seen[label.casefold()]}"
            mistakes.append(Mistake(path, line, said))
        seen.setdefault(label.casefold(), line)
        value = attributes.values.get("value")
        written = value.text if isinstance(value, YamlText) else ""
        asked.append(Asked(_plain(label), written, line, _is_required(part)))
    return tuple(asked), tuple(mistakes)


def _is_required(part: YamlMap) -> bool:
    said = part.values.get("validations")
    return isinstance(said, YamlMap) and (said.text("required") or "").casefold() == "true"


def question_called(title: str) -> Question | None:
    """Find what a heading asks for; None: nothing that initiatives are looked at for."""
    return _BY_TITLE.get(title)


def questions_left_out(asked: Sequence[Asked]) -> Iterator[Question]:
    """List what a form does not ask, and initiatives are looked at for."""
    titles = {one.title for one in asked}
    for question in QUESTIONS:
        if question.name != "endorsements" and not titles.intersection(question.titles):
            yield question


def _plain(label: str) -> str:
    return re.sub(r"[\s_-]+", " ", label.strip(" *_:?\t\r")).casefold()


def form_text(member_community: str = "member community") -> str:
    """Write an issue form that asks for all of it, with nothing to leave as it came."""
    asks = {
        "problem": "Who has which problem, as one of them would say it.",
        "solution": "What will be different for them.",
        "implementation": "How, in broad words; what others may decide stays open.",
        "fit": "How it fits what upstream and others do already.",
        "endorsements": "Who else would use it.",
        "kind": "directed (a need of ours drives it), foundational (a need of upstream does) or mixed.",
        "beneficiaries": f"Each {member_community} it is for, one per line; a foundational one may name none.",
        "funder": "Who pays for the time; leave it empty if nobody does.",
        "upstream": "Issues and changes upstream, as owner/name#12 or an address.",
        "build": "How long building takes, as 3 days or 20 h; unknown is an answer.",
        "coordination": "How long talk, waiting for reviews and their rounds take; unknown is an answer.",
        "target": "A day, as 2026-09-30; unknown is an answer.",
    }
    optional = ("endorsements", "beneficiaries", "funder")
    parts = [
        f"- type: {'textarea' if question.words or question.name in _LONG else 'input'}\n"
        f"  id: {question.name}\n"
        "  attributes:\n"
        f"    label: {_title(question)}\n"
        f'    description: "{asks[question.name]}"\n'
        "  validations:\n"
        f"    required: {'false' if question.name in optional else 'true'}\n"
        for question in QUESTIONS
    ]
    top = "name: Initiative\ndescription: A piece of planned work\nlabels: [initiative]\nbody:\n"
    return top + "".join(parts)


_LONG = ("beneficiaries", "upstream", "endorsements")


def _title(question: Question) -> str:
    return question.titles[0].capitalize()
