"""``needs.toml``: what a team says of communities whose needs it weighs. All of it is optional.

.. code-block:: toml

    [weights]
    author_newness = 2

    [limits]
    red_days = 3

    [[communities]]
    community = "lantern-project"
    dependency = 9
    we_are_able = true

    [communities.labels]
    needs_triage = ["state: to be sorted"]

    [[communities.welcome]]
    activities = ["review"]
    url = "https://github.com/lantern-project/lantern/blob/main/CONTRIBUTING.md"
    from_whom = "anybody"

    [[meetings]]
    community = "lantern-project"
    title = "Monthly meeting"
    on = 2026-02-03
    facilitator = "kim-made-up"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_place
from twohats.formats.suggest import nearest
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places
from twohats.records.keys import covers

ACTIVITIES = (
    "review", "merge", "answer", "triage", "release", "ci", "docs", "meeting", "change",
    "mentoring", "sponsoring",
)  # fmt: skip
"""Kinds of help that needs ask for."""
FROM_WHOM = ("anybody", "members", "maintainers")


@dataclass(frozen=True)
class Weights:
    """How much each part of a score counts, against the others; 0 leaves it out."""

    author_newness: float = 2.0
    no_maintainer_yet: float = 3.0
    size: float = 2.0
    ci: float = 1.0
    no_conflict: float = 1.0
    newer: float = 2.0
    skill: float = 2.0
    urgency: float = 3.0


@dataclass(frozen=True)
class Limits:
    """Where rules draw a line, and how a score fades."""

    red_days: float = 2.0
    """A default branch is broken when it was red for so many days…"""
    red_commits: int = 2
    """… over so many commits in a row."""
    gap_quantile: float = 0.8
    """A release is overdue when the gap exceeds this part of the project's own gaps."""
    releases: int = 5
    """Gaps between releases that are needed to know a cadence."""
    release_days: int = 730
    """How far back to look for who made releases."""
    milestone_days: float = 30.0
    """A milestone is a need so many days before it is due, and after."""
    meeting_days: float = 14.0
    """A meeting is looked at so many days before it and after."""
    half_life_days: float = 30.0
    """After so many days "newer first" counts half…"""
    newer_floor: float = 0.2
    """… but never less than this, so that old gifts are not lost."""
    neutral: float = 0.5
    """What stands for a part that is not known."""
    seasoned: int = 10
    """Changes merged before, from which an author is not new at all."""
    invest: float = 40.0
    """From this criticality × health risk on: invest."""
    watch: float = 15.0
    """From this on: watch; below: ignore."""


@dataclass(frozen=True)
class Asked:
    """Where a community asks for a kind of help, as the workspace says."""

    place: str
    """Owner or repository key."""
    activities: tuple[str, ...]
    """Empty: for any."""
    url: str
    from_whom: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class Standing:
    """What the team says of one community, or of one repository of it."""

    place: str
    """Owner or repository key."""
    dependency: int | None = None
    """How much rests on it, 1 to 10."""
    opportunity: int | None = None
    """What good our help can do, 1 to 10."""
    supportability: int | None = None
    """How well we can help, 1 to 10."""
    health_risk: int | None = None
    """How much its health is at risk, 1 (low) to 10."""
    we_depend: bool | None = None
    we_need_to_help: bool | None = None
    we_are_able: bool | None = None
    triage: str | None = None
    """Address of the community's own words on what a triaged issue is."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of labels by what they mean."""


@dataclass(frozen=True)
class Meeting:
    """One turn of a meeting, from a rota."""

    place: str
    title: str
    on: date
    facilitator: str | None = None
    notes: str | None = None
    """Address of the notes."""
    line: int | None = None


@dataclass(frozen=True)
class Register:
    """All that ``needs.toml`` says."""

    weights: Weights = field(default_factory=Weights)
    limits: Limits = field(default_factory=Limits)
    standings: tuple[Standing, ...] = ()
    asked: tuple[Asked, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    def of(self, place: str) -> Standing:
        """Put together what is said of a repository and of its owner; the more exact word holds.

        Parameters
        ----------
        place
            Repository or owner key.
        """
        found = Standing(place)
        for standing in sorted(self.standings, key=lambda one: len(one.place)):
            if covers(standing.place, place):
                said = {
                    one.name: getattr(standing, one.name)
                    for one in fields(standing)
                    if getattr(standing, one.name) is not None
                }
                labels = {**found.labels, **standing.labels}
                found = replace(found, **{**said, "place": place, "labels": labels})
        return found


MEANINGS: Mapping[str, tuple[str, ...]] = {
    "needs_triage": ("needs triage", "triage", "triage needed", "untriaged", "to triage"),
    "triaged": (),
    "needs_info": ("needs info", "needs information", "needs more info", "more info needed",
                   "awaiting response"),
    "waiting_on_author": ("waiting for author", "waiting on author", "awaiting author",
                          "needs author"),
    "good_first_issue": ("good first issue", "first timers only", "beginner friendly",
                         "newcomer friendly"),
    "help_wanted": ("help wanted", "up for grabs", "needs help", "contributions welcome",
                    "contributor wanted"),
    "docs": ("documentation", "docs", "doc"),
    "blocked": ("blocked", "on hold", "do not merge"),
    "conflict": ("needs rebase", "merge conflict", "merge conflicts", "has conflicts"),
    "ci_failed": ("ci failed", "tests failing", "failing tests"),
}  # fmt: skip
"""What labels of a community can mean, with their usual names.

Case, hyphens and what stands before a colon or slash do not matter. ``triaged``: an issue without any
of these is in need of triage; ``*`` is any label. A label that is not listed means nothing here.
"""


def parse_needs(text: str, path: str = "needs.toml", hosts: Mapping[str, str] = HOSTS) -> Register:
    r"""Read a whole file; mistakes are returned, all of them, and never raised.

    Examples
    --------
    >>> read = parse_needs('[[communities]]\ncommunity = "lantern"\ndependency = 9\n')
    >>> read.of("github:lantern/core").dependency, read.mistakes
    (9, ())
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Register(mistakes=(syntax_mistake(path, text, error),))
    return _Reading(path, find_places(text), hosts).register(document)


_TOP = ("weights", "limits", "communities", "meetings")
_FIGURES = ("dependency", "opportunity", "supportability", "health_risk")
_CRITERIA = ("we_depend", "we_need_to_help", "we_are_able")
At = tuple[str | int, ...]


class _Reading:
    def __init__(self, path: str, places: TomlPlaces, hosts: Mapping[str, str]):
        self.path, self.places, self.hosts = path, places, hosts
        self.mistakes: list[Mistake] = []

    def wrong(self, at: At, message: str) -> None:
        self.mistakes.append(Mistake(self.path, self.places.line_of(at), message))

    def register(self, document: Mapping[str, Any]) -> Register:
        self.only((), document, _TOP)
        weights = self.numbers("weights", document.get("weights", {}), Weights())
        limits = self.numbers("limits", document.get("limits", {}), Limits())
        standings: list[Standing] = []
        asked: list[Asked] = []
        for at, table in self.tables((), document, "communities"):
            standing = self.standing(at, table)
            standings.append(standing)
            asked += self.welcomes(at, table, standing.place)
        self.twice(standings)
        meetings = tuple(self.meetings(document))
        found = sorted(self.mistakes, key=lambda one: (one.line or 0, one.message))
        if found:
            return Register(mistakes=tuple(found))
        return Register(weights, limits, tuple(standings), tuple(asked), meetings)

    def only(self, at: At, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table.keys() - set(known):
            self.wrong((*at, key), f"unknown key `{key}`{nearest(key, known)}")

    def tables(
        self, at: At, table: Mapping[str, Any], name: str
    ) -> Iterator[tuple[At, Mapping[str, Any]]]:
        found = table.get(name, [])
        header = ".".join([*(str(one) for one in at if isinstance(one, str)), name])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self.wrong((*at, name), f"write each of `{name}` under its own `[[{header}]]`")
            return
        for position, one in enumerate(found):
            yield (*at, name, position), one

    def numbers(self, name: str, table: Any, usual: Any) -> Any:
        """Read a table of numbers; what is left out keeps its usual value."""
        if not isinstance(table, dict):
            self.wrong((name,), f"write `{name}` once, under its own `[{name}]`")
            return usual
        known = tuple(one.name for one in fields(usual))
        self.only((name,), table, known)
        said = {}
        for key in [key for key in table if key in known]:
            value, kind = table[key], type(getattr(usual, key))
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                self.wrong((name, key), f"`{key}` must be a number, 0 or more")
            elif kind is int and not isinstance(value, int):
                self.wrong((name, key), f"`{key}` must be a whole number")
            elif key in _SHARES and value > 1:
                self.wrong((name, key), f"`{key}` must be 1 or less")
            elif key in _PERIODS and not value:
                self.wrong((name, key), f"`{key}` must be more than 0")
            else:
                said[key] = kind(value)
        return replace(usual, **said)

    def standing(self, at: At, table: Mapping[str, Any]) -> Standing:
        self.only(at, table, ("community", *_FIGURES, *_CRITERIA, "triage", "labels", "welcome"))
        figures: dict[str, Any] = {key: self.figure((*at, key), table.get(key)) for key in _FIGURES}
        said: dict[str, Any] = {
            key: self.taken((*at, key), table.get(key), bool, "must be true or false")
            for key in _CRITERIA
        }
        triage = table.get("triage")
        return Standing(
            self.place(at, table),
            **figures,
            **said,
            triage=None if triage is None else self.url((*at, "triage"), triage),
            labels=self.labels((*at, "labels"), table.get("labels", {})),
        )

    def place(self, at: At, table: Mapping[str, Any]) -> str:
        written = table.get("community")
        if not isinstance(written, str) or not written.strip():
            self.wrong(at, "`community` is missing: write it as `owner` or `owner/name`")
            return ""
        try:
            owner, repository = read_place(written, self.hosts)
        except ValueError as error:
            self.wrong((*at, "community"), str(error))
            return ""
        return repository or owner

    def figure(self, at: At, value: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10:
            self.wrong(at, f"`{at[-1]}` must be a whole number from 1 to 10")
            return None
        return value

    def taken(self, at: At, value: Any, kind: type, message: str) -> Any:
        if value is not None and not isinstance(value, kind):
            self.wrong(at, f"`{at[-1]}` {message}")
            return None
        return value

    def url(self, at: At, value: Any) -> str:
        parts = urlsplit(value) if isinstance(value, str) else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.netloc:
            self.wrong(at, f"`{at[-1]}` must be a web address: https://…")
        return str(value)

    def labels(self, at: At, table: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(table, dict):
            self.wrong(at, "write labels under `[communities.labels]`")
            return {}
        self.only(at, table, tuple(MEANINGS))
        return {
            meaning: self.texts((*at, meaning), names)
            for meaning, names in table.items()
            if meaning in MEANINGS
        }

    def texts(self, at: At, listed: Any) -> tuple[str, ...]:
        if not isinstance(listed, list) or not all(
            isinstance(one, str) and one.strip() for one in listed
        ):
            self.wrong(at, f'`{at[-1]}` must be a list of texts: `{at[-1]} = ["…"]`')
            return ()
        return tuple(one.strip() for one in listed)

    def welcomes(self, at: At, table: Mapping[str, Any], place: str) -> Iterator[Asked]:
        for here, one in self.tables(at, table, "welcome"):
            self.only(here, one, ("activities", "url", "from_whom"))
            activities = self.texts((*here, "activities"), one.get("activities", []))
            for position, activity in enumerate(activities):
                self.one_of((*here, "activities", position), "activities", activity, ACTIVITIES)
            if "url" not in one:
                self.wrong(here, "`url` is missing: where does the community ask for it?")
                continue
            whom = one.get("from_whom")
            if whom is not None:
                self.one_of((*here, "from_whom"), "from_whom", whom, FROM_WHOM)
            line = self.places.line_of((*here, "url"))
            yield Asked(place, activities, self.url((*here, "url"), one["url"]), whom, line)

    def one_of(self, at: At, key: str, word: Any, known: tuple[str, ...]) -> None:
        if word not in known:
            listed = ", ".join(f"`{one}`" for one in known)
            self.wrong(at, f"`{key}` cannot hold `{word}`: it is one of {listed}")

    def text(self, at: At, table: Mapping[str, Any], key: str) -> str | None:
        said = self.taken((*at, key), table.get(key), str, "must be text in quotes")
        return said.strip() or None if isinstance(said, str) else None

    def meetings(self, document: Mapping[str, Any]) -> Iterator[Meeting]:
        for at, table in self.tables((), document, "meetings"):
            self.only(at, table, ("community", "title", "on", "facilitator", "notes"))
            on = table.get("on")
            if not isinstance(on, date) or isinstance(on, datetime):
                self.wrong((*at, "on") if on else at, "`on` must be a date, as 2026-01-31")
                continue
            notes = table.get("notes")
            yield Meeting(
                self.place(at, table),
                self.text(at, table, "title") or "Meeting",
                on,
                self.text(at, table, "facilitator"),
                None if notes is None else self.url((*at, "notes"), notes),
                self.places.line_of(at),
            )

    def twice(self, standings: list[Standing]) -> None:
        seen: set[str] = set()
        for position, one in enumerate(standings):
            if one.place and one.place in seen:
                self.wrong(("communities", position), f"`{one.place}` is listed twice: keep one")
            seen.add(one.place)


_SHARES = ("gap_quantile", "newer_floor", "neutral")
_PERIODS = ("half_life_days", "seasoned", "red_commits", "releases", "release_days")
