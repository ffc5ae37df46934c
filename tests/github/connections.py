"""Lists in pages, as GitHub's connections hand them out.

Most lists go on after a key, so that a page begins at the right place even if something before it
has gone; lists of files and commits go on after a place, and miss something then. A cursor is text
that only this module understands.
"""

import json
from base64 import b64decode, b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graphql import GraphQLError

Key = tuple[Any, ...]


class Refused(GraphQLError):
    """An error with the type GitHub gives it."""

    def __init__(self, kind: str, message: str):
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Listing:
    """A whole list, before it is cut into pages."""

    things: Sequence[Any]
    key: Callable[[Any], Key] | None = None
    """What it is ordered by; None: it is in its order, and pages go on after a place."""
    descending: bool = False
    """Whether the key is; without one it says nothing."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the connection."""
    edge: Callable[[Any], dict[str, Any]] | None = None
    """Further fields of the edge of a thing."""


@dataclass
class Connection:
    """One page, with the fields every connection has."""

    listing: Listing
    cursors: list[str]
    nodes: list[Any]
    total_count: int
    page_info: dict[str, Any]
    left: int
    """How many the cursors left to choose from."""

    @property
    def edges(self) -> list[dict[str, Any]]:
        more = self.listing.edge or (lambda _: {})
        pairs = zip(self.cursors, self.nodes, strict=True)
        return [{"cursor": cursor, "node": node} | more(node) for cursor, node in pairs]


def by_age(thing: Any) -> Key:
    """Order things by when they were made."""
    return (thing.created_at, thing.number_in_database)


def connect(listing: Listing, arguments: Mapping[str, Any]) -> Connection:
    """Cut the page out of a list that ``first``, ``last``, ``after`` and ``before`` ask for.

    Raises
    ------
    Refused
        A cursor is none of ours.
    """
    things = list(listing.things)
    descending = listing.descending and listing.key is not None
    if listing.key:
        things.sort(key=listing.key, reverse=descending)
    keys = _Keys(things, listing.key)
    start = _after(arguments.get("after"), keys, descending)
    stop = _before(arguments.get("before"), keys, descending)
    start = min(len(things), start + (arguments.get("skip") or 0))
    chosen = range(start, max(start, stop))
    left = len(chosen)
    if arguments.get("first") is not None:
        chosen = chosen[: arguments["first"]]
    elif arguments.get("last") is not None:
        chosen = chosen[-arguments["last"] :]
    cursors = [_cursor(keys[place]) for place in chosen]
    info = {
        "has_next_page": bool(chosen) and chosen[-1] + 1 < len(things),
        "has_previous_page": bool(chosen) and chosen[0] > 0,
        "start_cursor": cursors[0] if cursors else None,
        "end_cursor": cursors[-1] if cursors else None,
    }
    nodes = [things[place] for place in chosen]
    return Connection(listing, cursors, nodes, len(things), info, left)


@dataclass(frozen=True)
class _Keys(Sequence[list[Any]]):
    """Keys of a list, made only where somebody looks: lists are long, and pages short."""

    things: Sequence[Any]
    key: Callable[[Any], Key] | None
    step: int = 1
    """-1: seen from the end."""

    def __len__(self) -> int:
        return len(self.things)

    def __getitem__(self, place: Any) -> Any:
        at = place if self.step == 1 else len(self.things) - 1 - place
        return _plain(self.key(self.things[at])) if self.key else [at + 1]

    def from_the_end(self) -> "_Keys":
        return _Keys(self.things, self.key, -self.step)


def _after(cursor: str | None, keys: _Keys, descending: bool) -> int:
    if cursor is None:
        return 0
    key = _key(cursor)
    if descending:
        return len(keys) - bisect_left(keys.from_the_end(), key)
    return bisect_right(keys, key)


def _before(cursor: str | None, keys: _Keys, descending: bool) -> int:
    if cursor is None:
        return len(keys)
    key = _key(cursor)
    if descending:
        return len(keys) - bisect_right(keys.from_the_end(), key)
    return bisect_left(keys, key)


def _plain(key: Key) -> list[Any]:
    return [part.isoformat() if isinstance(part, datetime) else part for part in key]


def _cursor(key: list[Any]) -> str:
    return b64encode(f"cursor:v2:{json.dumps(key)}".encode()).decode()


def _key(cursor: str) -> list[Any]:
    try:
        mark, _, packed = b64decode(cursor, validate=True).decode().partition(":v2:")
        key = json.loads(packed)
        if mark != "cursor" or not isinstance(key, list):
            raise ValueError
    except ValueError:
        message = f"`{cursor}` does not appear to be a valid cursor."
        raise Refused("INVALID_CURSOR_ARGUMENTS", message) from None
    return key
