"""What came of a plan: slots that facts closed, and those for which there was no time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["done", "in part", "no time", "not held", "running", "not known"]
STATES: tuple[State, ...] = ("done", "in part", "no time", "not held", "running", "not known")


@dataclass(frozen=True)
class Deed:
    """One thing that one of ours did, as facts or the log tell it."""

    person: str
    """Person key."""
    activity: str
    community: str
    item: str
    happened_at: datetime
    title: str = ""
    url: str | None = None
    basis: Literal["facts", "logged"] = "facts"


@dataclass(frozen=True)
class SlotOutcome:
    """What became of one slot."""

    slot: str
    iteration: int
    activity: str
    community: str
    title: str
    count: int
    """How many things were to be done."""
    points: float
    state: State
    because: str
    """The state in a sentence that blames nobody."""
    deeds: tuple[Deed, ...] = ()
    """What closed it, the earliest first; never more than `count`."""

    @property
    def share(self) -> float | None:
        """Which part was done; None: that is not known, or not to be told yet."""
        if self.state in ("not known", "running"):
            return None
        return min(1.0, len(self.deeds) / self.count)
