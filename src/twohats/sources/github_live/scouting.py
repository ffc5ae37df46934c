"""A look at many repositories at once: which of them have anything new, and how much there is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from twohats.records import repository_key
from twohats.sources.forge_times import moment
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy, Trouble
from twohats.sources.github_live.gathering import said
from twohats.sources.github_live.queries import packed, quoted

AT_ONCE = 100
"""Repositories in one query."""

UNSETTLED = timedelta(minutes=2)
"""For how long a mark does not count as settled: more may happen in the same second, and GitHub's lists
lag behind.
"""

_TOO_HEAVY = "GitHub found even one look at it too heavy; it is looked at again by the next sync"
_LISTS = {
    "issues": "issues",
    "pulls": "pullRequests",
    "discussions": "discussions",
    "releases": "releases",
    "milestones": "milestones",
}


@dataclass(frozen=True)
class Scouted:
    """What one look at a repository told."""

    key: str
    """As it was asked for."""
    asked_at: datetime
    """By GitHub's clock: what changed before shows in the marks."""
    full_name: str | None = None
    """``owner/name`` as it is now; None: it is not there, or not for us."""
    forge_id: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    """By list: how many there are and when the latest of them changed, the newest commit and
    its checks. As long as they stay equal, there is nothing new that such a look can see."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many there are of each: ``issues``, ``pulls``, ``discussions``, ``releases``."""
    latest: Mapping[str, str] = field(default_factory=dict)
    """When the latest of each changed."""
    created_at: datetime | None = None
    missing: str | None = None
    """Why it cannot be read, in GitHub's words."""

    def is_quiet(self, name: str, since: datetime | None) -> bool:
        """Whether nothing in a list has changed since, so that it need not be read."""
        latest = self.latest.get(name)
        return since is not None and bool(latest) and moment(str(latest)) < since

    @property
    def is_renamed(self) -> bool:
        """Whether GitHub knows it by another name than it was asked for."""
        forge = self.key.partition(":")[0]
        return self.full_name is not None and repository_key(forge, self.full_name) != self.key


def scout(connection: Connection, keys: Sequence[str]) -> dict[str, Scouted]:
    """Look at repositories, a hundred with one query.

    Parameters
    ----------
    connection
        Whom to ask.
    keys
        ``forge:owner/name``.

    Returns
    -------
    dict
        One for each key, in their order. One that is not there is told by ``missing``.
    """
    found: dict[str, Scouted] = {}
    waiting, size = list(keys), AT_ONCE
    while waiting:
        chosen = waiting[:size]
        try:
            answer = connection.ask(packed([_field(at, key) for at, key in enumerate(chosen)]))
        except TooHeavy:
            if size == 1 and not found:
                raise
            if size == 1:  # one that is too heavy by itself keeps nobody from the others
                asked_at = next(reversed(found.values())).asked_at
                found[chosen[0]] = Scouted(chosen[0], asked_at, missing=_TOO_HEAVY)
                waiting = waiting[1:]
                continue
            size = max(1, len(chosen) // 2)
            continue
        found |= dict(_read(chosen, answer))
        waiting = waiting[len(chosen) :]
    return found


def _field(at: int, key: str) -> str:
    owner, name = key.partition(":")[2].rsplit("/", 1)
    return f"r{at}: repository(owner: {quoted(owner)}, name: {quoted(name)}) {{ ...Marks }}"


def _read(keys: Sequence[str], answer: Answer) -> Iterator[tuple[str, Scouted]]:
    for at, key in enumerate(keys):
        troubles = [one for one in answer.troubles if one.path[:1] in ((f"r{at}",), ())]
        yield key, _scouted(key, answer.data.get(f"r{at}"), troubles, answer.asked_at)


def _scouted(
    key: str, node: Mapping[str, Any] | None, troubles: list[Trouble], asked_at: datetime
) -> Scouted:
    if node is None:
        return Scouted(key, asked_at, missing=said(troubles) or "GitHub knows no such repository")
    marks, counts, latest = {}, {}, {}
    for name, its_field in _LISTS.items():
        listed = node.get(its_field)
        if listed is None:
            continue
        counts[name] = listed["totalCount"]
        newest = next((one["updatedAt"] for one in listed["nodes"] or () if one), "")
        latest[name] = newest
        marks[name] = f"{counts[name]} {newest}"
        if newest and moment(newest) > asked_at - UNSETTLED:
            marks[name] += f" as of {asked_at.isoformat()}"
    head = (node.get("defaultBranchRef") or {}).get("target") or {}
    marks["head"] = head.get("oid") or ""
    checked = (head.get("statusCheckRollup") or {}).get("state") or ""
    marks["checks"] = f"{head.get('committedDate') or ''} {checked}"
    number = node.get("databaseId")
    return Scouted(
        key=key,
        asked_at=asked_at,
        full_name=node["nameWithOwner"],
        forge_id=None if number is None else str(number),
        marks=marks,
        counts=counts,
        latest=latest,
        created_at=moment(node["createdAt"]),
    )
