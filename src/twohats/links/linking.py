"""What links and commitments are found by: the workspace's words that bear on them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import ibis
import ibis.expr.types as ir

from twohats.formats.plan_file import PlanLine
from twohats.formats.references import GITHUB
from twohats.workspace.iterations import Iterations
from twohats.workspace.labels import Labels
from twohats.workspace.settings import Settings


@dataclass(frozen=True)
class Linking:
    """Where we plan, what is ours, and how our plans are written."""

    trackers: tuple[str, ...] = ()
    """Keys of the repositories in which we plan."""
    owners: tuple[str, ...] = ()
    """Keys of our organizations."""
    repositories: tuple[str, ...] = ()
    """Keys of our repositories elsewhere."""
    hosts: Mapping[str, str] = field(default_factory=lambda: GITHUB)
    """Forge name by host."""
    forums: frozenset[str] = frozenset()
    """Names of the forges that are forums, where only addresses refer to anything."""
    labels: Labels = field(default_factory=Labels)
    labels_are_named: bool = False
    """Whether the workspace wrote down how its plan is labeled."""
    iterations: Iterations | None = None
    plan: tuple[PlanLine, ...] = ()
    """Of plan files."""
    gitlabs: frozenset[str] = frozenset()
    """Names of the forges that are GitLabs by the workspace's word, where ``!12`` refers to something."""

    @classmethod
    def of(cls, settings: Settings, plan: Iterable[PlanLine] = ()) -> "Linking":
        """Take what the workspace says."""
        return cls(
            settings.trackers,
            settings.owners,
            settings.repositories,
            settings.hosts,
            frozenset(settings.forum_hosts.values()),
            settings.labels,
            settings.labels_are_named,
            settings.iterations,
            tuple(plan),
            frozenset(forge.name for forge in settings.forges if forge.kind == "gitlab"),
        )

    def style_of(self, forge: str) -> Literal["gitlab", "forum"] | None:
        """Say whose ways of writing hold on a forge; None: its name and host tell."""
        if forge in self.forums:
            return "forum"
        return "gitlab" if forge in self.gitlabs else None

    @property
    def places(self) -> tuple[str, ...]:
        """How keys of our own items begin."""
        repositories = dict.fromkeys((*self.trackers, *self.repositories))
        return (
            *(f"{key}{mark}" for key in repositories for mark in "#!"),
            *(f"{owner}/" for owner in self.owners),
        )

    def is_tracked(self, item: str) -> bool:
        """Whether an item is of one of our trackers."""
        return repository_of(item) in self.trackers

    def is_ours(self, item: str) -> bool:
        """Whether an item is of a tracker or another repository of ours."""
        return item.startswith(self.places)


def repository_of(item: str) -> str:
    """Key of an item's repository.

    Examples
    --------
    >>> repository_of("gitlab:group/sub/tool!12")
    'gitlab:group/sub/tool'
    """
    return item.rpartition("#")[0] or item.rpartition("!")[0]


def begins(column: ir.StringColumn, prefixes: Iterable[str]) -> ir.BooleanValue:
    """Whether a column begins with one of these; never NULL."""
    found: ir.BooleanValue = ibis.literal(False)
    for prefix in prefixes:
        found = found | column.startswith(prefix)
    return found.fill_null(False)
