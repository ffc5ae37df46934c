"""Components: what a service is built from, where that is written, and for whom the service runs."""

from dataclasses import dataclass

from twohats.errors import Mistake


@dataclass(frozen=True, slots=True)
class Component:
    """One piece of software that a file lists."""

    name: str
    """As people call it."""
    place: str
    """Where the file says so: ``line 12``, ``components[3]``."""
    version: str | None = None
    purl: str | None = None
    """Its identity, where it has one."""
    repository: str | None = None
    """Key of its upstream repository, or an address where its forge is none of the workspace's.

    None: the file does not say.
    """
    repository_by: str | None = None
    """Which of its words say so: ``externalReferences vcs``."""
    service: str | None = None
    """Only tables name it; elsewhere it is the service that lists the file."""
    member_community: str | None = None
    license: str | None = None
    """As the file says it: an SPDX expression, or a name. None: the file does not say."""

    @property
    def label(self) -> str:
        """Purl where there is one, else name and version."""
        return self.purl or (f"{self.name}@{self.version}" if self.version else self.name)


@dataclass(frozen=True)
class ComponentList:
    """All that one file lists, and what is wrong in it."""

    path: str
    kind: str
    """As people call the format: ``CycloneDX``, ``uv.lock``."""
    components: tuple[Component, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    """What could not be read; everything else was."""


@dataclass(frozen=True)
class Service:
    """One service we run, in the workspace's words."""

    name: str
    components: tuple[str, ...] = ()
    """Paths of the files that list what it is built from."""
    member_communities: tuple[str, ...] = ()
    line: int | None = None
    layer: str | None = None
    """Which layer of the service its files list; None: not said."""


@dataclass(frozen=True)
class Origin:
    """The workspace's word on where a component is developed."""

    component: str
    """Purl without version, or a name where components have no purl."""
    repository: str
    line: int | None = None
