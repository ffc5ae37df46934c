"""From upstream work to the people it reaches: repository, component, service, member community.

Nothing here is guessed from names. A component leads to a repository by what its file says or by the
workspace's word, and to a member community by the service that lists it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from twohats.formats.purls import identity
from twohats.records.components import Component, ComponentList, Origin, Service
from twohats.records.keys import covers

Level = Literal["entry", "project", "none"]
"""What a chain ties to a member community: one entry, by its evidence; a whole project, by its
components; or nothing, since a part of it is not known."""

_NO_SERVICE = Service("")


@dataclass(frozen=True, slots=True)
class Link:
    """One chain; what nobody said is None."""

    repository: str | None
    component: str | None = None
    service: str | None = None
    member_community: str | None = None
    path: str | None = None
    """The file that says that the component is in the service."""
    place: str | None = None
    """Where in it."""
    repository_by: str | None = None
    """What says where the component is developed."""
    member_by: str | None = None
    """What says whom the service is for."""
    level: Level = "none"


@dataclass(frozen=True)
class Trace:
    """Everything that component lists and the workspace say together."""

    links: tuple[Link, ...] = ()
    """Sorted by repository, those without one last."""
    own: tuple[str, ...] = ()
    """Components that are our own projects: no upstream work, so they are not traced."""
    unused: tuple[Origin, ...] = ()
    """The workspace's words on components that no list has."""

    @property
    def unknown(self) -> tuple[str, ...]:
        """Components of which nobody says where they are developed, each once."""
        found = (link.component for link in self.links if link.repository is None)
        return tuple(sorted({component for component in found if component}))

    def of_repository(self, key: str) -> tuple[Link, ...]:
        """Give the chains of a repository, or of all of an owner's."""
        return tuple(
            link for link in self.links if link.repository and covers(key, link.repository)
        )

    def of_member(self, name: str) -> tuple[Link, ...]:
        """Give the chains that end at a member community; case does not matter."""
        wanted = name.casefold()
        return tuple(
            link for link in self.links if (link.member_community or "").casefold() == wanted
        )


def trace(
    used: Iterable[tuple[Service | None, ComponentList]],
    services: Sequence[Service] = (),
    origins: Sequence[Origin] = (),
    *,
    is_ours: Callable[[str], bool] = lambda _: False,
    services_path: str = "services.toml",
) -> Trace:
    """Join component lists, services and the workspace's words into chains.

    Parameters
    ----------
    used
        Each list with the service that is built from it; None where only the list itself may say.
    services
        Every service, for lists that name one.
    origins
        The workspace's words on repositories; they win over what files say.
    is_ours
        Whether a repository is our own project.
    services_path
        The file that holds services and words, to be named with its line.

    Returns
    -------
    Trace
        One chain per repository, component, service, member community and file.
    """
    by_name = {service.name: service for service in services}
    words = {origin.component: origin for origin in origins}
    seen: set[str] = set()
    own: set[str] = set()
    links: dict[tuple[str | None, ...], Link] = {}
    for lister, listed in used:
        for component in listed.components:
            key = identity(component.purl) if component.purl else component.name
            word = words.get(key)
            link = Link(
                component.repository,
                component.label,
                path=listed.path,
                place=component.place,
                repository_by=component.repository_by,
            )
            if word:
                seen.add(key)
                by = f"{services_path}, line {word.line}"
                link = replace(link, repository=word.repository, repository_by=by)
            if link.repository and is_ours(link.repository):
                own.add(component.label)
                continue
            for one in _reached(link, component, lister, by_name, services_path):
                about = (one.repository, one.component, one.service, one.member_community, one.path)
                links.setdefault(about, one)
    unused = tuple(origin for origin in origins if origin.component not in seen)
    return Trace(tuple(sorted(links.values(), key=_order)), tuple(sorted(own)), unused)


def _reached(
    link: Link,
    component: Component,
    lister: Service | None,
    by_name: Mapping[str, Service],
    services_path: str,
) -> Iterable[Link]:
    """Give a chain for each member community it ends at, or one that ends before."""
    named = component.service or (lister.name if lister else None)
    link = replace(link, service=named)
    if component.member_community:
        yield _ended(link, component.member_community, f"{link.path}, {link.place}")
        return
    service = by_name.get(named or "", lister if lister and lister.name == named else None)
    service = service or _NO_SERVICE
    for member in service.member_communities:
        yield _ended(link, member, f"{services_path}, line {service.line}")
    if not service.member_communities:
        yield link


def _ended(link: Link, member: str, by: str) -> Link:
    level: Level = "project" if link.repository else "none"
    return replace(link, member_community=member, member_by=by, level=level)


def _order(link: Link) -> tuple[bool, str, str, str, str]:
    return (
        link.repository is None,
        link.repository or "",
        link.service or "",
        link.member_community or "",
        link.component or "",
    )


@dataclass(frozen=True)
class Reach:
    """What rests on one repository."""

    repository: str
    components: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    member_communities: tuple[str, ...] = ()


def reaches(links: Iterable[Link]) -> tuple[Reach, ...]:
    """Sum chains up, one per repository, in the order of their names."""
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for link in links:
        if link.repository is not None:
            sets = found.setdefault(link.repository, (set(), set(), set()))
            said = (link.component, link.service, link.member_community)
            for names, name in zip(sets, said, strict=True):
                if name is not None:
                    names.add(name)
    return tuple(
        Reach(repository, *(tuple(sorted(names)) for names in sets))
        for repository, sets in sorted(found.items())
    )


def untraced(links: Iterable[Link], repositories: Iterable[str]) -> tuple[str, ...]:
    """Find the repositories, or owners of repositories, to which no component leads."""
    reached = {link.repository for link in links if link.repository}
    owners = {name.rpartition("/")[0] for name in reached}
    return tuple(sorted(set(repositories) - reached - owners))


@dataclass(frozen=True)
class EntryTrace:
    """How far one entry can be traced."""

    sentence: str
    links: tuple[Link, ...]
    """Those by its own evidence first, then those of its project."""


def trace_entry(
    class_: str,
    beneficiaries: Sequence[str],
    repository: str,
    links: Sequence[Link],
    *,
    url: str | None = None,
    number: str | None = None,
    word: str = "member community",
) -> EntryTrace:
    """Trace one entry: by its own evidence where that names somebody, else by its project.

    Parameters
    ----------
    class_
        The entry's class.
    beneficiaries
        Member communities that its evidence names.
    repository
        Where the work was done.
    links
        Chains of that repository.
    url, number
        Where the entry can be read, and its number.
    word
        What the organization calls a member community.
    """
    own = tuple(
        Link(
            repository,
            member_community=name,
            path=url,
            place=f"entry {number}" if number else None,
            member_by="evidence of the entry",
            level="entry",
        )
        for name in beneficiaries
    )
    members = {link.member_community for link in links if link.member_community}
    project = (
        "At project level it reaches all whose services rest on the project."
        if members
        else f"Its project leads to no {word} as far as lists say."
    )
    names = " and ".join(beneficiaries)
    if class_ == "foundational":
        sentence = f"Foundational work traces at project level, and needs no beneficiary. {project}"
    elif beneficiaries:
        sentence = f"Its evidence names {names}. {project}"
    elif class_ == "directed":
        sentence = f"It is directed, but no evidence names for whom. {project}"
    elif class_ == "own-project":
        sentence = "It was done in a project of our own, which is no upstream work."
    else:
        sentence = f"Nothing says whose need it met, so it traces at project level only. {project}"
    if class_ == "foundational" and beneficiaries:
        sentence += f" Its evidence names {names} besides."
    return EntryTrace(sentence, (*own, *links))
