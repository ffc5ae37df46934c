"""A sync in shards: each reads the owners that are its own, with tokens of its own.

Owners are the unit of lock and of files, so shards never wait for each other, on one machine or on
several that share the folder of facts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from twohats.flow.register import Named
from twohats.flow.sync.planning import Held
from twohats.records.shards import WHOLE, Shard

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


def too_few_tokens(environment: Mapping[str, str], processes: int) -> list[str]:
    """Name the variables that hold fewer tokens than there are processes; the usual one if none does.

    Examples
    --------
    >>> too_few_tokens({"TWOHATS_GITHUB_TOKENS": "a,b"}, 3), too_few_tokens({}, 2)
    (['TWOHATS_GITHUB_TOKENS'], ['TWOHATS_GITHUB_TOKENS'])
    """
    held = {name: len(tokens) for name, tokens in _several(environment)} or {USUAL: 0}
    return [name for name, count in held.items() if count < processes]


def _several(environment: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    for name, text in environment.items():
        if name.startswith("TWOHATS_") and name.endswith("_TOKENS"):
            yield name, list(dict.fromkeys(text.replace(",", " ").split()))
