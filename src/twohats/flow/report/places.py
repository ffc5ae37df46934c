"""Which communities get a public page: those of the register that somebody confirmed, or named now."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from twohats.errors import WrongUse
from twohats.flow.facts import Opened
from twohats.flow.words import short
from twohats.formats.key_communities import CommunityFinder, KeyCommunity
from twohats.formats.suggest import nearest
from twohats.records import Skipped
from twohats.records.people import RepositoryScope

INDEX = "index"
"""Key of the page for the whole."""
# Forks in which GitHub lets maintainers mend a weakness before it is told; they are never public.
_EMBARGOED = re.compile(r"-ghsa(?:-[0-9a-z]{4}){3}$")


@dataclass(frozen=True)
class Place:
    """One community with a page."""

    key: str
    """Owner or repository key."""
    page: str
    """Key of its page, and name of its files."""
    title: str
    url: str
    repositories: tuple[str, ...]
    """Upstream, and known to be public: of an owner only public ones are ever read."""


def places_of(
    opened: Opened, asked: Sequence[str]
) -> tuple[tuple[Place, ...], tuple[Skipped, ...]]:
    """Find the communities that get a page, and say why others get none.

    Parameters
    ----------
    opened
        A workspace with its facts.
    asked
        Owner or repository keys that somebody named; none: the register.

    Raises
    ------
    WrongUse
        Nothing is known of one that was named, or there is no register and none was named.
    """
    register = opened.workspace.communities
    by_key = {one.repository or one.owner: one for one in register}
    losses: list[Skipped] = []
    wanted = [by_key.get(key) or _named(key, opened) for key in dict.fromkeys(asked)]
    if not asked:
        wanted = [one for one in register if not one.proposed]
        losses += [
            Skipped(key, "proposed by the program: take out `proposed` in key-communities.toml")
            for key, one in by_key.items()
            if one.proposed
        ]
    if not (wanted or losses):
        raise WrongUse(
            "no page was written: no community is listed. Name one with --community OWNER, or list "
            "those you depend on in key-communities.toml."
        )
    places: list[Place] = []
    scopes = _by_community(wanted, opened.scopes)
    for one in wanted:
        found = _place(one, scopes.get(one, ()), opened, {place.page for place in places})
        if isinstance(found, Place):
            places.append(found)
        else:
            losses.append(found)
    if asked and losses:
        raise WrongUse(f"no page was written: {losses[0].key}: {losses[0].reason}.")
    return tuple(places), tuple(losses)


def pages_known(opened: Opened) -> frozenset[str]:
    """List the keys of all pages there may have been, of the register or named on the command line."""
    register = (one.repository or one.owner for one in opened.workspace.communities)
    read = (
        key
        for one in opened.scopes
        if one.scope == "upstream"
        for key in (one.community, one.repository)
    )
    names = (name for key in (*register, *read) for name in _names_of(key))
    return frozenset({INDEX, *names})


def _named(key: str, opened: Opened) -> KeyCommunity:
    """Take a community that is in no register, by its key."""
    held = {one.community for one in opened.scopes} | {one.repository for one in opened.scopes}
    if key not in held:
        hint = nearest(short(key), [short(one) for one in sorted(held)])
        raise WrongUse(f"--community {short(key)}: nothing of it was read{hint or '.'}")
    forge, _, name = key.partition(":")
    host = next(
        (one.host for one in opened.workspace.settings.forges if one.name == forge), "github.com"
    )
    owner = f"{forge}:{name.partition('/')[0]}"
    return KeyCommunity(name, f"https://{host}/{name}", owner, key if "/" in name else None)


def _by_community(
    wanted: Sequence[KeyCommunity], scopes: Iterable[RepositoryScope]
) -> dict[KeyCommunity, list[RepositoryScope]]:
    finder = CommunityFinder(wanted)
    found: dict[KeyCommunity, list[RepositoryScope]] = {}
    for scope in scopes:
        community = finder.of(scope.repository)
        if community is not None:
            found.setdefault(community, []).append(scope)
    return found


def _place(
    one: KeyCommunity, here: Sequence[RepositoryScope], opened: Opened, taken: set[str]
) -> Place | Skipped:
    key = one.repository or one.owner
    settings = opened.workspace.settings
    upstream = [scope.repository for scope in here if scope.scope == "upstream"]
    shown = [
        repository
        for repository in upstream
        if not settings.report.leaves_out(repository) and not _EMBARGOED.search(repository)
    ]
    if settings.report.leaves_out(key):
        return Skipped(key, "twohats.toml leaves it out, under `leave_out` in [report]")
    if not here:
        return Skipped(key, "nothing of it was read: `twohats sync` reads it")
    if not shown:
        return Skipped(
            key, "none of its repositories is upstream for us; `[[scopes]]` says otherwise"
        )
    return Place(key, _free_page(key, taken), short(key), one.url, tuple(sorted(shown)))


def _free_page(key: str, taken: Iterable[str]) -> str:
    """Give the first name for files of a key that no other page has.

    The last one is of this key alone: no other can have taken it.
    """
    *some, last = _names_of(key)
    return next((name for name in some if name not in {*taken, INDEX}), last)


def _names_of(key: str) -> tuple[str, str, str]:
    """Name files of a key: shortest, with its forge, and with what tells keys apart that read alike."""
    plain = re.sub(r"[^a-z0-9]+", "-", short(key).lower()).strip("-") or "page"
    forge = re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-") or "page"
    return plain, forge, f"{forge}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
