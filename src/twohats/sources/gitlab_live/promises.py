"""What a live read of GitLab may promise.

GitLab tells which items have changed by when they were updated last. What may happen without that is
promised only as far as everything was read anew.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from twohats.records import Coverage
from twohats.records.tables import EVENT_KINDS
from twohats.sources.forge_tally import Promiser
from twohats.sources.forge_times import moment
from twohats.sources.gitlab_live.cursor import Cursor

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)

UNSEEN = frozenset({"cross_referenced", "referenced"})
"""Kinds that others cause: that GitLab counts the item as updated for them is not documented."""

UNTOLD = frozenset({"force_pushed"})
"""Kinds that GitLab does not tell apart."""

_WHY_UNSEEN = "GitLab may not count an item as updated for it: seen where the item changed besides"
_WHOSE_CLOCK = "dated by the committer's clock, so that one cannot tell which belong to the window"
_UNTOLD = "GitLab does not tell it from other pushes"


def promises(promiser: Promiser, cursor: Cursor) -> Iterator[Coverage]:
    """Say what is held of items and their events.

    All of them are as old as the last look at everything: what a later one could not see is gone.
    """
    # One microsecond more for each read, so that its word replaces the one before; and one second
    # less, because GitLab's clock tells whole seconds and no row may be older than the promise.
    seen_at = moment(cursor.looked_since) + timedelta(seconds=-1, microseconds=cursor.reads)
    since = moment(cursor.since) if cursor.since else None
    start = since or (BEGINNING if cursor.was_narrower else None)

    def until(end: str, promise: Coverage) -> Coverage:
        return replace(promise, seen_at=seen_at, covers_from=start, covers_to=moment(end))

    def seen(holds: str) -> Coverage:
        promise = promiser.promise(holds)
        left_out = promiser.tally.left_out[holds]
        if promise.complete and left_out:
            reason = f"{left_out} that not everybody may see are left out"
            promise = replace(promise, skipped=left_out, reason=reason)
        return until(cursor.watermark, promise)

    def unseen(holds: str) -> Coverage:
        if since is not None:
            return replace(promiser.deny(holds, _WHY_UNSEEN), seen_at=seen_at)
        return until(cursor.looked_since, promiser.promise(holds))

    yield seen("items.issue")
    yield seen("items.pull_request")
    others = {name.partition(".")[2] for name in promiser.tally.rows if name.startswith("events.")}
    for kind in dict.fromkeys([*EVENT_KINDS, *sorted(others)]):
        holds = f"events.{kind}"
        if kind in UNTOLD:
            yield replace(promiser.deny(holds, _UNTOLD), seen_at=seen_at)
        elif kind in UNSEEN or kind not in EVENT_KINDS:
            yield unseen(holds)
        elif kind == "committed" and since is not None:
            yield replace(promiser.deny(holds, _WHOSE_CLOCK), seen_at=seen_at)
        else:
            yield seen(holds)
    yield unseen("links.backlink")
    yield seen("item_commits")
    yield seen("item_files")


def fresh_promises(promiser: Promiser, cursor: Cursor) -> Iterator[Coverage]:
    """Say what is held of that which each read looks at as a whole."""
    seen_at = moment(cursor.watermark)
    for holds in ("repositories", "releases", "milestones"):
        yield replace(promiser.promise(holds), seen_at=seen_at)
    reason = "present roles; who has left is not told"
    yield replace(promiser.deny("memberships", reason), seen_at=seen_at)
    # One microsecond more for each read, as for items.
    looked = moment(cursor.looked_since)
    yield replace(
        promiser.promise("checks"),
        seen_at=looked + timedelta(microseconds=cursor.reads),
        covers_from=moment(cursor.checks_from),
        covers_to=looked,
    )
    yield replace(promiser.deny("documents", "present versions alone"), seen_at=seen_at)
