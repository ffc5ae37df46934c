"""What goes wrong on the way, by plan: at a request, or by chance from a seed.

::

    Simulator(world, faults=Faults({3: status(502), 5: reset_before_body()}))
    Simulator(world, faults=Faults.by_chance(seed=7, share=0.2))

Requests are counted from 1, over all tokens. A fault strikes once: the same request sent again is
another request. What changes the world, `then`, does so after the answer is made, so that the next
page is of another world.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Change = Callable[[], None]


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    name: str
    status: int | None = None
    """Answer with this status, and do nothing."""
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: str | None = None
    """``before`` the head, ``stall`` there for ever, ``reset`` after it, ``body``: in the middle of
    the body, ``silent``: a short body and a clean end."""
    errors: Sequence[dict[str, Any]] = ()
    """Put into a 200 of GraphQL."""
    blank: Sequence[str] = ()
    """Path of what becomes None in ``data``; with errors and no path: all of it."""
    change: Change | None = None
    spent: str | None = None
    """A resource whose limit is used up from now on, with this request."""
    after_work: bool = False
    """Whether the request counts as done (points are taken) though its answer is lost."""


def status(code: int, text: str = "") -> Fault:
    """Answer with a failure, as a page of HTML: what stands before GitHub says."""
    body = f"<html><body><h1>{code}</h1>{text or 'We had issues producing the response.'}</body></html>"
    return Fault(f"{code}", code, body.encode(), "text/html; charset=utf-8")


def server_timeout() -> Fault:
    """Answer as GitHub does when a query takes more than ten seconds."""
    return Fault("timeout", 502, json.dumps(took_too_long()).encode())


def took_too_long() -> dict[str, Any]:
    message = (
        "Something went wrong while executing your query. This may be the result of a timeout, "
        "or it could be a GitHub bug. Please include `0A1B:2C3D:4E5F` when reporting this issue."
    )
    return {"data": None, "errors": [{"message": message}]}


def gateway_timeout() -> Fault:
    """Answer as what stands before GitHub does when that takes too long."""
    return status(504, "We couldn't respond to your request in time.")


def went_wrong() -> Fault:
    """Say inside a 200 that something went wrong, without data."""
    return Fault("went wrong", errors=took_too_long()["errors"], after_work=True)


def too_many_resources(*blank: str) -> Fault:
    """Say inside a 200 that the query took too much, and leave out some of the data."""
    error = {
        "type": "RESOURCE_LIMITS_EXCEEDED",
        "message": "Resource limits for this query exceeded.",
    }
    return Fault("resources", errors=[error], blank=blank, after_work=True)


def partial(kind: str, *path: str, message: str = "Not for you.") -> Fault:
    """Leave out what a path leads to, and name it in an error: NOT_FOUND, FORBIDDEN, …"""
    error = {"type": kind, "path": list(path), "message": message}
    return Fault(f"partial {kind}", errors=[error], blank=path, after_work=True)


def reset_before_head() -> Fault:
    """Hang up before anything is answered."""
    return Fault("hang-up", cut="before")


def reset_before_body() -> Fault:
    """Reset the connection when the head has been sent."""
    return Fault("reset", cut="reset", after_work=True)


def stall() -> Fault:
    """Say nothing until the other side gives up; not among those that come by chance."""
    return Fault("stall", cut="stall", after_work=True)


def truncated() -> Fault:
    """End in the middle of a body whose length was told."""
    return Fault("truncated", cut="body", after_work=True)


def silently_truncated() -> Fault:
    """Send half of the JSON as if it were all of it."""
    return Fault("half", cut="silent", after_work=True)


def not_json() -> Fault:
    """Answer 200 with a page."""
    return Fault("no JSON", 200, b"<html>We will be back</html>", "text/html")


def secondary(retry_after: int | None = 60, code: int = 403) -> Fault:
    """Refuse by a secondary limit; without Retry-After one has to wait a minute at least."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return Fault("secondary", code, json.dumps(SECONDARY).encode(), headers=headers)


def secondary_in_200() -> Fault:
    """Refuse by a secondary limit under a good status, as GraphQL may; without Retry-After."""
    return Fault("secondary", 200, json.dumps({"errors": [SECONDARY]}).encode())


def used_up(resource: str = "graphql") -> Fault:
    """Use up the primary limit of the token, and refuse."""
    return Fault("used up", spent=resource)


def then(change: Change) -> Fault:
    """Change the world once this request is answered."""
    return Fault("change", change=change)


SECONDARY = {
    "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api"
    "#about-secondary-rate-limits",
    "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try "
    "again.",
}

EVERY_KIND: tuple[Callable[[], Fault], ...] = (
    lambda: status(500),
    lambda: status(502),
    lambda: status(503),
    server_timeout,
    gateway_timeout,
    went_wrong,
    too_many_resources,
    reset_before_head,
    reset_before_body,
    truncated,
    silently_truncated,
    not_json,
    secondary,
    lambda: secondary(None, 429),
    secondary_in_200,
    used_up,
)
"""Everything that passes when one asks again."""


class Faults:
    """The plan: what happens at which request."""

    def __init__(self, plan: Mapping[int, Fault] | None = None):
        self.plan = dict(plan or {})
        self.struck: list[tuple[int, str]] = []
        """What happened, by number of the request."""

    @classmethod
    def by_chance(
        cls,
        seed: int,
        share: float,
        kinds: Sequence[Callable[[], Fault]] = EVERY_KIND,
        *,
        in_a_row: int = 2,
    ) -> "Faults":
        """Let a share of requests fail, but never more than some in a row.

        Parameters
        ----------
        seed
            Of the chance: the same one, the same faults at the same numbers.
        share
            Of requests, 0 to 1.
        kinds
            What may happen.
        in_a_row
            Most that follow each other, so that who asks again gets an answer in the end.
        """
        return _Chance(seed, share, kinds, in_a_row)

    def at(self, number: int) -> Fault | None:
        """What happens at a request; noted."""
        found = self._choose(number)
        if found is not None:
            self.struck.append((number, found.name))
        return found

    def _choose(self, number: int) -> Fault | None:
        return self.plan.get(number)

    def add(self, number: int, fault: Fault) -> None:
        """Plan one more; with one that only changes the world, both happen."""
        known = self.plan.get(number)
        if known is not None and fault.change is not None and known.change is None:
            fault = replace(known, change=fault.change)
        self.plan[number] = fault


class _Chance(Faults):
    def __init__(
        self, seed: int, share: float, kinds: Sequence[Callable[[], Fault]], in_a_row: int
    ):
        super().__init__()
        self._chance = random.Random(seed)
        self._share, self._kinds, self._in_a_row = share, kinds, in_a_row
        self._row = 0

    def _choose(self, number: int) -> Fault | None:
        planned = self.plan.get(number)
        strikes = self._chance.random() < self._share
        kind = self._chance.choice(self._kinds)
        if planned is not None:
            return planned
        if not strikes or self._row >= self._in_a_row:
            self._row = 0
            return None
        self._row += 1
        return kind()
