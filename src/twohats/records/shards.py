"""Shards: parts of a large work that know, without asking each other, which of it is theirs."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Shard:
    """One part of so many.

    Examples
    --------
    >>> [Shard(number, 2).has("github:lantern") for number in (1, 2)]
    [False, True]
    >>> Shard(2, 2).has("github:lantern/core")
    True
    """

    number: int = 1
    """From 1."""
    of: int = 1

    def has(self, key: str) -> bool:
        """Whether an owner, or something of it, belongs here: the same on every machine, in every run.

        Groups within a group of GitLab go with the outermost one, which may be named with all it holds.
        """
        owner = key.partition("/")[0].lower()
        place = int.from_bytes(hashlib.sha256(owner.encode()).digest()[:8], "big")
        return place % self.of == self.number - 1

    def share(self, things: Sequence[_Thing]) -> tuple[_Thing, ...]:
        """Take this shard's part of things that are used up, such as tokens; too few are shared by all.

        Examples
        --------
        >>> Shard(2, 3).share("abcde"), Shard(2, 3).share("a")
        (('b', 'e'), ('a',))
        """
        if len(things) < self.of:
            return tuple(things)
        return tuple(things[self.number - 1 :: self.of])

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


WHOLE = Shard()
"""All of it."""


def parse_shard(text: str) -> Shard:
    """Read ``2/4``: the second of four.

    Raises
    ------
    ValueError
        It is none.
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*", text)
    number, of = (int(part) for part in found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise ValueError("write it like 2/4: the second of four shards")
    return Shard(number, of)
