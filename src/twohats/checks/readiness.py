"""Whether a project has what lets others work with it: where each thing was found, or that it was not.

What this looks for: identity, goals and a system of work that can be read. A missing file is no
verdict on a community, and what was not read is not missing. See docs/checks.md#readiness.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Row = Mapping[str, Any]
Asks = Literal["governance", "roadmap", "contributing", "teams", "meeting notes", "release guide"]
State = Literal["found", "substitute", "not found", "not looked"]

FILES: Mapping[Asks, tuple[str, ...]] = {
    "governance": ("governance",),
    "roadmap": ("roadmap",),
    "contributing": ("contributing",),
    "teams": ("roster", "codeowners", "ladder"),
    "meeting notes": ("notes",),
    "release guide": ("release",),
}
"""Kinds of community files that are the thing itself."""
KINDS = (*(kind for kinds in FILES.values() for kind in kinds), "support")
_HEADINGS: Mapping[Asks, str] = {
    "governance": r"governance|decision[- ]making|how (?:we )?decide",
    "roadmap": r"roadmap|our (?:goals|plans)|future plans",
    "contributing": r"contributing|how to contribute",
    "teams": r"\bteams?\b|maintainers|steering council|core developers",
    "meeting notes": r"meetings?\b|minutes",
    "release guide": r"releas(?:e process|e guide|ing|e checklist|e procedure)|(?:make|making) a release",
}
"""Headings in other files that stand for it."""
_TITLES: Mapping[Asks, str] = {
    "roadmap": r"\broadmap\b",
    "meeting notes": r"\b(?:team|community|weekly|monthly|core) meeting\b|meeting (?:notes|minutes|agenda)",
}
"""Titles of issues that stand for it."""
_HEADING = re.compile(r"^(?:#{1,6}\s+(?P<marked>.+?)\s*#*|(?P<under>\S.*?))\s*$")
_UNDERLINE = re.compile(r"^(=+|-+|~+)\s*$")


@dataclass(frozen=True)
class Readiness:
    """One thing that a community has, or of which nothing was found."""

    community: str
    asks: Asks
    state: State
    where: str | None = None
    """Path, with the line where it is a heading; or the key of an issue or milestone."""
    url: str | None = None
    since: datetime | None = None
    """When it was last changed or opened; None: not known."""
    repository: str | None = None


def readiness(
    communities: Iterable[str],
    documents: Sequence[Row],
    issues: Sequence[Row] = (),
    milestones: Sequence[Row] = (),
    rosters: Sequence[Row] = (),
    *,
    looked: Iterable[str],
    addresses: Mapping[str, str] | None = None,
) -> list[Readiness]:
    """Look for each thing in each community.

    Parameters
    ----------
    communities
        Owner keys.
    documents
        Latest community files: ``repository, community, path, kind, committed_at, text``.
    issues
        Issues: ``item, repository, community, title, url, created_at``, open ones and late ones.
    milestones
        Open ones: ``milestone, repository, community, title, due_at``.
    rosters
        Files that roles were read from: ``community, repository, source_path``; the repository may be
        NULL.
    looked
        Communities of which files were read; of others nothing is said.
    addresses
        Web address by repository.

    Returns
    -------
    list of Readiness
        One per community and thing, in that order. The thing itself comes before what stands for it,
        and the latest one first.
    """
    known = frozenset(looked)
    urls = addresses or {}
    found = []
    for community in sorted(set(communities)):
        files = [row for row in documents if row["community"] == community]
        about = [row for row in issues if row["community"] == community]
        due = [row for row in milestones if row["community"] == community]
        named = [row for row in rosters if row["community"] == community]
        for asks in FILES:
            one = (
                _file(community, asks, files, urls)
                or _roster(community, asks, named)
                or _milestone(community, asks, due, urls)
                or _issue(community, asks, about)
                or _heading(community, asks, files, urls)
            )
            state: State = "not found" if community in known else "not looked"
            found.append(one or Readiness(community, asks, state))
    return found


def headings(text: str) -> list[tuple[int, str]]:
    r"""List headings of Markdown or reStructuredText with their lines, from 1.

    Examples
    --------
    >>> headings("# Help\n\nMeetings\n--------\n\nwe meet\n")
    [(1, 'Help'), (3, 'Meetings')]
    """
    lines = text.splitlines()
    found, is_code = [], False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(("```", "~~~")):
            is_code = not is_code
        match = None if is_code else _HEADING.match(line)
        if match is None:
            continue
        if match["marked"]:
            found.append((number, match["marked"]))
        elif number < len(lines) and _UNDERLINE.match(lines[number]) and not _UNDERLINE.match(line):
            found.append((number, match["under"].strip()))
    return found


def _file(
    community: str, asks: Asks, files: Sequence[Row], urls: Mapping[str, str]
) -> Readiness | None:
    here = [row for row in files if row["kind"] in FILES[asks] and (row["text"] or "").strip()]
    if not here:
        return None
    row = max(here, key=lambda one: (-FILES[asks].index(one["kind"]), _when(one["committed_at"])))
    return Readiness(
        community, asks, "found", row["path"], _address(row, urls), row["committed_at"], row["repository"]
    )  # fmt: skip


def _roster(community: str, asks: Asks, named: Sequence[Row]) -> Readiness | None:
    """Take a file that roles were read from for the file itself, which may not be among the facts."""
    if asks != "teams" or not named:
        return None
    row = min(named, key=lambda one: (one["source_path"], one["repository"] or ""))
    return Readiness(community, asks, "found", row["source_path"], repository=row["repository"])


def _milestone(
    community: str, asks: Asks, due: Sequence[Row], urls: Mapping[str, str]
) -> Readiness | None:
    """Take open milestones with a date for a roadmap."""
    dated = [row for row in due if row["due_at"] is not None]
    if asks != "roadmap" or not dated:
        return None
    row = max(dated, key=lambda one: (one["due_at"], one["milestone"]))
    base = urls.get(row["repository"])
    url = f"{base}/milestones" if base else None
    where = f"milestone {row['title']}"
    return Readiness(community, asks, "substitute", where, url, None, row["repository"])


def _issue(community: str, asks: Asks, issues: Sequence[Row]) -> Readiness | None:
    pattern = _TITLES.get(asks)
    if pattern is None:
        return None
    here = [row for row in issues if re.search(pattern, row["title"] or "", re.IGNORECASE)]
    if not here:
        return None
    row = max(here, key=lambda one: (one["created_at"], one["item"]))
    return Readiness(
        community, asks, "substitute", row["item"], row["url"], row["created_at"], row["repository"]
    )


def _heading(
    community: str, asks: Asks, files: Sequence[Row], urls: Mapping[str, str]
) -> Readiness | None:
    """Find a section that stands for the thing; the title of a file is none of it."""
    for row in sorted(files, key=lambda one: _when(one["committed_at"]), reverse=True):
        for number, words in headings(row["text"] or ""):
            if re.search(_HEADINGS[asks], words, re.IGNORECASE):
                url = _address(row, urls)
                return Readiness(
                    community,
                    asks,
                    "substitute",
                    f"{row['path']}:{number}",
                    f"{url}#L{number}" if url else None,
                    row["committed_at"],
                    row["repository"],
                )
    return None


def _address(row: Row, urls: Mapping[str, str]) -> str | None:
    base = urls.get(row["repository"])
    return f"{base}/blob/HEAD/{row['path']}" if base else None


def _when(moment: datetime | None) -> float:
    return moment.timestamp() if moment else 0.0
