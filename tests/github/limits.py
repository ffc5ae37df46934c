"""GitHub's limits, kept per token by a clock that only the tests move.

As documented: 5,000 points (GraphQL) and 5,000 requests (REST) an hour for a user; 60 requests for
nobody; 30 searches a minute; and beside these the secondary limits: a hundred requests at once,
2,000 points a minute for GraphQL, 900 for REST, where reading is one point and writing five.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import RLock

from github.things import Account

_NEVER = datetime.min.replace(tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


class Clock:
    """The server's time: it stands still but for what requests take and tests add.

    Hand `wait` to whatever would sleep: ``sleep=github.clock.wait``.
    """

    def __init__(self, now: datetime):
        self._now = now
        self._lock = RLock()
        self.waited = 0.0
        """Seconds that somebody waited."""

    def now(self) -> datetime:
        with self._lock:
            return self._now

    def advance(self, seconds: float) -> None:
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def wait(self, seconds: float) -> None:
        """Let time pass at once, and note that it was waited for."""
        with self._lock:
            self.waited += seconds
            self.advance(seconds)


@dataclass
class Window:
    """What is left of one resource in the present hour."""

    resource: str
    limit: int
    length: timedelta = HOUR
    used: int = 0
    resets_at: datetime = _NEVER

    def turn(self, now: datetime) -> None:
        """Begin a new hour where the last one is over."""
        if now >= self.resets_at:
            self.used = 0
            self.resets_at = (now + self.length).replace(microsecond=0)

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    def shown(self) -> dict[str, int]:
        return {
            "limit": self.limit,
            "used": self.used,
            "remaining": self.remaining,
            "reset": int(self.resets_at.timestamp()),
        }

    def headers(self) -> dict[str, str]:
        words = {f"X-RateLimit-{name.title()}": str(n) for name, n in self.shown().items()}
        return words | {"X-RateLimit-Resource": self.resource}


@dataclass
class Count:
    """What one token asked for, and got."""

    requests: int = 0
    graphql: int = 0
    rest: int = 0
    unchanged: int = 0
    """Answers that were 304 and cost nothing."""
    points: int = 0
    """Of GraphQL, as the cost rule has it."""
    lookups: int = 0
    """Lists looked up, before they are divided by a hundred."""
    nodes: int = 0
    """Nodes that were really served."""
    bytes: int = 0
    refused: int = 0
    """By a limit."""
    timeouts: int = 0
    faults: int = 0
    most_at_once: int = 0


@dataclass
class Token:
    """One token: whose it is and what it has left."""

    name: str
    viewer: Account | None
    expires_at: datetime | None = None
    points: int = 5_000
    graphql: Window = field(init=False)
    core: Window = field(init=False)
    search: Window = field(init=False)
    count: Count = field(default_factory=Count)
    recent: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)
    blocked_until: datetime | None = None
    """By a secondary limit."""
    at_once: int = 0

    def __post_init__(self) -> None:
        self.graphql = Window("graphql", self.points)
        self.core = Window("core", self.points)
        self.search = Window("search", 30, MINUTE)


@dataclass(frozen=True)
class Secondary:
    """The secondary limits; None switches one off."""

    at_once: int | None = 100
    graphql_a_minute: int | None = 2_000
    rest_a_minute: int | None = 900

    def breach(self, token: Token, kind: str, points: int, now: datetime) -> bool:
        """Whether a request goes over a limit; if not, it is counted."""
        if token.blocked_until and now < token.blocked_until:
            return True
        if self.at_once is not None and token.at_once > self.at_once:
            return True
        most = self.graphql_a_minute if kind == "graphql" else self.rest_a_minute
        recent = token.recent.setdefault(kind, deque())
        while recent and recent[0][0] <= now - MINUTE:
            recent.popleft()
        if most is not None and sum(one for _, one in recent) + points > most:
            token.blocked_until = now + MINUTE
            return True
        recent.append((now, points))
        return False


Waiting = Callable[[float], None]
