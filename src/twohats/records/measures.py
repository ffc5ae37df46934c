"""What a measure is, and what it gives: numbers with all that makes them true."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Answer = Literal["counted", "too few", "not reached", "not measured", "only a range", "none"]
"""What a number says of itself; all but the first come without a value.

``none``: nothing happened; ``too few``: it would be about somebody; ``not reached``: less than half
have come to the end; ``not measured``: what it needs is not held; ``only a range``: so much is unknown
that no single number would be true.
"""


@dataclass(frozen=True)
class Definition:
    """What one measure counts, and where that is defined."""

    name: str
    """CHAOSS's name in snake case: ``time_to_first_response``."""
    title: str
    says: str
    """One sentence: what the number tells."""
    unit: str
    source: str
    """Address of the definition, or a place in docs/measures.md where it is ours."""
    needs: tuple[tuple[str, ...], ...] = ()
    """What has to be held completely over the window, as coverage names it: of each tuple at least one."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What the definition leaves open, and how it is read here."""
    parts: tuple[str, ...] = ()
    """Numbers that stand side by side in it: ``newcomer``, ``returning``; empty: it is one number."""
    needs_whole_history: bool = False
    """Whether events before the window count, so that a history that begins late misleads."""


@dataclass(frozen=True)
class Number:
    """One number of one measure."""

    group: str | None
    """Repository or community it is about; None: all together."""
    part: str
    """Which of the measure's parts; ``all`` where it has none."""
    value: float | None
    n: int
    """Events it rests on: items, waits, reviews."""
    people: int | None = None
    """People behind these events; None: it is not about people."""
    low: float | None = None
    high: float | None = None
    """Ends of its 95 % interval, or of the range that unknowns could cause; None: open."""
    answer: Answer = "counted"
    unit: str | None = None
    """Where it differs from the definition's."""


@dataclass(frozen=True)
class Survival:
    """How long a group waited."""

    group: str
    n: int
    """Waits, answered and censored."""
    answered: int
    median_d: float | None
    """Days until half were answered; None: not reached."""
    low_d: float | None
    high_d: float | None
    """Ends of its 95 % interval; None: open."""

    @property
    def still_waiting_or_ended(self) -> int:
        """Waits that ended, or have lasted until now, without an answer."""
        return self.n - self.answered


@dataclass(frozen=True)
class Spread:
    """How a load lies on the people of a team, without a word on who carries it.

    Figures are None where nothing can be said; `answer` tells why.
    """

    people: int
    """Whom it could lie on, those with nothing included; small numbers bound every figure."""
    carriers: int
    """How many of them carried any of it."""
    total: float
    """Load in all, in the unit of the loads, before it is divided by capacity."""
    answer: Literal["measured", "too few", "nothing done"]
    gini: float | None = None
    """0 where all carry alike, at most 1 - 1/people where one carries all."""
    gini_corrected: float | None = None
    """The same times people / (people - 1), so that one who carries all reads 1."""
    jain: float | None = None
    """1 where all carry alike, 1/people where one carries all."""
    entropy: float | None = None
    """1 where all carry alike, 0 where one carries all."""
    top_share: float | None = None
    """Share of the load of the most laden fifth, rounded up to whole people."""
    without_capacity: int = 0
    """Left out, because they had no time for it at all."""


Told = Literal["tells more", "tells no more", "not tried", "too few"]


@dataclass(frozen=True)
class Calibration:
    """What was foretold of some newcomers, beside what came."""

    told: float
    """Share foretold, on average."""
    came: float
    """Share that came."""
    low: float
    high: float
    """Ends of its 95 % interval."""
    n: int


@dataclass(frozen=True)
class ReturnModel:
    """How the return of newcomers moved with their waiting, in one community or in all."""

    n: int
    """Newcomers of whom it is known whether they returned."""
    returned: int
    undecided: int
    """Newcomers who came too late for that."""
    answer: Told
    """Whether the wait told more of later newcomers than the plain share did."""
    level: float | None = None
    slope: float | None = None
    """Change of the log odds per unit of log(1 + days waited); below 0: longer waits, fewer returns."""
    slope_low: float | None = None
    slope_high: float | None = None
    """Ends of its 95 % interval."""
    tried: int = 0
    """Newcomers foretold from what was known before they came."""
    brier: float | None = None
    """Mean squared error of the curve on these; less is better."""
    brier_plain: float | None = None
    """The same for the plain share of those before."""
    gain_low: float | None = None
    gain_high: float | None = None
    """Ends of the 95 % interval of how much less it is."""
    calibration: tuple[Calibration, ...] = ()
