"""YAML read as text: every value a string with its line, nothing guessed.

A roster's ``2022-09`` is a month, its ``no`` a login and its ``1e3`` a name; YAML's own types would
make a date, a truth value and a number of them. So scalars stay as written, and an empty one (or
``null``, ``~``) is None.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from twohats.errors import Mistake


@dataclass(frozen=True)
class YamlText:
    """One value as written."""

    text: str
    line: int


@dataclass(frozen=True)
class YamlList:
    """A list."""

    values: "list[Value | None]"
    line: int


@dataclass(frozen=True)
class YamlMap:
    """Keys and values; of a key given twice the first holds."""

    values: "dict[str, Value | None]"
    line: int

    def text(self, key: str) -> str | None:
        """Return the value as stripped text; None where it is missing, empty or not one value."""
        value = self.values.get(key)
        if isinstance(value, YamlText):
            return value.text.strip() or None
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a list; a lone value counts as a list of one."""
        value = self.values.get(key)
        if isinstance(value, YamlText):
            return (value.text.strip(),) if value.text.strip() else ()
        if isinstance(value, YamlList):
            return tuple(
                one.text.strip()
                for one in value.values
                if isinstance(one, YamlText) and one.text.strip()
            )
        return ()

    def mappings(self, key: str) -> "Iterator[YamlMap]":
        """Yield the mappings of a list; anything else in it is passed over."""
        value = self.values.get(key)
        if isinstance(value, YamlList):
            yield from (one for one in value.values if isinstance(one, YamlMap))

    def line_of(self, key: str) -> int:
        """Line of a key's value; the mapping's own where it has none."""
        value = self.values.get(key)
        return self.line if value is None else value.line


Value: TypeAlias = YamlText | YamlList | YamlMap

_PLAIN_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class NotYaml(ValueError):
    """The text is not YAML."""

    def __init__(self, message: str, line: int | None):
        super().__init__(message)
        self.line = line


def parse_yaml(text: str, *, lines_before: int = 0) -> Value | None:
    """Read one YAML document, or a piece of one that has ``lines_before`` it.

    Raises
    ------
    NotYaml
        With the line at which reading stopped.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if not text.strip():
        return None
    try:
        node = YAML(typ="safe", pure=True).compose(text.removeprefix("\ufeff"))
        return _value(node, {}, lines_before + 1)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + lines_before + 1 if mark is not None else None
        raise NotYaml(error.problem or error.context or "not YAML", line) from error
    except YAMLError as error:
        raise NotYaml(str(error).splitlines()[0], None) from error
    except RecursionError:
        raise NotYaml("nested too deeply to be a roster", None) from None
    # ruamel.yaml answers some broken input with these instead of its own errors.
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, AssertionError) as error:
        if isinstance(error, NotYaml):
            raise
        raise NotYaml("not YAML", None) from error


def _value(node: object, made: "dict[int, Value | None]", first_line: int) -> Value | None:
    """Turn a composed node into our values; a node that is anchored is turned once."""
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    if id(node) in made:
        return made[id(node)]
    if isinstance(node, ScalarNode):
        plain = node.style is None or node.style == ""
        if plain and node.value in _PLAIN_NULLS:
            return None
        made[id(node)] = YamlText(node.value, node.start_mark.line + first_line)
    elif isinstance(node, SequenceNode):
        made[id(node)] = None  # an anchor inside itself reads as nothing
        made[id(node)] = YamlList(
            [_value(one, made, first_line) for one in node.value], node.start_mark.line + first_line
        )
    elif isinstance(node, MappingNode):
        made[id(node)] = None
        values: dict[str, Value | None] = {}
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                values.setdefault(key.value, _value(value, made, first_line))
        made[id(node)] = YamlMap(values, node.start_mark.line + first_line)
    else:
        return None
    return made[id(node)]


@dataclass(frozen=True)
class Records:
    """The mappings of one list, and what was wrong with the rest."""

    mappings: tuple[YamlMap, ...]
    problems: tuple[Mistake, ...]


def parse_records(text: str, path: str, key: str | None = None) -> Records:
    """Read a file that is one list of mappings, or holds one under ``key``.

    Where the file as a whole is not YAML, each ``- `` item is read apart, so that one broken record
    costs only itself.
    """
    try:
        document = parse_yaml(text)
    except NotYaml as error:
        return _piecewise(text, path, key, error)
    problems: list[Mistake] = []
    values = _list_in(document, key)
    if values is None:
        if document is None:
            return Records((), ())
        wanted = f"a list under `{key}:`" if key else "a list of people, each starting with `- `"
        return Records((), (Mistake(path, document.line, f"not read: expected {wanted}"),))
    found: list[YamlMap] = []
    for value in values:
        if isinstance(value, YamlMap):
            found.append(value)
        elif value is not None:
            problems.append(
                Mistake(path, value.line, "left out: a record is `key: value` lines, not this")
            )
    return Records(tuple(found), tuple(problems))


def _list_in(document: Value | None, key: str | None) -> "list[Value | None] | None":
    """Find the list itself, or the one under ``key``; None where there is none."""
    if key is not None and isinstance(document, YamlMap):
        if key not in document.values:
            return None
        document = document.values[key]
        if document is None:
            return []
    return document.values if isinstance(document, YamlList) else None


def _piecewise(text: str, path: str, key: str | None, error: NotYaml) -> Records:
    """Read a broken list item by item."""
    lines = text.splitlines(keepends=True)
    start = 0
    if key is not None:
        heads = [at for at, line in enumerate(lines) if re.match(rf"{re.escape(key)}\s*:", line)]
        start = heads[0] + 1 if heads else len(lines)
    dashes = [
        (at, len(line) - len(line.lstrip(" ")))
        for at, line in enumerate(lines[start:], start)
        if re.match(r" *- ", line)
    ]
    outermost = min((indent for _, indent in dashes), default=0)
    starts = [at for at, indent in dashes if indent == outermost]
    found: list[YamlMap] = []
    problems: list[Mistake] = []
    for first, after in pairwise([*starts, len(lines)]):
        piece = "".join(_until_dedent(lines[first:after], outermost))
        try:
            value = parse_yaml(piece, lines_before=first)
        except NotYaml as wrong:
            message = f"record left out: {wrong}. Check its quotes and indentation"
            # An open quote is noticed past the record's end; the record is where to look.
            line = wrong.line if wrong.line and wrong.line <= after else first + 1
            problems.append(Mistake(path, line, message))
            continue
        if isinstance(value, YamlList):
            found += [one for one in value.values if isinstance(one, YamlMap)]
    if not problems:
        problems.append(Mistake(path, error.line, f"not YAML here: {error}"))
    return Records(tuple(found), tuple(problems))


def _until_dedent(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the lines of one item: all until one that stands left of it."""
    for at, line in enumerate(lines):
        word = line.strip()
        left = len(line) - len(line.lstrip(" "))
        if at and word and not word.startswith("#") and left <= indent:
            return
        yield line
