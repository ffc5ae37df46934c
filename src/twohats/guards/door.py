"""The one door out: a document becomes `Cleared`, or stays here with the reason."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

from twohats.errors import TwohatsError
from twohats.records.pages import Cell, Cleared, Document, Grid

T = TypeVar("T")
Text = Callable[[str, str], str]
"""What becomes of a text at a place."""


class Held(TwohatsError):
    """A guard holds a document back."""

    exit_code = 4


def clear(document: Document, pseudonyms: Mapping[str, str]) -> Cleared:
    """Let a document out, our people under their pseudonyms wherever a text calls them.

    Parameters
    ----------
    document
        What would be shown.
    pseudonyms
        Logins and addresses of our people, with the name to show instead; none where names were
        asked for.

    Raises
    ------
    Held
        A cell still is, or calls, one of our people by login or address.
    """
    if not pseudonyms:
        return Cleared(document, ("G01",))
    cleaned = _renamed(document, pseudonyms)
    leaks = sorted(_leaks(cleaned, pseudonyms))
    if leaks:
        raise Held(
            f"the page was not written: {len(leaks)} of its cells name one of our people. "
            "This is a fault of twohats: please report it (without the names)."
        )
    return Cleared(cleaned, ("G01",))


def shown(value: T, names: Mapping[str, str]) -> T:
    """Give rows, a row or a text with our people under their pseudonyms wherever a text calls them.

    Parameters
    ----------
    value
        Whatever is printed without a page; text is looked for at any depth.
    names
        As for `clear`.
    """
    return _walk(value, _renaming(frozenset(names.items()))) if names else value


def _renamed(document: Document, pseudonyms: Mapping[str, str]) -> Document:
    """Replace ``@login`` and addresses of ours in texts that strangers wrote."""
    return _walk(document, _renaming(frozenset(pseudonyms.items())))


@lru_cache(maxsize=4)
def _renaming(pseudonyms: frozenset[tuple[str, str]]) -> Text:
    names = sorted(pseudonyms, key=lambda one: (-len(one[0]), one))
    addresses = [one for one in names if "@" in one[0]]
    logins = [one for one in names if "@" not in one[0]]
    # Each begins with what is rare, so that most of a text is passed over at once.
    domains = _any_of({name[name.index("@") :] for name, _ in addresses})
    called = re.compile(rf"@(?<![\w./-]@){_each_of(logins)}(?![\w-])", re.IGNORECASE)
    written = re.compile(rf"(?<![\w./-]){_each_of(addresses)}(?![\w-])", re.IGNORECASE)

    hidden = {name.lower(): shown for name, shown in names}

    def text(value: str, where: str) -> str:
        # Strangers may write nothing but a name of ours as a title; that is no fault of ours.
        if where == "title" and value.lower() in hidden:
            return hidden[value.lower()]
        if "@" not in value:
            return value
        if addresses and domains.search(value):
            value = written.sub(lambda m: addresses[(m.lastindex or 1) - 1][1], value)
        if logins:
            value = called.sub(lambda m: logins[(m.lastindex or 1) - 1][1], value)
        return value

    return text


def _any_of(texts: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(texts))), re.IGNORECASE)


def _each_of(names: Iterable[tuple[str, str]]) -> str:
    """Match any name, in a group of its own: it tells which one was found, however it is spelled."""
    return "(?:" + "|".join(f"({re.escape(name)})" for name, _ in names) + ")"


def _leaks(document: Document, pseudonyms: Mapping[str, str]) -> set[str]:
    """Find names of ours that are the whole of a cell, of a figure or of a mark in a chart."""
    names = {name.lower() for name in pseudonyms}
    found = set()

    def text(value: str, where: str) -> str:
        is_ours = where in OUR_WORDS or where.startswith("Document.meta.")
        if not is_ours and value.lower() in names:
            found.add(value)
        return value

    _walk(document, text)
    return found


KEYS = frozenset(
    {
        *("Cell.opens", "Cell.link", "Column.key", "Section.key"),
        *("Chart.kind", "Chart.x", "Chart.y", "Chart.color"),
    }
)
"""Fields that nobody reads, or that have to stay to lead anywhere."""

OUR_WORDS = frozenset(
    {
        *("Column.title", "Grid.caption", "Grid.empty", "Section.heading", "Cell.note"),
        *("Figure.label", "Figure.unit", "Chart.title", "Chart.x_title", "Chart.y_title"),
    }
)
"""Fields that hold words of ours; one of them may be somebody's login by chance."""


def _walk(value: T, text: Text, where: str = "") -> T:
    """Give the same with each text in it as ``text`` has it; what does not change stays itself.

    A text is handed over with its place: ``Class.field``, or the column or key of a row.
    """
    one: Any = value
    if isinstance(one, str):
        return text(one, where)  # type: ignore[return-value]
    if one is None or isinstance(one, int | float) or where in KEYS:
        return value
    if isinstance(one, Cell):
        return _walk_cell(one, text, "Cell.value")  # type: ignore[return-value]
    if isinstance(one, Grid):
        keys = [column.key for column in one.columns]
        rows = tuple(
            tuple(_walk_cell(cell, text, key) for cell, key in zip(row, keys, strict=True))
            for row in one.rows
        )
        head = replace(one, rows=())
        return replace(_fields(head, text), rows=rows)  # type: ignore[return-value]
    if is_dataclass(one):
        return _fields(value, text)
    if isinstance(one, Mapping):
        under = f"{where}." if where else ""
        return {key: _walk(each, text, f"{under}{key}") for key, each in one.items()}  # type: ignore[return-value]
    if isinstance(one, list | tuple):
        return type(one)(_walk(each, text, where) for each in one)  # type: ignore[return-value]
    return value


def _fields(one: T, text: Text) -> T:
    changed = {}
    for field in fields(one):  # type: ignore[arg-type]
        before = getattr(one, field.name)
        where = f"{type(one).__name__}.{field.name}"
        if where not in KEYS and (after := _walk(before, text, where)) != before:
            changed[field.name] = after
    return replace(one, **changed) if changed else one  # type: ignore[type-var]


def _walk_cell(cell: Cell, text: Text, where: str) -> Cell:
    """Look at one cell; there are so many that they have a way of their own."""
    value = text(cell.value, where) if isinstance(cell.value, str) else cell.value
    note = text(cell.note, "Cell.note") if cell.note else cell.note
    if value is cell.value and note is cell.note:
        return cell
    return replace(cell, value=value, note=note)
