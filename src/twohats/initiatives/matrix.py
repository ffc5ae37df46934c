"""Who names whom: our initiatives and upstream's issues and pull requests, both ways.

Examples
--------
>>> found = matrix(["us/plan#1", "us/plan#2"], [("us/plan#1", "up/core#7")], ["up/core"])
>>> [(pair.initiative, pair.upstream, pair.state) for pair in found]
[('us/plan#2', None, 'none'), ('us/plan#1', 'up/core#7', 'only ours')]
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

State = Literal["both", "only ours", "only theirs", "none"]
STATES: tuple[State, ...] = ("none", "only theirs", "only ours", "both")
"""What is looked at first stands first."""


@dataclass(frozen=True)
class Pair:
    """An initiative, and one item upstream that it has to do with."""

    initiative: str
    upstream: str | None
    """None: neither side names the other."""
    state: State


def matrix(
    initiatives: Iterable[str], links: Iterable[tuple[str, str]], upstream: Collection[str]
) -> tuple[Pair, ...]:
    """Set initiatives beside the items upstream that they name, or that name them.

    Parameters
    ----------
    initiatives
        Item keys.
    links
        References as pairs of item keys: who names, who is named. Twice is once.
    upstream
        Keys of the repositories that are upstream; links to any other say nothing here.

    Returns
    -------
    tuple of Pair
        One per initiative and item; one with ``none`` per initiative without any. In the order of
        `STATES`, then by key.
    """
    known = frozenset(initiatives)
    named, naming = set[tuple[str, str]](), set[tuple[str, str]]()
    for from_item, to_item in links:
        if from_item in known and _repository(to_item) in upstream:
            named.add((from_item, to_item))
        if to_item in known and _repository(from_item) in upstream:
            naming.add((to_item, from_item))
    pairs = [Pair(*pair, _state(pair in named, pair in naming)) for pair in named | naming]
    linked = {pair.initiative for pair in pairs}
    pairs += [Pair(one, None, "none") for one in known - linked]
    return tuple(
        sorted(pairs, key=lambda p: (STATES.index(p.state), p.initiative, p.upstream or ""))
    )


def _state(is_named: bool, is_naming: bool) -> State:
    if is_named and is_naming:
        return "both"
    return "only ours" if is_named else "only theirs"


def _repository(item: str) -> str:
    return item.rpartition("#")[0]
