"""Items with all that stands in them: pages of a list, and what their own lists hold beyond.

A page of a list brings the first part of each list inside its items. The further parts, of many
items, are packed into one query as soon as there are enough of them for a full one. Items are handed
over in the order of the list, once they are whole, so that one cursor tells where to go on.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from twohats.sources.github_api.ports import Answer, Connection, TooHeavy, Trouble
from twohats.sources.github_live.cost import PACK
from twohats.sources.github_live.lists import DEEPER, Listing, NestedList, Part, packed_parts
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.shapes import THREADS, Node

MOST_OPEN = 1000
"""Items that may wait for further parts of their lists, their own or of one before them; it bounds
memory. Fewer, and a single very long list would have queries go out nearly empty.
"""


@dataclass
class Loss:
    """Something of an item that could not be read."""

    reason: str
    holds: tuple[str, ...]


@dataclass
class Gathered:
    """One item, and what its lists hold as far as it is known."""

    listing: Listing
    node: Node
    seen_at: datetime
    lists: dict[str, list[Node]] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """Lists that could not be read."""
    losses: list[Loss] = field(default_factory=list)
    open_parts: int = 0
    asked: set[str] = field(default_factory=set)
    """Threads whose comments were asked for."""

    def lose(self, reason: str, *holds: str) -> None:
        self.losses.append(Loss(reason, holds or self.listing.holds))


@dataclass
class ListPage:
    """One page of a list of items."""

    items: list[Gathered]
    after: str | None
    """Where the next page begins."""
    is_last: bool
    losses: list[tuple[str, Loss]] = field(default_factory=list)
    """What could not be read of it, by name."""

    @property
    def is_whole(self) -> bool:
        return not any(item.open_parts for item in self.items)


@dataclass
class _Wanted:
    item: Gathered
    name: str
    part: Part


class Gatherer:
    """Brings items of one listing whole.

    Parameters
    ----------
    connection
        Whom to ask.
    """

    def __init__(self, connection: Connection):
        self._connection = connection
        self._pack = Pace(PACK)
        self._wanted: deque[_Wanted] = deque()

    def whole(self, pages: Iterator[ListPage]) -> Iterator[ListPage]:
        """Hand on the pages of a list, each once all its items are whole.

        Parameters
        ----------
        pages
            As `list_pages` asks for them: one is asked for only when there is room for it.
        """
        waiting: deque[ListPage] = deque()
        has_more = True
        while has_more or waiting:
            while has_more and self._has_room(waiting):
                page = next(pages, None)
                if page is None:
                    has_more = False
                    break
                for item in page.items:
                    self._begin(item)
                waiting.append(page)
            while waiting and waiting[0].is_whole:
                yield waiting.popleft()
            if self._wanted and (not has_more or not self._has_room(waiting)):
                self._ask()

    def _has_room(self, waiting: deque[ListPage]) -> bool:
        enough = len(self._wanted) >= self._pack.size
        return not enough and sum(len(page.items) for page in waiting) < MOST_OPEN

    def _begin(self, item: Gathered) -> None:
        for name, nested in item.listing.lists.items():
            self._take(item, name, nested, str(item.node["id"]), item.node.get(nested.field))

    def _take(
        self, item: Gathered, name: str, nested: NestedList, node_id: str, part: Node | None
    ) -> None:
        """Add a part of a list, and note what has to be asked for next."""
        held = item.lists.setdefault(name, [])
        if part is None:
            if name == "files" and item.node.get("changedFiles") == 0:
                return
            if name not in item.unknown:
                item.unknown.add(name)
                item.lose(f"GitHub gave no {nested.field}", *nested.holds)
            return
        for node in part["nodes"] or ():
            if node is None:
                item.unknown.add(name)
                item.lose(f"GitHub kept back one of its {nested.field}", *nested.holds)
                continue
            held.append(node)
            self._look_deeper(item, name, node)
        if part["pageInfo"]["hasNextPage"]:
            self._want(item, name, Part(nested, node_id, part["pageInfo"]["endCursor"]))

    def _look_deeper(self, item: Gathered, name: str, node: Node) -> None:
        """Ask for the comments of a thread, or the answers to a comment, once."""
        if name == "threads":
            inner: str | None = "line_comments"
        elif name == "comments":
            inner = "replies"
        else:
            inner = THREADS.get(node.get("__typename", "")) if name == "timeline" else None
        if inner and node["id"] not in item.asked:
            item.asked.add(node["id"])
            self._want(item, inner, Part(DEEPER[inner], node["id"], None))

    def _want(self, item: Gathered, name: str, part: Part) -> None:
        item.open_parts += 1
        self._wanted.append(_Wanted(item, name, part))

    def _ask(self) -> None:
        """Ask for as many wanted parts as one query takes."""
        chosen = [self._wanted.popleft() for _ in range(min(self._pack.size, len(self._wanted)))]
        try:
            text = packed_parts([wanted.part for wanted in chosen], self._pack.nested)
            answer = self._connection.ask(text)
        except TooHeavy:
            if self._pack.shrink():
                self._wanted.extendleft(reversed(chosen))
                return
            for wanted in chosen:
                wanted.item.open_parts -= 1
                self._lose(wanted, "GitHub found it too heavy, even one at a time")
            return
        self._pack.grow()
        for at, wanted in enumerate(chosen):
            self._answered(wanted, f"l{at}", answer)

    def _answered(self, wanted: _Wanted, alias: str, answer: Answer) -> None:
        item, part = wanted.item, wanted.part
        item.open_parts -= 1
        found = answer.data.get(alias)
        troubles = [trouble for trouble in answer.troubles if trouble.path[:1] in ((alias,), ())]
        if not found or found.get("list") is None:
            self._lose(wanted, said(troubles) or "it vanished while it was read")
            return
        for trouble in troubles:
            item.lose(said([trouble]), *part.nested.holds)
        self._take(item, wanted.name, part.nested, part.node_id, found["list"])

    @staticmethod
    def _lose(wanted: _Wanted, reason: str) -> None:
        wanted.item.unknown.add(wanted.name)
        wanted.item.lose(f"{wanted.part.nested.field}: {reason}", *wanted.part.nested.holds)


def said(troubles: list[Trouble]) -> str:
    """Say what GitHub said of the first of some troubles."""
    return troubles[0].message.rstrip(".") if troubles else ""
