"""Change one thing in a TOML text and leave every other byte alone.

tomlkit writes the new value; it is put into the text by place, so that comments, order, spacing
and line endings around it stay as a person left them.
"""

import tomllib
from collections.abc import Mapping
from typing import Any

from twohats.formats.toml_places import Place, TomlPath, TomlPlaces, find_places


def set_value(text: str, path: TomlPath, value: Any) -> str:
    r"""Give ``path`` a value: in place where it has one, else at the end of its table.

    Parameters
    ----------
    text
        Valid TOML.
    path
        Keys, and positions within lists: ``("policies", 0, "name")``.
    value
        Text, number, bool, date, or a list of these.

    Raises
    ------
    KeyError
        A position in ``path`` does not exist.

    Examples
    --------
    >>> print(set_value("# ours\nname = 'a'  # for now\n", ("name",), "b"), end="")
    # ours
    name = "b"  # for now
    """
    places = find_places(text)
    if place := places.values.get(path):
        return text[: place.start] + _render(value) + text[place.end :]
    parent = path[:-1]
    for length in range(len(parent), 0, -1):
        if place := places.values.get(parent[:length]):
            return _set_within(text, place.start, place.end, path[length:], value)
    _require(path, places)
    line = f"{_key(path[-1])} = {_render(value)}"
    if dotted := _dotted_sibling(places, parent):
        table, place = dotted
        inner = ".".join(_key(part) for part in path[len(table) : -1])
        return _put_line(text, place, f"{inner}.{line}")
    if not parent or parent in places.headers:
        return _insert_pair(text, places, parent, line)
    header = ".".join(_key(part) for part in parent if isinstance(part, str))
    return _append_block(text, [f"[{header}]", line])


def append_table(text: str, name: str, table: Mapping[str, Any]) -> str:
    r"""Add one ``[[name]]`` after the last one, else at the end.

    Examples
    --------
    >>> print(append_table("a = 1\n", "bots", {"account": "x", "is_bot": True}), end="")
    a = 1
    <BLANKLINE>
    [[bots]]
    account = "x"
    is_bot = true
    """
    places = find_places(text)
    if place := places.values.get((name,)):
        return _append_element(text, places, (name,), place.end, _render(dict(table)))
    lines = [f"[[{name}]]", *(f"{_key(k)} = {_render(v)}" for k, v in table.items())]
    position = max(
        (p[1] for p in places.headers if p[0] == name and len(p) > 1 and isinstance(p[1], int)),
        default=None,
    )
    if position is None:
        return _append_block(text, lines)
    last = places.last_within((name, position))
    assert last is not None
    at = _end_of_own_comments(text, _line_end(text, last.end))
    newline = _newline(text)
    lead = "" if text[:at].endswith("\n") else newline
    block = newline.join(lines) + newline
    return f"{text[:at]}{lead}{newline}{block}{text[at:]}"


def _set_within(text: str, start: int, end: int, path: TomlPath, value: Any) -> str:
    """Set a key inside an inline table, by writing that table anew."""
    whole = tomllib.loads(f"x = {text[start:end]}")["x"]
    inner = whole
    for part in path[:-1]:
        inner = inner.setdefault(part, {}) if isinstance(inner, dict) else inner[part]
    if not isinstance(inner, dict):
        raise KeyError(path[-1])
    inner[path[-1]] = value
    return text[:start] + _render(whole) + text[end:]


def _require(path: TomlPath, places: TomlPlaces) -> None:
    """Refuse a position that is not there: a list grows by `append_table` alone."""
    for length, part in enumerate(path, start=1):
        if isinstance(part, int) and path[:length] not in places.headers:
            raise KeyError(part)


def _dotted_sibling(places: TomlPlaces, parent: TomlPath) -> tuple[TomlPath, Place] | None:
    """Last ``a.b = …`` of a table that has no header of its own, and the table it stands in."""
    if parent in places.headers:
        return None
    size = len(parent)
    for path, place in sorted(places.values.items(), key=lambda item: -item[1].end):
        above = [(p.start, key) for key, p in places.headers.items() if p.start < place.start]
        table = max(above)[1] if above else ()
        if path[:size] == parent and len(table) < size:
            return table, place
    return None


def _put_line(text: str, after: Place, line: str) -> str:
    newline = _newline(text)
    at = _line_end(text, after.end)
    lead = "" if text[:at].endswith("\n") else newline
    return f"{text[:at]}{lead}{line}{newline}{text[at:]}"


def _insert_pair(text: str, places: TomlPlaces, parent: TomlPath, line: str) -> str:
    last = places.last_within(parent, deep=False)
    if last:
        return _put_line(text, last, line)
    first = min((p.start for p in places.headers.values()), default=None)
    if first is None:
        return _append_block(text, [line])
    at = _start_of_own_comments(text, first)
    newline = _newline(text)
    return f"{text[:at]}{line}{newline}{newline}{text[at:]}"


def _append_element(text: str, places: TomlPlaces, path: TomlPath, end: int, element: str) -> str:
    size = len(path)
    elements = [
        p for key, p in places.values.items() if key[:size] == path and len(key) == size + 1
    ]
    if not elements:
        return f"{text[: end - 1]}{element}{text[end - 1 :]}"
    at = max(p.end for p in elements)
    return f"{text[:at]}, {element}{text[at:]}"


def _append_block(text: str, lines: list[str]) -> str:
    newline = _newline(text)
    block = newline.join(lines) + newline
    if not text.strip():
        return text + block
    lead = "" if text.endswith("\n") else newline
    gap = "" if text.endswith(newline * 2) else newline
    return f"{text}{lead}{gap}{block}"


def _line_end(text: str, at: int) -> int:
    """Offset after the line break that ends the line of ``at``."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _end_of_own_comments(text: str, at: int) -> int:
    """Go past comment lines that end in a blank line: they speak of what is above them."""
    end = at
    while end < len(text):
        stop = _line_end(text, end)
        line = text[end:stop].strip()
        if not line:
            return end
        if not line.startswith("#"):
            return at
        end = stop
    return end


def _start_of_own_comments(text: str, at: int) -> int:
    """Go before comment lines that touch what is below them."""
    start = text.rfind("\n", 0, at) + 1
    while start > 0:
        before = text.rfind("\n", 0, start - 1) + 1
        if not text[before:start].strip().startswith("#"):
            break
        start = before
    return start


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _key(part: str | int) -> str:
    import tomlkit

    return str(tomlkit.key(str(part)).as_string())


def _render(value: Any) -> str:
    import tomlkit

    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        table.update(dict(value))
        return str(table.as_string())
    return str(tomlkit.item(value).as_string())
