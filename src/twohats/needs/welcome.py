"""Where a community asks for a kind of help, and from whom: as declared, or in its own documents."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from twohats.formats.needs_file import Asked
from twohats.needs.documents import latest_documents, lines_of
from twohats.needs.search import Search
from twohats.records.keys import covers
from twohats.records.needs import Need, Welcome

ACTIVITY_WORDS: Mapping[str, str] = {
    "review": r"review(?:s|ing|ers?)?",
    "triage": r"triag(?:e|ing)",
    "docs": r"documentation|docs|tutorials?",
    "answer": r"answer(?:ing|s)? (?:questions|issues|users)|help(?:ing)? (?:other )?users|support questions",
    "release": r"releas(?:e|es|ing)",
    "meeting": r"meetings?|facilitat(?:e|ing|ors?)|note[- ]?tak(?:ing|ers?)",
    "ci": r"\bCI\b|continuous integration",
    "change": r"pull requests?|patches|bug ?fixes|code contributions?",
    "mentoring": r"mentor(?:s|ing)?",
}
"""How documents call each kind of help."""
WELCOMED = (
    r"(?:is|are|be|most|very|always|we|warmly|also) welcomed?\b(?! to\b)|\bwelcomes\b|encourag|appreciat|invite|you can help|ways? to (?:help|contribute)|help (?:us )?(?:by|with)"
    r"|(?:any(?:one|body)|every(?:one|body)) (?:can|may|is)|looking for|help (?:wanted|needed)|"
    r"volunteers"
)
REFUSED = r"not (?:\w+ ){0,2}(?:welcom|encourag|accept|invit)|discourag|(?:please )?(?:do not|don't|never)\b|unwelcome"
_ANYBODY = re.compile(
    r"any(?:one|body)|every(?:one|body)|all (?:contributors|users)|newcomers?|you\b|volunteers",
    re.IGNORECASE,
)
_MAINTAINERS = re.compile(r"maintainers only|core (?:developers|team|contributors)", re.IGNORECASE)
_MEMBERS = re.compile(r"\b(?:team )?members\b", re.IGNORECASE)
KINDS = ("contributing", "governance", "support", "roadmap")
"""Documents in which communities say what they ask for."""


@dataclass(frozen=True)
class Welcomes:
    """Where help is asked for, the workspace's word first."""

    declared: tuple[Asked, ...] = ()
    found: Mapping[tuple[str, str], Welcome] = field(default_factory=dict)
    """By repository and activity, the first line of a document that asks."""

    @classmethod
    def of(cls, search: Search) -> "Welcomes":
        """Take what the workspace declares, and read the communities' documents."""
        found: dict[tuple[str, str], Welcome] = {}
        for row in latest_documents(search.facts, KINDS):
            for activity, welcome in welcomes_in(row["text"], search.address_of(row)):
                found.setdefault((row["repository"], activity), welcome)
        return cls(search.register.asked, found)

    def to(self, need: Need) -> Welcome | None:
        """Find where this need's kind of help is asked for; None: nobody was seen asking.

        The most exact place counts; what the workspace declares comes before documents.
        """
        place = need.repository or need.community
        declared = [
            one
            for one in self.declared
            if covers(one.place, place) and (not one.activities or need.activity in one.activities)
        ]
        if declared:
            best = max(declared, key=lambda one: (len(one.place), bool(one.activities)))
            return Welcome(best.url, None, best.from_whom)
        # A community's own `.github` repository speaks for all of it.
        for where in (need.repository, f"{need.community}/.github"):
            if where is not None and (where, need.activity) in self.found:
                return self.found[where, need.activity]
        return None


def with_welcome(need: Need, welcomes: Welcomes) -> Need:
    """Say where the community asks for it, unless the need says so itself."""
    return need if need.welcome is not None else replace(need, welcome=welcomes.to(need))


def welcomes_in(text: str, address: str | None) -> Iterator[tuple[str, Welcome]]:
    r"""Read from a document which kinds of help it asks for, and from whom.

    Parameters
    ----------
    text
        Of the document.
    address
        Its web address; without one nothing can be linked, so nothing is found.

    Examples
    --------
    >>> text = "# Contributing\n\nAnybody can review a pull request.\n"
    >>> [(activity, one.url, one.from_whom) for activity, one in welcomes_in(text, "https://x.example/C.md")]
    [('review', 'https://x.example/C.md#L3', 'anybody')]
    """
    if address is None:
        return
    for line in lines_of(text):
        for sentence in sentences(line.text):
            if _asks().search(sentence) and not _refuses().search(sentence):
                named = [one for one, pattern in _words().items() if pattern.search(sentence)]
                # Who asks for reviews of pull requests does not ask for pull requests.
                for activity in named if named == ["change"] else sorted({*named} - {"change"}):
                    yield activity, Welcome(f"{address}#L{line.number}", None, from_whom(sentence))


def sentences(line: str) -> list[str]:
    """Cut a line into sentences, without addresses, whose words mean nothing.

    Examples
    --------
    >>> sentences("Welcome! Read [the guide](https://docs.example/review). Thanks.")
    ['Welcome!', 'Read [the guide].', 'Thanks.']
    """
    plain = re.sub(r"\]\([^)]*\)", "]", line)
    plain = re.sub(r"<?https?://\S+", "", plain)
    return [one for one in re.split(r"(?<=[.!?;])\s+", plain) if one]


def from_whom(words: str) -> str | None:
    """Read of whom a sentence asks; None: it does not say."""
    if _MAINTAINERS.search(words):
        return "maintainers"
    if _ANYBODY.search(words):
        return "anybody"
    return "members" if _MEMBERS.search(words) else None


@lru_cache(maxsize=1)
def _asks() -> re.Pattern[str]:
    return re.compile(WELCOMED, re.IGNORECASE)


@lru_cache(maxsize=1)
def _refuses() -> re.Pattern[str]:
    return re.compile(REFUSED, re.IGNORECASE)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, re.Pattern[str]]:
    return {
        activity: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
        for activity, words in ACTIVITY_WORDS.items()
    }
