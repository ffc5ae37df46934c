"""Addresses of Discourse forums and their categories, into keys and back.

A forum is a forge that is called as the workspace calls its host, or else as the host itself. Its
categories are its repositories: ``forum.example.org:c/lantern``, and ``c/lantern:help`` for a category
within another one, as Discourse itself writes them. ``forum.example.org:c`` is the whole forum.

Examples
--------
>>> read_forum("https://forum.example.org/c/lantern/5").key
'forum.example.org:c/lantern'
>>> read_forum("https://forum.example.org/c/lantern/help/7").key
'forum.example.org:c/lantern:help'
>>> read_forum("https://forum.example.org").key
'forum.example.org:c'
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

ALL = "c"
"""Owner of all categories: as addresses begin."""

_ADDRESS = re.compile(r"https?://(?P<host>[^/\s?#@]+)(?P<path>/[^\s?#]*)?(?:[?#]\S*)?", re.I)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+", re.I)
_LISTS = ("l", "none", "all")
"""What follows a category in addresses of its lists: ``/c/lantern/5/l/latest``."""
_TOPIC = re.compile(r"/t/(?:(?!\d+/)[^/\s]+/)?(?P<number>[1-9]\d{0,8})(?:/.*)?")


@dataclass(frozen=True)
class Forum:
    """A whole forum, or one of its categories with all that lie within it."""

    forge: str
    """First part of its keys."""
    host: str
    categories: tuple[str, ...] = ()
    """Slugs from the outermost on, lower case; empty: the whole forum."""

    @property
    def key(self) -> str:
        """Key of the category as a repository, or of the forum as an owner."""
        return (
            category_key(self.forge, self.categories) if self.categories else f"{self.forge}:{ALL}"
        )

    @property
    def is_whole(self) -> bool:
        """Whether all categories are meant."""
        return not self.categories

    def covers(self, key: str) -> bool:
        """Whether a category, or the forum as an owner, belongs to it; case does not matter.

        Examples
        --------
        >>> lantern = Forum("forum.example.org", "forum.example.org", ("lantern",))
        >>> [lantern.covers(f"forum.example.org:c/{name}") for name in ("lantern", "lantern:help")]
        [True, True]
        >>> lantern.covers("forum.example.org:c/lantern-users")
        False
        """
        own, key = self.key, key.lower()
        return key == own or key.startswith(f"{own}{'/' if self.is_whole else ':'}")


def read_forum(
    text: str, forums: Mapping[str, str] | None = None, hosts: Mapping[str, str] | None = None
) -> Forum:
    """Read the address of a forum or of a category.

    Parameters
    ----------
    text
        ``https://forum.example.org`` or ``https://forum.example.org/c/lantern/5``.
    forums
        Forge name by host, of forums that the workspace gave a name.
    hosts
        The same of all forges, so that none of another kind is taken for a forum.

    Raises
    ------
    ValueError
        It is none; the message says why, for the person who wrote it.
    """
    found = _ADDRESS.fullmatch(text.strip())
    example = "write it as `https://forum.example.org` or `https://forum.example.org/c/category`"
    if not found:
        raise ValueError(f"`{text}` is not the address of a forum: {example}")
    host = found["host"].lower()
    forge = (forums or {}).get(host)
    if forge is None and host in (hosts or {}):
        raise ValueError(
            f'`{host}` is a forge, and no forum: if it is one, say `kind = "discourse"` there '
            "under `[[forges]]` in twohats.toml"
        )
    if forge is None:
        if not _HOST.fullmatch(host):
            raise ValueError(
                f"`{host}` is no name to call a forum by: give it one under `[[forges]]` in "
                'twohats.toml, with `kind = "discourse"`'
            )
        forge = host
    segments = [unquote(segment).lower() for segment in (found["path"] or "").split("/") if segment]
    if not segments or segments == ["categories"] or segments == ["latest"]:
        return Forum(forge, host)
    if segments[0] != ALL:
        raise ValueError(f"`{text}` is neither a forum nor a category of one: {example}")
    slugs = _slugs(segments[1:])
    if not slugs:
        raise ValueError(f"`{text}` names no category: {example}")
    return Forum(forge, host, slugs)


def category_key(forge: str, slugs: Sequence[str]) -> str:
    """Key of a category, from its slugs, the outermost first."""
    return f"{forge}:{ALL}/{':'.join(slugs)}".lower()


def slugs_of(key: str) -> tuple[str, ...]:
    """Slugs of a category, from its key.

    >>> slugs_of("forum.example.org:c/lantern:help")
    ('lantern', 'help')
    """
    return tuple(key.partition(f":{ALL}/")[2].split(":"))


def forum_of(forums: Iterable[Forum], key: str) -> Forum | None:
    """Find the forum or category that a key belongs to; the innermost one comes first."""
    return max(
        (forum for forum in forums if forum.covers(key)),
        key=lambda forum: len(forum.categories),
        default=None,
    )


def plain_topic(address: str) -> str | None:
    """Write the address of a topic, or of a post in it, by the topic's number alone.

    Examples
    --------
    >>> plain_topic("https://forum.example.org/t/how-to-light-it/12/3?u=ada")
    'https://forum.example.org/t/12'
    >>> plain_topic("https://forum.example.org/t/12/3/")
    'https://forum.example.org/t/12'
    >>> plain_topic("https://forum.example.org/tags/12")
    """
    found = _ADDRESS.fullmatch(address)
    topic = _TOPIC.fullmatch(found["path"] or "") if found else None
    if not found or not topic:
        return None
    return f"https://{found['host'].lower()}/t/{topic['number']}"


def _slugs(segments: Sequence[str]) -> tuple[str, ...]:
    """Take the slugs of an address, without the number and the list that may follow."""
    for at, segment in enumerate(segments):
        if at and (segment.isdigit() or segment in _LISTS):
            return tuple(segments[:at])
    return tuple(segments)
