"""Judgements: the class of an entry, the rule that gave it, and each step on the way."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Class = Literal["directed", "foundational", "personal", "undecided", "own-project"]
"""``not-ours`` and ``bot`` are counted, not stored."""

CLASSES: tuple[Class, ...] = ("directed", "foundational", "personal", "undecided", "own-project")

ALIASES: dict[str, Class] = {
    "stakeholder-led": "directed",
    "upstream-led": "foundational",
    "individual-led": "personal",
}
"""Older names, read everywhere and written nowhere."""

SHOWN: dict[Class, str] = {
    "directed": "directed",
    "foundational": "foundational",
    "personal": "outside the plan",
    "undecided": "undecided",
    "own-project": "own project",
}
"""What people read."""

Confidence = Literal["ruled", "declared", "strong", "weak"]


@dataclass(frozen=True)
class Ruling:
    """What people answered about one entry, or about like ones until a date."""

    decision: str
    """Id of the journal's line."""
    class_: Class
    secondary: tuple[Class, ...] = ()
    who: tuple[str, ...] = ()
    """Everybody who settled it; never only the one whose work it is."""
    at: datetime | None = None
    why: str = ""
    links: tuple[str, ...] = ()
    until: date | None = None
    """A standing answer for like cases ends on this day; None: these entries only."""
    is_contested: bool = False
    """Two lines took the place of the same one; the later holds."""
    is_for_like: bool = False
    """Said of like cases, not of this one: it holds only where rules leave the class open."""


@dataclass(frozen=True)
class Step:
    """One gate or rule input that was looked at, with what was seen."""

    name: str
    """``G0`` to ``G4``, ``D``, ``F1``, ``F2``, ``F3``, ``veto``, or the rule's id."""
    question: str
    answer: Literal["yes", "no", "unknown"]
    because: str
    url: str | None = None


@dataclass(frozen=True)
class Judgement:
    """What an entry is held to be, and why."""

    entry: str
    class_: Class
    confidence: Confidence | None
    """None while undecided."""
    rule: str
    """``R1`` to ``R13``, ``G2`` (own project), ``G3`` (ruled), ``G4`` (a commit, and nobody read
    whether a pull request brought it), ``inherits``, ``before-plan``."""
    lacks: tuple[str, ...] = ()
    """What is unknown and would change the class: ``dates scope pulls plan backlinks ruling
    size``."""
    note: str | None = None
    suggestion: Class | None = None
    """What a person will probably say, where rules may not."""
    is_planned: bool | None = None
    is_planned_late: bool = False
    secondary: tuple[Class, ...] = ()
    steps: tuple[Step, ...] = ()
    """Only where the trace was asked for."""

    @property
    def is_ruled(self) -> bool:
        """Whether people settled it: an answer, or one for the change it was done for."""
        return self.confidence == "ruled" or self.rule == "G3"
