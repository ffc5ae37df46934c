"""Which part of the facts a measure is asked for, and the rows that are in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import ibis.expr.types as ir

from twohats.errors import WrongUse
from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.words import many
from twohats.measures.measure import Measure

UPSTREAM = "upstream"


@dataclass(frozen=True)
class Asked:
    """Which part of the facts a measure is asked for."""

    repositories: tuple[str, ...] = ()
    """Keys; empty, as communities: all that are upstream. Unknown scope counts in no total."""
    communities: tuple[str, ...] = ()
    """Owner keys."""
    by: str | None = None
    """``repository``, ``community``; None: one number for all."""


def must_be_known(opened: Opened, asked: Asked) -> None:
    """Refuse repositories and communities of which there are no facts: no number is about them.

    Raises
    ------
    WrongUse
        Some of them are unknown; the message tells all of them.
    """
    repositories = {one.repository for one in opened.scopes}
    communities = {one.community for one in opened.scopes}
    unknown = [
        *(f"--repository {one}" for one in asked.repositories if one not in repositories),
        *(f"--community {one}" for one in asked.communities if one not in communities),
    ]
    if unknown:
        raise WrongUse(
            f"{', '.join(unknown)}: no facts are there of this name. "
            "`twohats people scopes` lists what is known."
        )


def behind(facts: Facts, measure: Measure, asked: Asked) -> ir.Table:
    """Give the rows that the numbers of a measure count."""
    rows = measure.rows(facts)
    if asked.repositories:
        rows = rows.filter(rows.repository.isin(asked.repositories))
    if asked.communities:
        rows = rows.filter(rows.community.isin(asked.communities))
    if not (asked.repositories or asked.communities):
        others = facts.scopes.filter(facts.scopes.scope != UPSTREAM).select("repository")
        rows = rows.anti_join(others, "repository")
    return rows


def by_community(opened: Opened, asked: Asked) -> Mapping[str, tuple[str, ...]]:
    """Repositories by community, of those that were asked for."""
    found: dict[str, list[str]] = {}
    for scope in opened.scopes:
        named = scope.repository in asked.repositories or scope.community in asked.communities
        by_default = not (asked.repositories or asked.communities)
        if named or (by_default and scope.scope == UPSTREAM):
            found.setdefault(scope.community or "", []).append(scope.repository)
    return {community: tuple(sorted(keys)) for community, keys in found.items()}


def repositories_of(group: str | None, scopes: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """List the repositories that the number of a group is about; None: of all together."""
    if group is None:
        return [repository for keys in scopes.values() for repository in keys]
    return scopes.get(group, (group,))


def left_out(opened: Opened, asked: Asked) -> str | None:
    """Say how many repositories count in no total because nobody knows what they are to us.

    Parameters
    ----------
    opened
        A workspace with its facts.
    asked
        What was asked for; repositories and communities called by name are never left out.

    Returns
    -------
    str or None
        None: there are none.
    """
    unknown = sum(scope.scope == "unknown" for scope in opened.scopes)
    if not unknown or asked.repositories or asked.communities:
        return None
    return (
        f"{many(unknown, 'repository', 'repositories')} of unknown scope left out: `twohats look` "
        "asks about them, and `--repository` shows them."
    )
