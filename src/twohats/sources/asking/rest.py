"""Asking by REST: `twohats.sources.asking.ports.Rest` over HTTP.

No answer is kept on disk. Answers hold what people wrote, and a second copy of it would have to be
found whenever somebody is to be forgotten. Readers keep the entity tag of a REST answer beside what
they made of it, and `get` asks with it: an unchanged answer costs nothing.
"""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar, cast
from urllib.parse import urlsplit

from twohats.errors import SourceUnreadable
from twohats.sources.asking.addresses import origin_of
from twohats.sources.asking.budget import Budget, Turn
from twohats.sources.asking.faults import (
    Broken,
    Fault,
    Heard,
    Limited,
    Manners,
    Place,
    Refused,
    check,
    decode,
    one_line,
)
from twohats.sources.asking.limits import Resource, whole_number
from twohats.sources.asking.meter import Meter, Taken
from twohats.sources.asking.ports import Reply
from twohats.sources.asking.retrying import LONGEST_PAUSE_S, Tries
from twohats.sources.asking.sending import Sender

T = TypeVar("T")

PER_PAGE = 100


class RestConnection:
    """Asks one service; several threads may ask at once, one request at a time for each token.

    Parameters
    ----------
    rest
        Address that paths are added to; no slash at the end.
    manners
        How the service says what went wrong.
    resource
        What requests count against.
    close
        Ends what ``sender`` sends through.
    """

    def __init__(
        self,
        rest: str,
        manners: Manners,
        resource: Resource,
        sender: Sender,
        budget: Budget,
        meter: Meter,
        close: Callable[[], None] = lambda: None,
    ):
        self._rest = rest
        self._manners = manners
        self._resource = resource
        self._sender = sender
        self._budget = budget
        self._meter = meter
        self._close = close

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def taken(self) -> Taken:
        """What this run has taken so far."""
        return self._meter.taken

    @property
    def set_aside(self) -> tuple[str, ...]:
        """Where the tokens came from that the service refused during this run."""
        return tuple(one.source.origin for one in self._budget.accounts if one.is_set_aside)

    def get(self, path: str, etag: str | None = None) -> Reply:
        """Get one thing by REST; see `twohats.sources.asking.ports.Rest`."""
        return self._get(self._address(path), etag)[0]

    def pages(self, path: str) -> Iterator[Reply]:
        """Get a list by REST to its end; see `twohats.sources.asking.ports.Rest`."""
        sign = "&" if "?" in path else "?"
        per_page = "" if "per_page=" in path else f"{sign}per_page={PER_PAGE}"
        following: str | None = self._address(path + per_page)
        seen: set[str] = set()
        while following:
            seen.add(following)
            reply, following = self._get(following, None)
            yield reply
            if following in seen:
                raise SourceUnreadable(
                    f"{short(following)}: not read to the end: its pages lead in a circle. "
                    "Run the command again later."
                )

    def _get(self, address: str, etag: str | None) -> tuple[Reply, str | None]:
        place = Place(short(address))
        headers = {"If-None-Match": etag} if etag else {}

        def once(turn: Turn) -> tuple[Reply, str | None]:
            heard = self._sender.send("GET", address, turn.token, headers=headers)
            turn.heard(heard.headers)
            check(heard, place, self._manners)
            turn.paid(0 if heard.status == 304 else 1)
            self._budget.tell_once(self._manners.is_partial(heard))
            if heard.status == 304:
                return Reply(None, heard.asked_at, etag, is_unchanged=True), None
            total = whole_number(heard.headers.get("x-total"))
            etag_now = heard.headers.get("etag")
            reply = Reply(self._content(heard), heard.asked_at, etag_now, total=total)
            return reply, self._checked(self._following(heard, address))

        return self._try(self._resource, place, once)

    def _following(self, heard: Heard, address: str) -> str | None:
        """Address at which a list goes on; services that say it in another way than ``Link`` differ."""
        return heard.next_page

    def _checked(self, following: str | None) -> str | None:
        """Address of a following page, if it is one that a token may be sent to."""
        if following and origin_of(following) != origin_of(self._rest):
            raise SourceUnreadable(
                f"{short(self._rest)}: not read to the end: its pages go on at "
                f"{urlsplit(following).hostname}, where no token is sent. {self._manners.settings}"
            )
        return following

    def _address(self, path: str) -> str:
        return f"{self._rest}/{path.lstrip('/')}"

    def _place(self, path: str) -> Place:
        return Place(short(self._address(path)))

    def _try(self, resource: Resource, place: Place, once: Callable[[Turn], T]) -> T:
        def with_a_token() -> T:
            with self._budget.turn(resource) as turn:
                try:
                    return once(turn)
                except Limited as limit:
                    turn.rest(limit)
                    raise
                except Refused as refused:
                    turn.refuse(str(refused))
                    raise

        return self._run(place, with_a_token)

    def _run(self, place: Place, once: Callable[[], T]) -> T:
        """Try as often as it is worth it; then say what was tried."""
        tries = Tries(self._pass_time, self._budget.tell, len(self._budget.accounts))
        try:
            return tries.run(once)
        except Fault as fault:
            last = fault
        if isinstance(last, Broken) and isinstance(last.instead, Exception):
            raise last.instead
        if isinstance(last, Broken) and last.instead is not None:
            # It is the answer to what was asked for.
            return cast("T", last.instead)
        if isinstance(last, Limited):
            raise self._budget.still_limited(str(last))
        raise SourceUnreadable(_gave_up(place, tries.failed, last))

    def _pass_time(self, seconds: float) -> None:
        self._meter.add(again=1)
        self._budget.pass_time(seconds)

    def _content(self, heard: Heard) -> Any:
        """Decode what REST said; errors under a good status, as GraphQL has them, are none of it."""
        try:
            content = decode(heard.body)
        except ValueError:
            raise Broken("the answer was cut off or damaged") from None
        if isinstance(content, dict) and list(content) == ["errors"]:
            says = one_line(str(content["errors"]))
            raise self._manners.limited(heard, says) or Broken(
                f"the server answered only errors (“{says}”)"
            )
        return content


def _gave_up(place: Place, failed: int, last: Fault) -> str:
    times = f"it was tried {failed} times; the last time, {last}" if failed > 1 else str(last)
    if isinstance(last, Broken) and (last.wait_s or 0) > LONGEST_PAUSE_S:
        times += f", and asks to be left alone for {last.wait_s or 0:.0f} seconds"
    return f"{place.name}: not read: {times}. Run the command again later; it goes on from here."


def short(address: str) -> str:
    """Name an address without its scheme and its question."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}"
