"""What a live read may promise.

GitHub tells which items have changed by when they were updated last. Some things happen without
that; what such a look cannot see is promised only as far as everything was read anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from twohats.records import Coverage
from twohats.records.tables import EVENT_KINDS
from twohats.sources.forge_tally import Promiser
from twohats.sources.forge_times import moment
from twohats.sources.github_live.cursor import Cursor
from twohats.sources.github_names import LEFT_OUT

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)

UNSEEN = frozenset({"cross_referenced", "referenced"})
"""Kinds of `EVENT_KINDS` that may happen without GitHub counting the item as updated, as recordings of
its API show; of kinds that are not among these we do not know.
"""

_WHY_UNSEEN = "GitHub does not count an item as updated for it: seen where the item changed besides"
_WHOSE_CLOCK = "dated by the committer's clock, so that one cannot tell which belong to the window"


def promises(promiser: Promiser, cursor: Cursor, *, discussions: bool) -> Iterator[Coverage]:
    """Say what is held of items and their events.

    All of them are as old as the last look at everything: what a later one could not see is gone.
    """
    # One microsecond more for each read, so that its word replaces the one before; and one second
    # less, because GitHub's clock tells whole seconds and no row may be older than the promise.
    seen_at = moment(cursor.looked_since) + timedelta(seconds=-1, microseconds=cursor.reads)
    since = moment(cursor.since) if cursor.since else None
    start = since or (BEGINNING if cursor.was_narrower else None)

    def until(end: str, promise: Coverage) -> Coverage:
        return replace(promise, seen_at=seen_at, covers_from=start, covers_to=moment(end))

    def seen(holds: str) -> Coverage:
        return until(cursor.watermark, promiser.promise(holds))

    def unseen(holds: str) -> Coverage:
        if since is not None:
            return replace(promiser.deny(holds, _WHY_UNSEEN), seen_at=seen_at)
        return until(cursor.looked_since, promiser.promise(holds))

    yield seen("items.issue")
    yield seen("items.pull_request")
    if discussions:
        yield seen("items.discussion")
    rows = promiser.tally.rows
    others = {name.partition(".")[2] for name in rows if name.startswith("events.")}
    for kind in dict.fromkeys([*EVENT_KINDS, *sorted(others)]):
        holds = f"events.{kind}"
        if kind in UNSEEN or kind not in EVENT_KINDS:
            yield unseen(holds)
        elif kind == "committed" and since is not None:
            # Dated by the clock of whoever committed, which may be far from when it was pushed.
            yield replace(promiser.deny(holds, _WHOSE_CLOCK), seen_at=seen_at)
        elif kind == "reviewed":
            yield until(cursor.watermark, _reviews(promiser))
        else:
            yield seen(holds)
    for kind in sorted(LEFT_OUT):
        reason = "left out: nobody did anything to the item"
        denied = promiser.deny(f"events.{kind}", reason, promiser.tally.left_out[kind])
        yield replace(denied, seen_at=seen_at)
    yield unseen("links.backlink")
    yield seen("item_commits")
    yield seen("item_files")


def fresh_promises(promiser: Promiser, cursor: Cursor) -> Iterator[Coverage]:
    """Say what is held of that which each read looks at as a whole."""
    seen_at = moment(cursor.watermark)
    for holds in ("repositories", "releases", "milestones"):
        yield replace(promiser.promise(holds), seen_at=seen_at)
    yield _checks(promiser, cursor)
    reason = "present versions; earlier ones since the read began, and none of change logs"
    yield replace(promiser.deny("documents", reason), seen_at=seen_at)


def _checks(promiser: Promiser, cursor: Cursor) -> Coverage:
    """Promise checks as they stood when all were read: later ones may have come in old commits."""
    seen_at = moment(cursor.looked_since)
    promise = promiser.promise("checks")
    # One microsecond more for each read, as for items.
    told_at = seen_at + timedelta(microseconds=cursor.reads)
    start = moment(cursor.checks_from)
    return replace(promise, seen_at=told_at, covers_from=start, covers_to=seen_at)


def _reviews(promiser: Promiser) -> Coverage:
    pending = promiser.tally.left_out["reviewed"]
    promise = promiser.promise("events.reviewed")
    if promise.complete and pending:
        reason = f"{pending} that nobody has submitted yet are left out"
        return replace(promise, skipped=pending, reason=reason)
    return promise
