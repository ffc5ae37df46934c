"""Items as they are opened: who, when, where, what about."""

import numpy as np

from twohats.sources.made_up.cast import Accounts, Cast
from twohats.sources.made_up.scene import Items, Scene, Texts
from twohats.sources.made_up.words import (
    BODIES,
    bodies,
    titles_of_changes,
    titles_of_reports,
    titles_of_updates,
)
from twohats.sources.made_up.working_time import MINUTE, SECOND, Bools, Ints, local_moments
from twohats.sources.made_up.world import Community


def open_items(
    rng: np.random.Generator,
    accounts: Accounts,
    cast: Cast,
    community: Community,
    count: int,
    since: int,
    until: int,
) -> Scene:
    """Open a community's items; nothing has happened to them yet."""
    local = local_moments(rng, count, since, until)
    is_change = rng.random(count) < 0.56
    is_update = is_change & (rng.random(count) < 0.07) & (cast.bot >= 0)
    author, is_newcomer, is_ours = _authors(rng, cast, community, local)
    author = np.where(is_update, cast.updates, author)
    is_newcomer &= ~is_update
    is_ours &= ~is_update
    opened_at = np.clip(local - cast.offsets[author] * MINUTE, since, until - SECOND)
    order = np.argsort(opened_at, kind="stable")
    repository = _repositories(rng, len(community.repositories), count)
    body = np.where(is_change, bodies(rng, "change", count), bodies(rng, "report", count))
    items = Items(
        repository=repository[order],
        number=_numbers(repository[order], community.founded_d),
        is_change=is_change[order],
        opened_at=opened_at[order],
        author=author[order],
        is_newcomer=is_newcomer[order],
        is_ours=is_ours[order],
        is_update=is_update[order],
        titles=_titles(rng, is_change[order], is_update[order]),
        body=np.where(is_update, bodies(rng, "bump", count), body)[order],
        is_draft=(is_change & ~is_update & (rng.random(count) < 0.11))[order],
    )
    scene = Scene(community, accounts, cast, items, rng, since, until, bodies=Texts(BODIES))
    everything = np.arange(count, dtype=np.int64)
    scene.log.add("opened", everything, items.author, items.opened_at)
    return scene


def _authors(
    rng: np.random.Generator, cast: Cast, community: Community, at: Ints
) -> tuple[Ints, Bools, Bools]:
    """Draw who opens each item: ours, newcomers, maintainers or people who come often."""
    count = len(at)
    rest = max(0.0, 1.0 - community.ours - community.newcomers)
    shares = np.array([community.ours, community.newcomers, 0.45 * rest, 0.55 * rest])
    group = rng.choice(4, size=count, p=shares / shares.sum())
    author = np.empty(count, dtype=np.int64)
    author[group == 0] = cast.draw_ours(rng, at[group == 0])
    author[group == 1] = cast.draw_newcomers(rng, int((group == 1).sum()))
    author[group == 2] = cast.draw_maintainers(rng, int((group == 2).sum()))
    author[group == 3] = cast.draw_regulars(rng, int((group == 3).sum()))
    return author, group == 1, group == 0


def _repositories(rng: np.random.Generator, repositories: int, count: int) -> Ints:
    weights = 1.0 / np.arange(1, repositories + 1)
    return rng.choice(repositories, size=count, p=weights / weights.sum())


def _numbers(repository: Ints, founded_d: int) -> Ints:
    """Numbers within each repository, by time; older communities have given out some before."""
    number = np.zeros(len(repository), dtype=np.int64)
    for which in range(int(repository.max(initial=-1)) + 1):
        here = repository == which
        number[here] = np.arange(1, here.sum() + 1) + founded_d // 4
    return number


def _titles(
    rng: np.random.Generator,
    is_change: Bools,
    is_update: Bools,
) -> list[str]:
    changes = titles_of_changes(rng, len(is_change))
    reports = titles_of_reports(rng, len(is_change))
    updates = titles_of_updates(rng, len(is_change))
    return [
        updates[i] if update else changes[i] if change else reports[i]
        for i, (change, update) in enumerate(zip(is_change, is_update, strict=True))
    ]
