"""Undertakings: things that belong together, so that people settle them as one.

An item, what it is tied to on both sides, and so the reviews, answers and merges of all of them.
Only strong links tie, and hubs (plan items, initiatives, whatever is tied to many things) do not:
else everything planned in a year would be one thing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from twohats.facts import Facts
from twohats.links.linking import repository_of

MANY = 5
"""What is tied to more things than this is a hub."""

TYING = ("closes", "part_of")
"""Kinds of links that tie whatever they join."""

Pair = tuple[str, str]


def undertakings(facts: Facts, items: Iterable[str]) -> dict[str, str]:
    """Say of each item which undertaking it belongs to.

    Parameters
    ----------
    facts
        With links and commitments completed.
    items
        Keys of items, releases or commits.

    Returns
    -------
    dict
        Key of the undertaking by item: the smallest key of all that belongs together, also where
        that was not asked for, so that it stays as the window moves. An item that is tied to
        nothing is an undertaking by itself.
    """
    pairs = strong_pairs(_rows(facts), _ours(facts))
    hubs = _planned_hubs(facts) | hubs_of(pairs)
    found = join(pairs, hubs)
    return {item: found.get(item, item) for item in items}


def strong_pairs(links: Iterable[tuple[str, str, str]], ours: Iterable[str]) -> frozenset[Pair]:
    """Choose the links that tie two items together.

    Closing, and being part of, always do. Between an item of ours and one upstream a plain
    reference does too, and so does any where both name each other. Two upstream items that name
    each other are neighbours: chains of those run through half a project.

    Parameters
    ----------
    links
        From, to and kind.
    ours
        Keys of repositories of ours: trackers and own projects.

    Returns
    -------
    frozenset of (str, str)
        Each pair once, the smaller key first.
    """
    own = frozenset(ours)
    said = {(one, other) for one, other, _ in links if one != other}
    found = set()
    for one, other, kind in links:
        if one == other:
            continue
        across = (repository_of(one) in own) != (repository_of(other) in own)
        if kind in TYING or (across and (kind == "ref" or (other, one) in said)):
            found.add((min(one, other), max(one, other)))
    return frozenset(found)


def hubs_of(pairs: Iterable[Pair], many: int = MANY) -> frozenset[str]:
    """Find what is tied to more than ``many`` other things."""
    others: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        others[one].add(other)
        others[other].add(one)
    return frozenset(item for item, tied in others.items() if len(tied) > many)


def join(pairs: Iterable[Pair], hubs: Iterable[str] = ()) -> Mapping[str, str]:
    """Join what is tied, and name each group after its smallest key.

    Examples
    --------
    >>> join([("b", "c"), ("a", "b"), ("x", "y")])
    {'b': 'a', 'c': 'a', 'a': 'a', 'x': 'x', 'y': 'x'}
    """
    left_out = frozenset(hubs)
    parent: dict[str, str] = {}

    def root(item: str) -> str:
        while (above := parent.setdefault(item, item)) != item:
            parent[item] = item = parent[above]
        return item

    for one, other in pairs:
        if one in left_out or other in left_out:
            continue
        first, second = root(one), root(other)
        parent[max(first, second)] = min(first, second)
    return {item: root(item) for item in parent}


def _rows(facts: Facts) -> list[tuple[str, str, str]]:
    """Links that people wrote: robots list every change that touches the same lines."""
    links = facts.tables["links"]
    bots = facts.identities.filter(facts.identities.is_bot).select(actor="identity")
    held = links.filter(links.from_item.notnull() & links.to_item.notnull()).anti_join(
        bots, "actor"
    )
    table = held.select("from_item", "to_item", "kind").distinct().to_pyarrow()
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _ours(facts: Facts) -> frozenset[str]:
    own = facts.scopes.filter(facts.scopes.scope == "own-project")
    named: list[str] = own.select("repository").to_pyarrow()["repository"].to_pylist()
    return frozenset((*named, *facts.trackers))


def _planned_hubs(facts: Facts) -> frozenset[str]:
    """Items that plan: what they link to has only the plan in common."""
    commitments = facts.tables["commitments"]
    planned = commitments.filter(
        commitments.item.isnull() & commitments.kind.isin(["plan_item", "initiative"])
    )
    keys: list[str] = planned.select("commitment").to_pyarrow()["commitment"].to_pylist()
    return frozenset(key.partition(":")[2] for key in keys)
