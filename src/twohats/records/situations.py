"""Situations: what a check on ourselves saw, open for an answer; never a verdict on anybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from twohats.records.reads import Skipped

Answer = Literal["recused", "second-reviewer", "not-so"]
ANSWERS: Mapping[Answer, str] = {
    "recused": "whoever it is about left the decision to others",
    "second-reviewer": "somebody of another employer was asked to look",
    "not-so": "it is not so, for the reason given",
}
"""What people may answer, and what it says."""

State = Literal["open", "to confirm", "answered", "contested"]
WAITING: tuple[State, ...] = ("open", "to confirm", "contested")
"""States in which a situation waits for a person."""

Figure = str | int | float | bool | None

Audience = Literal["all", "team", "person"]
"""Who may ever see it: everybody once the team could answer, the team, or the person and the lead."""


@dataclass(frozen=True)
class Situation:
    """What one rule saw."""

    key: str
    """``C02:`` and what it is about; the same whenever it is looked at."""
    rule: str
    community: str
    """Owner key; empty where it is about the team as a whole."""
    title: str
    """What it is about, as people read it."""
    happened_at: datetime
    because: str
    """What was seen, in one sentence without a name."""
    repository: str | None = None
    item: str | None = None
    url: str | None = None
    """Where it can be seen."""
    concerned: tuple[str, ...] = ()
    """Person keys of ours whose own doing it is; they never answer alone."""
    role: str | None = None
    """Role in which it was done, and where that is written; None: no role is part of it."""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    audience: Audience = "all"
    visible_from: datetime | None = None
    """When the team could have answered, so that others may see it; None: others never do."""


@dataclass(frozen=True)
class Quiet:
    """What a rule looked at and says nothing of, with the reason."""

    rule: str
    key: str
    """What it looked at: an item, or a community and a kind of work."""
    community: str
    because: str
    """The same words for the same reason, so that reasons can be counted."""
    url: str | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
    person: str | None = None
    """Whose own it is; shown to nobody else. None: nobody's."""


@dataclass(frozen=True)
class Seen:
    """All that one rule saw."""

    situations: tuple[Situation, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    not_measured: tuple[Skipped, ...] = ()
    """Where what would tell was never read."""


@dataclass(frozen=True)
class Said:
    """What people said of one situation."""

    state: State
    answer: Answer | None = None
    why: str | None = None
    by: tuple[str, ...] = ()
    """Persons, as lines of the journal name them."""
    at: datetime | None = None
    alone: tuple[str, ...] = ()
    """Those of them whose own doing it is; shown apart."""
