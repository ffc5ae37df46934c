"""Where a measure that needs all of history begins after the project did."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache

from twohats.facts import Facts
from twohats.facts.coverage import BEGINNING
from twohats.flow.rows import fetch
from twohats.records.measures import Definition
from twohats.records.times import show_date


def left_censored(facts: Facts, definition: Definition, repositories: Iterable[str]) -> str | None:
    """Say where a measure that needs all of history begins after the project did.

    Parameters
    ----------
    facts
        Their coverage tells where history begins.
    definition
        Of the measure; most need no more than the window.
    repositories
        Keys.

    Returns
    -------
    str or None
        None: history reaches back far enough, or the measure does not need it.
    """
    if not definition.needs_whole_history:
        return None
    begun = _created(facts)
    late = []
    for repository in repositories:
        start = _history_starts(facts, definition, repository)
        created = begun.get(repository)
        if start is not None and (created is None or start > created):
            late.append((start, created, repository))
    if not late:
        return None
    start, created, repository = max(late)
    project = (
        f"the project {show_date(created)}" if created else "nobody says since when it is there"
    )
    more = f", and {len(late) - 1} more like it" if len(late) > 1 else ""
    return f"left-censored: history of {repository} begins {show_date(start)}, {project}{more}"


def _history_starts(facts: Facts, definition: Definition, repository: str) -> datetime | None:
    """Find where the unbroken history of a window begins; None: with the first thing ever."""
    starts = []
    for one_of in definition.needs:
        reach = [
            start
            for holds in one_of
            for start, until in facts.promised.spans(holds, repository)
            if start <= facts.window.since < until
        ]
        starts += [min(reach)] if reach else []
    latest = max(starts, default=BEGINNING)
    return None if latest == BEGINNING else latest


@lru_cache(maxsize=8)
def _created(facts: Facts) -> Mapping[str, datetime]:
    """When each repository was made, of those of which it is known."""
    made = facts.tables["repositories"].filter(lambda t: t.created_at.notnull())
    return {
        row["repository"]: row["created_at"].astimezone(UTC)
        for row in fetch(made.select("repository", "created_at"))
    }
