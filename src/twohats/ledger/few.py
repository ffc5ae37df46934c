"""What would speak of few people, and what would let it be worked out from what is shown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

FEWEST_PEOPLE, FEWEST_EVENTS = 3, 5
"""Below either, a figure would speak of somebody."""

Name = TypeVar("Name", bound=str | None)


def hidden_groups(groups: Mapping[Name, Collection[int]], people: Sequence[str]) -> set[Name]:
    """Say which groups are not to be shown.

    Small ones are not. Nor is a group that lies within another shown one if what is left of that is
    small: whoever reads both would read that, too. Of those the smallest goes, until nothing is left
    to be taken apart. A group without any entry says nothing about anybody.

    Parameters
    ----------
    groups
        Places of entries.
    people
        Whose each entry is, by place.
    """
    sets = {name: frozenset(group) for name, group in groups.items() if group}
    hidden = {name for name, group in sets.items() if is_small(group, people)}
    tellable = True
    while tellable:
        shown = sorted(
            (name for name in sets if name not in hidden),
            key=lambda name: (len(sets[name]), name or ""),
        )
        tellable = False
        for outer in reversed(shown):
            inner = [name for name in shown if name != outer and sets[name] <= sets[outer]]
            if inner and any(is_small(rest, people) for rest in _rests(sets, outer, inner)):
                hidden.add(inner[0])
                tellable = True
                break
    return hidden


def is_small(group: Iterable[int], people: Sequence[str]) -> bool:
    """Whether these entries are too few, or of too few people."""
    found: set[str] = set()
    for events, at in enumerate(group, start=1):
        found.add(people[at])
        if events >= FEWEST_EVENTS and len(found) >= FEWEST_PEOPLE:
            return False
    return True


def _rests(
    sets: Mapping[Name, frozenset[int]], outer: Name, inner: Sequence[Name]
) -> Iterator[Iterable[int]]:
    """Give what is left of a group without all, and without each, of those within it."""
    whole = sets[outer]
    rest = whole.difference(*(sets[name] for name in inner))
    if rest:
        yield rest
    for name in inner:
        part = sets[name]
        if len(part) < len(whole):
            yield (at for at in whole if at not in part)
