"""What holds for checks on ourselves: ``[checks]`` of ``twohats.toml``, all of it optional."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Checking:
    """All of ``[checks]``."""

    public_from: date | None = None
    """Day from which the team looks at its situations; None: nobody else ever sees any."""
    answer_days: int = 14
    """Days the team has for an answer before others may see a situation."""
    lead: str | None = None
    """Account key of whoever is told, beside the person, that a load lies on one; None: nobody is."""
