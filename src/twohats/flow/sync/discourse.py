"""Discourse forums, as `sync` sees forges: each forum is one, and its categories are its repositories."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from twohats.errors import TwohatsError
from twohats.flow.sync.forge import Forge, News, Reach, standing_of_each
from twohats.formats.forums import ALL, Forum, slugs_of
from twohats.records import Skipped
from twohats.sources.asking.allowance import Allowance, Left
from twohats.sources.asking.meter import Taken
from twohats.sources.asking.own_variables import check_whose
from twohats.sources.discourse_api.connecting import OWN, DiscourseConnection, connect, has_key
from twohats.sources.discourse_live import (
    Directory,
    DiscourseCategory,
    Scouted,
    open_directory,
    scout,
)
from twohats.sources.discourse_live.category import VERSION
from twohats.sources.discourse_live.cursor import Cursor, read_cursor
from twohats.sources.github_owners import Listed, Listing, Together
from twohats.sources.ports import LiveSource, Source
from twohats.store.facts import FinishedRead
from twohats.workspace import Forge as Place

TOPICS_ON_A_PAGE = 30


class DiscourseForge:
    """One forum, asked through one connection.

    Parameters
    ----------
    name
        First part of its keys.
    host
        Host of its addresses.
    connection
        Whom to ask.
    """

    reader = "discourse"
    follows = False

    def __init__(self, name: str, host: str, connection: DiscourseConnection):
        self.name = name
        self.host = host
        self.connection = connection
        self._directory: Directory | None = None
        self._scouted: dict[str, Scouted] = {}

    @property
    def workers(self) -> int:
        """One: a forum is asked one thing at a time."""
        return 1

    def standing(self) -> Sequence[Left]:
        """Give nothing: a forum tells of no limit before it is reached."""
        return ()

    def taken(self) -> Taken:
        """Tell what was used since the beginning."""
        return self.connection.taken

    def owners_among(self, keys: Iterable[str]) -> Collection[str]:
        """Give none: a category is named with all it holds anyway."""
        return ()

    def listings(self, owners: Iterable[str]) -> Mapping[str, Listing]:
        """List the categories of the forum, or those within one."""
        return {owner: self._listing(owner) for owner in owners}

    def _listing(self, owner: str) -> Listing:
        directory = self._categories()
        slugs = () if owner == f"{self.name}:{ALL}" else slugs_of(owner)
        meant = Forum(self.name, self.host, slugs)
        # Whoever names a category for some means it; what else some only see is left to them.
        found = tuple(
            Listed(key, bool(category.read_restricted) and key != owner)
            for key, category in directory.categories.items()
            if meant.covers(key)
        )
        hidden = "it does not exist, or the forum does not show it to everybody"
        return Listing(owner, found, missing=None if found else directory.missing or hidden)

    def places_of_team(self, logins: Sequence[str], since: datetime, until: datetime) -> Together:
        """Nobody is looked for in forums."""
        return Together({})

    def public_of_organizations(self, repositories: Sequence[str]) -> Mapping[str, str]:
        """Nothing is proposed from forums."""
        return {}

    def scout(self, reach: Reach, before: Mapping[str, FinishedRead | None]) -> Mapping[str, News]:
        """Look which categories have news: one look serves every reach."""
        cursors = {
            key: read_cursor(read.cursor, VERSION) if read else None for key, read in before.items()
        }
        unseen = {key: cursor for key, cursor in cursors.items() if key not in self._scouted}
        if unseen:
            self._scouted |= scout(self.connection, self._categories(), unseen)
        return {
            key: self._news(self._scouted[key], reach, read, cursors[key])
            for key, read in before.items()
        }

    def _news(
        self, scouted: Scouted, reach: Reach, read: FinishedRead | None, cursor: Cursor | None
    ) -> News:
        if scouted.missing:
            return News(False, missing=scouted.missing)
        is_new = read is None or (
            self.source(scouted.key, reach, read).fingerprint() != read.fingerprint
        )
        since = cursor.watermark if cursor else reach.since.isoformat() if reach.since else None
        requests = _estimate(scouted, since)
        return News(is_new, requests, requests, is_first=read is None)

    def location(self, repository: str, reach: Reach) -> str:
        """Name the place that a read is remembered under; history has its own."""
        return f"{repository} history" if reach.is_history else repository

    def source(self, repository: str, reach: Reach, before: FinishedRead | None) -> LiveSource:
        """Make the reader of one category; it takes the look that was had at it."""
        scouted = self._scouted.get(repository)
        if scouted is None:
            scouted = scout(self.connection, self._categories(), {repository: None})[repository]
        source = DiscourseCategory(
            self.connection,
            repository,
            f"https://{self.host}",
            scouted,
            since=reach.since,
            before=before.cursor if before else None,
        )
        source.location = self.location(repository, reach)
        return source

    def followed(
        self,
        account: str,
        reach: Reach,
        before: FinishedRead | None,
        is_read_anyway: Callable[[str], bool],
    ) -> Source:
        """Nobody is followed in forums."""
        raise NotImplementedError

    def boards(self, owner: str, before: FinishedRead | None) -> None:
        """There are no boards in forums."""

    def troubles(self) -> Sequence[Skipped]:
        """Name a key that was refused."""
        return tuple(
            Skipped(origin, f"{self.name} refuses this key: put a new one there")
            for origin in self.connection.set_aside
        )

    def _categories(self) -> Directory:
        if self._directory is None:
            self._directory = open_directory(self.connection, self.name)
        return self._directory


def _estimate(scouted: Scouted, since: str | None) -> int:
    """Estimate the requests that reading takes: one for each topic, and one for thirty of the list."""
    every = scouted.topics or 0
    topics = scouted.first.topics if scouted.first else ()
    fresh = sum(since is None or (topic.bumped_at or "") >= since for topic in topics)
    if fresh == len(topics) and scouted.first and not scouted.first.is_last:
        fresh = max(every, fresh)
    return fresh + 1 + 2 * (fresh // TOPICS_ON_A_PAGE)


@contextmanager
def forums_connected(
    places: Iterable[Place],
    needed: Collection[str],
    environment: Mapping[str, str],
    *,
    budget: str | None,
    wait_s: float,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    say: Callable[[str], None],
) -> Iterator[dict[str, Forge]]:
    """Connect to every forum that is needed.

    Parameters
    ----------
    places
        The workspace's forges.
    needed
        Names of those to be read.
    environment
        Where keys and addresses may stand.
    budget, wait_s
        What the run may use, and how long it may wait for limits, in seconds.
    now, wait
        The clock, and how to let seconds pass.
    say
        Tells a person what is waited for.

    Raises
    ------
    WrongUse
        What the surroundings say cannot be used, or might be for another forum.
    """
    allowance = Allowance.parse(budget, wait_s)
    forums = [place for place in places if place.kind == "discourse"]
    asked = [place for place in forums if place.name in needed]
    hosts = [place.host for place in forums]
    check_whose(OWN, hosts, [place.host for place in asked], environment)
    with ExitStack() as stack:
        forges: dict[str, Forge] = {}
        for place in asked:
            connection = connect(
                place.host, environment, now=now, wait=wait, allowance=allowance, say=say
            )
            stack.enter_context(connection)
            forges[place.name] = DiscourseForge(place.name, place.host, connection)
        yield forges


def standing_of_forums(
    places: Iterable[Place], environment: Mapping[str, str], *, now: Callable[[], datetime]
) -> list[Left | TwohatsError]:
    """Try the keys of a workspace's forums; those that are read without one are not asked.

    Raises
    ------
    WrongUse
        One that is set for one of them might be for another.
    """
    forums = [place for place in places if place.kind == "discourse"]
    hosts = [place.host for place in forums]
    check_whose(OWN, hosts, hosts, environment)
    return standing_of_each(
        [place for place in forums if has_key(place.host, environment)],
        lambda place, wait: connect(place.host, environment, now=now, wait=wait),
    )
