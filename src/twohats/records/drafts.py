"""Drafts: text that people may carry out of here, or put into a tracker of ours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Draft:
    """Text as it would stand somewhere, before any guard looked at it."""

    key: str
    """Stable: ``plan:github:tidewater/plan:12``. Hidden in the text, it finds an earlier one."""
    title: str
    body: str
    """Markdown."""
    place: str | None = None
    """Repository in whose tracker it is to stand; None: nowhere in particular."""
    labels: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Identities of ours that it may name: they agreed to it."""
    drafted_by: str | None = None
    """Who stands behind it; None: nobody yet."""


@dataclass(frozen=True)
class ClearedDraft:
    """A draft every guard allowed. Only `twohats.guards` makes one."""

    draft: Draft
    guards: tuple[str, ...]
    """Codes of the guards that looked at it."""
    held: tuple[str, ...] = ()
    """Why the program may not put it anywhere by itself; none: it may, where `Draft.place` says."""


@dataclass(frozen=True)
class Placed:
    """What became of a draft that was sent."""

    key: str
    number: int
    url: str
    was: str
    """``created``, ``updated`` or ``unchanged``."""


@dataclass(frozen=True)
class Issue:
    """An issue as it stands in a tracker of ours."""

    number: int
    title: str
    body: str
    url: str
