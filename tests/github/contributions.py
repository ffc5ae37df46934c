"""What an owner has, and in which repositories an account opened and reviewed something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from github.connections import Listing, Refused
from github.resolvers import Asked, _moment, _repositories, answers
from github.things import Account, Item, PullRequest, Repository


@dataclass(frozen=True)
class Contributions:
    """One account's, over a time."""

    user: Account
    world_repositories: list[Repository]
    since: datetime
    until: datetime

    def where(self, did: Callable[[Item], bool], most: int) -> list[dict[str, Any]]:
        """Repositories in which it did something to an item."""
        found = [
            one for one in self.world_repositories if any(did(item) for item in one.items.values())
        ]
        return [{"repository": one} for one in found[:most]]

    def within(self, at: datetime | None) -> bool:
        return at is not None and self.since <= at < self.until

    def opened(self, item: Item, *, is_pull: bool) -> bool:
        by_user = item.author is self.user and self.within(item.created_at)
        return by_user and isinstance(item, PullRequest) is is_pull

    def reviewed(self, item: Item) -> bool:
        return isinstance(item, PullRequest) and any(
            review.author is self.user and self.within(review.submitted_at)
            for review in item.reviews
        )


@answers("User.contributionsCollection")
def _collection(user: Account, asked: Asked, arguments: Mapping[str, Any]) -> Contributions:
    since, until = _moment(arguments["from"]), _moment(arguments["to"])
    assert since
    assert until
    if until - since > timedelta(days=366):
        raise Refused(
            "UNPROCESSABLE", "The total time spanned by 'from' and 'to' must not exceed 1 year"
        )
    return Contributions(user, asked.world.repositories, since, until)


@answers("ContributionsCollection.pullRequestContributionsByRepository")
def _pulls(made: Contributions, _asked: Asked, arguments: Mapping[str, Any]) -> list[Any]:
    return made.where(lambda one: made.opened(one, is_pull=True), arguments["maxRepositories"])


@answers("ContributionsCollection.issueContributionsByRepository")
def _issues(made: Contributions, _asked: Asked, arguments: Mapping[str, Any]) -> list[Any]:
    return made.where(lambda one: made.opened(one, is_pull=False), arguments["maxRepositories"])


@answers("ContributionsCollection.pullRequestReviewContributionsByRepository")
def _reviews(made: Contributions, _asked: Asked, arguments: Mapping[str, Any]) -> list[Any]:
    return made.where(made.reviewed, arguments["maxRepositories"])


@answers("User.repositories", "Organization.repositories")
def _owned(owner: Account, asked: Asked, arguments: Mapping[str, Any]) -> Listing:
    """List what an owner has; a token of one of its members sees what is private, too."""
    if arguments.get("ownerAffiliations") != ["OWNER"]:
        return _repositories(owner, asked, arguments)
    listing = _repositories(owner, asked, arguments)
    hidden = [one for one in asked.world.of(owner) if one.is_private]
    sees_all = asked.viewer in owner.members
    return replace(listing, things=[*listing.things, *hidden]) if sees_all else listing
