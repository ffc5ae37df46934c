"""Where each key and value of a TOML text stands.

TOML parsers tell what a file says but not where. People want the line of a mistake, and a change
to one value must leave every other byte alone; both need places.

The text must be valid TOML: parse it first. Places of an invalid text mean nothing.
"""

import tomllib
from bisect import bisect_right
from dataclasses import dataclass

TomlPath = tuple[str | int, ...]
"""Keys and list positions from the top: ``("policies", 0, "name")``."""


@dataclass(frozen=True)
class Place:
    """A stretch of the text."""

    line: int
    """Line on which it starts, from 1."""
    start: int
    end: int
    """Offsets in characters, half-open."""


@dataclass(frozen=True)
class TomlPlaces:
    """Places of everything in one text."""

    values: dict[TomlPath, Place]
    """Every value, elements of arrays and inline tables included; never the key."""
    headers: dict[TomlPath, Place]
    """Every ``[table]`` and ``[[table]]`` line, the latter with their position."""

    def line_of(self, path: TomlPath) -> int | None:
        """Line of what stands at ``path``, else of the nearest thing around it."""
        for length in range(len(path), 0, -1):
            place = self.values.get(path[:length]) or self.headers.get(path[:length])
            if place:
                return place.line
            # A list of tables has no place of its own; its first table has.
            if place := self.headers.get((*path[:length], 0)):
                return place.line
        return None

    def last_within(self, path: TomlPath, *, deep: bool = True) -> Place | None:
        """Last value or header at or below ``path``; with ``deep=False`` its own keys only."""
        size = len(path)
        found = [
            place
            for key, place in (*self.headers.items(), *self.values.items())
            if key[:size] == path and (deep or key in self.values or key == path)
        ]
        if not deep:
            own_end = self.own_end(path)
            found = [place for place in found if own_end is None or place.start < own_end]
        return max(found, key=lambda place: place.end, default=None)

    def own_end(self, path: TomlPath) -> int | None:
        """Offset of the next header after that of ``path``; None: nothing follows."""
        start = self.headers[path].end if path else 0
        return min((p.start for p in self.headers.values() if p.start >= start), default=None)


def find_places(text: str) -> TomlPlaces:
    r"""Find every header and value.

    Examples
    --------
    >>> places = find_places('a = 1\n[[b]]\nc = [\n  2,\n  3,\n]\n')
    >>> places.line_of(("b", 0, "c", 1))
    5
    """
    return _Scanner(text).scan()


class _Scanner:
    """One pass over a valid text."""

    def __init__(self, text: str):
        self.text = text
        self.at = 0
        self.places = TomlPlaces({}, {})
        self._tables: dict[TomlPath, int] = {}
        self._lines = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]

    def scan(self) -> TomlPlaces:
        prefix: TomlPath = ()
        while self._skip(" \t\r\n"):
            if self.text[self.at] == "[":
                prefix = self._header()
            else:
                self._pair(prefix)
        return self.places

    def _place(self, start: int) -> Place:
        return Place(bisect_right(self._lines, start), start, self.at)

    def _skip(self, blank: str) -> bool:
        """Go past blanks (and comments, where lines may end); whether anything is left."""
        text, size = self.text, len(self.text)
        while self.at < size:
            if text[self.at] in blank:
                self.at += 1
            elif text[self.at] == "#" and "\n" in blank:
                end = text.find("\n", self.at)
                self.at = size if end < 0 else end
            else:
                return True
        return False

    def _header(self) -> TomlPath:
        start = self.at
        is_list = self.text.startswith("[[", self.at)
        self.at += 2 if is_list else 1
        *parents, last = self._key()
        path: TomlPath = ()
        for part in parents:
            path = self._latest((*path, part))
        path = (*path, last)
        if is_list:
            position = self._tables.get(path, 0)
            self._tables[path] = position + 1
            path = (*path, position)
        self._skip(" \t")
        self.at += 2 if is_list else 1
        self.places.headers[path] = self._place(start)
        return path

    def _latest(self, path: TomlPath) -> TomlPath:
        """Table that a path means: below ``[[x]]`` the latest x."""
        return (*path, self._tables[path] - 1) if path in self._tables else path

    def _pair(self, prefix: TomlPath) -> None:
        path = (*prefix, *self._key())
        self._skip(" \t")
        self.at += 1  # =
        self._skip(" \t")
        self._value(path)

    def _key(self) -> list[str]:
        parts = []
        while True:
            self._skip(" \t")
            start = self.at
            if self.text[self.at] in "\"'":
                self._string()
                parts.append(str(tomllib.loads(f"x = {self.text[start : self.at]}")["x"]))
            else:
                while self.text[self.at] not in " \t.=]":
                    self.at += 1
                parts.append(self.text[start : self.at])
            self._skip(" \t")
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _value(self, path: TomlPath) -> None:
        start = self.at
        first = self.text[self.at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}#\r\n":
                self.at += 1
            self.at = start + len(self.text[start : self.at].rstrip())
        self.places.values[path] = self._place(start)

    def _array(self, path: TomlPath) -> None:
        self.at += 1
        position = 0
        while self._skip(" \t\r\n,") and self.text[self.at] != "]":
            self._value((*path, position))
            position += 1
        self.at += 1

    def _inline_table(self, path: TomlPath) -> None:
        self.at += 1
        while self._skip(" \t\r\n,") and self.text[self.at] != "}":
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        text = self.text
        mark = text[self.at]
        long = text.startswith(mark * 3, self.at)
        close = mark * 3 if long else mark
        self.at += len(close)
        while not text.startswith(close, self.at):
            self.at += 2 if mark == '"' and text[self.at] == "\\" else 1
        self.at += len(close)
        # A long string may end in one or two quotes of its own.
        while long and self.at < len(text) and text[self.at] == mark:
            self.at += 1
