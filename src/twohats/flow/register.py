"""Which repositories a workspace names, and why each is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from twohats.errors import WrongUse
from twohats.flow.words import many
from twohats.formats.addresses import HOSTS, read_place
from twohats.formats.forums import ALL, Forum, read_forum, slugs_of
from twohats.records import Skipped
from twohats.sources.github_owners import Listing
from twohats.workspace import CommunityFinder, Workspace

Purpose = Literal["asked for", "tracker", "community", "own project", "followed", "boards"]
"""Why a repository is read; the first that applies holds."""
PURPOSES: tuple[Purpose, ...] = ("asked for", "tracker", "community", "own project")
"""Those of repositories; ``followed`` is of what one person opened elsewhere, ``boards`` of an owner."""


@dataclass(frozen=True)
class Named:
    """An owner or a repository that somebody named."""

    key: str
    purpose: Purpose
    is_owner: bool = False
    """Whether all its repositories are meant; of a category of a forum, also those within it."""

    @property
    def forge(self) -> str:
        """The forge it lives on."""
        return self.key.partition(":")[0]


@dataclass(frozen=True)
class Wanted:
    """One repository to read, and why."""

    repository: str
    purpose: Purpose
    pushed_at: datetime | None = None
    """When somebody last pushed to it, where a list of its owner told."""


def named_in(workspace: Workspace) -> tuple[Named, ...]:
    """Gather what a workspace names: trackers, key communities, our own; each once.

    Raises
    ------
    WrongUse
        It names nothing.
    """
    settings = workspace.settings
    named = [
        *(Named(key, "tracker") for key in settings.trackers),
        *(
            Named(forum.key, "community", is_owner=True)
            for community in workspace.communities
            for forum in community.forums
        ),
        *(
            Named(community.repository or community.owner, "community", not community.repository)
            for community in workspace.communities
        ),
        *(Named(key, "own project") for key in settings.repositories),
        *(Named(key, "own project", is_owner=True) for key in settings.owners),
        *(Named(forum.key, "own project", is_owner=True) for forum in settings.forums),
    ]
    if not named:
        raise WrongUse(
            f"{workspace.folder}: nothing to sync: it names no communities, trackers or owners. "
            "List communities in key-communities.toml, or name a repository: "
            "`twohats sync owner/name`."
        )
    return _each_once(named)


def followed_in(workspace: Workspace, now: datetime) -> tuple[str, ...]:
    """Accounts of those of ours who switched it on that their work elsewhere is read, too."""
    present = [
        member
        for member in workspace.team
        if member.follow and (member.until_at is None or member.until_at > now)
    ]
    return tuple(dict.fromkeys(account for member in present for account in member.accounts))


def naming(workspace: Workspace) -> Callable[[str], bool]:
    """Make what tells whether a repository belongs to what the workspace names."""
    settings, finder = workspace.settings, CommunityFinder(workspace.communities)
    return lambda repository: (
        settings.is_ours(repository)
        or repository in settings.trackers
        or finder.of(repository) is not None
    )


def named_by(
    texts: Iterable[str],
    hosts: Mapping[str, str] = HOSTS,
    forums: Mapping[str, str] | None = None,
) -> tuple[Named, ...]:
    """Read what somebody asked for on the command line: repositories, owners and forums.

    Parameters
    ----------
    texts
        As typed.
    hosts
        Forge name by host.
    forums
        The same, of forums alone.

    Raises
    ------
    WrongUse
        A text is neither; all that are not are named.
    """
    named, mistakes = [], []
    for text in texts:
        try:
            forum = _forum(text, forums or {})
            if forum:
                named.append(Named(forum.key, "asked for", is_owner=True))
                continue
            owner, repository = read_place(text, hosts)
        except ValueError as error:
            mistakes.append(f"{error}.")
            continue
        named.append(Named(repository or owner, "asked for", is_owner=repository is None))
    if mistakes:
        raise WrongUse("\n".join(mistakes))
    return _each_once(named)


def _forum(text: str, forums: Mapping[str, str]) -> Forum | None:
    """Read the address or the key of a forum or category; None: it is of another forge."""
    forge, colon, rest = text.strip().partition(":")
    if colon and forge in forums.values() and rest.partition("/")[0] == ALL:
        host = next(host for host, name in forums.items() if name == forge)
        return Forum(forge, host, slugs_of(text.strip().lower()) if "/" in rest else ())
    host = rest.removeprefix("//").partition("/")[0].lower() if colon else ""
    return read_forum(text, forums) if host in forums else None


@dataclass(frozen=True)
class Register:
    """All repositories to read, and what is not among them."""

    wanted: tuple[Wanted, ...]
    """Each once, under the first purpose that applies."""
    missing: tuple[Skipped, ...] = ()
    """What was named and cannot be listed."""
    private: tuple[Skipped, ...] = ()
    """What owners keep to themselves, counted by owner; nobody asked for it."""


def register(named: Sequence[Named], listings: Mapping[str, Listing]) -> Register:
    """Say which repositories to read, and which of an owner's are left out.

    Private repositories are read only where one is named itself: that an owner is named is no word
    on what it keeps to itself.

    Parameters
    ----------
    named
        What was named.
    listings
        What each owner among them has.
    """
    found: dict[str, Wanted] = {}
    missing: list[Skipped] = []
    for one in sorted(named, key=lambda one: (PURPOSES.index(one.purpose), one.is_owner)):
        if not one.is_owner:
            found.setdefault(one.key, Wanted(one.key, one.purpose))
            continue
        listing = listings[one.key]
        if listing.missing:
            missing.append(Skipped(one.key, listing.missing))
        for listed in listing.repositories:
            if not listed.is_private:
                found.setdefault(
                    listed.repository, Wanted(listed.repository, one.purpose, listed.pushed_at)
                )
    private = tuple(
        Skipped(listing.owner, _said_of(hidden))
        for listing in listings.values()
        if (
            hidden := sum(
                one.is_private and one.repository not in found for one in listing.repositories
            )
        )
    )
    return Register(tuple(found.values()), tuple(missing), private)


def _said_of(hidden: int) -> str:
    left = many(hidden, "private repository is", "private repositories are")
    return (
        f"{left} not read: name one under `repositories` or `trackers` in twohats.toml to have it"
    )


def _each_once(named: Iterable[Named]) -> tuple[Named, ...]:
    first: dict[str, Named] = {}
    for one in named:
        first.setdefault(one.key, one)
    return tuple(first.values())
