"""A plan as it is handed out: one line per slot, people called as they agreed to be."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SheetLine:
    """One slot."""

    key: str
    """Of the slot, ``slot:24-review-lantern``; hidden in issues, so that ticked boxes are found."""
    title: str
    """What is to be done, in a few words."""
    activity: str
    community: str
    """Owner key."""
    count: int
    points: float
    holder: str | None = None
    """How pages call who holds it: ``@login``, or a pseudonym; None: nobody yet."""
    pair: str | None = None
    pair_part: str | None = None
    """``mentor`` or ``shadow``."""
    is_claimed: bool = False
    """Whether the holder pulled it; else it is proposed to them."""
    login: str | None = None
    """Login of the holder where they agreed to be named, for fields that take nothing else."""
    needs: tuple[str, ...] = ()
    """Addresses of needs that would fill it now, the best first."""
    reason: str = ""


@dataclass(frozen=True)
class Sheet:
    """The plan of one iteration."""

    organization: str
    iteration: int
    since: date
    until: date
    """Exclusive."""
    lines: tuple[SheetLine, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    """What was left out, and why."""
    proofs: tuple[str, ...] = ()
    """How good the plan is, a sentence for each stage."""
    burdens: tuple[str, ...] = ()
    """What it brings to communities, beside what waits there."""

    @property
    def points(self) -> float:
        """Points of all slots."""
        return sum(line.points for line in self.lines)
