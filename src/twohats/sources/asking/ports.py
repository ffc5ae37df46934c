"""What readers may ask of any service, and what they may be answered.

Readers say what they want to know; tokens, waiting, retrying and the budget are the connection's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from twohats.errors import SourceUnreadable


@dataclass(frozen=True)
class Reply:
    """What REST said."""

    content: Any
    """Decoded JSON."""
    asked_at: datetime
    etag: str | None = None
    is_unchanged: bool = False
    """Whether the content still is what the given etag stands for; then it is None."""
    total: int | None = None
    """How long the whole list is, where the service says so."""


class LimitReached(SourceUnreadable):
    """The budget of this run, or what the service allows, is used up.

    Attributes
    ----------
    resets_at
        When it may go on; None: it was the run's own budget.
    """

    def __init__(self, message: str, resets_at: datetime | None = None):
        super().__init__(message)
        self.resets_at = resets_at


class NotThere(SourceUnreadable):
    """What was asked for does not exist, or not for these tokens."""


class Rest(Protocol):
    """Something that answers REST. Each call returns good content or raises; it may take its time.

    Raises
    ------
    LimitReached
        Going on would break into the reserve; everything before is good.
    NotThere
        It does not exist, or not for these tokens.
    SourceUnreadable
        The service is out of reach although it was tried again.
    """

    def get(self, path: str, etag: str | None = None) -> Reply:
        """Get one thing: ``/repos/acme/anvil/releases/latest``."""
        ...

    def pages(self, path: str) -> Iterator[Reply]:
        """Get a list to its end, a hundred at a time."""
        ...
