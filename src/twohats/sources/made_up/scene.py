"""One owner's items and what happens to them, while they are being made up.

A scene holds plain arrays, one position per item and one per event; `fact_rows` turns it into
columns of the fact tables once nothing more happens.
"""

from dataclasses import dataclass, field

import numpy as np

from twohats.records.tables import EVENT_KINDS
from twohats.sources.made_up.cast import Accounts, Cast
from twohats.sources.made_up.working_time import Bools, Ints, whole_seconds
from twohats.sources.made_up.world import SITE, Community

KINDS = EVENT_KINDS
CODES = {kind: code for code, kind in enumerate(KINDS)}
STATES = ("approved", "changes_requested", "commented", "dismissed")
APPROVED, CHANGES_REQUESTED, COMMENTED, DISMISSED = range(4)


class EventLog:
    """Events in the order they were thought of; later sorted by item and time.

    Every column is a number per event: a position in one of the lists of texts, or -1 for none.
    """

    COLUMNS = ("item", "kind", "actor", "at", "state", "subject", "mark", "parent", "path", "body")

    def __init__(self) -> None:
        self._blocks: dict[str, list[Ints]] = {name: [] for name in self.COLUMNS}
        self._marks = 0

    def add(self, kind: str, item: Ints, actor: Ints | int, at: Ints, **more: Ints | int) -> None:
        """Add one event per item given."""
        if not len(item):
            return
        values = {
            "item": item,
            "kind": CODES[kind],
            "actor": actor,
            "at": whole_seconds(np.asarray(at)),
            **more,
        }
        for name, blocks in self._blocks.items():
            value = values.get(name, -1)
            blocks.append(np.broadcast_to(np.asarray(value, dtype=np.int64), item.shape))

    def new_marks(self, count: int) -> Ints:
        """Numbers by which later events may name these as their parents."""
        self._marks += count
        return np.arange(self._marks - count, self._marks, dtype=np.int64)

    def before(self, until: int) -> dict[str, Ints]:
        """All events before a moment, by item, then time, then the order of adding."""
        columns = {name: np.concatenate(blocks) for name, blocks in self._blocks.items()}
        kept = np.flatnonzero(columns["at"] < until)
        order = kept[np.lexsort((kept, columns["at"][kept], columns["item"][kept]))]
        return {name: values[order] for name, values in columns.items()}


class Texts:
    """Texts named by number; equal texts share one."""

    def __init__(self, texts: list[str] | None = None):
        self.texts = list(texts or ())
        self._numbers = {text: number for number, text in enumerate(self.texts)}

    def number(self, text: str) -> int:
        """Tell the number of a text, a new one where it was not known."""
        if text not in self._numbers:
            self._numbers[text] = len(self.texts)
            self.texts.append(text)
        return self._numbers[text]

    def numbers(self, texts: list[str]) -> Ints:
        """Numbers of several texts."""
        return np.array([self.number(text) for text in texts], dtype=np.int64)


@dataclass
class Items:
    """Issues and pull requests of one owner, by the time they were opened."""

    repository: Ints
    number: Ints
    is_change: Bools
    opened_at: Ints
    author: Ints
    is_newcomer: Bools
    """The author comes for the first or second time."""
    is_ours: Bools
    """The author is one of ours; whether they were at the time is for others to find out."""
    is_update: Bools
    """A program opened it."""
    titles: list[str]
    body: Ints
    is_draft: Bools
    """Opened as a draft."""

    def __len__(self) -> int:
        return len(self.opened_at)


@dataclass(frozen=True)
class Link:
    """One reference from an item of this scene to any item."""

    item: int
    mark: int
    """The comment that holds it; -1: the item's own body."""
    to_item: str
    to_url: str
    kind: str
    actor: int
    at: int


@dataclass
class Scene:
    """One owner: its ways, its people, its items and what happened."""

    community: Community
    accounts: Accounts
    cast: Cast
    items: Items
    rng: np.random.Generator
    since: int
    until: int
    log: EventLog = field(default_factory=EventLog)
    subjects: Texts = field(default_factory=Texts)
    paths: Texts = field(default_factory=Texts)
    bodies: Texts = field(default_factory=Texts)
    links: list["Link"] = field(default_factory=list)

    @property
    def owner_key(self) -> str:
        """Key of the owner."""
        return f"github:{self.community.owner}"

    def repository_key(self, repository: int) -> str:
        """Key of one of the owner's repositories."""
        return f"{self.owner_key}/{self.community.repositories[repository]}"

    def item_key(self, item: int) -> str:
        """Key of an item."""
        repository = self.repository_key(int(self.items.repository[item]))
        return f"{repository}#{self.items.number[item]}"

    def item_url(self, item: int) -> str:
        """Address of an item: it leads nowhere."""
        name = self.community.repositories[int(self.items.repository[item])]
        folder = "pull" if self.items.is_change[item] else "issues"
        return f"{SITE}/{self.community.owner}/{name}/{folder}/{self.items.number[item]}"
