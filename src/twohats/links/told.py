"""What people wrote into our own trackers that may be a line for the journal: logs, and boxes they ticked.

Nothing here decides: who wrote a text, and whether it is still there, is handed on with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import ibis

from twohats.facts import Facts
from twohats.links.linking import Linking, begins

MAY_TELL = (
    r"(?i)what\W{0,4}(?:i|we|you)\W+did|total\W{0,4}time|time\W{0,4}spent|\[[ \t]*[x✓✔][ \t]*\]"
)
"""What every log and every ticked box holds; texts without it are not read."""


@dataclass(frozen=True)
class Text:
    """One text of a tracker."""

    event: str
    """Its event; of an item's first text ``opened`` and the item."""
    item: str
    title: str | None
    """The item's."""
    url: str | None
    account: str | None
    """Who wrote it; None: unknown."""
    person: str | None
    is_ours: bool
    """Whether they were one of ours when they wrote it, and no bot."""
    said_at: datetime | None
    """When it was last edited, else written; of an item's first text, the item's last change."""
    body: str
    is_first: bool
    """Whether it is the item's first text, in which others tick boxes too."""
    is_gone: bool


def texts_told(facts: Facts, how: Linking, also: Iterable[str] = ()) -> tuple[Text, ...]:
    """Read the texts of our trackers that may tell of work, the oldest first.

    Parameters
    ----------
    facts
        Say who was ours when.
    how
        Names our trackers.
    also
        Events whose texts are read whatever they say: something was taken from them before.
    """
    if not how.trackers:
        return ()
    starts = [f"{tracker}{mark}" for tracker in how.trackers for mark in "#!"]
    items, events = facts.tables["items"], facts.tables["events"]
    again = list(also) or [""]
    here = items.filter(begins(items.item, starts))
    here = here.mutate(event=here.item.re_extract(r"^[^:]+:", 0) + "opened:" + here.item)
    opened = here.filter(here.body.re_search(MAY_TELL) | here.event.isin(again)).select(
        event=here.event,
        item=here.item,
        url=here.url,
        actor=here.author,
        happened_at=here.created_at,
        said_at=ibis.coalesce(here.updated_at, here.created_at),
        body=here.body,
        is_first=ibis.literal(True),
        is_gone=here.gone_at.notnull(),
    )
    said = events.filter(begins(events.item, starts) & (events.kind == "commented"))
    said = said.filter(said.body.re_search(MAY_TELL) | said.event.isin(again)).select(
        event=said.event,
        item=said.item,
        url=said.url,
        actor=said.actor,
        happened_at=said.happened_at,
        said_at=ibis.coalesce(said.edited_at, said.happened_at),
        body=said.body,
        is_first=ibis.literal(False),
        is_gone=said.gone_at.notnull(),
    )
    texts = facts.who(opened.union(said), "actor", "happened_at", "actor")
    titles = here.select(_item="item", title="title")
    texts = texts.left_join(titles, texts.item == titles._item)
    rows = texts.to_pyarrow().to_pylist()
    found = [
        Text(
            row["event"],
            row["item"],
            row["title"],
            row["url"],
            row["actor"],
            row["actor_person"],
            bool(row["actor_is_ours"]) and not row["actor_is_bot"],
            row["said_at"],
            row["body"] or "",
            row["is_first"],
            row["is_gone"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.said_at is None, one.said_at, one.event)))
