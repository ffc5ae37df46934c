"""How far each made-up pull request has come, and what it changes."""

from dataclasses import dataclass

import numpy as np

from twohats.sources.made_up.scene import Scene
from twohats.sources.made_up.working_time import HOUR, Floats, Ints

WITH_REVIEWERS, WITH_AUTHOR, AGREED, ENDED, FORGOTTEN = range(5)
NEVER = 2**62


@dataclass
class Changes:
    """How far each pull request has come; one position per item of the scene."""

    turn: Ints
    now: Ints
    """The moment up to which its life is known."""
    last_reviewer: Ints
    last_review: Ints
    """Mark of the last review with line comments, -1 for none."""
    asked: Ints
    """Whose review was requested."""
    merged_at: Ints
    merged_by: Ints
    files: "Files"


@dataclass
class Files:
    """Paths changed by each pull request, by item."""

    item: Ints
    path: Ints
    additions: Ints
    deletions: Ints
    first: Ints
    """Position of an item's first file."""
    count: Ints


def wait(scene: Scene, now: Ints, median_h: Floats, spread: float = 1.2) -> Ints:
    """Draw how long somebody waits; longer towards the end where a community slows down."""
    share = (now - scene.since) / (scene.until - scene.since)
    slower = scene.community.slower ** np.clip(share, 0, 1)
    hours = median_h * slower * np.exp(spread * scene.rng.standard_normal(len(now)))
    return np.asarray(np.clip(hours, 0.03, 24 * 400) * HOUR, dtype=np.int64)


def responders(scene: Scene, now: Ints, author: Ints) -> Ints:
    """Draw who answers: one of ours, a maintainer or somebody who comes often; never the author."""
    rng, cast, ours = scene.rng, scene.cast, scene.community.ours
    group = rng.random(len(now))
    drawn = np.where(
        group < ours,
        cast.draw_ours(rng, now),
        np.where(
            group < ours + (1 - ours) * 0.74,
            cast.draw_maintainers(rng, len(now)),
            cast.draw_regulars(rng, len(now)),
        ),
    )
    return cast.someone_else(rng, author, drawn)


def draw_files(scene: Scene) -> Files:
    """Draw what each pull request changes: mostly little, now and then a lot."""
    items, rng = scene.items, scene.rng
    count = np.minimum(rng.geometric(0.45, len(items)), 9)
    count = np.where(items.is_change, np.where(items.is_update, 1, count), 0)
    item = np.repeat(np.arange(len(items)), count)
    first = np.cumsum(count) - count
    rank = np.arange(len(item)) - first[item]
    names = [
        f"{folder}/{stem}.{suffix}"
        for folder, suffix in (("src", "py"), ("docs", "md"), ("tests", "py"), ("web", "ts"))
        for stem in ("limits", "profiles", "sessions", "tables", "charts", "storage", "proxy")
    ]
    # Steps of 5 through 28 names never meet the same one within nine files.
    start = rng.integers(0, len(names), len(items))
    path = scene.paths.numbers(names)[(start[item] + 5 * rank) % len(names)]
    additions = np.asarray(np.exp(2.2 + 1.3 * rng.standard_normal(len(item))), dtype=np.int64)
    deletions = np.asarray(additions * rng.random(len(item)) * 0.9, dtype=np.int64)
    return Files(item, path, additions, deletions, first, count)
