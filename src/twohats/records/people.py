"""Who is who: identities, joins between them, and when somebody was one of ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Basis = Literal["declared", "file history", "assumed"]
"""How an affiliation's dates are known: stated, read from the team file's history, or not at all."""

Scope = Literal["upstream", "own-project", "personal-project", "unknown"]

SCOPES: tuple[Scope, ...] = ("upstream", "own-project", "personal-project", "unknown")


@dataclass(frozen=True)
class GitIdentity:
    """A name and address that commits carry."""

    name: str
    email: str
    account: str | None = None
    """The account a forge named beside it, where one did."""


@dataclass(frozen=True)
class Join:
    """One reason to hold two identities for one person."""

    left: str
    """Identity: an account key, or ``mail:`` and an address."""
    right: str
    because: Literal["workspace", "mailmap", "no-reply address", "forge", "decision"]
    source: str
    """Where it is said: ``team.yml:12``, a mailmap line, the address itself."""


@dataclass(frozen=True)
class Person:
    """One human, as far as the joins reach."""

    key: str
    """Stable: the workspace's key for them, else their first account, else their first address."""
    identities: tuple[str, ...]
    """Account keys and ``mail:`` addresses, in order."""
    label: str
    """What people read: a pseudonym for ours, the login for others."""
    is_bot: bool = False
    bot_because: str | None = None


@dataclass(frozen=True)
class Affiliation:
    """One identity was one of ours over one period."""

    identity: str
    from_at: datetime | None
    """None: from before anything known."""
    until_at: datetime | None
    """None: still."""
    basis: Basis
    source: str


@dataclass(frozen=True)
class Employment:
    """One person worked for one employer over one period ``[from_at, until_at)``."""

    person: str
    employer: str
    """Name as written; ``independent`` for those who work for themselves."""
    from_at: datetime | None
    """None: from before anything known."""
    until_at: datetime | None
    """None: still."""
    basis: Literal["team file", "affiliations file"]


@dataclass(frozen=True)
class RepositoryScope:
    """What a repository is to us, and why we think so."""

    repository: str
    scope: Scope
    reason: str
    community: str
    """Owner key, the unit in which pages speak of communities."""
    is_key: bool
    """Whether it belongs to a key community."""
