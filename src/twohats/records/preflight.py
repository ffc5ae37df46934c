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
    approvals: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Advice:
    """One line of a preflight."""

    check: str
    state: State
    says: str
    place: str = ""
    """File and line of what the community says, where it says it."""
