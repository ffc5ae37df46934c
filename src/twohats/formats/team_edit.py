"""Put one person into a team file and leave every other byte alone."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from twohats.formats.yaml_nodes import Node, compose, last_line, line_of


def add_to_team(
    text: str,
    login: str,
    *,
    path: str = "team.yml",
    group: str | None = None,
    name: str | None = None,
    emails: Iterable[str] = (),
    accounts: Iterable[str] = (),
    from_on: date | None = None,
    until_on: date | None = None,
) -> str:
    """Put one person into a team file; every other byte stays.

    Parameters
    ----------
    text, path
        The file; ``.yml`` and ``.yaml`` are YAML, all else plain text.
    login
        As people write it.
    group
        The comment under which to put the person (``Engineering``); None: at the end.
    name, emails, accounts, from_on, until_on
        What else is known; with any of these the entry is written in the dated form.

    Raises
    ------
    ValueError
        The file's spelling has no room for what is known, or has no such group.
    """
    more: dict[str, Any] = {
        "name": name,
        "accounts": list(accounts),
        "emails": list(emails),
        "from": from_on,
        "until": until_on,
    }
    more = {key: value for key, value in more.items() if value}
    newline = "\r\n" if "\r\n" in text else "\n"
    if not path.lower().endswith((".yml", ".yaml")):
        if more:
            raise ValueError(f"holds logins alone: rename it to team.yml to add {_words(more)}")
        return _put(text, [login], _line_after_last(text, lambda line: bool(_bare(line))), newline)
    document = _list_in(text)
    if document is not None and document.flow_style:
        return _put_in_flow(text, document, login, more)
    nodes = list(document.value) if document is not None else []
    at = last_line(nodes[-1]) if nodes else text.count("\n") + 1
    if group is not None:
        at = _last_of_group(text, nodes, group)
    indent = " " * document.start_mark.column if document is not None else ""
    quote = '"' if any(getattr(node, "style", None) == '"' for node in nodes) else ""
    return _put(text, _entry_lines(login, more, indent, quote), at, newline)


def _list_in(text: str) -> Node | None:
    """Top node of a list; None: nothing but notes."""
    from ruamel.yaml.error import YAMLError

    try:
        document = compose(text)
    except YAMLError as error:
        raise ValueError("is not YAML as it stands: mend the file first") from error
    if document is not None and document.id != "sequence":
        raise ValueError("is not a list as it stands: mend the file first")
    return document


def _last_of_group(text: str, nodes: list[Node], group: str) -> int:
    lines = text.split("\n")
    wanted = group.strip().lower()
    heading = next(
        (i for i, line in enumerate(lines) if line.lstrip("# ").strip().lower() == wanted), None
    )
    if heading is None or not lines[heading].lstrip().startswith("#"):
        raise ValueError(f"has no comment `# {group}` to put anybody under")
    last = heading + 1
    for node in nodes:
        first = line_of(node)
        if first <= heading:
            continue
        between = lines[last : first - 1]
        if any(not line.strip() or line.lstrip().startswith("#") for line in between):
            break
        last = last_line(node)
    return last


def _line_after_last(text: str, counts: Callable[[str], bool]) -> int:
    lines = text.split("\n")
    used = [number for number, line in enumerate(lines, start=1) if counts(line)]
    return used[-1] if used else len(lines)


def _entry_lines(login: str, more: Mapping[str, Any], indent: str, quote: str) -> list[str]:
    shown = _scalar(login, quote)
    if not more:
        return [f"{indent}- {shown}"]
    return [
        f"{indent}- login: {shown}",
        *(f"{indent}  {key}: {_value(value)}" for key, value in more.items()),
    ]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_scalar(str(each), '"') for each in value) + "]"
    return value.isoformat() if isinstance(value, date) else _scalar(str(value), "")


def _scalar(text: str, quote: str) -> str:
    """Bare where that reads back as the same text, else in double quotes."""
    if not quote and re.fullmatch(r"[A-Za-z][\w-]*( [\w-]+)*", text) and not _reads_otherwise(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def _reads_otherwise(text: str) -> bool:
    """Words that some YAML reader takes for something other than text."""
    return text.lower() in {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}


def _put(text: str, lines: list[str], after_line: int, newline: str) -> str:
    """Insert lines after a line, counted from 1."""
    parts = text.split("\n")
    before, after = parts[:after_line], parts[after_line:]
    if after_line >= len(parts):
        body = text if not text or text.endswith("\n") else text + newline
        return body + newline.join(lines) + newline
    head = "\n".join(before) + "\n"
    return head + newline.join(lines) + newline + "\n".join(after)


def _put_in_flow(text: str, document: Node, login: str, more: Mapping[str, Any]) -> str:
    if more:
        raise ValueError(
            f"is one list in brackets: write one person per line to add {_words(more)}"
        )
    if document.value:
        at = document.value[-1].end_mark.index
        return f"{text[:at]}, {_scalar(login, '')}{text[at:]}"
    at = document.start_mark.index + 1
    return f"{text[:at]}{_scalar(login, '')}{text[at:]}"


def _words(more: Mapping[str, Any]) -> str:
    return ", ".join(f"`{key}`" for key in more)


def _bare(line: str) -> str:
    return line.partition("#")[0].strip()
