"""What a sync says of itself: its budget before it begins, and at the end what came and what did not."""

from datetime import UTC, datetime, timedelta

from twohats.flow.importing import left_out
from twohats.flow.sync.planning import SyncPlan
from twohats.flow.sync.synced import Synced
from twohats.flow.words import many
from twohats.sources.asking.allowance import Left


def said_before(plan: SyncPlan) -> list[str]:
    """Say what is going to be read, what it should cost, and what there is to spend."""
    lines = []
    if not plan.visits and plan.unchanged:
        looked = many(_repositories(plan), "repository", "repositories")
        lines = [f"Nothing new in {looked}."]
    elif plan.visits:
        first = f", {plan.first_time} of them for the first time" if plan.first_time else ""
        beside = f"; nothing new in {_repositories(plan):,}" if _repositories(plan) else ""
        lines = [
            f"To read: {many(plan.repositories, 'repository', 'repositories')}{first}{beside}. "
            f"Estimated: {many(plan.points, 'point', 'points')}, "
            f"{many(plan.requests, 'request', 'requests')}."
        ]
    lines += (
        _left(left)
        for left in plan.standing
        if left.resource == "graphql" and left.left is not None
    )
    lines += (f"{hidden.key}: {hidden.reason}." for hidden in plan.private)
    return lines


def said_after(synced: Synced) -> list[str]:
    """Say what came, what it cost, what is missing, and when to go on."""
    lines = []
    taken = synced.taken
    waited = f", {taken.waited_s / 60:.0f} min of it waiting" if taken.waited_s >= 60 else ""
    if synced.plan.visits:
        lines.append(
            f"Read {many(synced.rows_read, 'row', 'rows')} of "
            f"{many(synced.repositories_read, 'repository', 'repositories')} with "
            f"{many(taken.points, 'point', 'points')}, "
            f"{many(taken.requests, 'request', 'requests')}{waited}."
        )
    lines += (
        f"{one.visit.repository}: {one.reason}"
        for one in synced.done
        if one.state == "read" and one.reason
    )
    if synced.not_covered:
        lines.append(
            f"{many(synced.not_covered, 'thing', 'things')} no forge tells, or not yet, of "
            'what was read: twohats sql "from coverage where not complete" names them.'
        )
    if synced.losses:
        lines.append(left_out(synced.losses))
    if synced.is_left:
        at = synced.goes_on_at
        when = f" after {next_minute(at)}" if at else ""
        lines.append(f"Run `twohats sync` again{when}: it goes on where this one stopped.")
    return lines


def next_minute(moment: datetime) -> str:
    """Say a time so that it is never too early.

    Examples
    --------
    >>> from datetime import UTC
    >>> next_minute(datetime(2026, 5, 1, 13, 59, 30, tzinfo=UTC))
    '14:00 UTC'
    """
    return f"{moment.astimezone(UTC) + timedelta(seconds=59, microseconds=999_999):%H:%M} UTC"


def _repositories(plan: SyncPlan) -> int:
    """Count the repositories that were looked at and have no news."""
    return len({visit.repository for visit in plan.unchanged if visit.is_of_repository})


def _left(left: Left) -> str:
    """Say what one token may still do."""
    until = f" until {next_minute(left.resets_at)}" if left.resets_at else ""
    return (
        f"{left.origin}: {left.left:,} of {left.limit:,} points left{until}; "
        f"{left.reserve:,} are kept for people."
    )
