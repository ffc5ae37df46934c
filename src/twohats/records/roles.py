"""Who holds which role in which upstream body, and from when until when.

Every roster an upstream keeps, whatever its format, is read into these; later they fill the
``memberships`` table and tell the ledger in which hat somebody acted.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Role:
    """One role of one person in one upstream body over one period ``[from_at, until_at)``."""

    name: str | None
    """The person's name as the source writes it; a team's handle where a team holds the role."""
    account: str | None
    """Key of the account, ``github:alice``; None where the source names no account."""
    role: str
    """``member``, ``maintainer``, ``reviewer``, ``approver``, ``code_owner``, ``contributor``.

    ``emeritus`` is a role that has ended, where nobody wrote down when.
    """
    body: str | None
    """Team, committee, project or path the role is held in, as the source writes it."""
    from_at: datetime | None = None
    """UTC; None: not said."""
    until_at: datetime | None = None
    """UTC, the first moment after the role; None: not said, or not ended."""
    affiliation_text: str | None = None
    """Employer or organizations in the source's own words, untouched."""
    source_line: int | None = None
    """Line of the source, from 1."""
