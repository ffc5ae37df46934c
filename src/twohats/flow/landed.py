"""What became of the changes upstream that carried things are linked to, as the facts know them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from twohats.flow.carried import CLOSED, LANDED, Carried
from twohats.flow.requested import item_at
from twohats.flow.rows import Row, fetch
from twohats.store.engine import connect, fact_tables
from twohats.store.facts import FactStore

PAST_WORDS = ("linked", "look again")
"""Answers that an end upstream takes the place of; who gave a reason to keep something, keeps it."""


@dataclass(frozen=True)
class End:
    """How a change upstream ended."""

    merged_on: date | None
    closed_on: date | None = None
    """Where it was closed and not merged."""


def ends_of(
    store: FactStore,
    links: Iterable[str],
    hosts: Mapping[str, str],
    before: datetime | None = None,
) -> Mapping[str, End]:
    """Look up the changes that links lead to; what is open, or not among the facts, has no end.

    Parameters
    ----------
    store
        What was read.
    links
        Addresses.
    hosts
        Forge name by host.
    before
        What happened at this moment or later is not known; None: all is.
    """
    items = {link: item for link in links if (item := item_at(link, hosts))}
    snapshot = store.snapshot()
    if not items or not snapshot.files("items"):
        return {}
    told = fact_tables(connect(snapshot))["items"]
    told = told.filter(told.item.isin(sorted(set(items.values()))) & (told.kind == "pull_request"))
    found = {row["item"]: row for row in fetch(told.select("item", "merged_at", "closed_at"))}
    ends = {link: _end(found[item], before) for link, item in items.items() if item in found}
    return {link: end for link, end in ends.items() if end}


def settle(found: Carried, ends: Mapping[str, End]) -> None:
    """Say of each thing that is linked to a change that ended: it landed, or it was turned down.

    What landed waits for somebody to drop it here.
    """
    for row in found.rows:
        end = ends.get(row["link"] or "")
        keeps_it = row["answer"] == "linked" and row["reason"] and row["until"]
        if end is None or keeps_it or row["answer"] not in PAST_WORDS:
            continue
        row["answer"] = LANDED if end.merged_on else CLOSED
        row["landed_on"] = end.merged_on
    found.count()
    landed = [row for row in found.rows if row["answer"] == LANDED]
    found.said += [_said(row) for row in landed]
    found.said += [
        f"{row['what']}: {row['link']} was closed and not merged: say where it goes now, or why it stays"
        for row in found.rows
        if row["answer"] == CLOSED
    ]


def _end(row: Row, before: datetime | None) -> End | None:
    merged, closed = (_known(row[name], before) for name in ("merged_at", "closed_at"))
    if merged:
        return End(merged.date())
    return End(None, closed.date()) if closed else None


def _known(moment: datetime | None, before: datetime | None) -> datetime | None:
    return moment if moment and (before is None or moment < before) else None


def _said(row: Row) -> str:
    carried = ""
    if row["since"]:
        days = (row["landed_on"] - date.fromisoformat(row["since"])).days
        carried = f", carried for {_long(days)}" if days > 0 else ""
    return f"{row['what']}{carried}, landed upstream on {row['landed_on']}: drop it here ({row['link']})"


def _long(days: int) -> str:
    """Say a span as people do.

    Examples
    --------
    >>> _long(740), _long(1), _long(40)
    ('2.0 years', '1 day', '40 days')
    """
    if days >= 365:
        return f"{days / 365.25:.1f} years"
    return f"{days} day{'' if days == 1 else 's'}"
