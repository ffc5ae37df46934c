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
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy
from twohats.sources.github_live.cost import page_size
from twohats.sources.github_live.gathering import said
from twohats.sources.github_live.lists import NestedList, Part, packed_parts
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.queries import query
from twohats.sources.github_live.shapes import Node
from twohats.sources.github_live.times import moment, text_of

BOARDS = "github-boards"
"""Name of the reader."""
VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

_VALUES = ("text", "number", "date", "name", "title")
_CARD_VALUES = NestedList("ProjectV2Item", "fieldValues", "FieldValues", ("board_values",))


class _Left(msgspec.Struct):
    """What a read leaves behind for the next one."""

    version: int
    began_at: str
    """Cards that changed before were seen."""
    fields: dict[str, list[str]] = {}
    """Names of fields seen on each board so far."""


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
        text = "\0".join(f"{board.key} {board.updated_at}" for board in boards)
        return hashlib.sha256(f"{self.name} {VERSION} {text}".encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        boards, began_at = self._boards()
        left = _Left(VERSION, text_of(began_at) or "", dict(self._before.fields))
        rows = 0
        for board in boards:
            if self._before.began_at and moment(board.updated_at) < moment(self._before.began_at):
                continue
            for page, count in self._board(board, left):
                rows += count
                yield page
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

    def _board(self, board: _Board, left: _Left) -> Iterator[tuple[Page, int]]:
        """Read the cards of one board that changed since the last read."""
        pace, after = Pace(page_size(1)), None
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
                elif self._is_new(card):
                    self._add(buffer, board, card, answer, left)
            count = len(buffer)
            if count:
                columns, _ = buffer.take()
                yield Page(self.owner, {"board_values": columns}, answer.asked_at), count
            if not listed["pageInfo"]["hasNextPage"]:
                break
            after = listed["pageInfo"]["endCursor"]

    def _is_new(self, card: Node) -> bool:
        began_at = self._before.began_at
        return not began_at or moment(card["updatedAt"]) >= moment(began_at)

    def _add(
        self, buffer: RowBuffer, board: _Board, card: Node, answer: Answer, left: _Left
    ) -> None:
        content = card["content"]
        repository = repository_key(self._forge, content["repository"]["nameWithOwner"])
        item = item_key(repository, content["number"])
        values = dict(self._values(board, card))
        known = left.fields.setdefault(board.key, [])
        known += sorted(set(values) - set(known))
        looked_at = text_of(answer.asked_at)
        for field in known:
            buffer.add((board.key, item, field, values.get(field), looked_at))

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


def _refused(answer: Answer) -> str:
    reason = (said(list(answer.troubles)) or "GitHub shows none").rstrip(".")
    return f"not read: {reason}. A token with the scope `read:project` sees boards."


def _left(before: str | None) -> _Left:
    """Find what the last read left behind; nothing where another version did."""
    try:
        left = msgspec.json.decode(before, type=_Left) if before else None
    except msgspec.MsgspecError:
        left = None
    return left if left is not None and left.version == VERSION else _Left(VERSION, "")
