"""Boards of one organization of GitHub, live: what each card has in each field.

Values are kept as of each look at which a card had changed; one that was cleared is NULL from then on.
What a card shows of its item (labels, reviewers, repository) stands on the item. Drafts on a board are
no items: the promise counts them.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from twohats.records import Coverage, Page, Skipped, item_key, repository_key
from twohats.records.personal import personal_columns
from twohats.sources.columns import RowBuffer
from twohats.sources.forge_times import moment, text_of
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy
from twohats.sources.github_live.cost import page_size
from twohats.sources.github_live.gathering import said
from twohats.sources.github_live.lists import NestedList, Part, packed_parts
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.queries import query
from twohats.sources.github_live.shapes import Node

BOARDS = "github-boards"
"""Name of the reader."""
VERSION = 2
"""Of this reader; a higher one reads again what a lower one has read."""

_VALUES = ("text", "number", "date", "name", "title")
_CARD_VALUES = NestedList("ProjectV2Item", "fieldValues", "FieldValues", ("board_values",))


class _Seen(msgspec.Struct):
    """What was seen of one board."""

    updated_at: str
    """As the board told it; while it tells the same, nothing on it changed."""
    read_at: str
    """Cards that changed before were seen."""
    fields: list[str]
    items: list[str]


class _Left(msgspec.Struct):
    """What a read leaves behind for the next one."""

    version: int
    boards: dict[str, _Seen] = {}
    """Those that were read whole, by key."""
    losses: int = 0
    """Reads that lost something, so far: each makes the next look a new one."""


@dataclass(frozen=True)
class _Board:
    key: str
    node_id: str
    updated_at: str


class GithubBoards:
    """The reader; `twohats.sources.ports.Source` says what it promises.

    Parameters
    ----------
    connection
        Whom to ask.
    owner
        The organization: ``github:acme``.
    before
        Cursor of the last finished read, from which this one goes on.
    """

    name = BOARDS
    personal = personal_columns("board_values")

    def __init__(self, connection: Connection, owner: str, *, before: str | None = None):
        self._connection = connection
        self.owner = owner
        self.location = f"{owner} boards"
        self._forge, _, self._login = owner.partition(":")
        self._before = _left(before)
        self._found: tuple[list[_Board], datetime] | None = None
        self.note: str | None = None
        """Why GitHub shows no boards; None: it does."""
        self._skipped: list[Skipped] = []
        self._drafts = 0

    def fingerprint(self) -> str:
        boards, _ = self._boards()
        if self.note:
            return hashlib.sha256(f"{self.name} {VERSION} refused".encode()).hexdigest()[:32]
        told = "\0".join(f"{board.key} {board.updated_at}" for board in boards)
        text = f"{self.name} {VERSION} {self._before.losses} {told}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        boards, began_at = self._boards()
        left, rows = _Left(VERSION, losses=self._before.losses), 0
        for board in boards:
            seen = self._before.boards.get(board.key)
            if seen is not None and seen.updated_at == board.updated_at:
                left.boards[board.key] = seen
                continue
            begun, now = (
                len(self._skipped),
                _Seen(board.updated_at, text_of(began_at) or "", [], []),
            )
            for page, count in self._board(board, seen, now):
                rows += count
                yield page
            if len(self._skipped) == begun:
                left.boards[board.key] = now
            elif seen is not None:
                left.boards[board.key] = seen
        left.losses += bool(self._skipped)
        lost = len(self._skipped)
        first = f"{lost} could not be read; the first: {self._skipped[0].reason}" if lost else None
        drafts = f"{self._drafts} drafts are no items: left out" if self._drafts else None
        promise = Coverage(
            source=self.name,
            scope=self.owner,
            holds="board_values",
            seen_at=began_at,
            complete=not lost and not self.note,
            rows=rows,
            skipped=lost + self._drafts,
            reason=self.note or first or drafts,
        )
        cursor = msgspec.json.encode(left).decode()
        yield Page(self.owner, {}, began_at, (promise,), tuple(self._skipped), cursor)

    def _boards(self) -> tuple[list[_Board], datetime]:
        """Look at all boards; the time is before the look."""
        if self._found is None:
            found: list[_Board] = []
            after, began_at = None, None
            while True:
                asked = {"login": self._login, "first": 100, "after": after}
                answer = self._connection.ask(query("Boards"), asked)
                began_at = began_at or answer.asked_at
                listed = (answer.data.get("organization") or {}).get("projectsV2")
                if listed is None:
                    self.note = _refused(answer)
                    found = []
                    break
                found += [self._shaped(node) for node in listed["nodes"] or () if node]
                if not listed["pageInfo"]["hasNextPage"]:
                    break
                after = listed["pageInfo"]["endCursor"]
            self._found = found, began_at
        return self._found

    def _shaped(self, node: Node) -> _Board:
        key = f"{self._forge}:orgs/{self._login}/projects/{node['number']}".lower()
        return _Board(key, node["id"], node["updatedAt"])

    def _board(self, board: _Board, seen: _Seen | None, now: _Seen) -> Iterator[tuple[Page, int]]:
        """Read a board: cards that changed since it was seen, and which are there no more."""
        pace, after, begun = Pace(page_size(1)), None, len(self._skipped)
        now.fields += seen.fields if seen else []
        while True:
            asked = {"board": board.node_id, "after": after}
            try:
                sizes = {"first": pace.size, "nested": pace.nested}
                answer = self._connection.ask(query("Cards"), {**asked, **sizes})
            except TooHeavy:
                if not pace.shrink():
                    self._skipped.append(Skipped(board.key, "GitHub found it too heavy"))
                    return
                continue
            pace.grow()
            self._skipped += [Skipped(board.key, said([one])) for one in answer.troubles]
            listed = (answer.data.get("node") or {}).get("items")
            if listed is None:
                if not answer.troubles:
                    self._skipped.append(Skipped(board.key, "it vanished while it was read"))
                return
            buffer = RowBuffer("board_values")
            for card in listed["nodes"] or ():
                if card is None or (card["type"] != "DRAFT_ISSUE" and not card.get("content")):
                    self._skipped.append(Skipped(board.key, "GitHub keeps one of its cards back"))
                elif card["type"] == "DRAFT_ISSUE":
                    self._drafts += 1
                else:
                    item = self._item(card)
                    now.items.append(item)
                    if seen is None or item not in seen.items or _is_later(card, seen):
                        self._add(buffer, board, item, card, answer, now.fields)
            if not listed["pageInfo"]["hasNextPage"] and len(self._skipped) == begun:
                self._clear(buffer, board, seen, now, answer)
            count = len(buffer)
            if count:
                columns, _ = buffer.take()
                yield Page(self.owner, {"board_values": columns}, answer.asked_at), count
            if not listed["pageInfo"]["hasNextPage"]:
                return
            after = listed["pageInfo"]["endCursor"]

    def _item(self, card: Node) -> str:
        content = card["content"]
        repository = repository_key(self._forge, content["repository"]["nameWithOwner"])
        return item_key(repository, content["number"])

    def _add(
        self,
        buffer: RowBuffer,
        board: _Board,
        item: str,
        card: Node,
        answer: Answer,
        fields: list[str],
    ) -> None:
        values = dict(self._values(board, card))
        fields += sorted(set(values) - set(fields))
        for field in fields:
            buffer.add((board.key, item, field, values.get(field), text_of(answer.asked_at)))

    def _clear(
        self, buffer: RowBuffer, board: _Board, seen: _Seen | None, now: _Seen, answer: Answer
    ) -> None:
        """Say of what was taken off a board that it has no values there."""
        for item in sorted(set(seen.items if seen else ()) - set(now.items)):
            for field in now.fields:
                buffer.add((board.key, item, field, None, text_of(answer.asked_at)))

    def _values(self, board: _Board, card: Node) -> Iterator[tuple[str, str]]:
        listed: Mapping[str, Any] | None = card["fieldValues"]
        while listed is not None:
            for node in listed["nodes"] or ():
                name = ((node or {}).get("field") or {}).get("name")
                value = next((node[one] for one in _VALUES if node and node.get(one)), None)
                if name and value is not None:
                    yield str(name), f"{value:g}" if isinstance(value, float) else str(value)
            if not listed["pageInfo"]["hasNextPage"]:
                return
            part = Part(_CARD_VALUES, card["id"], listed["pageInfo"]["endCursor"])
            answer = self._connection.ask(packed_parts([part], 100))
            listed = (answer.data.get("l0") or {}).get("list")
        self._skipped.append(Skipped(board.key, "GitHub keeps values of one of its cards back"))


def _is_later(card: Node, seen: _Seen) -> bool:
    return moment(card["updatedAt"]) >= moment(seen.read_at)


def _refused(answer: Answer) -> str:
    reason = (said(list(answer.troubles)) or "GitHub shows none").rstrip(".")
    return f"not read: {reason}. A token with the scope `read:project` sees boards."


def _left(before: str | None) -> _Left:
    """Find what the last read left behind; nothing where another version did."""
    try:
        left = msgspec.json.decode(before, type=_Left) if before else None
    except msgspec.MsgspecError:
        left = None
    return left if left is not None and left.version == VERSION else _Left(VERSION)
