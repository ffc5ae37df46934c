"""What readers of GitHub ask of the connection, and what it may answer.

Readers say what they want to know; tokens, waiting, retrying and the budget are the connection's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from twohats.errors import SourceUnreadable
from twohats.sources.asking.ports import Rest


@dataclass(frozen=True)
class Trouble:
    """One error inside an answer that is otherwise good."""

    kind: str
    """GitHub's word: ``NOT_FOUND``, ``FORBIDDEN``, ``UNPROCESSABLE``; empty: none given."""
    path: tuple[str | int, ...]
    """Where in the answer something is missing; empty: the whole."""
    message: str


@dataclass(frozen=True)
class Answer:
    """What GraphQL said."""

    data: Mapping[str, Any]
    """Decoded; what a trouble names is None in it."""
    asked_at: datetime
    """When it was sent, by the server's clock: what came is at least this fresh."""
    troubles: tuple[Trouble, ...] = ()
    cost: int = 1
    """Points GitHub says it took."""


class TooHeavy(SourceUnreadable):
    """The query took GitHub too long, or too many nodes or resources: ask for less at once."""

    def __init__(self, message: str = "GitHub"):
        words = message.rstrip(".")
        super().__init__(
            f"{words}. GitHub finds it too heavy now: run the same command again later."
        )


class Connection(Rest, Protocol):
    """GitHub, as readers see it. Each call returns good content or raises; it may take its time.

    Raises
    ------
    TooHeavy
        Only by `ask`.
    LimitReached
        Going on would break into the reserve; everything before is good.
    NotThere
        Only by `get` and `pages`; in GraphQL it is a trouble.
    SourceUnreadable
        GitHub is out of reach although it was tried again.
    """

    def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
        """Send one GraphQL query."""
        ...
