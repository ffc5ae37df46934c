"""What a run may take, and what a token has left for it."""

import re
from dataclasses import dataclass
from datetime import datetime

from twohats.errors import WrongUse
from twohats.sources.asking.limits import Resource

RESERVE = 0.1
"""Share of each token's limit that a run leaves to people unless it is told otherwise, of 1."""


@dataclass(frozen=True)
class Allowance:
    """What a run may take, as the person who started it said."""

    points: int | None = None
    """Points in all, of all tokens together, a REST request as one; None: what the limits leave."""
    share: float = 1 - RESERVE
    """Share of every token's limit it may use up, of 1; the rest is the reserve."""
    wait_s: float = 0.0
    """Seconds it may spend, in all, waiting for limits to start anew."""

    @classmethod
    def parse(cls, text: str | None, wait_s: float = 0.0) -> "Allowance":
        """Read what stands behind ``--budget``: points for the run, or percent of every limit.

        Raises
        ------
        WrongUse
            It is neither.

        Examples
        --------
        >>> Allowance.parse("300").points, Allowance.parse("50%").share
        (300, 0.5)
        """
        text = (text or "").strip()
        if not text:
            return cls(wait_s=wait_s)
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) and int(text):
            return cls(points=int(text), wait_s=wait_s)
        if re.fullmatch(r"\d{1,3}\s?%", text, re.ASCII) and 0 < int(text.rstrip("% ")) <= 100:
            return cls(share=int(text.rstrip("% ")) / 100, wait_s=wait_s)
        raise WrongUse(
            f"--budget {text}: not understood. Give points, as in 2000, "
            "or how much of the limit this run may use, as in 50%."
        )

    def reserve(self, limit: int) -> int:
        """Points of one token's limit that stay untouched."""
        return round(limit * (1 - self.share))


@dataclass(frozen=True)
class Left:
    """What one token has left; what a run says before it begins."""

    origin: str
    """Where the token came from."""
    resource: Resource
    left: int | None
    """Points; None: the server does not limit."""
    limit: int | None
    reserve: int
    """Points of these that the run will not touch."""
    resets_at: datetime | None

    @property
    def usable(self) -> int | None:
        """Points this run may take before the reset; None: as many as it likes."""
        return None if self.left is None else max(0, self.left - self.reserve)
