"""GitHub, and Enterprise servers, as `sync` sees forges."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from twohats.errors import TwohatsError
from twohats.flow.sync.forge import Forge, News, Reach, standing_of_each
from twohats.records import Skipped
from twohats.sources.asking.allowance import Allowance, Left
from twohats.sources.asking.meter import Taken
from twohats.sources.github_api.connecting import connect
from twohats.sources.github_api.connection import GithubConnection
from twohats.sources.github_api.places import DATA_RESIDENCY, GITHUB, is_meant
from twohats.sources.github_followed import GithubFollowed
from twohats.sources.github_live.boards import GithubBoards
from twohats.sources.github_live.cursor import read_cursor
from twohats.sources.github_live.estimate import estimate
from twohats.sources.github_live.repository import VERSION, GithubRepository
from twohats.sources.github_live.scouting import Scouted, scout
from twohats.sources.github_owners import (
    Listing,
    Together,
    places_of_team,
    public_of_organizations,
    repositories_of,
)
from twohats.sources.ports import LiveSource, Source
from twohats.store.facts import FinishedRead
from twohats.workspace import Forge as Place


class GithubForge:
    """One GitHub, asked through one connection.

    Parameters
    ----------
    name
        First part of its keys.
    connection
        Whom to ask.
    now
        The clock.
    """

    reader = "github"
    follows = True

    def __init__(self, name: str, connection: GithubConnection, now: Callable[[], datetime]):
        self.name = name
        self.connection = connection
        self._now = now
        self._standing: tuple[Left, ...] = ()
        self._scouted: dict[str, Scouted] = {}

    @property
    def workers(self) -> int:
        """One per token."""
        return max(1, len(self._standing or self.standing()))

    def standing(self) -> Sequence[Left]:
        """Ask what each token has left; that costs nothing."""
        told = self.connection.standing()
        self._standing = tuple(left for left in told if left.resource == "graphql")
        return self._standing

    def taken(self) -> Taken:
        """Tell what was used since the beginning."""
        return self.connection.taken

    def owners_among(self, keys: Iterable[str]) -> Collection[str]:
        """Give none: an owner and a repository are never written alike."""
        return ()

    def listings(self, owners: Iterable[str]) -> Mapping[str, Listing]:
        """List the repositories of owners."""
        return repositories_of(self.connection, owners, self.name)

    def places_of_team(self, logins: Sequence[str], since: datetime, until: datetime) -> Together:
        """Find the public repositories in which at least three of these worked, and how many did."""
        return places_of_team(self.connection, logins, since, until, self.name)

    def public_of_organizations(self, repositories: Sequence[str]) -> Mapping[str, str]:
        """Keep what everybody may see and what lies in no personal account, by its present name."""
        return public_of_organizations(self.connection, repositories, self.name)

    def scout(self, reach: Reach, before: Mapping[str, FinishedRead | None]) -> Mapping[str, News]:
        """Look which repositories have news: one look serves every reach."""
        unseen = [key for key in before if key not in self._scouted]
        self._scouted |= scout(self.connection, unseen)
        return {key: self._news(self._scouted[key], reach, read) for key, read in before.items()}

    def _news(self, scouted: Scouted, reach: Reach, read: FinishedRead | None) -> News:
        if scouted.missing:
            return News(False, missing=scouted.missing)
        cursor = read_cursor(read.cursor, VERSION) if read else None
        cost = estimate(scouted, since=reach.since, before=cursor.marks if cursor else None)
        if read is None:
            # One that was quiet is read, too: its documents may be older than the window.
            return News(True, cost.points, cost.requests, is_first=True)
        is_new = self.source(scouted.key, reach, read).fingerprint() != read.fingerprint
        return News(is_new, cost.points, cost.requests)

    def location(self, repository: str, reach: Reach) -> str:
        """Name the place that a read is remembered under.

        History has its own: it may take days, and what is new is read meanwhile.
        """
        return f"{repository} history" if reach.is_history else repository

    def source(self, repository: str, reach: Reach, before: FinishedRead | None) -> LiveSource:
        """Make the reader of one repository; it takes the look that was had at it."""
        source = GithubRepository(
            self.connection,
            repository,
            since=reach.since,
            before=before.cursor if before else None,
            scouted=self._scouted.get(repository),
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
        """Make the reader of what one person opened outside the register."""
        now = self._now()
        return GithubFollowed(
            self.connection,
            account,
            since=reach.since or now,
            before=before.cursor if before else None,
            is_read_anyway=is_read_anyway,
            now=now,
        )

    def boards(self, owner: str, before: FinishedRead | None) -> Source:
        """Make the reader of the boards of one of our organizations."""
        return GithubBoards(self.connection, owner, before=before.cursor if before else None)

    def troubles(self) -> Sequence[Skipped]:
        """Name tokens that were refused."""
        return tuple(
            Skipped(origin, f"{self.name} refuses this token: put a new one there")
            for origin in self.connection.set_aside
        )


@contextmanager
def connected(
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
    """Connect to every forge that is needed and that can be read live.

    Parameters
    ----------
    places
        The workspace's forges.
    needed
        Names of those to be read.
    environment
        Where tokens and addresses stand.
    budget, wait_s
        What the run may use, as the person typed it, and how long it may wait for limits, in
        seconds.
    now, wait
        The clock, and how to let seconds pass.
    say
        Tells a person what is waited for.

    Raises
    ------
    WrongUse
        There is no token.
    SourceUnreadable
        A forge is out of reach.
    """
    allowance = Allowance.parse(budget, wait_s)
    with ExitStack() as stack:
        forges: dict[str, Forge] = {}
        for place in places:
            if place.name in needed and is_github(place.host, environment):
                connection = connect(
                    place.host, environment, now=now, wait=wait, allowance=allowance, say=say
                )
                stack.enter_context(connection)
                forges[place.name] = GithubForge(place.name, connection, now)
        yield forges


def standing_of(
    places: Iterable[Place], environment: Mapping[str, str], *, now: Callable[[], datetime]
) -> list[Left | TwohatsError]:
    """Ask what every token of a workspace's forges has left; see `standing_of_each`."""
    return standing_of_each(
        [place for place in places if is_github(place.host, environment)],
        lambda place, wait: connect(place.host, environment, now=now, wait=wait),
    )


def is_github(host: str, environment: Mapping[str, str]) -> bool:
    """Whether a host is known to be a GitHub; tokens are sent to no other.

    Examples
    --------
    >>> is_github("github.com", {}), is_github("lab.example.org", {})
    (True, False)
    >>> is_github("git.acme.example", {"GITHUB_API_URL": "https://git.acme.example/api/v3"})
    True
    """
    return host == GITHUB or host.endswith(DATA_RESIDENCY) or is_meant(environment, host)
