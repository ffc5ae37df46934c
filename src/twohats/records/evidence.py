"""Evidence: what was found for or against an entry's class, before anybody judges."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Kind = Literal["D1", "D2", "D3", "D4", "D5", "D6", "D7", "F1", "F2", "F3", "N1", "N2"]
"""D: driven by our members or product. F: driven by upstream, planned, of a listed kind. N: vetoes.

See docs/rubric.md for each.
"""

Strength = Literal["strong", "weak", "none"]

EVIDENCE_COLUMNS = (
    "entry", "kind", "holds", "strength", "url", "who", "said_at", "quote", "because",
)  # fmt: skip
"""One row per piece; the same for every kind."""


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence about one entry."""

    entry: str
    """Entry key: account : item : activity."""
    kind: Kind
    holds: bool | None
    """Yes, no, or unknown (None): what would tell was never read."""
    strength: Strength = "strong"
    url: str | None = None
    """Where it can be read."""
    who: str | None = None
    """Identity of whoever said it."""
    said_at: datetime | None = None
    """When; evidence without a date is weak, evidence after the work can explain but not prove."""
    quote: str | None = None
    """The words, short."""
    because: str = ""
    """One sentence for people."""
