"""Needs: work an upstream has asked for, or whose lack can be seen, with where it was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Welcome:
    """Where a community asks for this kind of help."""

    url: str
    """A link in a space that the community owns."""
    said_by: str | None = None
    """Account key; None: the document as such says it."""
    from_whom: str | None = None
    """Of whom it is asked: ``anybody``, ``members``, ``maintainers``; None: not said."""


@dataclass(frozen=True)
class Need:
    """One need, by one rule."""

    key: str
    """Rule and subject, ``N01:github:o/r#12``; stable over runs."""
    rule: str
    """Code of the rule that found it, ``N01``; see docs/needs.md#rules."""
    activity: str
    """Kind of help, as ledger entries call it: ``review``, ``triage``, ``release``, ``meeting``, …"""
    community: str
    """Owner key."""
    repository: str | None
    """None: the need is of the community as a whole."""
    item: str | None
    """The issue or pull request; None: it is about no single one."""
    title: str
    """What is needed, in a line a person can act on."""
    because: str
    """What was seen, with its figures."""
    since: datetime
    """When it came up: opened, fell due, went red."""
    url: str | None = None
    stated_by: str | None = None
    """Account that asked: who opened it, put the label on; None: nobody, the facts show it."""
    stated_by_ours: bool = False
    welcome: Welcome | None = None
    """None: that this help is welcome is assumed."""
    size_class: int | None = None
    """1, 2, 3 or 5, by changed lines; None: not known or no change."""
    skills: tuple[str, ...] = ()
    """What it takes, where that can be told: ``python``, ``docs``, ``ci``."""
    score: float | None = None
    """Worth, 0 to 100, higher first; None: no part that carries a weight applies."""
    parts: Mapping[str, float | None] = field(default_factory=dict)
    """Every part of the score by name, 0 to 1; None: not known, and counted as neutral."""
