"""A sync in shards: each reads the owners that are its own, with tokens of its own.

Owners are the unit of lock and of files, so shards never wait for each other, on one machine or on
several that share the folder of facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from twohats.flow.register import Named
from twohats.flow.sync.github import is_github
from twohats.flow.sync.gitlab import is_gitlab
from twohats.flow.sync.planning import Held
from twohats.records.shards import WHOLE, Shard
from twohats.sources.gitlab_api.environment import TOKEN, variable_of
from twohats.workspace import Forge as Place

USUAL = "TWOHATS_GITHUB_TOKENS"
"""Variable that most put several tokens into."""


def shared(named: Sequence[Named], shard: Shard) -> tuple[Named, ...]:
    """Give what a shard has to read of what is named."""
    return tuple(one for one in named if shard.has(one.key))


def held_by(held: Held, named: Sequence[Named], shard: Shard) -> Held:
    """Leave the people whose work is followed to one shard, which has something to read on their forge."""
    if shard == WHOLE:
        return held
    firsts = {
        forge: min(one.key for one in named if one.forge == forge)
        for forge in {one.forge for one in named}
    }
    followed = tuple(
        account
        for account in held.followed
        if shard.has(firsts.get(account.partition(":")[0], account))
    )
    return replace(held, followed=followed)


def surroundings(environment: Mapping[str, str], shard: Shard) -> Mapping[str, str]:
    """Give the environment as a shard sees it: of several tokens in one variable it has its part.

    Where there are fewer tokens than shards, all of them have all: another machine may have others.

    Examples
    --------
    >>> surroundings({"TWOHATS_GITHUB_TOKENS": "a,b c", "GITHUB_TOKEN": "d"}, Shard(2, 2))
    {'TWOHATS_GITHUB_TOKENS': 'b', 'GITHUB_TOKEN': 'd'}
    """
    if shard == WHOLE:
        return environment
    parts = {name: " ".join(shard.share(tokens)) for name, tokens in _several(environment)}
    return {**environment, **parts}


def too_few_tokens(
    environment: Mapping[str, str], places: Iterable[Place], named: Sequence[Named], processes: int
) -> list[str]:
    """Name the variables that hold fewer tokens than there are processes, of the forges these ask.

    Parameters
    ----------
    environment
        Where tokens stand.
    places
        The workspace's forges.
    named
        What is to be read. A forge of which one process alone reads something needs one token.
    processes
        How many share it.

    Examples
    --------
    >>> forges = [Place("github", "github.com"), Place("gitlab", "gitlab.com")]
    >>> named = [Named(f"github:guild-{number}", "ours") for number in range(9)]
    >>> [too_few_tokens({"TWOHATS_GITHUB_TOKENS": "a,b"}, forges, named, of) for of in (2, 3)]
    [[], ['TWOHATS_GITHUB_TOKENS']]
    """
    shards = [Shard(number, processes) for number in range(1, processes + 1)]
    lacking = []
    for place in places:
        keys = [one.key for one in named if one.forge == place.name]
        name = _variable(place, environment)
        readers = sum(any(map(shard.has, keys)) for shard in shards)
        if name and readers > 1 and len(_tokens_in(environment.get(name, ""))) < processes:
            lacking.append(name)
    return list(dict.fromkeys(lacking))


def _variable(place: Place, environment: Mapping[str, str]) -> str | None:
    """Name the variable that several tokens for a forge stand in; None: none are needed to read it."""
    if is_gitlab(place):
        return variable_of(environment, place.host)
    return USUAL if is_github(place.host, environment) else None


def _several(environment: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    for name, text in environment.items():
        if (name.startswith("TWOHATS_") and name.endswith("_TOKENS")) or name.startswith(TOKEN):
            yield name, _tokens_in(text)


def _tokens_in(text: str) -> list[str]:
    return list(dict.fromkeys(text.replace(",", " ").split()))
