"""What the workspace says that measures need: who approves how, days off, and what an answer takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Measuring:
    """``[measures]``."""

    approval_comments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By owner key: words at the start of a comment's line by which people approve there."""
    hours_per_answer: float | None = None
    """What one answer takes the team, in hours; None: not said, so that no work is put in hours."""


@dataclass(frozen=True)
class Holiday:
    """Days on which less happens, for a reason that everybody knows."""

    name: str
    since: date
    until: date | None = None
    """Exclusive; None: it is one day."""

    @property
    def ends(self) -> date:
        """The first day after it."""
        return self.until or self.since + timedelta(days=1)

    def meets(self, since: date, until: date) -> bool:
        """Whether any of it lies in ``[since, until)``."""
        return self.since < until and since < self.ends
