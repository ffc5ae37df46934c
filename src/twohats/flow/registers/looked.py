"""When the community files of a repository were looked at, whether all of them were read or some."""

from collections.abc import Iterable
from datetime import date

from twohats.facts import Facts


def looked_on(facts: Facts, repositories: Iterable[str]) -> date | None:
    """Day on which a reader last looked for files of any of these; None: none ever did.

    No reader of a forge promises that it read every file, so that this is not `twohats.facts.spans`.
    """
    wanted = set(repositories)
    days = [
        promise.seen_at.date()
        for promise in facts.coverage
        if promise.scope in wanted and promise.holds == "documents"
    ]
    return max(days, default=None)
