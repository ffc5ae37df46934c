"""What public pages say of us apart from upstream work: our own projects, and what we carry."""

import re
from collections.abc import Collection, Sequence

from twohats.flow.facts import Opened
from twohats.flow.own_projects import AUTHORS, REVIEWERS, openness
from twohats.flow.report.places import INDEX, Place
from twohats.flow.requested import item_at
from twohats.flow.rows import Row, fetch
from twohats.journal.carrying import words_of
from twohats.links.linking import repository_of
from twohats.measures.openness import own_changes, own_reviews

OTHERS, OURS, UNKNOWN = "others", "ours", "unknown"
_WHOSE = {True: OURS, False: OTHERS, None: UNKNOWN}
_DEEPER = re.compile(r"(?<=/)(\d+)(?:[/?#].*)?$")
"""What follows the number of an item in an address within it."""


def own_work(opened: Opened) -> tuple[list[Row], frozenset[tuple[str, str]]]:
    """Fetch what anybody did in those own projects that may be named.

    Parameters
    ----------
    opened
        A workspace with its facts.

    Returns
    -------
    tuple
        Changes merged and reviews given, ``kind`` ``own change`` or ``own review``, with ``whose``, the newest
        first; and projects with the kinds of which not everything was read.
    """
    wanted = opened.workspace.settings.report.own_projects
    if not wanted:
        return [], frozenset()
    kinds = {AUTHORS: "own change", REVIEWERS: "own review"}
    read = {
        (row["repository"], kinds[row["measure"]])
        for row in openness(opened).rows
        if row["measure"] in kinds and row["answer"] != "not measured"
    }
    unread = frozenset((one, kind) for one in wanted for kind in kinds.values()) - read
    changes, reviews = own_changes(opened.facts), own_reviews(opened.facts)
    changes = changes.filter(~changes.author_is_bot & changes.repository.isin(wanted))
    told = [_row(row, "own change", "author", "merged_at") for row in fetch(changes)] + [
        _row(row, "own review", "reviewer", "happened_at")
        for row in fetch(reviews.filter(reviews.repository.isin(wanted)))
    ]
    told.sort(key=lambda row: row["item"])
    told.sort(key=lambda row: row["happened_at"], reverse=True)
    return told, unread


def _row(row: Row, kind: str, who: str, when: str) -> Row:
    return {
        **{name: row[name] for name in ("repository", "item", "url", "title")},
        **{"kind": kind, "place": INDEX, "happened_at": row[when]},
        "person": row[f"{who}_person"] or f"gone:{row['item']}",
        "whose": _WHOSE[row[f"{who}_is_ours"]],
    }


def carried_links(opened: Opened, places: Sequence[Place]) -> list[Row]:
    """List what we carry instead of contributing it, of which somebody said where it goes upstream.

    What it is, and where it lies, is ours alone: a row is the item upstream, and the day it was said.

    Parameters
    ----------
    opened
        A workspace with its facts.
    places
        The communities that get a page.
    """
    said = {one.id: one.at for one in opened.decisions}
    lines = [(key, one) for key, one in sorted(words_of(opened.decisions).items()) if one.word.link]
    hosts = opened.workspace.settings.hosts
    links = {str(line.word.link) for _, line in lines}
    # By key, not by spelling: a spelling of its own would also escape what is held back of the item.
    items = {link: item_at(link, hosts) for link in links}
    known = _known(opened, {item for item in items.values() if item})
    found: list[Row] = []
    for key, line in lines:
        link = str(line.word.link)
        item, url = items[link], _DEEPER.sub(r"\1", link)
        row = known.get(item or "", {})
        found += [
            {
                "item": row.get("item") or f"link:{url}",
                "url": row.get("url") or url,
                "title": row.get("title") or "",
                "happened_at": said[line.decision],
                **{"what": key, "kind": "carried", "place": place.page, "person": ""},
            }
            for place in places
            if _is_within(item, url, place, opened)
        ]
    return found


def _known(opened: Opened, keys: Collection[str]) -> dict[str, Row]:
    items = opened.facts.items
    items = items.filter(items.item.isin(sorted(keys) or [""])).select("item", "url", "title")
    return {row["item"]: row for row in fetch(items)}


def _is_within(item: str | None, url: str, place: Place, opened: Opened) -> bool:
    """Tell by the item where a link leads; by the address where it leads to none: a branch, say."""
    if item:
        return repository_of(item) in place.repositories
    address = _bare(url)
    return any(address.startswith(f"{one}/") for one in _addresses(opened, place))


def _bare(url: str) -> str:
    """Leave out in what one address may differ from another that leads to the same place."""
    return url.lower().partition("://")[2].removeprefix("www.")


def _addresses(opened: Opened, place: Place) -> list[str]:
    hosts = {one.name: one.host for one in opened.workspace.settings.forges}
    parts = (one.partition(":") for one in place.repositories)
    return [f"{hosts[forge]}/{name}" for forge, _, name in parts if forge in hosts]
