"""Rows of ``events``, and what other tables need to know of them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twohats.records import Rows
from twohats.sources.made_up.cast import NOBODY
from twohats.sources.made_up.scene import CODES, DISMISSED, KINDS, STATES, Scene
from twohats.sources.made_up.working_time import SECOND, Bools, Ints

_ANCHORS = {
    "commented": "#issuecomment-",
    "reviewed": "#pullrequestreview-",
    "review_commented": "#discussion_r",
}
_SPEECH = [CODES[kind] for kind in ("opened", *_ANCHORS)]


@dataclass
class Happened:
    """Events of one scene that happened in time, by item and time, with their names."""

    columns: dict[str, Ints]
    keys: pa.Array
    item_keys: pa.Array
    """By position of item."""
    item_urls: pa.Array
    oids: list[str | None]
    """Of commits and merges, by event."""
    merge_oids: list[str | None]
    """By position of item."""
    gone: Bools
    """Which accounts were deleted since."""
    contributed: Ints
    """Author and repository of every merged change, as one number."""

    def of(self, *kinds: str) -> Ints:
        """Positions of events of some kinds."""
        return np.flatnonzero(np.isin(self.columns["kind"], [CODES[kind] for kind in kinds]))

    def last_of(self, items: int, *kinds: str) -> Ints:
        """Position of each item's last event of some kinds; -1 for none."""
        return self.last_among(items, self.of(*kinds))

    def last_among(self, items: int, chosen: Ints) -> Ints:
        """Position of each item's last among the chosen events; -1 for none."""
        last = np.full(items, -1)
        # Events are in order of time, so that the last assignment is the latest.
        last[self.columns["item"][chosen]] = chosen
        return last


def oids(rng: np.random.Generator, count: int) -> list[str]:
    """Draw names of commits."""
    text = rng.bytes(20 * count).hex()
    return [text[at : at + 40] for at in range(0, 40 * count, 40)]


def chosen(texts: list[str] | pa.Array, numbers: Ints) -> pa.Array:
    """Texts by number; NULL where the number is negative."""
    array = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return array.take(pa.array(np.maximum(numbers, 0), mask=numbers < 0))


def times(at: Ints, known: Bools | None = None) -> pa.Array:
    """Microseconds; NULL where not known."""
    return pa.array(at, pa.int64(), mask=None if known is None else ~known)


def account_keys(scene: Scene, gone: Bools) -> pa.Array:
    """Keys of all accounts, NULL for the deleted ones."""
    logins = scene.accounts.logins
    return pa.array(
        [None if lost else f"github:{login}" for login, lost in zip(logins, gone, strict=True)],
        pa.string(),
    )


def happened(scene: Scene, gone: Bools, first_id: int) -> Happened:
    """Settle what happened before the end, and give every event its name."""
    columns = scene.log.before(scene.until)
    count, kind = len(scene.items), columns["kind"]
    keys = [scene.item_key(item) for item in range(count)]
    urls = [scene.item_url(item) for item in range(count)]
    made = np.flatnonzero(np.isin(kind, [CODES["committed"], CODES["merged"]]))
    event_oids: list[str | None] = [None] * len(kind)
    merge_oids: list[str | None] = [None] * count
    for event, oid in zip(made.tolist(), oids(scene.rng, len(made)), strict=True):
        event_oids[event] = oid
        if kind[event] == CODES["merged"]:
            merge_oids[columns["item"][event]] = oid
    for event in np.flatnonzero(kind == CODES["referenced"]).tolist():
        event_oids[event] = merge_oids[columns["parent"][event]]
    item_keys = pa.array(keys, pa.string())
    changes = np.flatnonzero(np.array([oid is not None for oid in merge_oids], dtype=bool))
    return Happened(
        columns,
        _event_keys(columns, item_keys, event_oids, first_id),
        item_keys,
        pa.array(urls, pa.string()),
        event_oids,
        merge_oids,
        gone,
        np.unique(_pair(scene, scene.items.author[changes], scene.items.repository[changes])),
    )


def _pair(scene: Scene, account: Ints, repository: Ints) -> Ints:
    return account * len(scene.community.repositories) + repository


def _event_keys(
    columns: dict[str, Ints], item_keys: pa.Array, event_oids: list[str | None], first_id: int
) -> pa.Array:
    """``forge:kind:id``, as `twohats.records.event_key` writes it."""
    kind = columns["kind"]
    rank = np.empty(len(kind), dtype=np.int64)
    rank[np.argsort(columns["at"], kind="stable")] = np.arange(len(kind))
    item = item_keys.take(pa.array(columns["item"]))
    prefix = pa.array([f"github:{name}:" for name in KINDS]).take(pa.array(kind))
    number = pc.cast(pa.array(first_id + rank), pa.string())
    commit = pc.binary_join_element_wise(item, pa.array(event_oids, pa.string()), "@")
    name = pc.if_else(pa.array(kind == CODES["committed"]), commit, number)
    name = pc.if_else(pa.array(kind == CODES["opened"]), item, name)
    return pc.binary_join_element_wise(prefix, name, "")


def event_rows(scene: Scene, told: Happened) -> Rows:
    """Build the rows of ``events``."""
    columns = told.columns
    kind, item, at, actor = (columns[name] for name in ("kind", "item", "at", "actor"))
    items, count = scene.items, len(columns["kind"])
    number = items.number[item]
    speech = np.isin(kind, _SPEECH)
    edited = (kind == CODES["commented"]) & (scene.rng.random(count) < 0.04)
    edited_at = at + scene.rng.integers(60, 5400, count) * SECOND
    repositories = [scene.repository_key(r) for r in range(len(scene.community.repositories))]
    return {
        "event": told.keys,
        "item": told.item_keys.take(pa.array(item)),
        "repository": chosen(repositories, items.repository[item]),
        "number": number,
        "kind": chosen(list(KINDS), kind),
        "actor": chosen(account_keys(scene, told.gone), actor),
        "happened_at": at,
        "state": chosen(list(STATES), _states(told)),
        "subject": chosen(scene.subjects.texts or [""], columns["subject"]),
        "parent": chosen(told.keys, _parents(told)),
        "path": chosen(scene.paths.texts or [""], columns["path"]),
        "oid": pa.array(told.oids, pa.string()),
        "association": associations(scene, told, actor, items.repository[item], speech),
        "body": chosen(scene.bodies.texts, columns["body"]),
        "url": _urls(told),
        "edited_at": times(edited_at, edited & (edited_at < scene.until)),
    }


def mark_positions(told: Happened) -> Ints:
    """Where the event with each mark stands; -1 where it did not happen in time."""
    mark = told.columns["mark"]
    marked = np.flatnonzero(mark >= 0)
    positions = np.full(int(mark.max(initial=-1)) + 1, -1)
    positions[mark[marked]] = marked
    return positions


def _parents(told: Happened) -> Ints:
    """Find the review a line comment belongs to, or that was dismissed."""
    kind, parent = told.columns["kind"], told.columns["parent"]
    belongs = np.isin(kind, [CODES["review_commented"], CODES["review_dismissed"]])
    found = np.full(len(kind), -1)
    found[belongs] = mark_positions(told)[parent[belongs]]
    return found


def _states(told: Happened) -> Ints:
    """States of reviews; one that was dismissed says so itself, and no longer what it was."""
    state = told.columns["state"].copy()
    dismissals = told.of("review_dismissed")
    state[mark_positions(told)[told.columns["parent"][dismissals]]] = DISMISSED
    return state


def _urls(told: Happened) -> pa.Array:
    """Addresses of what people said."""
    kind = told.columns["kind"]
    numbers = pc.extract_regex(told.keys, r"(?P<id>[0-9]+)$").field("id")
    anchors = [_ANCHORS.get(name) for name in KINDS]
    anchor = pa.array(anchors, pa.string()).take(pa.array(kind))
    page = told.item_urls.take(pa.array(told.columns["item"]))
    address = pc.binary_join_element_wise(page, anchor, numbers, "")
    return pc.if_else(pa.array(kind == CODES["opened"]), page, address)


def associations(
    scene: Scene, told: Happened, account: Ints, repository: Ints, asked: Bools
) -> pa.Array:
    """Say what the forge says on the day of reading: it forgets who was new when they came."""
    words = ["member", "contributor", "none", "owner"]
    theirs = 3 if scene.community.owner_kind == "user" else 0
    number = np.where(
        np.isin(account, scene.cast.members),
        theirs,
        np.where(np.isin(_pair(scene, account, repository), told.contributed), 1, 2),
    )
    return chosen(words, np.where(asked, number, -1))


def link_rows(scene: Scene, told: Happened) -> Rows:
    """Build the rows of ``links``."""
    positions = mark_positions(told)
    kept = [link for link in scene.links if link.at < scene.until]
    keys = told.keys
    opened = told.last_of(len(scene.items), "opened")
    events = [int(positions[k.mark]) if k.mark >= 0 else int(opened[k.item]) for k in kept]
    actors = np.array([link.actor for link in kept], dtype=np.int64)
    actors = np.where(told.gone[actors] if len(kept) else False, NOBODY, actors)
    return {
        "from_item": [told.item_keys[link.item].as_py() for link in kept],
        "from_event": [keys[event].as_py() for event in events],
        "to_item": [link.to_item for link in kept],
        "to_url": [link.to_url for link in kept],
        "kind": [link.kind for link in kept],
        "actor": chosen(account_keys(scene, told.gone), actors),
        "happened_at": np.array([link.at for link in kept], dtype=np.int64),
    }
