"""What a repository is to us: upstream, our own, one person's, or not known yet.

The framework holds for projects with several stakeholders only, so this question comes before
every other one about a contribution. The first of these that applies decides:

1. the workspace's word;
2. it belongs to our own organization;
3. it lies in a personal account;
4. everybody seen merging there is one of ours: that has to be asked;
5. it belongs to a key community;
6. it belongs to an organization, and people who are not ours merge there.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from twohats.records import owner_of
from twohats.records.people import RepositoryScope, Scope

ENOUGH_MERGES = 5
"""Fewer merges say nothing about who may merge."""


@dataclass(frozen=True)
class Ownership:
    """What facts say of who runs a repository."""

    repository: str
    """Its key, or an owner's where a whole community is meant."""
    owner_kind: str | None
    """``organization``, ``user``, or None where no source said."""
    merges: int = 0
    mergers: int = 0
    """People who merged there and are known."""
    mergers_not_ours: int = 0


def scope_of(
    ownership: Ownership,
    *,
    own_owners: Collection[str],
    own_repositories: Collection[str],
    key: Collection[str],
    said: Mapping[str, tuple[Scope, str]],
    forum_of: str | None = None,
) -> RepositoryScope:
    """Decide what a repository is to us.

    Parameters
    ----------
    ownership
        What is known of it.
    own_owners, own_repositories
        Keys of what our organization owns.
    key
        Owner and repository keys of the key communities.
    said
        The workspace's word by repository or owner key: scope and reason.
    forum_of
        Owner key of the key community whose forum it is; None: it is no forum of one.
    """
    repository = ownership.repository
    places = _places(repository)
    named = next((place for place in places if place in key), None)
    is_key = named is not None or forum_of is not None
    # What lies in subgroups of a key community is one community with it.
    community = named if named and named != repository else owner_of(repository)

    def answer(scope: Scope, reason: str) -> RepositoryScope:
        return RepositoryScope(repository, scope, reason, forum_of or community, is_key)

    for name in places:
        if name in said:
            scope, reason = said[name]
            return answer(scope, f"the workspace says so: {reason or 'no reason given'}")
    if set(places).intersection(own_owners) or repository in own_repositories:
        return answer("own-project", "our organization owns it")
    if ownership.owner_kind == "user":
        return answer("personal-project", "it lies in a personal account")
    if ownership.merges >= ENOUGH_MERGES and ownership.mergers and not ownership.mergers_not_ours:
        return answer("unknown", "everybody seen merging there is one of ours: whose is it?")
    if forum_of is not None:
        return answer("upstream", "it is the forum of a key community")
    if is_key:
        return answer("upstream", "it belongs to a key community")
    if ownership.owner_kind == "organization" and ownership.mergers_not_ours:
        return answer(
            "upstream",
            f"an organization owns it, and {ownership.mergers_not_ours} of "
            f"{ownership.mergers} people who merged there are not ours",
        )
    if ownership.owner_kind == "organization":
        return answer("unknown", "an organization owns it, but nobody was seen merging there")
    return answer("unknown", "no source says who owns it")


def _places(repository: str) -> list[str]:
    """List a repository and the groups it lies in, the nearest first.

    >>> _places("gitlab:forge/tools/anvil")
    ['gitlab:forge/tools/anvil', 'gitlab:forge/tools', 'gitlab:forge']
    """
    places = [repository]
    while "/" in places[-1]:
        places.append(owner_of(places[-1]))
    return places
