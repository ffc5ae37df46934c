"""What we may say to have found all of: links from our trackers, and what they plan.

Never more than was read. A promise about a tracker rests on those about its items and texts.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from twohats.facts import spans
from twohats.facts.coverage import BEGINNING
from twohats.links.linking import Linking
from twohats.links.planned import PLANS, Commitment
from twohats.records import Coverage

SOURCE = "links"
Span = tuple[datetime, datetime]

NO_PLAN = (
    "no plan was recognized there: say under `[labels]` in twohats.toml how plan items are labeled"
)
NONE_PLANNED = "nothing there has a label that `[labels]` in twohats.toml names for plans"


def promises(
    coverage: Sequence[Coverage], how: Linking, planned: Iterable[Commitment], as_of: datetime
) -> tuple[Coverage, ...]:
    """Promise links and commitments of each tracker, as far as its texts and labels were read.

    Parameters
    ----------
    coverage
        What sources promise.
    how
        Names the trackers.
    planned
        What is recorded. The plan is known from the first thing recorded in a tracker on; whether
        anything was planned before, and where, nobody can tell.
    as_of
        When it is said that something cannot be promised.

    Returns
    -------
    tuple of Coverage
        ``links.backlink`` and ``commitments`` per tracker; where they cannot be promised, that is
        said, with the reason.
    """
    planned = tuple(planned)
    found: list[Coverage] = []
    for tracker in how.trackers:
        texts = _texts(coverage, tracker)
        read, missing = _read(coverage, tracker, texts)
        found += _said(coverage, tracker, "links.backlink", read, missing, as_of)
        read, missing = _read(coverage, tracker, (*texts, "events.labeled", "events.unlabeled"))
        if read:
            read, missing = _since_planned(read, tracker, how, planned)
        found += _said(coverage, tracker, "commitments", read, missing, as_of)
    return tuple(found)


def _since_planned(
    read: Sequence[Span], tracker: str, how: Linking, planned: Sequence[Commitment]
) -> tuple[list[Span], str]:
    """Leave out the time before the first thing recorded; or say that nothing was."""
    times = [
        one.recorded_at
        for one in planned
        if one.kind in PLANS and one.recorded_at and (one.item or "").startswith(f"{tracker}#")
    ]
    if not times:
        return [], NONE_PLANNED if how.labels_are_named else NO_PLAN
    start = _start(min(times), how)
    return [(max(since, start), until) for since, until in read if until > start], NO_PLAN


def _start(first: datetime, how: Linking) -> datetime:
    """Begin of the iteration, or else of the day, in which the first thing was recorded."""
    iteration = how.iterations.on(first) if how.iterations else None
    if iteration is not None:
        return iteration.since_at
    return first.replace(hour=0, minute=0, second=0, microsecond=0)


def _texts(coverage: Sequence[Coverage], tracker: str) -> tuple[str, ...]:
    """Name what has to be there to know every text of a tracker."""
    changes = [
        promise.rows
        for promise in coverage
        if promise.scope == tracker and promise.holds == "items.pull_request"
    ]
    needed = ("items.issue", "items.pull_request", "events.commented")
    # Line comments exist only where changes do.
    return (*needed, "events.review_commented") if any(changes) else needed


def _read(
    coverage: Sequence[Coverage], tracker: str, needed: Iterable[str]
) -> tuple[list[Span], str]:
    """When everything needed was read, and what is missing where it never was."""
    found: list[Span] | None = None
    missing = []
    for holds in needed:
        held = spans(coverage, holds, tracker)
        if not held:
            missing.append(holds)
        found = held if found is None else _both(found, held)
    if missing and not any(promise.scope == tracker for promise in coverage):
        return [], "nothing of this tracker was read"
    return found or [], f"not read in full: {', '.join(missing)}"


def _both(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Find the stretches that lie in both."""
    return [(max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d)]


def _said(
    coverage: Sequence[Coverage],
    tracker: str,
    holds: str,
    read: Sequence[Span],
    missing: str,
    as_of: datetime,
) -> Iterator[Coverage]:
    """Promise what was read; where nothing was, and nobody else promises it, say why not."""
    for since, until in read:
        yield Coverage(
            source=SOURCE,
            scope=tracker,
            holds=holds,
            seen_at=until,
            complete=True,
            covers_from=None if since == BEGINNING else since,
            covers_to=until,
        )
    if not read and not spans(coverage, holds, tracker):
        yield Coverage(SOURCE, tracker, holds, as_of, complete=False, reason=missing)
