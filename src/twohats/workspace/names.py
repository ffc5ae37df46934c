"""Names that stand for a member community and for an upstream community at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from twohats.formats.key_communities import KeyCommunity


@dataclass(frozen=True)
class SameName:
    """One name, two meanings: whoever reads it in a text has to ask which is meant."""

    member: str
    """As `member_communities` writes it."""
    community: str
    """Title of the key community."""


def same_names(members: Iterable[str], communities: Iterable[KeyCommunity]) -> tuple[SameName, ...]:
    """Find member communities that are called like an upstream community.

    Case, spaces and marks make no difference, since people write names in many ways.

    Examples
    --------
    >>> lantern = KeyCommunity("@lantern-project", "", "github:lantern-project")
    >>> same_names(["Lantern Project", "Open Tides"], [lantern])
    (SameName(member='Lantern Project', community='@lantern-project'),)
    """
    upstream: dict[str, str] = {}
    for community in communities:
        key = community.repository or community.owner
        for name in (community.title, re.split("[:/]", key)[-1]):
            upstream.setdefault(_plain(name), community.title)
    return tuple(
        SameName(member, upstream[_plain(member)])
        for member in members
        if _plain(member) and _plain(member) in upstream
    )


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
