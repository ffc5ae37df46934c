"""What a query costs, by the rule that GitHub publishes.

A list (whatever has ``first`` or ``last``) is looked up once for each thing it stands in. A query
takes its look-ups, divided by a hundred and rounded, in points, and at least one. So a query of up to
149 look-ups costs one point, which is what `PACK` is for.

Source: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

PACK = 149
"""Look-ups that cost one point."""

MOST_NODES = 500_000
"""Things that one query may ask for."""

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[\w$]+|[^\s,]')


def points(look_ups: int) -> int:
    """Points for one query of so many look-ups.

    >>> [points(n) for n in (0, 149, 150, 249, 250)]
    [1, 1, 2, 2, 3]
    """
    return max(1, (look_ups + 50) // 100)


def look_ups(text: str, variables: Mapping[str, Any] | None = None) -> int:
    """Count the look-ups of a query.

    Parameters
    ----------
    text
        One operation, with the fragments it uses.
    variables
        As it is sent with.

    Examples
    --------
    >>> text = "query($n: Int) { issues(first: $n) { nodes { labels(first: 5) { nodes { name } } } } }"
    >>> look_ups(text, {"n": 20})
    21
    """
    return _Query(text, variables or {}).look_ups()


def page_size(lists: int) -> int:
    """How many things with so many lists each one point pays for.

    >>> [page_size(lists) for lists in (0, 1, 3, 6)]
    [100, 100, 49, 24]
    """
    return min(100, (PACK - 1) // lists) if lists else 100


class _Query:
    """One pass over the text of a query."""

    def __init__(self, text: str, variables: Mapping[str, Any]):
        self._words: list[str] = _WORD.findall(text)
        self._variables = variables
        self._fragments: dict[str, int] = {}
        """Where the braces of each fragment open."""
        self._operation = 0
        depth = 0
        for at, word in enumerate(self._words):
            if word == "{":
                depth += 1
            elif word == "}":
                depth -= 1
            elif depth == 0 and word == "fragment":
                self._fragments[self._words[at + 1]] = self._words.index("{", at)
            elif depth == 0 and word == "query":
                self._operation = at

    def look_ups(self) -> int:
        at = self._operation
        while self._words[at] != "{":
            at = self._behind(at) if self._words[at] == "(" else at + 1
        return self._within(at, 1)

    def _within(self, opening: int, times: int) -> int:
        """Count what stands between the braces that open there."""
        count, at = 0, opening + 1
        inner = times
        while (word := self._words[at]) != "}":
            if word == "...":
                if self._words[at + 1] not in ("on", "{", "@"):
                    count += self._within(self._fragments[self._words[at + 1]], times)
                    at += 1
                inner = times
            elif word == "(":
                behind = self._behind(at)
                size = self._size(at, behind)
                if size is not None:
                    count, inner = count + times, times * size
                else:
                    inner = times * self._ids(at, behind)
                at = behind
                continue
            elif word == "{":
                count += self._within(at, inner)
                at, inner = self._behind(at), times
                continue
            elif self._words[at - 1] not in ("on", ":"):
                inner = times
            at += 1
        return count

    def _behind(self, opening: int) -> int:
        """Where it goes on behind a bracket that opens there."""
        depth = 0
        for at in range(opening, len(self._words)):
            if self._words[at] in "([{":
                depth += 1
            elif self._words[at] in ")]}":
                depth -= 1
                if depth == 0:
                    return at + 1
        raise ValueError("a bracket is not closed")

    def _arguments(self, opening: int, behind: int) -> Iterator[tuple[str, str]]:
        for at in range(opening, behind - 2):
            if self._words[at + 1] == ":":
                yield self._words[at], self._words[at + 2]

    def _size(self, opening: int, behind: int) -> int | None:
        """How many things a list is asked for; None where it is no list."""
        for name, value in self._arguments(opening, behind):
            if name in ("first", "last"):
                given: Any = self._variables.get(value[1:]) if value[0] == "$" else value
                size: int = int(given) if given else 0
                return size
        return None

    def _ids(self, opening: int, behind: int) -> int:
        """How many things are asked for by their ids."""
        for name, value in self._arguments(opening, behind):
            if name == "ids":
                if value[0] == "$":
                    given: list[str] = list(self._variables.get(value[1:]) or ())
                    return max(1, len(given))
                return max(1, sum(word[0] == '"' for word in self._words[opening:behind]))
        return 1
