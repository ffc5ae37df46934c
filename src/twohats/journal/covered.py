"""Coverage by a person's word: "we have no tracker", "there was no plan before that day"."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from twohats.journal.fold import in_force
from twohats.journal.rulings import texts
from twohats.records import Coverage, Skipped
from twohats.records.decisions import Decision

COVERED = "covered"
SOURCE = "declared"


def covered_of(decisions: Iterable[Decision]) -> tuple[Coverage, ...]:
    """List what people declared to be complete, one promise per scope and per thing held.

    A line's content: ``holds`` (``commitments``, ``links.backlink``, a table), ``scope`` (a
    repository, a tracker, an owner; else what the line is about), ``covers_from`` and ``covers_to``
    as dates or times in UTC; without an end it reaches to the day it was said.
    """
    found = in_force(one for one in decisions if one.what == COVERED)
    return tuple(
        promise
        for one in found
        if not isinstance(promises := read_covered(one), Skipped)
        for promise in promises
    )


def read_covered(decision: Decision) -> tuple[Coverage, ...] | Skipped:
    """Read one declaration; `Skipped` with the reason where it cannot be used."""
    content = decision.content
    holds, scopes = texts(content.get("holds")), texts(content.get("scope")) or decision.about
    if not holds or not scopes:
        return Skipped(decision.id, "it does not say what is complete, and of what")
    try:
        start, end = (_moment(content.get(name)) for name in ("covers_from", "covers_to"))
    except ValueError as error:
        return Skipped(decision.id, str(error))
    if start and end and start >= end:
        return Skipped(decision.id, "it covers no time: its end lies before its start")
    return tuple(_promises(decision, holds, scopes, start, end))


def _promises(
    decision: Decision,
    holds: Iterable[str],
    scopes: Iterable[str],
    start: datetime | None,
    end: datetime | None,
) -> Iterator[Coverage]:
    for one in holds:
        for scope in scopes:
            yield Coverage(
                source=SOURCE,
                scope=scope,
                holds=one,
                seen_at=decision.at,
                complete=True,
                covers_from=start,
                covers_to=end,
                reason=decision.why or None,
                declared_by=decision.who,
            )


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError(f"{value!r} is no date") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
