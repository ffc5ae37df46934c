"""Which rows of a public page may be listed: none from which a number that is too small could be counted.

Three people and five things make a number that may be told. What the forge shows of an item cannot be
hidden beside its link, so whatever belongs to a number too small is listed nowhere. What the page alone
knows, such as whose need a piece of work met, is hidden by saying it of no row in question. See
docs/decisions/2026-11-what-public-rows-show.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from twohats.flow.rows import Row
from twohats.ledger.few import FEWEST_PEOPLE, is_small

Thing = tuple[str, ...]
"""What a row says by itself or by its link: that one of ours opened an item, or did something with it."""
Name = TypeVar("Name")

_OPENED = frozenset(
    {"changes", "change", "open", "merged", "closed without merge", "issues", "issue"}
)
_RECEIVED = frozenset({"reviews_received", "answers_received", "carried"})
_SAME = {
    "reviews": "review", "answers": "comment", "answer": "comment", "merges": "merge",
    "releases": "release",
}  # fmt: skip
"""Kinds under which several numbers know the same thing."""
_UNLINKED = "commit of an unknown change"


def shown_by(row: Row) -> frozenset[Thing]:
    """Tell what whoever reads a row, and follows its link, learns of our people.

    What others did for an item of ours shows whose it is, and so may what we carry; so does a commit, for the forge names the
    change that brought it.

    Examples
    --------
    >>> change = {"kind": "changes", "item": "github:lantern/core#1", "person": "p"}
    >>> shown_by(change) == shown_by({**change, "kind": "reviews_received", "person": "q"})
    True
    """
    kind, item = row["kind"], row["item"]
    if kind in _OPENED or kind in _RECEIVED:
        return frozenset({("opened", item)})
    did = (str(_SAME.get(kind, kind)), str(row["person"]), str(item))
    if kind != "commit":
        return frozenset({did})
    brought = row.get("brought_by") or ()
    opened: set[Thing] = {("opened", one) for one in brought} or {(_UNLINKED, row["place"])}
    return frozenset({did, *opened})


def held_back(groups: Iterable[Sequence[Row]]) -> set[Thing]:
    """Find what may be shown by no row, so that no group too small can be put together.

    A group is small if what may be shown of it is by too few people, or too few. All of it is held
    back then, wherever else it counts; that may make other groups small, which go as well.

    Parameters
    ----------
    groups
        Rows of each number, and of each kind by which the forge lets readers sort rows.
    """
    held: set[Thing] = set()
    left = [[(row, shown_by(row)) for row in rows] for rows in groups if rows]
    merged = {
        (row["place"], thing)
        for rows in left
        for row, things in rows
        if row["kind"] == "merged"
        for thing in things
    }
    before = -1
    while before < len(held):
        before = len(held)
        for rows in left:
            seen = [(row, things) for row, things in rows if held.isdisjoint(things)]
            if is_few([row for row, _ in seen]):
                held |= {thing for _, things in seen for thing in things}
        # Any commit whose change is unknown may belong to one of those.
        held |= {(_UNLINKED, place) for place, thing in merged if thing in held}
    return held


def is_few(rows: Sequence[Row], *, counts_people: bool = False) -> bool:
    """Whether rows are there, but of too few people, or too few.

    Parameters
    ----------
    rows
        What would be told.
    counts_people
        Each row is a person: five of them are not asked for.
    """
    people = [row["person"] for row in rows]
    if counts_people:
        return 0 < len(set(people)) < FEWEST_PEOPLE
    return bool(rows) and is_small(range(len(rows)), people)


def hidden_parts(parts: Mapping[Name, Sequence[Row]]) -> set[Name]:
    """Say which parts of a whole are not told apart, where only the page knows the part of a row.

    A small one is not, nor is the smallest of the others, until those not told are together so many
    that they speak of nobody.

    Parameters
    ----------
    parts
        Rows by part; the parts have none in common.

    Examples
    --------
    >>> many = [{"person": person} for person in "abcabcabc"]
    >>> sorted(hidden_parts({"one": many[:1], "two": many[:6], "three": many}))
    ['one', 'two']
    """
    there = {name: rows for name, rows in parts.items() if rows}
    hidden = {name for name, rows in there.items() if is_few(rows)}
    while hidden and len(hidden) < len(there) and is_few(_together(there, hidden)):
        told = [name for name in there if name not in hidden]
        hidden.add(min(told, key=lambda name: (len(there[name]), str(name))))
    return hidden


def _together(parts: Mapping[Name, Sequence[Row]], names: Collection[Name]) -> list[Row]:
    return [row for name in names for row in parts[name]]
