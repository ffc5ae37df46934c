"""What our made-up organization plans: initiatives, and the items of each iteration.

Foundational items are held by whoever then did most of that work, so that plan and facts agree.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from twohats.sources.made_up.cast import Team
from twohats.sources.made_up.scene import CODES, Scene
from twohats.sources.made_up.working_time import DAY, HOUR, MINUTE, Ints
from twohats.sources.made_up.world import LEADS, MEMBERS

ITERATION_D = 14
SLOTS = 6
"""Communities whose reviews one iteration plans."""
NAMED = 8
"""Items a plan item names at most."""
_GOALS = (
    "shared folders for a class",
    "quotas people can see",
    "start pages in three languages",
    "fewer lost sessions",
    "charts that a screen reader can read",
    "faster first start",
    "tables with a million rows",
    "one sign-in for two services",
)


@dataclass
class Entry:
    """One item of the tracker."""

    kind: str
    """``initiative`` or ``plan_item``."""
    title: str
    body: str
    opened_at: int
    ends_at: int
    author: int
    holder: int
    community: str
    direction: str
    iteration: int | None = None
    funder: str | None = None
    parent: "Entry | None" = None
    done: list[tuple[Scene, int, int]] = field(default_factory=list)
    """What it says was done: scene, item, when."""
    position: int = -1


@dataclass
class Help:
    """What ours did for items of others, of one kind and in one community, by time."""

    at: Ints
    item: Ints
    actor: Ints


def draw_initiatives(
    rng: np.random.Generator,
    team: Team,
    upstream: Sequence[Scene],
    framework_from: int,
    until: int,
) -> list[Entry]:
    """Draw initiatives: most for a member of ours, some for an upstream community's own sake."""
    span = until - framework_from
    found: list[Entry] = []
    for number, scene in enumerate(upstream):
        for turn, direction in enumerate(("directed", "directed", "foundational")):
            if number >= 6 and turn > 0:
                continue
            begin = (0.0, 0.45, 0.2)[turn] + 0.25 * float(rng.random())
            opened_at = framework_from + int(span * begin)
            ends_at = opened_at + int(span * (0.35 + 0.3 * float(rng.random())))
            goal = _GOALS[(3 * number + 5 * turn) % len(_GOALS)]
            member = MEMBERS[(number + turn) % len(MEMBERS)] if direction == "directed" else None
            whose = member or scene.community.title
            author = team.accounts[LEADS[(number + turn) % len(LEADS)]]
            found.append(
                Entry(
                    "initiative",
                    f"Initiative: {goal}" if member else f"Initiative: look after {whose}",
                    f"For {whose}, with {scene.community.owner}. What is done is linked here.",
                    opened_at // DAY * DAY + 10 * HOUR + number * 7 * MINUTE + turn * MINUTE,
                    ends_at,
                    author,
                    _holder(rng, scene, team, opened_at),
                    scene.community.owner,
                    # Some were written down before anybody asked whose need it was.
                    "unstated" if member and number % 3 == 2 and turn == 0 else direction,
                    funder=member,
                )
            )
    return found


def _holder(rng: np.random.Generator, scene: Scene, team: Team, at: int) -> int:
    """Choose one of ours who works for us then; more likely who works there anyway."""
    inside = (team.since <= at) & (at < team.until)
    weights = np.where(inside, scene.cast.our_weights, 0.0)
    return int(scene.cast.ours[rng.choice(len(weights), p=weights / weights.sum())])


def _help_of_ours(scene: Scene, kind: str) -> Help:
    columns = scene.log.before(scene.until)
    author = scene.items.author[columns["item"]]
    ours = scene.cast.ours
    wanted = (columns["kind"] == CODES[kind]) & np.isin(columns["actor"], ours)
    found = np.flatnonzero(wanted & ~np.isin(author, ours))
    order = found[np.argsort(columns["at"][found], kind="stable")]
    return Help(columns["at"][order], columns["item"][order], columns["actor"][order])


def plan_iterations(
    rng: np.random.Generator,
    team: Team,
    upstream: Sequence[Scene],
    initiatives: Sequence[Entry],
    framework_from: int,
    until: int,
) -> list[Entry]:
    """Plan every iteration: reviews, triage, now and then a release, and parts of initiatives."""
    reviews = {scene.community.owner: _help_of_ours(scene, "reviewed") for scene in upstream}
    triage = {scene.community.owner: _help_of_ours(scene, "labeled") for scene in upstream}
    found: list[Entry] = []
    starts = range(framework_from, until, ITERATION_D * DAY)
    for iteration, start in enumerate(starts, 1):
        end = start + ITERATION_D * DAY
        lead = team.accounts[LEADS[iteration % len(LEADS)]]
        for slot in range(SLOTS):
            scene = upstream[(iteration + slot) % len(upstream)]
            found.append(_review_entry(rng, scene, reviews, team, iteration, slot, start, lead))
        scene = upstream[iteration % len(upstream)]
        found.append(_duty_entry(rng, scene, triage, team, iteration, start, lead))
        running = [e for e in initiatives if e.opened_at < start - DAY and end <= e.ends_at]
        for slot, parent in enumerate(running[iteration % 2 :: 2][:4]):
            found.append(
                Entry(
                    "plan_item",
                    f"Next part of: {parent.title.partition(': ')[2]}",
                    f"In iteration {iteration}, under the initiative.",
                    start - DAY + (9 + slot) * HOUR,
                    end,
                    lead,
                    parent.holder,
                    parent.community,
                    parent.direction,
                    iteration,
                    parent.funder,
                    parent,
                )
            )
    return [entry for entry in found if entry.opened_at < until]


def _review_entry(
    rng: np.random.Generator,
    scene: Scene,
    reviews: dict[str, Help],
    team: Team,
    iteration: int,
    slot: int,
    start: int,
    lead: int,
) -> Entry:
    """Plan some reviews; whoever then gave most of them is who held the item."""
    given = reviews[scene.community.owner]
    first, last = np.searchsorted(given.at, [start, start + ITERATION_D * DAY]).tolist()
    actors = given.actor[first:last].tolist()
    holder = (
        Counter(sorted(actors)).most_common(1)[0][0] if actors else _holder(rng, scene, team, start)
    )
    return Entry(
        "plan_item",
        f"Review pull requests by people who are not ours: {scene.community.owner}",
        f"In iteration {iteration}. Newcomers first.",
        start - DAY + (10 + slot) * HOUR,
        start + ITERATION_D * DAY,
        lead,
        holder,
        scene.community.owner,
        "foundational",
        iteration,
        done=_done(scene, given, first, last),
    )


def _done(scene: Scene, given: Help, first: int, last: int) -> list[tuple[Scene, int, int]]:
    """Name what was done of a plan item: each item once, and not all that was done besides."""
    once = {int(given.item[n]): int(given.at[n]) for n in reversed(range(first, last))}
    return [(scene, item, at) for item, at in sorted(once.items())][:NAMED]


def _duty_entry(
    rng: np.random.Generator,
    scene: Scene,
    triage: dict[str, Help],
    team: Team,
    iteration: int,
    start: int,
    lead: int,
) -> Entry:
    """Plan a release now and then, else an hour of triage, with what it then put in order."""
    is_release = iteration % 3 == 0
    given = triage[scene.community.owner]
    first, last = np.searchsorted(given.at, [start, start + ITERATION_D * DAY]).tolist()
    duty = "Help with the release" if is_release else "An hour of triage"
    return Entry(
        "plan_item",
        f"{duty}: {scene.community.owner}",
        f"In iteration {iteration}, in turns.",
        start - DAY + 13 * HOUR,
        start + ITERATION_D * DAY,
        lead,
        _holder(rng, scene, team, start),
        scene.community.owner,
        "foundational",
        iteration,
        done=[] if is_release else _done(scene, given, first, last),
    )
