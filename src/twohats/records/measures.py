"""Results of measures that are more than one number."""

from dataclasses import dataclass


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
