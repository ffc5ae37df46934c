"""An initiative of ours, what it has to do with upstream, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from twohats.records.pace import End, Forecast

UpstreamState = Literal["open", "draft", "merged", "closed", "not read"]
"""``not read``: it is named, and no facts of it are here."""
NamedBy = Literal["both", "ours", "theirs", "a part of it"]
"""Whose side says that they belong together; ``a part of it``: something that is part of ours does."""


@dataclass(frozen=True)
class Turns:
    """How the days of one change of ours were spent, from its opening on."""

    build_d: float
    """Days with us: a draft, or somebody else spoke last."""
    waiting_d: float
    """Days with them: we spoke last."""
    rounds: int
    """How often it went back to them after a review or an answer."""
    talk: int
    """Comments and reviews by people, ours and theirs."""


@dataclass(frozen=True)
class UpstreamItem:
    """One issue or change upstream that an initiative has to do with."""

    item: str
    named_by: NamedBy
    state: UpstreamState
    repository: str
    community: str | None = None
    kind: str | None = None
    title: str | None = None
    url: str | None = None
    author_is_ours: bool | None = None
    created_at: datetime | None = None
    ended_at: datetime | None = None
    merged_at: datetime | None = None
    released_at: datetime | None = None
    release: str | None = None
    """Tag of the first release after its merge."""
    last_act_at: datetime | None = None
    """Last time a person did something to it."""
    acts: int = 0
    """How many things people did to it."""
    turns: Turns | None = None
    """Of a change of ours; None: it is somebody else's, or an issue."""

    @property
    def is_change(self) -> bool:
        """Whether it is a pull or merge request."""
        return self.kind == "pull_request"

    @property
    def is_open(self) -> bool:
        """Whether it waits for an end."""
        return self.state in ("open", "draft")


@dataclass(frozen=True)
class Initiative:
    """A structured piece of planned work of ours."""

    key: str
    """Key of its issue, or the plan file and the position in it."""
    title: str
    direction: str
    """``directed``, ``foundational``, ``mixed``, ``unstated``."""
    url: str | None = None
    recorded_at: datetime | None = None
    closed_at: datetime | None = None
    """None: it is open."""
    member_communities: tuple[str, ...] = ()
    """For whom, as the workspace lists them."""
    beneficiaries: tuple[str, ...] = ()
    """For whom, as its text says."""
    funder: str | None = None
    build_h: float | None = None
    """Estimated hours of building; None: not said, or not known."""
    coordination_h: float | None = None
    """Estimated hours of talk, waiting and reviews."""
    target: date | None = None
    last_act_at: datetime | None = None
    """Last time a person did something to its own issue."""
    upstream: tuple[UpstreamItem, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nobody closed it."""
        return self.closed_at is None

    @property
    def last_sign_at(self) -> datetime | None:
        """Last time a person did something, here or upstream."""
        seen = [self.last_act_at, *(one.last_act_at for one in self.upstream)]
        return max((at for at in seen if at is not None), default=None)

    @property
    def last_upstream_at(self) -> datetime | None:
        """Last time a person did something upstream."""
        seen = [one.last_act_at for one in self.upstream if one.last_act_at is not None]
        return max(seen, default=None)

    @property
    def changes(self) -> tuple[UpstreamItem, ...]:
        """Pull and merge requests among its items."""
        return tuple(one for one in self.upstream if one.is_change)

    @property
    def has_landed(self) -> bool:
        """Whether a change was merged, and nothing upstream is open or unread."""
        still = any(one.is_open or one.state == "not read" for one in self.upstream)
        return not still and any(one.state == "merged" for one in self.changes)


@dataclass(frozen=True)
class Spent:
    """Hours that were logged for one initiative, in months that may be told."""

    build_h: float | None
    coordination_h: float | None
    answer: Literal["counted", "too few", "not measured"]
    """``too few``: it would be about somebody; ``not measured``: nothing was logged for it."""
    months: int = 0
    """Months that are told."""
    held: int = 0
    """Months that are not, because too few people logged something."""


NOT_LOGGED = Spent(None, None, "not measured")


@dataclass(frozen=True)
class Standing:
    """An initiative with what is foretold of it."""

    initiative: Initiative
    forecasts: Mapping[tuple[str, End], Forecast] = field(default_factory=dict)
    """By item upstream and end."""
    spent: Spent = NOT_LOGGED


Answer = Literal["told", "not-needed", "waits"]
ANSWERS: Mapping[Answer, str] = {
    "told": "whoever asked was told, or it was linked; --link says where",
    "not-needed": "nothing is missing here, for the reason given",
    "waits": "it waits for something else; --look-again says until when",
}
"""What people may answer to a gap, and what it says."""


@dataclass(frozen=True)
class GapSaid:
    """What people said of one gap."""

    state: Literal["open", "to confirm", "answered", "contested"]
    answer: Answer | None = None
    why: str | None = None
    link: str | None = None
    until: date | None = None
    by: tuple[str, ...] = ()
    """Persons, as lines of the journal name them."""
    at: datetime | None = None
