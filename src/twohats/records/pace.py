"""How soon something will have ended, told from how long things like it took."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

End = Literal["decided", "merged", "released"]
ENDS: tuple[End, ...] = ("decided", "merged", "released")
"""``decided``: closed, with or without a merge; ``merged``; ``released``: the first release after it."""

Stage = Literal["open", "merged"]
"""What an item waits in: for a merge or close, or merged and for a release."""

FEWEST = 5
"""Things like it, and for releases as many releases, below which nothing is foretold."""
ENOUGH = 20
"""Ends seen among closer likes that it takes to go by them rather than by the next wider circle."""


@dataclass(frozen=True)
class Awaited:
    """One item whose end is asked for, as it stood at one moment."""

    key: str
    """Whatever tells it from the others that are asked for."""
    item: str
    at: datetime
    """Nothing that happened at this moment or later is used."""
    stage: Stage = "open"


@dataclass(frozen=True)
class Forecast:
    """When half, and when four fifths, of those like it had ended, counted from now."""

    key: str
    end: End
    n: int
    """Things like it that were still waiting at its age."""
    ended: int
    """Those of them whose end was seen."""
    like: str | None
    """What they have in common with it; None: nothing is like it."""
    p50_d: float | None
    """Days from now on; None: `answer_50` tells why."""
    p50_low_d: float | None
    p50_high_d: float | None
    """Ends of its 95 % interval; None: open."""
    p80_d: float | None
    share: float | None
    """Share of them that had ended by the time nobody was watched longer; None: too few."""
    answer: Literal["counted", "too few", "not measured"]

    @property
    def answer_50(self) -> str:
        """What the half says of itself."""
        return self._said(self.p50_d)

    @property
    def answer_80(self) -> str:
        """What the four fifths say of themselves."""
        return self._said(self.p80_d)

    def _said(self, days: float | None) -> str:
        return "not reached" if self.answer == "counted" and days is None else self.answer


@dataclass(frozen=True)
class Tried:
    """How often what was foretold held, on history."""

    end: End
    asked: Literal["when opened", "while open"]
    part: float
    """Share that should have ended within the days foretold: 0.5 or 0.8."""
    inside: int
    outside: int
    """Ended later, or was closed without ever coming to this end."""
    not_known: int
    """History ends before the days foretold did."""
    not_reached: int
    """Nothing was foretold: too few of those like it came to this end."""
    too_few: int

    @property
    def told(self) -> int:
        """Forecasts that can be held against what came."""
        return self.inside + self.outside

    @property
    def share(self) -> float | None:
        """Share of them that held; None: there were none."""
        return self.inside / self.told if self.told else None
