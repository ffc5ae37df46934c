r"""Ladders: what a community asks of people before it gives them a role, read from its own words.

Communities write them as prose with lists: a heading names the role, and the points below it say what
it takes. What is understood becomes a criterion with its line; what is not stays as words for a person.

Examples
--------
>>> text = "## Reviewer\n\n- Member for at least 3 months\n- Sponsored by 2 approvers from different companies\n"
>>> [(c.role, c.kind, c.amount, c.other_employers) for c in read_ladder(text).criteria]
[('reviewer', 'tenure', 3.0, False), ('reviewer', 'sponsors', 2.0, True)]
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal[
    "tenure", "reviews", "primary_reviews", "merged", "contributions", "sponsors", "words"
]

ROLES = (
    "maintainer", "approver", "committer", "reviewer", "triager", "member", "owner", "lead",
    "contributor",
)  # fmt: skip
"""Words for roles, the higher ones first: a heading that names two is about the first of these."""

_NUMBER = {
    word: at
    for at, word in enumerate(
        [
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ],
        start=1,
    )
} | {"a": 1, "an": 1, "twenty": 20, "thirty": 30}
_N = rf"(?P<n>\d+|{'|'.join(_NUMBER)})\+?"
_MONTHS = {"week": 7 / 30.4, "month": 1.0, "year": 12.0}
_CHANGES = r"(?:\w+[ -]){0,3}?(?:PRs?|pull requests?|merge requests?|MRs?|changes|patches)"
_TENURE = re.compile(
    rf"\b(?:for|of|over|in|past|last)\b[^.;]{{0,30}}?\b{_N}[ -](?P<unit>week|month|year)s?\b", re.I
)
_PRIMARY = re.compile(rf"\bprimary (?:PR )?reviewer\b[^.;]{{0,40}}?\b{_N}\b", re.I)
_REVIEWS = re.compile(rf"\breview(?:ed|s|ing)?\b[^.;]{{0,40}}?\b{_N} {_CHANGES}", re.I)
_MERGED = re.compile(
    rf"\b(?:authored|landed|merged|submitted|contributed)\b[^.;]{{0,40}}?\b{_N} {_CHANGES}"
    rf"|\b(?P<m>\d+|{'|'.join(_NUMBER)})\+? (?:\w+[ -]){{0,2}}?(?:merged|accepted) {_CHANGES}",
    re.I,
)
_CONTRIBUTIONS = re.compile(rf"\b{_N} (?:\w+[ -]){{0,3}}?contributions?\b", re.I)
_SPONSORS = re.compile(
    rf"\bsponsor(?:ed|ship)\b (?:by|from) [^.;]{{0,20}}?\b{_N}\b|\b(?P<m>\d+|{'|'.join(_NUMBER)}) "
    r"(?:\w+[ -]){0,3}?sponsors?\b",
    re.I,
)
_EMPLOYERS = re.compile(
    r"\b(?:different|multiple|other|another|distinct|separate|several|various)\b[^.;]{0,25}"
    r"\b(?:compan|employer|organi[sz]ation)",
    re.I,
)
_HEADING = re.compile(r"^\s{0,3}(?P<marks>#{1,6})\s+(?P<words>.+?)\s*#*\s*$")
_POINT = re.compile(r"^(?P<indent>\s*)(?:[-*+]|\d+[.)])\s+(?P<words>\S.*)$")
_ASKING = re.compile(
    r"\brequire|\bcriteri|\bqualif|\beligib|\bhow to become|\bbecoming\b|\bexpect", re.I
)
_ENDING = re.compile(
    r"\binactiv|\bemerit|\bremov|\bstep(?:ping)? down|\bprivileg|\brespons|\bduties", re.I
)
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|[*_`]")


@dataclass(frozen=True)
class Criterion:
    """One thing a community asks for before it gives a role."""

    role: str
    """One of `ROLES`."""
    kind: Kind
    amount: float | None
    """How many; months for ``tenure``; None: words for a person to judge."""
    text: str
    """The community's own words, on one line."""
    line: int
    """Where they stand, from 1."""
    as_role: str | None = None
    """Of ``tenure``: in which role; None: in the community at all."""
    other_employers: bool = False
    """Of ``sponsors``: whether they have to come from different employers."""


@dataclass(frozen=True)
class Ladder:
    """What one file asks for."""

    criteria: tuple[Criterion, ...]
    """In the file's order."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles it speaks of, in its order."""
        return tuple(dict.fromkeys(one.role for one in self.criteria))


def read_ladder(text: str) -> Ladder:
    """Read a community's ladder; a text that holds none gives none."""
    reading = _Reading()
    for at, words in _points(text):
        reading.take(at, words)
    return Ladder(tuple(reading.found))


class _Reading:
    """Goes through a text, knowing under which heading and point it is."""

    def __init__(self) -> None:
        self.found: list[Criterion] = []
        self._role: str | None = None
        self._level = 0
        self._asking = self._ending = self._in_code = False
        self._above: str | None = None
        """What the last point that is not nested opens: ``asking``, ``ending``, or None."""

    def take(self, line: int, words: str) -> None:
        if words.lstrip().startswith(("```", "~~~")):
            self._in_code = not self._in_code
        elif self._in_code:
            return
        elif heading := _HEADING.match(words):
            self._head(len(heading["marks"]), heading["words"])
        elif self._role and not self._ending and (point := _POINT.match(words)):
            plain = " ".join(_LINK.sub(lambda m: m[1] or "", point["words"]).split())
            self._point(line, plain, len(point["indent"].expandtabs(4)) > 1)

    def _head(self, depth: int, words: str) -> None:
        named = _role_in(words)
        is_asking, is_ending = bool(_ASKING.search(words)), bool(_ENDING.search(words))
        if named or depth <= self._level:
            self._role, self._level = named, depth
            self._asking = self._ending = False
        if not named or is_asking or is_ending:
            self._asking, self._ending = is_asking, is_ending and not is_asking
        self._above = None

    def _point(self, line: int, text: str, is_nested: bool) -> None:
        if not is_nested:
            opens = text.rstrip("*").endswith(":")
            self._above = None
            if opens and _ENDING.search(text):
                self._above = "ending"
            elif opens and _ASKING.search(text) and not _SPONSORS.search(text):
                self._above = "asking"
                return
        elif self._above != "asking":
            # A detail of the point above: what it asks for stands there.
            if self._above is None and "sponsor" in text.lower() and _EMPLOYERS.search(text):
                self._other_employers()
            return
        assert self._role is not None
        read = [] if self._above == "ending" else list(_read(self._role, text, line))
        self.found += read
        is_asked = self._asking or self._above == "asking"
        if not read and is_asked and self._above != "ending":
            self.found.append(Criterion(self._role, "words", None, text, line))

    def _other_employers(self) -> None:
        """Add to the sponsors last asked for that they come from different employers."""
        for at in range(len(self.found) - 1, -1, -1):
            one = self.found[at]
            if (one.role, one.kind) == (self._role, "sponsors"):
                self.found[at] = replace(one, other_employers=True)
                return


def _points(text: str) -> Iterator[tuple[int, str]]:
    """Give lines with their number; a point that goes on in the next lines is one."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        start, words = at, lines[at]
        at += 1
        if _POINT.match(words):
            while at < len(lines) and lines[at].startswith(" ") and lines[at].strip():
                if _POINT.match(lines[at]):
                    break
                words = f"{words.rstrip()} {lines[at].strip()}"
                at += 1
        elif (
            start + 1 < len(lines) and re.fullmatch(r"(?:=+|-{3,})\s*", lines[at]) and words.strip()
        ):
            # A heading that is underlined.
            words = f"{'#' if lines[at].startswith('=') else '##'} {words.strip()}"
            at += 1
        yield start + 1, words


def _role_in(words: str) -> str | None:
    low = words.lower()
    return next((role for role in ROLES if re.search(rf"\b{role}s?\b", low)), None)


def _read(role: str, text: str, line: int) -> Iterator[Criterion]:
    """Read one point; it may ask for several things."""
    if _ENDING.search(text) and not re.search(r"\brequire", text, re.I):
        return
    if sponsors := _SPONSORS.search(text):
        yield Criterion(role, "sponsors", _amount(sponsors), text, line, other_employers=bool(_EMPLOYERS.search(text)))  # fmt: skip
        return
    if tenure := _TENURE.search(text):
        months = _amount(tenure) * _MONTHS[tenure["unit"].lower()]
        before = text[: tenure.start()].lower()
        as_role = next((one for one in ROLES if re.search(rf"\b{one}\b", before)), None)
        yield Criterion(role, "tenure", round(months, 2), text, line, as_role)
    if primary := _PRIMARY.search(text):
        yield Criterion(role, "primary_reviews", _amount(primary), text, line)
    elif reviews := _REVIEWS.search(text):
        yield Criterion(role, "reviews", _amount(reviews), text, line)
    elif merged := _MERGED.search(text):
        yield Criterion(role, "merged", _amount(merged), text, line)
    elif contributions := _CONTRIBUTIONS.search(text):
        yield Criterion(role, "contributions", _amount(contributions), text, line)


def _amount(match: re.Match[str]) -> float:
    groups = match.groupdict()
    said = (groups.get("n") or groups.get("m") or "1").lower()
    return float(_NUMBER.get(said) or said)
