"""What the workspace says of repositories, laid out so that one is looked up at once.

An office names thousands of communities and has tens of thousands of repositories: going through
all of the former for each of the latter would be what takes longest.
"""

from functools import cached_property

from twohats.formats.forums import Forum, forum_of
from twohats.people.scope import Ownership, scope_of
from twohats.records.people import RepositoryScope, Scope
from twohats.workspace import Workspace


class Scoping:
    """Decides what repositories, or whole communities, are to a workspace."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        settings = workspace.settings
        self._owners = frozenset(settings.owners)
        self._repositories = frozenset((*settings.repositories, *settings.trackers))
        self._key = frozenset(one.repository or one.owner for one in workspace.communities)
        self._said: dict[str, tuple[Scope, str]] = {
            rule.key: (rule.scope, rule.reason) for rule in settings.scopes
        }

    def of(self, ownership: Ownership) -> RepositoryScope:
        """Decide about one."""
        key = ownership.repository
        is_our_forum = bool(forum_of(self.workspace.settings.forums, key))
        return scope_of(
            ownership,
            own_owners=self._owners,
            own_repositories=self._repositories | {key} if is_our_forum else self._repositories,
            key=self._key,
            said=self._said,
            forum_of=self._owner_of_forum(key),
        )

    def _owner_of_forum(self, key: str) -> str | None:
        """Owner key of the community whose forum it is."""
        talks = self._forums.get(key.partition(":")[0], ())
        return next((owner for owner, forums in talks if forum_of(forums, key)), None)

    @cached_property
    def _forums(self) -> dict[str, list[tuple[str, tuple[Forum, ...]]]]:
        """Owners of communities with their forums, by the forge these are on."""
        found: dict[str, list[tuple[str, tuple[Forum, ...]]]] = {}
        for one in self.workspace.communities:
            for forge in {forum.forge for forum in one.forums}:
                found.setdefault(forge, []).append((one.owner, tuple(one.forums)))
        return found
