"""In which repositories an account opened and reviewed something: ``contributionsCollection``."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from github.resolvers import Asked, _moment, answers
from github.things import Account, PullRequest, Repository


@answers("User.contributionsCollection")
def _collection(user: Account, asked: Asked, arguments: Mapping[str, Any]) -> dict[str, Any]:
    since, until = _moment(arguments.get("from")), _moment(arguments.get("to"))
    assert since
    assert until

    def within(at: datetime | None) -> bool:
        return at is not None and since <= at < until

    def opened(repository: Repository, is_pull: bool) -> bool:
        return any(
            one.author is user and within(one.created_at)
            for one in repository.items.values()
            if isinstance(one, PullRequest) is is_pull
        )

    def reviewed(repository: Repository) -> bool:
        return any(
            review.author is user and within(review.submitted_at)
            for one in repository.items.values()
            if isinstance(one, PullRequest)
            for review in one.reviews
        )

    tests: dict[str, Callable[[Repository], bool]] = {
        "pull_request_contributions_by_repository": lambda one: opened(one, True),
        "issue_contributions_by_repository": lambda one: opened(one, False),
        "pull_request_review_contributions_by_repository": reviewed,
    }
    return {
        name: [{"repository": one} for one in asked.world.repositories if test(one)]
        for name, test in tests.items()
    }
