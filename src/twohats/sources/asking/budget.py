"""Points that a run may use, by token; whose turn it is; when it has to wait or stop.

Services ask for one request at a time per token, so a token is lent to one caller at a time. Several
tokens share the work. A reserve stays untouched, because people use the same tokens for their work.
"""

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from twohats.errors import SourceUnreadable
from twohats.sources.asking.allowance import Allowance as Allowance
from twohats.sources.asking.allowance import Left as Left
from twohats.sources.asking.clock import ServerClock
from twohats.sources.asking.faults import Limited, Refused
from twohats.sources.asking.limits import Limits, Resource, Window
from twohats.sources.asking.meter import Meter
from twohats.sources.asking.ports import LimitReached
from twohats.sources.asking.tokens import Token, TokenSource

FIRST_REST_S = 60.0
"""GitHub asks for at least a minute after a limit that names no time; others do well with it too."""

PATIENCE_S = 300.0
"""Rests up to this long are always taken; longer ones only where waiting is allowed."""

MARGIN_S = 1.0
"""Waited beyond a reset: times are told in whole seconds."""


@dataclass
class Account:
    """One token, and all that is known of how it stands."""

    source: TokenSource
    windows: dict[Resource, Window] = field(default_factory=dict)
    rests_until: datetime | None = None
    strikes: int = 0
    """Secondary limits in a row."""
    is_lent: bool = False
    is_set_aside: bool = False

    def left(self, resource: Resource, now: datetime) -> Window | None:
        """Get what it has; None: not known, or the window is over."""
        window = self.windows.get(resource)
        return window if window and window.resets_at > now else None

    def ready_at(
        self, resource: Resource, now: datetime, allowance: Allowance, cost: int
    ) -> datetime:
        """When it may be used next; ``now``: at once."""
        ready = max(now, self.rests_until or now)
        window = self.left(resource, now)
        if window and window.left - cost < allowance.reserve(window.limit):
            ready = max(ready, window.resets_at + timedelta(seconds=MARGIN_S))
        return ready


class Turn:
    """A token, lent for one request."""

    def __init__(self, budget: "Budget", account: Account, resource: Resource, token: Token):
        self._budget = budget
        self._account = account
        self._resource = resource
        self.token = token

    def heard(self, headers: Mapping[str, str]) -> None:
        """Take note of what the headers of an answer say about limits."""
        self._budget.hear(self._account, self._resource, headers)

    def know(self, window: Window) -> None:
        """Take note of how much is left."""
        self._budget.know(self._account, self._resource, window)

    def paid(self, points: int) -> None:
        """Take note of what an answer that brought something has cost."""
        self._budget.pay(self._account, self._resource, points)

    def rest(self, limit: Limited) -> None:
        """Let the token rest, as the service asks."""
        self._budget.rest(self._account, self._resource, limit)

    def refuse(self, words: str) -> None:
        """Set the token aside, unless there is a fresh one in its place."""
        self._budget.refuse(self._account, words)


class Budget:
    """Lends tokens so that neither the service's limits nor the reserve are broken.

    Parameters
    ----------
    host
        The service, for messages.
    limits
        How it limits.
    sources
        Where tokens come from; at least one. Tokens of one account share its limit, so a second one
        of the same account brings nothing.
    allowance
        What the run may take.
    clock, wait
        Time, and how to let it pass; ``wait`` takes seconds.
    say
        Tells the person who waits why; None: nobody.
    chance
        Numbers in [0, 1), so that several runs do not come back in the same moment.
    """

    def __init__(
        self,
        host: str,
        limits: Limits,
        sources: Sequence[TokenSource],
        allowance: Allowance,
        clock: ServerClock,
        wait: Callable[[float], None],
        meter: Meter,
        say: Callable[[str], None] | None = None,
        chance: Callable[[], float] = random.random,
    ):
        self.host = host
        self._limits = limits
        self.accounts = [Account(source) for source in sources]
        self.allowance = allowance
        self._clock = clock
        self._wait = wait
        self._meter = meter
        self._say = say or (lambda _: None)
        self._chance = chance
        self._changed = threading.Condition()
        self._waiting_left_s = allowance.wait_s
        self._used = 0
        self._pending = 0
        self._dearest: dict[Resource, int] = {}
        self._told: set[str] = set()

    @contextmanager
    def turn(self, resource: Resource) -> Iterator[Turn]:
        """Borrow the token that has most left, when one may be used.

        Raises
        ------
        LimitReached
            Going on would break into the reserve or the run's own budget, and waiting is not allowed.
        SourceUnreadable
            The service refused every token.
        """
        cost = self._dearest.get(resource, 1)
        account = self._borrow(resource, cost)
        try:
            yield Turn(self, account, resource, self._token(account))
        finally:
            with self._changed:
                account.is_lent = False
                self._pending -= cost
                self._changed.notify_all()

    def turn_of(self, account: Account, resource: Resource) -> Turn:
        """Use one token for what is not limited; it may be out on loan meanwhile."""
        return Turn(self, account, resource, self._token(account))

    def standing(self) -> tuple[Left, ...]:
        """Tell what every token has left, as far as the service has said; one per token and resource."""
        now = self._clock.now()
        with self._changed:
            return tuple(
                self._left(account, resource, now)
                for account in self.accounts
                if not account.is_set_aside
                for resource in self._limits.resources
            )

    def hear(self, account: Account, resource: Resource, headers: Mapping[str, str]) -> None:
        """Keep what the headers of an answer say of one limit."""
        if window := self._limits.window(headers, resource):
            self.know(account, resource, window)

    def know(self, account: Account, resource: Resource, window: Window) -> None:
        """Keep what is known of one limit."""
        with self._changed:
            account.windows[resource] = window

    def pay(self, account: Account, resource: Resource, points: int) -> None:
        """Count points; an answer also ends a row of secondary limits."""
        self._meter.add(points=points)
        with self._changed:
            account.strikes = 0
            self._used += points
            self._dearest[resource] = max(self._dearest.get(resource, 1), points)

    def rest(self, account: Account, resource: Resource, limit: Limited) -> None:
        """Let a token rest until the service wants to hear from it again."""
        now = self._clock.now()
        with self._changed:
            window = account.windows.get(resource)
            is_this = limit.kind == "primary" and limit.resource in (None, resource)
            if is_this and window and window.resets_at > now:
                account.windows[resource] = Window(0, window.limit, window.resets_at)
                return
            account.strikes += 1
            longest_s = FIRST_REST_S * 2 ** min(account.strikes - 1, 10)
            seconds = limit.wait_s if limit.wait_s is not None else longest_s
            seconds *= 1 + self._chance() / 10
            account.rests_until = now + timedelta(seconds=max(seconds, MARGIN_S))

    def refuse(self, account: Account, words: str) -> None:
        """Set a token aside for the rest of the run, and say so."""
        if account.source.renew():
            return
        with self._changed:
            if account.is_set_aside:
                return
            account.is_set_aside = True
            self._changed.notify_all()
        if any(not other.is_set_aside for other in self.accounts):
            self._say(
                f"{account.source.origin}: set aside: {self.host} refuses it (“{words}”). "
                "The run goes on with the other tokens; put a new one there."
            )

    def usable(self) -> list[Account]:
        """Tokens that the service has not refused; at least one.

        Raises
        ------
        SourceUnreadable
            It refuses all of them.
        """
        usable = [account for account in self.accounts if not account.is_set_aside]
        if not usable:
            origins = " and of ".join(account.source.origin for account in self.accounts)
            raise SourceUnreadable(
                f"{self.host}: not read: it refuses the token of {origins}. "
                "Put one there that is good, and run the command again."
            )
        return usable

    def _token(self, account: Account) -> Token:
        try:
            return account.source.token(self._clock.now())
        except Refused as refused:
            self.refuse(account, str(refused))
            raise

    def _borrow(self, resource: Resource, cost: int) -> Account:
        while True:
            with self._changed:
                account, ready_at = self._next(resource, cost)
                if account:
                    account.is_lent = True
                    self._pending += cost
                    return account
                if ready_at is None:
                    self._changed.wait()
                    continue
                seconds = self._seconds_to(ready_at, resource)
            self._nap(seconds, ready_at)

    def _next(self, resource: Resource, cost: int) -> tuple[Account | None, datetime | None]:
        """Choose a token; or tell when one is ready; or neither, while all that are ready are lent."""
        self._check_own_budget(cost)
        now = self._clock.now()
        at = [(one.ready_at(resource, now, self.allowance, cost), one) for one in self.usable()]
        ready = [one for ready_at, one in at if ready_at <= now]
        free = [one for one in ready if not one.is_lent]
        if free:
            return max(free, key=lambda one: _points(one.left(resource, now))), None
        return None, None if ready else min(ready_at for ready_at, _ in at)

    def _check_own_budget(self, cost: int) -> None:
        points = self.allowance.points
        if points is not None and self._used + self._pending + cost > points:
            raise LimitReached(
                f"{self.host}: stopped: this run's budget of {points:,} points is used up "
                f"({self._used:,} taken). Run the command again to go on, with a larger --budget if "
                "you like."
            )

    def _seconds_to(self, ready_at: datetime, resource: Resource) -> float:
        """How long to wait; counted against what is allowed unless it is a short rest."""
        now = self._clock.now()
        seconds = (ready_at - now).total_seconds()
        is_rest = any(one.rests_until == ready_at for one in self.accounts)
        if seconds <= (PATIENCE_S if is_rest else self._limits.short_s):
            return seconds
        if seconds > self._waiting_left_s:
            why = "it asks for a longer pause" if is_rest else self._used_up(resource, now)
            raise LimitReached(
                f"{self.host}: stopped: {why}. Run the command again after "
                f"{_minute(ready_at, now)}; it goes on from here.",
                ready_at,
            )
        self._waiting_left_s -= seconds
        return seconds

    def _used_up(self, resource: Resource, now: datetime) -> str:
        standing = [self._left(one, resource, now) for one in self.accounts if not one.is_set_aside]
        left = sum(one.left or 0 for one in standing)
        reserve = sum(one.reserve for one in standing)
        kept = f", and {reserve:,} are kept for people" if reserve else ""
        return f"this {self._limits.period}'s {self._limits.unit(resource)} are used up: {left:,} are left{kept}"

    def _nap(self, seconds: float, until: datetime) -> None:
        self._say(f"{self.host}: waits until {_minute(until, self._clock.now())}, as it asks for.")
        self.pass_time(seconds)

    def tell(self, words: str) -> None:
        """Tell the person who waits something."""
        self._say(f"{self.host}: {words}")

    def tell_once(self, words: str | None) -> None:
        """Tell the person who waits something that holds for the whole run."""
        with self._changed:
            is_new = words is not None and words not in self._told
            self._told.add(words or "")
        if words and is_new:
            self.tell(words)

    def still_limited(self, words: str) -> LimitReached:
        """Make the error of a call that met limits again and again although it waited."""
        now = self._clock.now()
        resets_at = now + timedelta(seconds=PATIENCE_S)
        return LimitReached(
            f"{self.host}: stopped: it asks for a pause again and again (“{words}”). Run the command "
            f"again after {_minute(resets_at, now)}; it goes on from here.",
            resets_at,
        )

    def pass_time(self, seconds: float) -> None:
        """Wait, counted; no time at all is not waited for."""
        if seconds > 0:
            self._meter.add(waited_s=seconds)
            self._wait(seconds)

    def _left(self, account: Account, resource: Resource, now: datetime) -> Left:
        window = account.left(resource, now)
        if window is None:
            return Left(account.source.origin, resource, None, None, 0, None)
        reserve = self.allowance.reserve(window.limit)
        return Left(
            account.source.origin, resource, window.left, window.limit, reserve, window.resets_at
        )


def _points(window: Window | None) -> float:
    """Order of tokens: one of which nothing is known goes first, so that something becomes known."""
    return float("inf") if window is None else window.left


def _minute(moment: datetime, now: datetime) -> str:
    """Say a time so that it is never too early: the next whole minute."""
    up = moment + timedelta(seconds=59)
    return f"{up:%H:%M} UTC" if up.date() == now.date() else f"{up:%H:%M} UTC on {up:%Y-%m-%d}"
