"""A change before it is opened, and what there is to say about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

State = Literal["good", "do", "ask", "unknown", "note"]
"""``do``: something is missing; ``ask``: for a person to judge; ``unknown``: it could not be told."""


@dataclass(frozen=True)
class ChangedFile:
    """One file of a change."""

    path: str
    added: int
    removed: int


@dataclass(frozen=True)
class OwnCommit:
    """One commit of a change."""

    oid: str
    name: str
    mail: str
    message: str


@dataclass(frozen=True)
class Change:
    """What somebody is about to open."""

    files: tuple[ChangedFile, ...]
    commits: tuple[OwnCommit, ...] | None = None
    """None: only a difference was given, and nobody knows how it will be committed."""
    body: str | None = None
    """The text it will be opened with; None: not given."""


@dataclass(frozen=True)
class Agreed:
    """A contributor agreement that somebody of ours allowed to sign."""

    place: str
    """Owner or repository key it is for."""
    by: str
    """Who allowed it: a login, or an office as "legal team"."""
    url: str
    """Where the agreement stands."""
    on: date
    until: date | None = None
    """First day on which it holds no more; None: not said."""
    people: tuple[str, ...] = ()
    """Account keys of those it was allowed for; none: everybody of ours."""

    def holds(self, repository: str, day: date) -> bool:
        """Whether it is for a repository on a day; case does not matter."""
        is_open = self.on <= day and (self.until is None or day < self.until)
        return is_open and _is_within(repository, self.place)


@dataclass(frozen=True)
class Level:
    """Contributions of one size, and who of ours has to approve them."""

    name: str
    approval: str | None = None
    """Who approves: an office or a login. None: nobody has to."""
    up_to_lines: int | None = None
    """Changed lines up to which it is for; None: of any size."""
    only: tuple[str, ...] = ()
    """Kinds of files it is for, all of them: ``docs``, ``tests``; none: any."""
    place: str | None = None
    """Owner or repository key it is for; None: everywhere."""
    line: int | None = None

    def fits(self, repository: str, lines: int, kinds: frozenset[str]) -> bool:
        """Whether a change belongs here."""
        return (
            (self.place is None or _is_within(repository, self.place))
            and (self.up_to_lines is None or lines <= self.up_to_lines)
            and (not self.only or (bool(kinds) and kinds <= set(self.only)))
        )


@dataclass(frozen=True)
class Waived:
    """An approval that need not be asked for, for a while."""

    level: str
    by: str
    why: str
    since: date
    until: date
    """First day on which it holds no more."""
    place: str | None = None
    """Owner or repository key it is for; None: everywhere."""

    def holds(self, level: str, repository: str, day: date) -> bool:
        """Whether it is in force for a level and repository on a day."""
        is_open = self.since <= day < self.until
        is_here = self.place is None or _is_within(repository, self.place)
        return is_open and is_here and self.level == level


@dataclass(frozen=True)
class Given:
    """The approval of one contribution."""

    contribution: str
    """Key of an item, or a repository key, ``@`` and a branch."""
    level: str
    by: str
    on: date


@dataclass(frozen=True)
class Approving:
    """What our organization asks for before something is contributed."""

    today: date
    agreements: tuple[Agreed, ...] = ()
    levels: tuple[Level, ...] = ()
    """The first that fits a change is its own; none at all: nothing was agreed on."""
    waivers: tuple[Waived, ...] = ()
    given: tuple[Given, ...] = ()
    mails: Mapping[str, str] = field(default_factory=dict)
    """Key of each of ours, by every address and account key of theirs, in lower case."""
    contributions: tuple[str, ...] = ()
    """What the change is called in lines that approve one."""


def _is_within(repository: str, place: str) -> bool:
    key = repository.lower()
    return key == place.lower() or key.startswith(f"{place.lower()}/")


@dataclass(frozen=True)
class Around:
    """What is known of us there, when the facts were last looked at."""

    as_of: date | None = None
    """None: never."""
    waiting: int | None = None
    """Open requests of ours that nobody answered."""
    oldest_d: int | None = None
    reviewers: int | None = None
    """People who reviewed there lately."""
    ours: int | None = None
    """How many of them are our colleagues."""
    team: frozenset[str] = field(default_factory=frozenset)
    """Logins of our people, in lower case; empty where there is no workspace."""
    approving: Approving | None = None
    """None: there is no workspace."""


@dataclass(frozen=True)
class Advice:
    """One line of a preflight."""

    check: str
    state: State
    says: str
    place: str = ""
    """File and line of what the community says, where it says it."""
