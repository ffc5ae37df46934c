"""GitLab, gitlab.com and servers of one's own, as `sync` sees forges."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime

from twohats.errors import TwohatsError
from twohats.flow.sync.forge import Forge, News, Reach, standing_of_each
from twohats.records import Skipped
from twohats.sources.asking.allowance import Allowance, Left
from twohats.sources.asking.meter import Taken
from twohats.sources.asking.own_variables import check_whose
from twohats.sources.github_owners import Listing, Together
from twohats.sources.gitlab_api.connecting import GitlabConnection, connect
from twohats.sources.gitlab_api.environment import GITLAB, OWN
from twohats.sources.gitlab_live import VERSION, GitlabProject, Scouted, read_cursor, scout
from twohats.sources.gitlab_live.owners import groups_among, projects_of
from twohats.sources.ports import LiveSource, Source
from twohats.store.facts import FinishedRead
from twohats.workspace import Forge as Place

REQUESTS_OF_ITEM = {"issues": 4, "merge_requests": 6}
"""Requests that one item takes, where nothing of it is longer than a page."""

REQUESTS_BESIDE = 12
"""Requests for what belongs to a project as a whole."""


class GitlabForge:
    """One GitLab, asked through one connection.

    Parameters
    ----------
    name
        First part of its keys.
    connection
        Whom to ask.
    now
        The clock.
    """

    reader = "gitlab"
    follows = False

    def __init__(self, name: str, connection: GitlabConnection, now: Callable[[], datetime]):
        self.name = name
        self.connection = connection
        self._now = now
        self._standing: tuple[Left, ...] = ()
        self._scouted: dict[tuple[str, bool], Scouted] = {}

    @property
    def workers(self) -> int:
        """One per token."""
        return max(1, len(self._standing or self.standing()))

    def standing(self) -> Sequence[Left]:
        """Ask what each token has left."""
        self._standing = self.connection.standing()
        return self._standing

    def taken(self) -> Taken:
        """Tell what was used since the beginning."""
        return self.connection.taken

    def owners_among(self, keys: Iterable[str]) -> Collection[str]:
        """Tell which of these paths are groups within a group, and no projects."""
        return groups_among(self.connection, keys)

    def listings(self, owners: Iterable[str]) -> Mapping[str, Listing]:
        """List the projects of groups, with those of their subgroups, and of people."""
        return projects_of(self.connection, owners, self.name)

    def places_of_team(self, logins: Sequence[str], since: datetime, until: datetime) -> Together:
        """GitLab does not tell at once where several people worked."""
        return Together({})

    def public_of_organizations(self, repositories: Sequence[str]) -> Mapping[str, str]:
        """Nothing is proposed from GitLab."""
        return {}

    def scout(self, reach: Reach, before: Mapping[str, FinishedRead | None]) -> Mapping[str, News]:
        """Look which projects have news, those of one group together."""
        cursors = {
            key: read_cursor(read.cursor, VERSION) if read else None for key, read in before.items()
        }
        unseen = {
            key: cursor
            for key, cursor in cursors.items()
            if (key, reach.is_history) not in self._scouted
        }
        found = scout(self.connection, unseen, self._now(), reach.since)
        self._scouted |= {(key, reach.is_history): one for key, one in found.items()}
        return {
            key: self._news(self._scouted[key, reach.is_history], reach, read)
            for key, read in before.items()
        }

    def _news(self, scouted: Scouted, reach: Reach, read: FinishedRead | None) -> News:
        if scouted.missing:
            return News(False, missing=scouted.missing)
        requests = REQUESTS_BESIDE + sum(
            REQUESTS_OF_ITEM[name] * count for name, count in scouted.totals.items()
        )
        if read is None:
            return News(True, requests, requests, is_first=True)
        is_new = self.source(scouted.key, reach, read).fingerprint() != read.fingerprint
        return News(is_new, requests, requests)

    def location(self, repository: str, reach: Reach) -> str:
        """Name the place that a read is remembered under; history has its own."""
        return f"{repository} history" if reach.is_history else repository

    def source(self, repository: str, reach: Reach, before: FinishedRead | None) -> LiveSource:
        """Make the reader of one project; it takes the look that was had at it."""
        source = GitlabProject(
            self.connection,
            repository,
            since=reach.since,
            now=self._now(),
            before=before.cursor if before else None,
            scouted=self._scouted.get((repository, reach.is_history)),
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
        """Nobody is followed on GitLab."""
        raise NotImplementedError

    def boards(self, owner: str, before: FinishedRead | None) -> None:
        """Boards of GitLab are views of labels, which are read anyway."""

    def troubles(self) -> Sequence[Skipped]:
        """Name tokens that were refused."""
        return tuple(
            Skipped(origin, f"{self.name} refuses this token: put a new one there")
            for origin in self.connection.set_aside
        )


@contextmanager
def gitlabs_connected(
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
    """Connect to every GitLab that is needed.

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
        There is no token, or one that is set might be for another host.
    """
    allowance = Allowance.parse(budget, wait_s)
    gitlabs = [place for place in places if is_gitlab(place)]
    asked = [place for place in gitlabs if place.name in needed]
    hosts = [place.host for place in gitlabs]
    check_whose(OWN, hosts, [place.host for place in asked], environment)
    with ExitStack() as stack:
        forges: dict[str, Forge] = {}
        for place in asked:
            connection = connect(
                place.host, environment, now=now, wait=wait, allowance=allowance, say=say
            )
            stack.enter_context(connection)
            forges[place.name] = GitlabForge(place.name, connection, now)
        yield forges


def standing_of_gitlabs(
    places: Iterable[Place], environment: Mapping[str, str], *, now: Callable[[], datetime]
) -> list[Left | TwohatsError]:
    """Ask what every token of a workspace's GitLabs has left; see `standing_of_each`.

    Raises
    ------
    WrongUse
        One that is set for one of them might be for another.
    """
    gitlabs = [place for place in places if is_gitlab(place)]
    hosts = [place.host for place in gitlabs]
    check_whose(OWN, hosts, hosts, environment)
    return standing_of_each(
        gitlabs, lambda place, wait: connect(place.host, environment, now=now, wait=wait)
    )


def is_gitlab(place: Place) -> bool:
    """Whether a forge of a workspace is a GitLab: it says so, or its name or host does.

    Examples
    --------
    >>> is_gitlab(Place("lab", "lab.acme.example", "gitlab")), is_gitlab(Place("gitlab", "gitlab.com"))
    (True, True)
    >>> is_gitlab(Place("github", "github.com")), is_gitlab(Place("lab", "lab.acme.example"))
    (False, False)
    """
    if place.kind is not None:
        return place.kind == "gitlab"
    return place.host == GITLAB or "gitlab" in (place.name, place.host.partition(".")[0])
