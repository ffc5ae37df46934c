"""Addresses of source code, as package files write them, into repositories.

Examples
--------
>>> origin_of("git+https://github.com/Lantern/Core.git@v1.2#egg=core")
'github:lantern/core'
>>> origin_of("scm:git:git@github.com:lantern/core.git")
'github:lantern/core'
>>> origin_of("https://git.example.org/lantern/core.git")
'https://git.example.org/lantern/core'
>>> origin_of("https://lantern.example.org/", forges_only=True)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from twohats.formats.addresses import HOSTS
from twohats.records import repository_key

_SCHEME = re.compile(r"^(?:scm:)?(?:(?:git|hg|svn|bzr)[:+])?(?=[a-z+]+://|[^/\s]+@)", re.I)
_URL = re.compile(
    r"(?:https?|ssh|git|hg)://(?:[^@/\s]+@)?([a-z0-9.-]+)(?::\d+)?/([^\s?#]+)(?:[?#]\S*)?", re.I
)
_REMOTE = re.compile(r"[\w.-]+@([a-z0-9.-]+):(?!//)([^\s?#]+)(?:[?#]\S*)?", re.I)
_SHORT = re.compile(r"([a-z][a-z0-9-]*):([\w.-]+/[\w.-]+)(?:#\S*)?", re.I)
_IN_TEXT = re.compile(r"(?:git\+)?(?:https?|ssh|git)://[^\s<>\"'(),;]+", re.I)
_SEGMENT = re.compile(r"[a-z0-9_.~-]+", re.I)
_NO_OWNERS = frozenset(
    [
        "about",
        "apps",
        "collections",
        "enterprise",
        "features",
        "marketplace",
        "orgs",
        "search",
        "settings",
        "sponsors",
        "topics",
        "users",
    ]
)
"""First segments of addresses at GitHub that are no owners."""


def origin_of(
    address: str, hosts: Mapping[str, str] = HOSTS, *, forges_only: bool = False
) -> str | None:
    """Find the repository that an address leads to.

    Parameters
    ----------
    address
        As a package file writes it.
    hosts
        Forge name by host.
    forges_only
        Whether only the workspace's forges count, as for home pages: elsewhere nobody could tell
        a repository from any other page.

    Returns
    -------
    str or None
        The repository's key; an address where its host is no forge of the workspace; None where it
        leads to no repository.
    """
    written = _SCHEME.sub("", address.strip(), count=1)
    if found := _SHORT.fullmatch(written):
        forge = found[1].lower()
        return _key(forge, found[2]) if forge in hosts.values() else None
    found = _URL.fullmatch(written) or _REMOTE.fullmatch(written)
    if not found:
        return None
    host = found[1].lower().removeprefix("www.")
    if host in hosts:
        return _key(hosts[host], found[2])
    if forges_only:
        return None
    path = _path(found[2])
    return f"https://{host}/{path}" if path else None


def origin_in(text: str, hosts: Mapping[str, str] = HOSTS) -> str | None:
    """Find the one repository that a text names; None where it names none, or several.

    Examples
    --------
    >>> origin_in("built from https://github.com/lantern/core, tag v1")
    'github:lantern/core'
    """
    found = {
        origin
        for one in _IN_TEXT.findall(text)
        if (origin := origin_of(one.rstrip("."), hosts, forges_only=True))
    }
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Statement:
    """One word of a file that may say where a component is developed."""

    by: str
    """The word: ``vcs``, ``homepage``."""
    text: str
    forges_only: bool = True
    """See `origin_of`."""
    is_prose: bool = False
    """Whether an address stands somewhere in a text."""


def first_origin(
    statements: Iterable[Statement], hosts: Mapping[str, str]
) -> tuple[str | None, str | None]:
    """Take the repository from the first statement that gives one, and name that statement."""
    for said in statements:
        origin = (
            origin_in(said.text, hosts)
            if said.is_prose
            else origin_of(said.text, hosts, forges_only=said.forges_only)
        )
        if origin:
            return origin, said.by
    return None, None


def _key(forge: str, path: str) -> str | None:
    """Key of a repository; what an address has behind it (a branch, a page) is left out."""
    segments = _path(path).split("/")
    if forge == "github":
        segments = [*segments[:1], *(one.removesuffix(".git") for one in segments[1:2])]
    if len(segments) < 2 or segments[0].lower() in _NO_OWNERS:
        return None
    return repository_key(forge, "/".join(segments)) if all(segments) else None


def _path(written: str) -> str:
    """Path of a repository, without branch, revision and ``.git``."""
    path = written.partition("/-/")[0].strip("/")
    path = re.sub(r"(?:\.git)?@[^/]*(?:/.*)?$", "", path).removesuffix(".git")
    return path if all(map(_SEGMENT.fullmatch, path.split("/"))) else ""
