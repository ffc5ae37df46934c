"""When the community files of a repository were looked at, whether all of them were read or some."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from twohats.facts import Facts


def looked_on(facts: Facts, repositories: Iterable[str]) -> date | None:
    """Day on which a reader last looked for files of any of these; None: none ever did.

    No reader of a forge promises that it read every file, so that this is not `twohats.facts.spans`.
    """
    days = _last_looks(facts)
    return max((days[one] for one in repositories if one in days), default=None)


@lru_cache(maxsize=8)
def _last_looks(facts: Facts) -> Mapping[str, date]:
    found: dict[str, date] = {}
    for promise in facts.coverage:
        if promise.holds == "documents":
            day = promise.seen_at.date()
            found[promise.scope] = max(day, found.get(promise.scope, day))
    return found
