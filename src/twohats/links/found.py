"""References found in what people wrote, over those texts that can matter to us."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from twohats.facts import Facts
from twohats.facts.firsts import moment_key
from twohats.formats.references import find_references
from twohats.links.linking import Linking, begins, repository_of
from twohats.records import SEEN_AT

_TIME = pa.timestamp("us", tz="UTC")
LINKS = pa.schema(
    [
        ("from_item", pa.string()),
        ("from_event", pa.string()),
        ("to_item", pa.string()),
        ("to_url", pa.string()),
        ("kind", pa.string()),
        ("actor", pa.string()),
        ("happened_at", _TIME),
        (SEEN_AT, _TIME),
    ]
)
"""Columns of ``links``."""

MAY_REFER = (
    r"[#!][1-9]|GH-[1-9]|/(?:issues|pulls?|discussions|merge_requests|work_items)/[1-9]"
    r"|/t/(?:[\w-]+/)?[1-9]"
)
"""What every reference holds; texts without it are not read."""


def texts_that_matter(facts: Facts, how: Linking) -> ir.Table:
    """Texts in which a reference could bear on work of ours.

    Those of our own items, and those of items to which one of ours did something. Texts that were
    deleted, and those of items that are gone, do not count.

    Returns
    -------
    ibis.Table
        One row per text: ``item, event`` (``opened`` for the item's first text), ``actor,
        happened_at, body, seen_at``. ``happened_at`` is when it was last edited, since nobody can tell which
        of its words were there before.
    """
    acts = facts.acts
    touched = acts.filter(acts.actor_is_ours & ~acts.actor_is_bot).select("item").distinct()
    known = facts.items.select("item")
    ours = known.filter(begins(known.item, how.places))
    wanted = facts.keep("linking", touched.union(ours, distinct=True))
    events, items = facts.tables["events"], facts.tables["items"]
    said = events.filter(events.gone_at.isnull() & events.body.re_search(MAY_REFER))
    said = said.select(
        "item",
        "event",
        "actor",
        happened_at=ibis.greatest(
            said.happened_at, ibis.coalesce(said.edited_at, said.happened_at)
        ),
        body=said.body,
        seen_at=said[SEEN_AT],
    )
    opened = items.filter(items.gone_at.isnull() & items.body.re_search(MAY_REFER))
    opened = opened.select(
        "item",
        event=opened.item.re_extract(r"^[^:]+:", 0) + "opened:" + opened.item,
        actor=opened.author,
        happened_at=opened.created_at,
        body=opened.body,
        seen_at=opened[SEEN_AT],
    )
    texts = said.union(opened).semi_join(wanted, "item")
    return texts.filter(texts.happened_at.isnull() | (texts.happened_at < facts.as_of))


def links_in(texts: Sequence[Mapping[str, Any]], how: Linking) -> pa.Table:
    """Find the references of texts.

    Parameters
    ----------
    texts
        Rows of `texts_that_matter`.
    how
        Names the forges.

    Returns
    -------
    pyarrow.Table
        `LINKS`, one row per text, target and kind. What is quoted counts for whoever wrote it
        first, and an item does not refer to itself.
    """
    columns: list[list[Any]] = [[] for _ in LINKS]
    for row in _rows(texts, how):
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, LINKS, strict=True)]
    return pa.Table.from_arrays(arrays, schema=LINKS)


_Row = tuple[
    str, str | None, str | None, str | None, str, str | None, datetime | None, datetime | None
]


def _rows(texts: Sequence[Mapping[str, Any]], how: Linking) -> Iterator[_Row]:
    for text in texts:
        item = text["item"]
        seen = set()
        home = repository_of(item)
        style = how.style_of(home.partition(":")[0])
        for one in find_references(text["body"], repository=home, hosts=how.hosts, style=style):
            kind = one.kind
            if kind == "mention" and _has_its_own_line(text["body"], one.start, one.end):
                kind = "ref"
            target = (one.to_item, one.to_url, kind)
            if one.quoted or one.to_item == item or target in seen:
                continue
            seen.add(target)
            yield (
                item, text["event"], *target, text["actor"], text["happened_at"], text[SEEN_AT],
            )  # fmt: skip


_LINE_BEGIN = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?(?:[^:\n]{0,40}:[ \t]+)?"
    r"[*_<(]*(?:\[[^\]\n]*\]\()?"
)
_LINE_END = re.compile(r"[)>*_.,; \t\r]*(?:\n|$)")


def _has_its_own_line(text: str, start: int, end: int) -> bool:
    """Whether a line holds nothing else, but perhaps a bullet, a box to tick, or ``Change:``.

    Then it was put there to link, and not in passing.
    """
    begin = text.rfind("\n", 0, start) + 1
    return bool(_LINE_BEGIN.fullmatch(text, begin, start) and _LINE_END.match(text, end))


def given_links(facts: Facts) -> ir.Table:
    """Links that sources gave, and those that a forge shows on the other side.

    Those of texts and items that are gone are left out.

    Returns
    -------
    ibis.Table
        The columns of `LINKS`.
    """
    tables = facts.tables
    events, items = tables["events"], tables["items"]
    links = tables["links"].select(*LINKS.names)
    gone_events = events.filter(events.gone_at.notnull()).select("event")
    gone_items = items.filter(items.gone_at.notnull()).select("item")
    crossed = events.filter(
        (events.kind == "cross_referenced") & events.subject.notnull() & events.gone_at.isnull()
    )
    crossed = crossed.select(
        from_item=crossed.subject,
        from_event=ibis.null("string"),
        to_item=crossed.item,
        to_url=ibis.null("string"),
        kind=ibis.literal("ref"),
        actor=crossed.actor,
        happened_at=crossed.happened_at,
        seen_at=crossed[SEEN_AT],
    )
    both = links.anti_join(gone_events, links.from_event == gone_events.event).union(crossed)
    return both.anti_join(gone_items, both.from_item == gone_items.item)


def _with_topics(facts: Facts, links: ir.Table) -> ir.Table:
    """Find the keys of topics that are named by their address, as far as they were read."""
    items = facts.tables["items"]
    topics = items.filter(items.url.re_search(r"/t/[^/]+/\d+$") & items.gone_at.isnull())
    address = topics.url.re_replace(r"/t/[^/]+/(\d+)$", r"/t/\1")
    known = topics.group_by(_address=address).agg(_topic=topics.item.max())
    joined = links.left_join(known, links.to_url == known._address)
    return joined.mutate(to_item=ibis.coalesce(joined.to_item, joined._topic)).drop(
        "_address", "_topic"
    )


def all_links(facts: Facts, how: Linking) -> ir.Table:
    """Every link once: what sources gave and what texts say; the earliest time holds.

    Returns
    -------
    ibis.Table
        The columns of `LINKS`.
    """
    texts = texts_that_matter(facts, how).to_pyarrow().to_pylist()
    every = given_links(facts).union(ibis.memtable(links_in(texts, how)).select(*LINKS.names))
    every = _with_topics(facts, every)
    # Some sources give an item's address beside its key; it is one reference all the same.
    every = every.mutate(_to=ibis.coalesce(every.to_item, every.to_url))
    per = every.group_by(["from_item", "from_event", "_to", "kind"]).agg(
        to_item=every.to_item.max(),
        to_url=every.to_url.max(),
        actor=every.actor.argmin(moment_key(every.happened_at, every.actor)),
        any_actor=every.actor.min(),
        happened_at=every.happened_at.min(),
        seen_at=every[SEEN_AT].max(),
    )
    per = per.mutate(actor=ibis.coalesce(per.actor, per.any_actor))
    return facts.keep("links", per.select(*LINKS.names))
