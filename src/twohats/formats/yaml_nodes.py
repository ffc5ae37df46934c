"""YAML as nodes: they keep lines, and every scalar as the text that was written."""

from typing import Any

# ruamel declares no attributes on its nodes, and importing it is left to `compose`.
Node = Any


def compose(text: str) -> Node | None:
    """Top node; None for a text without any."""
    from ruamel.yaml import YAML

    node: Node | None = YAML(typ="rt", pure=True).compose(text)
    return None if node is None or is_null(node) else node


def is_null(node: Node) -> bool:
    """Whether a node is a plain nothing: empty, ``~`` or ``null``."""
    plain = node.id == "scalar" and node.style is None
    return plain and node.value in ("", "~", "null", "Null", "NULL")


def line_of(node: Node) -> int:
    """Line number from 1."""
    return int(node.start_mark.line) + 1


def last_line(node: Node) -> int:
    """Last line of a node's own text; block nodes end where the next thing begins."""
    if node.id == "scalar":
        end = node.end_mark
        block = node.style in ("|", ">") and end.column == 0
        return int(end.line) + (0 if block else 1)
    if node.flow_style:
        return int(node.end_mark.line) + 1
    last = node.value[-1]
    return last_line(last[1] if isinstance(last, tuple) else last)
