"""A forge of a few repositories, told in a few words, as `sync` sees forges."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from twohats.flow.sync import Left, News, Reach, Taken
from twohats.records import Coverage, Page, Skipped, owner_of
from twohats.sources.github_followed import place_of
from twohats.sources.github_owners import Listed, Listing, Together
from twohats.store.facts import FinishedRead

START = datetime(2024, 1, 1, tzinfo=UTC)
Happens = Callable[[str, int], None]
"""Told the repository and the number of the page about to be handed over; it may raise."""


def nothing(_repository: str, _page: int) -> None:
    """Let everything go well."""


@dataclass
class SmallSource:
    """One repository: two items on each page, and a cursor after each."""

    repository: str
    items: int
    reach: Reach
    happens: Happens
    location: str
    served: list[str]
    name: str = "small"

    @property
    def resumes_as(self) -> str:
        return "small 1"

    def fingerprint(self) -> str:
        return f"{self.items}"

    def pages(self, after: str | None = None) -> Iterator[Page]:
        begun = int(after or 0)
        for first in range(begun, self.items, 2):
            self.happens(self.repository, first // 2)
            self.served.append(f"{self.repository} {first}")
            numbers = list(range(first + 1, min(first + 2, self.items) + 1))
            yield Page(
                owner_of(self.repository),
                {
                    "items": {
                        "item": [f"{self.repository}#{n}" for n in numbers],
                        "repository": [self.repository] * len(numbers),
                        "number": numbers,
                        "kind": ["issue"] * len(numbers),
                        "state": ["open"] * len(numbers),
                    }
                },
                seen_at=START,
                cursor=str(first + 2),
            )
        promise = Coverage(self.name, self.repository, "items", START, True, rows=self.items)
        yield Page(
            owner_of(self.repository), seen_at=START, coverage=(promise,), cursor=str(self.items)
        )


@dataclass
class SmallForge:
    """Repositories by key, with how many items each has."""

    holds: Mapping[str, int]
    private: Sequence[str] = ()
    together: Mapping[str, int] = field(default_factory=dict)
    """Where how many of the team worked."""
    happens: Happens = nothing
    workers: int = 1
    name: str = "github"
    reader: str = "small"
    follows: bool = True
    served: list[str] = field(default_factory=list)
    """Every page handed over, in order."""
    asked_for: list[str] = field(default_factory=list)
    """Every repository whose source was made, in order."""

    def standing(self) -> tuple[Left, ...]:
        return (Left("SMALL_TOKEN", "graphql", 4000, 5000, 500, START + timedelta(hours=1)),)

    def taken(self) -> Taken:
        return Taken(requests=len(self.served), points=len(self.served))

    def owners_among(self, keys: Iterable[str]) -> tuple[str, ...]:
        return ()

    def listings(self, owners: Iterable[str]) -> dict[str, Listing]:
        return {owner: self._listing(owner) for owner in owners}

    def _listing(self, owner: str) -> Listing:
        has = [key for key in self.holds if owner_of(key) == owner]
        if not has:
            return Listing(owner, missing="GitHub knows no such owner: check the spelling")
        return Listing(owner, tuple(Listed(key, key in self.private) for key in has))

    def places_of_team(self, logins: Sequence[str], since: datetime, until: datetime) -> Together:
        return Together(dict(self.together))

    def public_of_organizations(self, repositories: Sequence[str]) -> dict[str, str]:
        return {key: key for key in repositories if key in self.holds and key not in self.private}

    def scout(self, reach: Reach, before: Mapping[str, FinishedRead | None]) -> dict[str, News]:
        return {key: self._news(key, read) for key, read in before.items()}

    def _news(self, key: str, read: FinishedRead | None) -> News:
        if key not in self.holds:
            return News(False, missing="GitHub knows no such repository")
        is_new = read is None or read.fingerprint != str(self.holds[key])
        return News(is_new, self.holds[key], self.holds[key], read is None)

    def location(self, repository: str, reach: Reach) -> str:
        return f"{repository} history" if reach.is_history else repository

    def source(self, repository: str, reach: Reach, before: FinishedRead | None) -> SmallSource:
        self.asked_for.append(repository)
        place = self.location(repository, reach)
        return SmallSource(
            repository, self.holds[repository], reach, self.happens, place, self.served
        )

    def followed(
        self,
        account: str,
        reach: Reach,
        before: FinishedRead | None,
        is_read_anyway: Callable[[str], bool],
    ) -> SmallSource:
        self.asked_for.append(account)
        return SmallSource(
            "github:mast/sail", 1, reach, self.happens, place_of(account), self.served
        )

    def boards(self, owner: str, before: FinishedRead | None) -> None:
        """There are no boards here."""

    def troubles(self) -> tuple[Skipped, ...]:
        return ()
