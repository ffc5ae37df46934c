"""Where a community talks, what each place is for, and how soon it says it answers."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from twohats.cards.reading import fact, is_denied, said, short
from twohats.formats.prose import plain
from twohats.records.cards import Fact, Paper, Papers

_URL = re.compile(r"https?://[^\s<>()\[\]`\"'|]+")
_SPACES = (
    ("Discourse", r"(?:discourse|discuss|forums?)\.[^/]+"),
    ("Zulip", r"[^/]+\.zulipchat\.com|zulip\.[^/]+"),
    ("Gitter", r"(?:app\.)?gitter\.im"),
    ("Matrix", r"matrix\.to"),
    ("Discord", r"discord\.gg|discord\.com/invite"),
    ("Slack", r"[^/]+\.slack\.com|slack\.[^/]+"),
    ("mailing list", r"groups\.google\.com|lists?\.[^/]+|[^/]+\.groups\.io|groups\.io"),
    ("GitHub Discussions", r"github\.com/(?:orgs/)?[^/]+(?:/[^/]+)?/discussions"),
)
_TALKS = re.compile(
    r"\b(?:we talk|we discuss|we meet|questions? (?:go|goes|belongs?)|conversations? (?:happen|take place)s?|ask (?:your |any )?questions?)"
    r"\b[^.]{0,40}?\b(?:in|into|on|to|through) (?:the |our )?(?:(?:github|gitlab) )?(?P<place>issues|issue tracker|discussions)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\bin the past\b|\bno longer\b|\bformerly\b|\bused to\b|\barchive[ds]?\b|\bhistorical\b|\breplace\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?]\s*$")
_ONE_POST = re.compile(
    r"calendar|/t/|/topic/|/discussions/\d|/discussions/categories|/archives?/|/msg"
)
_ANSWERS = re.compile(
    r"\b(?:we|maintainers?|team|committers?|reviewers?|someone)\b.{0,60}"
    r"\b(?:respond|reply|answer|acknowledge|get back|review|triage)"
    r"|\byou (?:should|will|can|may) (?:expect|hear|get|receive)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:within|in|every|after|about|up to|at least)\s+(?:an?|one|two|three|four|five|six|seven|ten|\d+)"
    r"(?:\s*(?:-|–|to|or)\s*(?:\w+|\d+))?\s+(?:business |working )?(?:hours?|days?|weeks?|months?)",
    re.IGNORECASE,
)
_OTHER_TIME = re.compile(
    r"\bclose|stale|inactive|expire|embargo|disclos|if you (?:do|have)|vot|\b(?:been|were) (?:around|active|contributing|a member)",
    re.IGNORECASE,
)


def find(papers: Papers) -> Iterator[Fact]:
    """Find each place once, with the words around it; and the first promise of an answer."""
    files = papers.of_kind("contributing", "support", "readme", "guide", "governance")
    yield from _spaces(files)
    yield from _on_the_forge(files)
    asked = papers.of_kind("contributing", "support", "guide", "readme")
    for paper, sentence in said(asked, lambda one: bool(_TIME.search(one.text))):
        if _ANSWERS.search(sentence.text) and not _OTHER_TIME.search(sentence.text):
            time = _TIME.search(sentence.text)
            assert time is not None
            yield fact("communication.response_time", time[0], paper, sentence)
            return


def _on_the_forge(files: tuple[Paper, ...]) -> Iterator[Fact]:
    """Find the sentence that sends people into the repository's own issues or discussions to talk."""
    for paper, sentence in said(files, lambda one: bool(_TALKS.search(one.text))):
        place = _TALKS.search(sentence.text)
        if place and not is_denied(sentence.text):
            value = f"the repository's {place['place'].lower()}"
            yield fact("communication.space", value, paper, sentence)
            return


def _spaces(files: tuple[Paper, ...]) -> Iterator[Fact]:
    seen: set[str] = set()
    for paper in files:
        is_code = False
        lines = paper.text.splitlines()
        for number, line in enumerate(lines, 1):
            is_code ^= line.lstrip().startswith("```")
            for found in () if is_code else _URL.finditer(line):
                address = found[0].rstrip(".,;:!?*_")
                label = None if _is_past(lines, number) else _label(address)
                if label and _key(address) not in seen:
                    seen.add(_key(address))
                    yield Fact(
                        "communication.space", f"{label}: {address}", paper.path, number,
                        short(plain(line.strip(" -*>#"))),
                    )  # fmt: skip


def _is_past(lines: list[str], number: int) -> bool:
    """Whether a place is one that was, or is yet to be filled in; the sentence may begin on the line before."""
    here, before = (_URL.sub("", lines[at]) if at >= 0 else "" for at in (number - 1, number - 2))
    return bool(_PAST.search(here) or (_PAST.search(before) and not _ENDS.search(before)))


def _label(address: str) -> str | None:
    rest = address.partition("://")[2].removeprefix("www.")
    is_picture = re.search(r"\.(?:svg|png)\b|badge", address)
    if _ONE_POST.search(rest) or is_picture:
        return None
    return next(
        (label for label, form in _SPACES if re.match(rf"(?:{form})(?:[/?#]|\Z)", rest)), None
    )


def _key(address: str) -> str:
    """Tell places apart by host and path; a workspace of a chat is one place."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    is_one = re.search(r"zulip|slack|^(?:discourse|discuss|forums?)\.", host)
    return host if is_one else f"{host}{parts.path.rstrip('/')}{parts.fragment}".lower()
