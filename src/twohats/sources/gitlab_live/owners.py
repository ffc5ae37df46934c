"""Which projects a group or a person has."""

from collections.abc import Iterable, Iterator

from twohats.records import repository_key
from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.forge_times import moment
from twohats.sources.github_owners import Listed, Listing
from twohats.sources.gitlab_live.scouting import encoded
from twohats.sources.gitlab_rows import Node

_WORDS = "order_by=id&sort=asc"


def projects_of(connection: Rest, owners: Iterable[str], forge: str) -> dict[str, Listing]:
    """List what owners have, to the end; a group's with those of its subgroups.

    Parameters
    ----------
    connection
        GitLab.
    owners
        Owner keys: ``gitlab:group``, ``gitlab:group/sub``, ``gitlab:person``.
    forge
        First part of the keys.

    Returns
    -------
    dict of Listing
        By owner key; one that GitLab does not know says so in ``missing``.
    """
    return {owner: _listing(connection, owner, forge) for owner in dict.fromkeys(owners)}


def groups_among(connection: Rest, keys: Iterable[str]) -> tuple[str, ...]:
    """Find the paths that are those of groups and not of projects, which look alike.

    A project is known after one request, a group after two.

    Parameters
    ----------
    connection
        GitLab.
    keys
        ``gitlab:group/sub``: what may be either, or neither.
    """
    return tuple(key for key in dict.fromkeys(keys) if _is_group(connection, encoded(_path(key))))


def _is_group(connection: Rest, path: str) -> bool:
    places = ((f"/projects/{path}", False), (f"/groups/{path}?with_projects=false", True))
    for place, is_group in places:
        try:
            connection.get(place)
        except NotThere:
            continue
        return is_group
    return False


def _path(key: str) -> str:
    return key.partition(":")[2]


def _listing(connection: Rest, owner: str, forge: str) -> Listing:
    path = encoded(_path(owner))
    words = f"include_subgroups=true&with_shared=false&{_WORDS}"
    try:
        return _listed(owner, _every(connection, f"/groups/{path}/projects?{words}"), forge)
    except NotThere:
        pass
    try:
        found = _every(connection, f"/users/{path}/projects?{_WORDS}")
        return _listed(owner, found, forge, is_person=True)
    except NotThere:
        missing = "there is no such group or person, or not for this token"
        return Listing(owner, missing=missing)


def _every(connection: Rest, path: str) -> Iterator[Node]:
    for page in connection.pages(path):
        yield from page.content


def _listed(
    owner: str, projects: Iterable[Node], forge: str, *, is_person: bool = False
) -> Listing:
    listed = [
        Listed(
            repository_key(forge, one["path_with_namespace"]),
            is_private=one.get("visibility") != "public",
            is_archived=bool(one.get("archived")),
            is_fork="forked_from_project" in one,
            pushed_at=moment(one["last_activity_at"]) if one.get("last_activity_at") else None,
        )
        for one in projects
    ]
    listed.sort(key=lambda one: one.pushed_at.timestamp() if one.pushed_at else 0.0, reverse=True)
    return Listing(owner, tuple(listed), is_person)
