"""GraphQL documents of the live reader, and how they are put together.

Whole queries stand in ``.graphql`` files. A query that asks for lists of many things at once is made
here from the same fragments, one alias per list.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

_DEFINITION = re.compile(r"^(query|fragment) (\w+)[^{]*?.*?^}", re.MULTILINE | re.DOTALL)
_SPREAD = re.compile(r"\.\.\.\s?([A-Z]\w*)")


@cache
def _definitions() -> Mapping[str, str]:
    """Every query and fragment of the folder, by what it is and its name."""
    found: dict[str, str] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".graphql"):
            text = re.sub(r"^#.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
            found |= {f"{one[1]} {one[2]}": one[0] for one in _DEFINITION.finditer(text)}
    return found


def names() -> tuple[str, ...]:
    """Names of the whole queries."""
    return tuple(name[6:] for name in _definitions() if name.startswith("query "))


@cache
def query(name: str) -> str:
    """Text of a whole query, with the fragments it needs."""
    return _with_fragments(_definitions()[f"query {name}"])


def packed(fields: Sequence[str]) -> str:
    """One query of many fields at the root, each with its own alias.

    Examples
    --------
    >>> print(packed(['a: node(id: "x") { id }', 'b: node(id: "y") { id }']))
    query {
      a: node(id: "x") { id }
      b: node(id: "y") { id }
    }
    """
    return _with_fragments("\n".join(["query {", *(f"  {field}" for field in fields), "}"]))


def quoted(text: str) -> str:
    """Write a string as GraphQL wants it, which is as JSON does."""
    return json.dumps(text)


def _with_fragments(text: str) -> str:
    parts, needed, at = [text], _spreads([text]), 0
    while at < len(needed):
        fragment = _definitions()[f"fragment {needed[at]}"]
        parts.append(fragment)
        needed += [name for name in _spreads([fragment]) if name not in needed]
        at += 1
    return "\n\n".join(parts)


def _spreads(texts: Iterable[str]) -> list[str]:
    found = [name for text in texts for name in _SPREAD.findall(text)]
    return list(dict.fromkeys(found))
