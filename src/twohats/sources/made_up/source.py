"""The source itself: the whole made-up world, one page after another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from twohats.records import TABLES, Page, Rows
from twohats.records.personal import personal_columns
from twohats.sources.made_up import workspace_files
from twohats.sources.made_up.cast import (
    Accounts,
    add_bots,
    add_team,
    assemble,
    deleted_accounts,
)
from twohats.sources.made_up.changes import Changes
from twohats.sources.made_up.commit_rows import commit_rows
from twohats.sources.made_up.event_rows import event_rows, happened, link_rows
from twohats.sources.made_up.item_rows import commit_of_item_rows, file_rows, item_rows
from twohats.sources.made_up.life_of_changes import live_changes
from twohats.sources.made_up.life_of_issues import live_issues, sort_and_plan
from twohats.sources.made_up.opening import open_items
from twohats.sources.made_up.other_rows import (
    SOURCE,
    account_rows,
    membership_rows,
    milestone_rows,
    moment,
    promises,
    release_rows,
    repository_rows,
)
from twohats.sources.made_up.scene import Scene
from twohats.sources.made_up.tracker import track
from twohats.sources.made_up.working_time import Bools, micros
from twohats.sources.made_up.world import (
    KEY_COMMUNITIES,
    ORGANIZATION,
    OURS,
    OUTSIDE_THE_REGISTER,
    Community,
    key_communities,
)

VERSION = 1
"""Raised whenever equal parameters give other facts than before."""
_IDS_PER_SCENE = 100_000_000
_FIRST_EVENT = 9_000_000_000


@dataclass
class _World:
    """All scenes with what happened in them."""

    scenes: list[Scene]
    changes: list[Changes | None]
    commitments: Rows
    gone: Bools


class MadeUpSource:
    """Facts of a made-up organization and the communities it works in.

    Every name says that it is made up, and every link begins with ``https://example.org``.

    Parameters
    ----------
    seed
        Another seed, another world; the same one gives the same facts on every machine.
    until
        The day after the last one with facts.
    years
        How many years of facts there are.
    scale
        How much happens: 1 is some twenty thousand events, and it grows in proportion.

    Examples
    --------
    >>> source = MadeUpSource(seed=1, scale=0.1)
    >>> source.location
    'made up, seed 1'
    >>> next(iter(source.pages())).owner
    'github:lantern-project'
    """

    name = SOURCE
    organization = ORGANIZATION
    personal = personal_columns(*TABLES)

    def __init__(
        self,
        seed: int = 1,
        *,
        until: date = date(2026, 7, 1),
        years: int = 2,
        scale: float = 1.0,
    ):
        self.seed = seed
        self.until = until
        self.years = years
        self.scale = scale
        self.since = until - timedelta(days=round(365.25 * years))
        """The first day with facts."""
        self.framework_from = self.since + timedelta(days=(until - self.since).days // 4)
        """The day from which the organization plans its upstream work."""
        self.location = f"made up, seed {seed}"

    @property
    def settings_text(self) -> str:
        """Content of the workspace's ``twohats.toml``."""
        return workspace_files.settings_text(self.framework_from)

    @property
    def team_text(self) -> str:
        """Content of the workspace's ``team.yml``."""
        return workspace_files.team_text(self.since, self.until)

    @property
    def communities_text(self) -> str:
        """Content of the workspace's ``key-communities.toml``."""
        return workspace_files.communities_text(self.scale)

    def fingerprint(self) -> str:
        """Name all that the facts depend on."""
        return f"{SOURCE} {VERSION} {self.seed} {self.until} {self.years} {self.scale!r}"

    def pages(self, after: str | None = None) -> Iterator[Page]:
        """Make everything up, then hand it over: one page per owner, two for our own."""
        world = self._world()
        for number in range(int(after or -1) + 1, len(world.scenes)):
            yield _page(world, number)

    def _world(self) -> _World:
        since, until = micros(self.since), micros(self.until)
        accounts = Accounts()
        team = add_team(accounts, since, until)
        bots = add_bots(accounts)
        key = key_communities(self.scale)
        growth = self._growth(key)
        scenes: list[Scene] = []
        changes: list[Changes | None] = []
        for number, community in enumerate((*key, *OUTSIDE_THE_REGISTER, OURS)):
            items = max(8, round(community.items * growth))
            grown = _with_room_for_others(community, items)
            rng = self._generator(number)
            cast = assemble(rng, accounts, team, bots, grown, items)
            scene = open_items(rng, accounts, cast, grown, items, since, until)
            lives = live_changes(scene)
            live_issues(scene, lives)
            sort_and_plan(scene)
            scenes.append(scene)
            changes.append(lives)
        tracker, commitments = track(
            self._generator(len(scenes)),
            accounts,
            team,
            scenes[: len(key)],
            micros(self.framework_from),
        )
        newcomers = np.concatenate([scene.cast.newcomers for scene in scenes])
        gone = deleted_accounts(self._generator(len(scenes) + 1), accounts, newcomers)
        return _World([*scenes, tracker], [*changes, None], commitments, gone)

    def _generator(self, number: int) -> np.random.Generator:
        """Chance for one scene: what another draws does not change it."""
        return np.random.Generator(np.random.PCG64([self.seed, number]))

    def _growth(self, key: tuple[Community, ...]) -> float:
        """How many times its items at scale 1 each community has; more of them share the growth."""
        at_first, now = (
            sum(community.items for community in (*communities, *OUTSIDE_THE_REGISTER, OURS))
            for communities in (KEY_COMMUNITIES, key)
        )
        return self.scale * self.years / 2 * at_first / now


def _with_room_for_others(community: Community, items: int) -> Community:
    """Lower our share where a community outgrows us: we stay ten people."""
    growth = items / community.items
    if growth <= 1 or community.ours >= 0.5:
        return community
    return replace(community, ours=community.ours / growth**0.5)


def _page(world: _World, number: int) -> Page:
    """Turn one scene into rows."""
    scene, changes = world.scenes[number], world.changes[number]
    told = happened(scene, world.gone, _FIRST_EVENT + number * _IDS_PER_SCENE)
    tables: dict[str, Rows] = {
        "accounts": account_rows(scene, told),
        "repositories": repository_rows(scene),
        "items": item_rows(scene, told, changes.files if changes else None),
        "events": event_rows(scene, told),
        "links": link_rows(scene, told),
    }
    if changes is None:
        tables["commitments"] = world.commitments
    else:
        tables |= {
            "item_files": file_rows(scene, told, changes.files),
            "item_commits": commit_of_item_rows(told),
            **commit_rows(scene, told, changes),
            "releases": release_rows(scene),
            "milestones": milestone_rows(scene),
            "memberships": membership_rows(scene),
        }
    return Page(
        owner=scene.owner_key,
        tables=tables,
        seen_at=moment(scene.until),
        coverage=promises(scene, tables),
        cursor=str(number),
    )
