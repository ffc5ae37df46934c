"""Community documents as lines, for rules that read what a community asks for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from twohats.facts import Facts

_FENCE = re.compile(r"^\s*(?:```|~~~)")


@dataclass(frozen=True)
class Line:
    """One line of a document that holds words."""

    number: int
    """From 1."""
    text: str
    heading: str = ""
    """The heading it stands below."""


@lru_cache(maxsize=16)
def latest_documents(facts: Facts, kinds: tuple[str, ...]) -> Sequence[dict[str, Any]]:
    """Take the latest version of each document of these kinds, outside of own and personal projects.

    Returns
    -------
    sequence of dict
        ``repository, community, path, kind, committed_at, text``, by repository and path.
    """
    told = facts.tables["documents"]
    told = told.filter(told.kind.isin(list(kinds)) & told.text.notnull())
    last = told.group_by("repository", "path").agg(_last=told.committed_at.max())
    told = told.inner_join(last, ["repository", "path"])
    told = told.filter((told.committed_at == told._last) | told._last.isnull())
    scopes = facts.scopes.select("repository", "scope", "community")
    told = told.inner_join(scopes, "repository")
    told = told.filter(~told.scope.isin(["own-project", "personal-project"]))
    columns = ("repository", "community", "path", "kind", "committed_at", "text")
    rows: list[dict[str, Any]] = (
        told.select(*columns).order_by("repository", "path").to_pyarrow().to_pylist()
    )
    return rows


def lines_of(text: str) -> Iterator[Line]:
    r"""Give the lines of prose, blocks of code left out.

    Examples
    --------
    >>> [(line.number, line.text, line.heading) for line in lines_of("# Help\n\nPlease do.\n")]
    [(1, '# Help', ''), (3, 'Please do.', 'Help')]
    """
    heading, is_code = "", False
    for number, text_ in enumerate(text.splitlines(), 1):
        if _FENCE.match(text_):
            is_code = not is_code
        elif text_.strip() and not is_code:
            yield Line(number, text_.strip(), heading)
            if text_.startswith("#"):
                heading = text_.strip("# ").strip()
