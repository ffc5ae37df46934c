"""A look at many projects at once: what they are called now, and whether anything changed.

GitLab tells by group which projects there are and which items changed since a moment, so a hundred
projects of one group cost three requests. A list is given up where asking for each project by itself
is cheaper. When somebody last pushed or released is told to the hour only; a time that may still be
moved without showing it is marked, and looked at once more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.forge_times import moment, text_of
from twohats.sources.gitlab_live.cursor import Cursor
from twohats.sources.gitlab_rows import Node

LISTS = ("issues", "merge_requests")

OVERLAP = timedelta(minutes=2)
"""How far a look goes back behind the last one: what is being written has an earlier time."""

UNSETTLED = timedelta(minutes=65)
"""GitLab writes down at most once an hour that something was done in a project."""

GONE = "there is no such project or group, or not for this token"


@dataclass(frozen=True)
class Scouted:
    """What one look told of one project."""

    key: str
    """As it was asked for."""
    asked_at: datetime
    """By GitLab's clock."""
    project: Node = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    """By list, and ``activity``: equal marks, nothing new."""
    totals: Mapping[str, int] = field(default_factory=dict)
    """How many items a first read would bring, by list."""
    missing: str | None = None
    """Why it cannot be read; None: it can."""

    @property
    def full_name(self) -> str | None:
        """Path of the project as it is today."""
        return self.project.get("path_with_namespace")


def encoded(path: str) -> str:
    """Write a path of groups and project as one step of an address."""
    return quote(path, safe="")


def scout(
    connection: Rest,
    before: Mapping[str, Cursor | None],
    now: datetime,
    since: datetime | None = None,
) -> dict[str, Scouted]:
    """Look at projects; those of one group together.

    Parameters
    ----------
    connection
        Whom to ask.
    before
        Cursor of the last finished read, by key of the project; None: there was none.
    now
        Time, where GitLab was not asked anything that would tell it.
    since
        Of projects that were never read, items that changed since then are counted.
    """
    found: dict[str, Scouted] = {}
    for group, keys in _by_group(before).items():
        of_group = _look_at_group(connection, group, keys, before, now) if len(keys) > 2 else {}
        for key in keys:
            found[key] = of_group.get(key) or _look_at(connection, key, before[key], now, since)
    return {key: found[key] for key in before}


def _by_group(keys: Iterable[str]) -> dict[str, list[str]]:
    """Put keys under their top groups."""
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(key.partition(":")[2].partition("/")[0], []).append(key)
    return groups


def _look_at_group(
    connection: Rest,
    group: str,
    keys: Sequence[str],
    before: Mapping[str, Cursor | None],
    now: datetime,
) -> dict[str, Scouted]:
    """Look at projects of a group that were read before; those that are left out ask for themselves."""
    known = {key: cursor for key in keys if (cursor := before[key])}
    if not known:
        return {}
    projects: dict[str, tuple[Node, datetime]] = {}
    path = f"/groups/{encoded(group)}/projects?include_subgroups=true&with_shared=false&order_by=id&sort=asc"
    try:
        for page, asked_at in _listed(connection, path, len(keys)):
            for one in page:
                key = f"{keys[0].partition(':')[0]}:{one['path_with_namespace']}".lower()
                projects[key] = one, asked_at
        if projects.keys().isdisjoint(known):
            return {}
        changed = {name: _changed(connection, group, name, known) for name in LISTS}
    except NotThere:
        return {}
    found = {}
    for key, cursor in known.items():
        if key not in projects:
            continue
        project, asked_at = projects[key]
        number = project["id"]
        if any(newest.oldest and number not in newest.at for newest in changed.values()):
            continue  # the list was given up before its end
        marks = {
            name: newest.at.get(number, cursor.marks.get(name, ""))
            for name, newest in changed.items()
        }
        marks["activity"] = _activity(project, asked_at)
        found[key] = Scouted(key, asked_at, project, marks)
    return found


@dataclass
class _Newest:
    """Which projects have changed items, and when the latest one changed."""

    at: dict[int, str]
    oldest: bool
    """Whether the list was given up before its end."""


def _changed(connection: Rest, group: str, name: str, known: Mapping[str, Cursor]) -> _Newest:
    since = min(moment(cursor.watermark) for cursor in known.values()) - OVERLAP
    words = {
        **{"state": "all", "scope": "all", "non_archived": "false"},
        **{"order_by": "updated_at", "sort": "desc", "updated_after": text_of(since)},
    }
    newest: dict[int, str] = {}
    count, at_all = 0, 0
    for page, _ in _listed(
        connection, f"/groups/{encoded(group)}/{name}?{urlencode(words)}", len(known)
    ):
        at_all += 1
        count = len(page)
        for item in page:
            newest.setdefault(item["project_id"], item["updated_at"])
    return _Newest(newest, at_all == len(known) and count == 100)


def _listed(connection: Rest, path: str, most: int) -> Iterator[tuple[Sequence[Node], datetime]]:
    """Read a list; not more pages than asking one by one would take."""
    for n, reply in enumerate(connection.pages(path), 1):
        yield reply.content, reply.asked_at
        if n >= most:
            return


def _look_at(
    connection: Rest, key: str, before: Cursor | None, now: datetime, since: datetime | None
) -> Scouted:
    """Look at one project by itself: three requests."""
    name = key.partition(":")[2]
    try:
        reply = connection.get(f"/projects/{encoded(name)}")
    except NotThere:
        return Scouted(key, now, missing=GONE)
    project: dict[str, Any] = reply.content
    marks, totals = {}, {}
    since = moment(before.watermark) - OVERLAP if before else since
    for name in LISTS:
        newest, total = _newest(connection, project, name, since)
        carried = before.marks.get(name, "") if before else ""
        marks[name] = newest or carried
        totals[name] = total or 0
    marks["activity"] = _activity(project, reply.asked_at)
    return Scouted(key, reply.asked_at, project, marks, totals)


def _newest(
    connection: Rest, project: Node, name: str, since: datetime | None
) -> tuple[str | None, int | None]:
    """When the latest change of a list was, and how many items changed since a moment."""
    words = {
        **{"state": "all", "scope": "all", "order_by": "updated_at", "sort": "desc"},
        **({"updated_after": text_of(since)} if since else {}),
        "per_page": "1",
    }
    try:
        reply = connection.get(f"/projects/{project['id']}/{name}?{urlencode(words)}")
    except NotThere:
        return None, 0
    newest = reply.content[0]["updated_at"] if reply.content else None
    return newest, reply.total


def _activity(project: Node, asked_at: datetime) -> str:
    last = project.get("last_activity_at")
    if not last:
        return ""
    return last if moment(last) + UNSETTLED < asked_at else f"{last} or later"
