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
    coverage: Sequence[Coverage], how: Linking, planned: Iterable[Commitment]
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

    Returns
    -------
    tuple of Coverage
        ``links.backlink`` and ``commitments`` per tracker; where they cannot be promised, that is
        said, with the reason.
    """
    planned = tuple(planned)
    return tuple(
        promise
        for tracker in how.trackers
        for promise in (
            *_links(coverage, tracker),
            *_commitments(coverage, tracker, how, planned),
        )
    )


def _links(coverage: Sequence[Coverage], tracker: str) -> Iterator[Coverage]:
    read, missing = _read(coverage, tracker, _texts(coverage, tracker))
    yield from _said(coverage, tracker, "links.backlink", read, missing)


def _commitments(
    coverage: Sequence[Coverage], tracker: str, how: Linking, planned: Sequence[Commitment]
) -> Iterator[Coverage]:
    needed = (*_texts(coverage, tracker), "events.labeled", "events.unlabeled")
    read, missing = _read(coverage, tracker, needed)
    times = [
        one.recorded_at
        for one in planned
        if one.kind in PLANS and one.recorded_at and (one.item or "").startswith(f"{tracker}#")
    ]
    if read and not times:
        read, missing = [], NONE_PLANNED if how.labels_are_named else NO_PLAN
    if times:
        start = _start(min(times), how)
        read = [(max(since, start), until) for since, until in read if until > start]
    yield from _said(coverage, tracker, "commitments", read, missing)


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
    coverage: Sequence[Coverage], tracker: str, holds: str, read: Sequence[Span], missing: str
) -> Iterator[Coverage]:
    seen_at = max((promise.seen_at for promise in coverage), default=None)
    if seen_at is None:
        return
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
        yield Coverage(SOURCE, tracker, holds, seen_at, complete=False, reason=missing)
