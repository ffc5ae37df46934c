"""What `sync` asks of a forge; each forge has an adapter beside this file."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Protocol

from twohats.errors import SourceUnreadable, TwohatsError
from twohats.records import Skipped
from twohats.records.times import show_date
from twohats.sources.asking.allowance import Left
from twohats.sources.asking.meter import Taken
from twohats.sources.github_owners import Listing, Together
from twohats.sources.ports import LiveSource, Source
from twohats.store.facts import FinishedRead
from twohats.workspace import Forge as Place


@dataclass(frozen=True)
class Reach:
    """How far back a read goes."""

    since: datetime | None
    """First moment of the window; None: from the beginning."""

    @property
    def is_history(self) -> bool:
        """Whether all there ever was is meant."""
        return self.since is None

    def __str__(self) -> str:
        return "history" if self.since is None else f"since {show_date(self.since)}"


@dataclass(frozen=True)
class News:
    """What a scouting look says of one repository."""

    is_new: bool
    """Whether reading it now would bring anything."""
    points: int = 0
    """What that would cost, estimated."""
    requests: int = 0
    is_first: bool = False
    """Whether it was never read."""
    missing: str | None = None
    """Why it cannot be read; None: it can."""


class Forge(Protocol):
    """One forge, as far as `sync` has to know it."""

    name: str
    """First part of its keys: ``github``."""
    reader: str
    """Name of its sources, as in `Source.name`."""
    follows: bool
    """Whether it tells what one person opened wherever that was."""

    @property
    def workers(self) -> int:
        """How many repositories may be read at once: one per token."""
        ...

    def standing(self) -> Sequence[Left]:
        """Tell what is left, per token."""
        ...

    def taken(self) -> Taken:
        """Tell what was used since the beginning."""
        ...

    def owners_among(self, keys: Iterable[str]) -> Collection[str]:
        """Tell which of these are owners, though they look like repositories: groups in a group."""
        ...

    def listings(self, owners: Iterable[str]) -> Mapping[str, Listing]:
        """List the repositories of owners."""
        ...

    def places_of_team(self, logins: Sequence[str], since: datetime, until: datetime) -> Together:
        """Find the public repositories in which at least three of these worked, and how many did."""
        ...

    def public_of_organizations(self, repositories: Sequence[str]) -> Mapping[str, str]:
        """Keep what everybody may see and what lies in no personal account, by its present name."""
        ...

    def scout(self, reach: Reach, before: Mapping[str, FinishedRead | None]) -> Mapping[str, News]:
        """Look which repositories have news, many at a time; ``before`` has what is held of each."""
        ...

    def location(self, repository: str, reach: Reach) -> str:
        """Name the place that a read of this reach is remembered under."""
        ...

    def source(self, repository: str, reach: Reach, before: FinishedRead | None) -> LiveSource:
        """Make the reader of one repository."""
        ...

    def followed(
        self,
        account: str,
        reach: Reach,
        before: FinishedRead | None,
        is_read_anyway: Callable[[str], bool],
    ) -> Source:
        """Make the reader of what one person opened outside the register."""
        ...

    def boards(self, owner: str, before: FinishedRead | None) -> Source | None:
        """Make the reader of the boards of one of our organizations; None: there are none here."""
        ...

    def troubles(self) -> Sequence[Skipped]:
        """Tell what went wrong beside the reading: tokens that were refused."""
        ...


class Connected(Protocol):
    """A connection, as far as `standing_of_each` has to know it."""

    def standing(self) -> Sequence[Left]:
        """Ask what each token has left."""
        ...


Connect = Callable[[Place, Callable[[float], None]], AbstractContextManager[Connected]]
"""Connects to a place, given how to let seconds pass."""


def standing_of_each(places: Iterable[Place], connect: Connect) -> list[Left | TwohatsError]:
    """Ask what every token of some places has left, without waiting for anything.

    What one place cannot tell is in the list as its error, and hides nothing of the next.
    """
    told: list[Left | TwohatsError] = []
    for place in places:
        try:
            with connect(place, partial(_never, place.host)) as connection:
                told += connection.standing()
        except TwohatsError as error:
            told.append(error)
    return told


def _never(host: str, _seconds: float) -> None:
    raise SourceUnreadable(
        f"{host}: not reached: it gave no good answer, and nothing waits here to ask again. "
        "Try later; if it stays so, check its address."
    )


def since_then(now: Taken, then: Taken) -> Taken:
    """Say what was taken between two moments."""
    return Taken(
        **{one.name: getattr(now, one.name) - getattr(then, one.name) for one in fields(Taken)}
    )


def together(taken: Iterable[Taken]) -> Taken:
    """Add up what several forges were asked for."""
    every = list(taken)
    return Taken(
        **{one.name: sum(getattr(amount, one.name) for amount in every) for one in fields(Taken)}
    )
