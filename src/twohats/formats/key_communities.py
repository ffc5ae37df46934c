"""``key-communities.toml``: the upstream communities that extra resources go to.

::

    # Jupyter projects
    [[communities]]
    title = "@jupyter"
    url = "https://github.com/jupyter"
    forum = "https://forum.example.org/c/jupyter"

An entry is an owner, sometimes one repository. ``forum`` may be left out, or be a list; it is a
whole Discourse forum, or a category of one. Teams keep further columns in this file for their
own pages; they are left alone. The program writes ``proposed``, the reason why, beside what nobody
confirmed yet; whoever does takes that line out.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from twohats.errors import Mistake
from twohats.formats.addresses import HOSTS, read_place
from twohats.formats.forums import Forum, forum_of, read_forum
from twohats.formats.suggest import nearest
from twohats.formats.toml_edit import append_table
from twohats.formats.toml_errors import syntax_mistake
from twohats.formats.toml_places import TomlPlaces, find_places


@dataclass(frozen=True)
class KeyCommunity:
    """One upstream community of the register."""

    title: str
    """As written, often ``@owner``."""
    url: str
    """As written."""
    owner: str
    """Owner key: ``github:jupyter``."""
    repository: str | None = None
    """Repository key, where the address is that of one repository."""
    proposed: str | None = None
    """Why the program put it there, until a person takes that line out."""
    forums: tuple[Forum, ...] = ()
    """Where it talks, beside its repositories."""
    line: int | None = field(default=None, compare=False, repr=False)
    """Where it stands, from 1."""

    def covers(self, key: str) -> bool:
        """Whether a repository or owner belongs to this community; case does not matter.

        Examples
        --------
        >>> dask = KeyCommunity("@dask", "https://github.com/dask", "github:dask")
        >>> dask.covers("github:Dask/distributed"), dask.covers("github:dask-contrib/dask-sql")
        (True, False)
        """
        return self.covering(key) is not None

    def covering(self, key: str) -> str | None:
        """Key of what of this community a repository or owner belongs to; None: it does not."""
        own = self.repository or self.owner
        if key.lower() == own or key.lower().startswith(f"{own}/"):
            return own
        forum = forum_of(self.forums, key)
        return forum.key if forum else None


@dataclass(frozen=True)
class KeyCommunities:
    """A whole file: what it says and what is wrong in it."""

    communities: tuple[KeyCommunity, ...]
    mistakes: tuple[Mistake, ...] = ()


def community_of(communities: Iterable[KeyCommunity], key: str) -> KeyCommunity | None:
    """Find where a repository or owner belongs: one named by repository comes before its owner."""
    return max(
        (community for community in communities if community.covers(key)),
        key=lambda community: len(community.covering(key) or ""),
        default=None,
    )


class CommunityFinder:
    """Finds as `community_of` does, in thousands of communities for tens of thousands of repositories."""

    def __init__(self, communities: Iterable[KeyCommunity]):
        self._places: dict[str, list[tuple[int, KeyCommunity]]] = {}
        for place in enumerate(communities):
            one = place[1]
            # What lies on a forum's forge is compared with each of its categories: these are few.
            for key in {
                one.repository or one.owner,
                *(forum.forge.lower() for forum in one.forums),
            }:
                self._places.setdefault(key, []).append(place)

    def of(self, key: str) -> KeyCommunity | None:
        """Find where a repository or owner belongs; None: to no community.

        Examples
        --------
        >>> dask = KeyCommunity("@dask", "https://github.com/dask", "github:dask")
        >>> CommunityFinder([dask]).of("github:dask/distributed").title
        '@dask'
        """
        return community_of(self.every(key), key)

    def every(self, key: str) -> list[KeyCommunity]:
        """List all that a repository or owner belongs to, in the order of the file."""
        written = key.lower()
        ends = (end for end, letter in enumerate(written) if letter == "/")
        above = (written[:end] for end in ends)
        near = {written, written.partition(":")[0], *above}
        found = dict(place for one in near for place in self._places.get(one, ()))
        return [found[at] for at in sorted(found) if found[at].covers(key)]


def parse_key_communities(
    text: str,
    path: str = "key-communities.toml",
    hosts: Mapping[str, str] = HOSTS,
    forums: Mapping[str, str] | None = None,
) -> KeyCommunities:
    """Read a whole file; mistakes are returned, everything else is still read.

    Parameters
    ----------
    text
        TOML with ``[[communities]]``.
    path
        The file, as mistakes should name it.
    hosts
        Host to forge name, for the addresses.
    forums
        The same, of forums that the workspace gave a name.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return KeyCommunities((), (syntax_mistake(path, text, error),))
    places = find_places(text)
    mistakes = [
        Mistake(path, places.line_of((key,)), f"unknown key `{key}`{nearest(key, ['communities'])}")
        for key in document
        if key != "communities" and nearest(key, ["communities"]).endswith("?")
    ]
    entries = document.get("communities", [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        line = places.line_of(("communities",))
        return KeyCommunities((), (Mistake(path, line, "write each as `[[communities]]`"),))
    communities: dict[str, KeyCommunity] = {}
    listed: set[Forum] = set()
    for position, entry in enumerate(entries):
        found = _community(entry, hosts, forums or {})
        if isinstance(found, KeyCommunity):
            own = found.repository or found.owner
            taken = [one for one in found.forums if one in listed]
            if own not in communities and not taken:
                line = places.line_of(("communities", position))
                communities[own] = replace(found, line=line)
                listed.update(found.forums)
                continue
            if own in communities:
                found = {"url": f"`{own}` is listed twice: remove one"}
            else:
                found = {"forum": f"`{taken[0].key}` is another community's too: remove one"}
        mistakes.extend(_located(found, path, places, position))
    return KeyCommunities(tuple(communities.values()), tuple(mistakes))


def add_key_community(text: str, title: str, url: str, proposed: str | None = None) -> str:
    """Put one community at the end of the list; every other byte stays."""
    said = {"proposed": proposed} if proposed else {}
    return append_table(text, "communities", {"title": title, "url": url, **said})


def _community(
    entry: Mapping[str, Any], hosts: Mapping[str, str], named: Mapping[str, str]
) -> KeyCommunity | dict[str | None, str]:
    """Read one entry; else say what is wrong, by key (None: the entry as a whole)."""
    wrong: dict[str | None, str] = {}
    title, url = entry.get("title"), entry.get("url")
    for key in ("title", "url"):
        if key not in entry:
            misspelt = [k for k in entry if nearest(k, [key]).endswith("?")]
            at = misspelt[0] if misspelt else None
            wrong[at] = (
                f"unknown key `{at}`: did you mean `{key}`?" if at else f"`{key}` is missing"
            )
        elif not isinstance(entry[key], str) or not entry[key].strip():
            wrong[key] = f"`{key}` must be text in quotes"
    proposed = entry.get("proposed")
    if proposed is not None and not isinstance(proposed, str):
        wrong["proposed"] = "`proposed` must be text in quotes: take the line out to confirm"
    if "url" not in wrong and isinstance(url, str):
        try:
            owner, repository = read_place(url, hosts)
        except ValueError as error:
            wrong["url"] = str(error)
    forums: list[Forum] = []
    try:
        forums = [read_forum(one, named, hosts) for one in _texts(entry.get("forum"))]
    except ValueError as error:
        wrong["forum"] = str(error)
    if wrong:
        return wrong
    return KeyCommunity(
        str(title), str(url), owner, repository, proposed or None, tuple(dict.fromkeys(forums))
    )


def _texts(value: Any) -> list[str]:
    """Take one text, or a list of texts, or nothing."""
    texts = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in texts):
        raise ValueError("`forum` must be an address in quotes, or a list of such")
    return texts


def _located(
    wrong: Mapping[str | None, str], path: str, places: TomlPlaces, position: int
) -> Iterable[Mistake]:
    for key, message in wrong.items():
        at = ("communities", position) if key is None else ("communities", position, key)
        yield Mistake(path, places.line_of(at), message)
