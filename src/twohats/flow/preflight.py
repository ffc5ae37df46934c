"""``preflight``: a change before it is opened, beside what its community asks for. No data library."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from twohats.cards.card import OF_PREFLIGHT
from twohats.cards.changes import read_branch, read_patch, read_pull
from twohats.cards.papers import papers_of_clone
from twohats.cards.preflight import advise
from twohats.flow.brief import brief
from twohats.records.decisions import Decision
from twohats.records.preflight import Advice, Around
from twohats.sources.git.place import git_dir_of

COLUMNS = ("check", "state", "says", "place")
KEPT = "preflight.json"
"""What `look` keeps of each repository in the folder of derived tables."""


def preflight(
    path: Path,
    *,
    branch: str | None = None,
    patch: Path | None = None,
    pull: int | None = None,
    base: str | None = None,
    body: str | None = None,
    community: Path | None = None,
    decisions: Iterable[Decision] = (),
    around: Around | None = None,
    kept: Path | None = None,
) -> tuple[Advice, ...]:
    """Read the change and the card, and set one beside the other.

    Parameters
    ----------
    path
        A clone.
    branch, patch, pull
        What is about to be opened; none: what is checked out.
    base
        What it left from; None: the main branch.
    body
        The text it will be opened with.
    community
        A clone of the organization's ``.github``.
    decisions
        The journal, for what people confirmed of the card.
    around
        Our people; None: not known.
    kept
        The folder in which `look` keeps what it found; None: there is none.
    """
    if patch is not None:
        change, commit = read_patch(path, patch), "HEAD"
    elif pull is not None:
        change, commit = read_pull(path, pull, base)
    else:
        change, commit = read_branch(path, branch or "HEAD", base)
    # At the base: what a change itself does to the rules is not yet a rule.
    papers = papers_of_clone(path, dated=False, commit=commit, community=community)
    card = brief(papers, decisions, OF_PREFLIGHT)
    known = _known(around or Around(), kept, papers.repository)
    if known.approving:
        called = _called(path, papers.repository, branch, pull, is_patch=patch is not None)
        known = replace(known, approving=replace(known.approving, contributions=called))
    return advise(replace(change, body=body), card.facts, papers, known, card.asks)


def _called(
    path: Path, repository: str, branch: str | None, pull: int | None, is_patch: bool
) -> tuple[str, ...]:
    """Say what a change is called where somebody approves one: its number, or its branch."""
    if pull is not None:
        return (f"{repository}#{pull}",)
    git_dir = git_dir_of(path)
    head = git_dir / "HEAD" if git_dir and not is_patch and branch is None else None
    if head is not None and head.is_file():
        branch = head.read_text("utf-8", "replace").strip().removeprefix("ref: refs/heads/")
    return (f"{repository}@{branch}",) if branch else ()


def to_rows(advice: Iterable[Advice]) -> list[dict[str, Any]]:
    """Give advice as rows with `COLUMNS`."""
    return [{name: getattr(one, name) for name in COLUMNS} for one in advice]


def _known(around: Around, folder: Path | None, repository: str) -> Around:
    """Add what was kept of a repository; a file that cannot be read is as good as none."""
    path = folder / KEPT if folder else None
    if path is None or not path.is_file():
        return around
    try:
        content = json.loads(path.read_text("utf-8"))
        found = content["repositories"].get(repository, {})
        as_of = date.fromisoformat(content["as_of"])
    except (ValueError, KeyError, AttributeError, TypeError):
        return around
    numbers = {name: found.get(name) for name in ("waiting", "oldest_d", "reviewers", "ours")}
    return replace(around, as_of=as_of, **numbers)
