"""Initiatives with all that is read, foretold and logged of them, derived once for every list."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from twohats.flow.facts import Opened
from twohats.initiatives.gathering import Gathered, gather
from twohats.initiatives.hours import hours_of
from twohats.journal.private import PrivateState
from twohats.ledger.beside import Around
from twohats.measures.pace import forecasts
from twohats.records.initiatives import Initiative, Standing, UpstreamItem
from twohats.records.pace import Awaited, End, Forecast

DAY = timedelta(days=1)


def gathered(opened: Opened) -> Gathered:
    """Read every initiative of a workspace."""
    settings = opened.workspace.settings
    around = Around(
        settings.member_communities,
        settings.owners,
        (*settings.repositories, *settings.trackers),
        settings.hosts,
    )
    upstream = {one.repository for one in opened.scopes if one.scope == "upstream"}
    return gather(opened.facts, upstream, opened.workspace.plan, around.members_in)


def standing(
    opened: Opened, initiatives: Sequence[Initiative], private: PrivateState | None = None
) -> tuple[Standing, ...]:
    """Add what is foretold of them, and what was logged for them.

    Parameters
    ----------
    opened
        A workspace with its facts.
    initiatives
        Which ones; hours are added up over all of the workspace's.
    private
        People's own part; None: nothing of it is looked at.
    """
    now = opened.facts.as_of
    changes = {one.item: one for each in initiatives for one in _awaited(each)}
    asked = [
        Awaited(key, key, now, "open" if one.is_open else "merged") for key, one in changes.items()
    ]
    told = forecasts(opened.facts, sorted(asked, key=lambda one: one.key))
    told = {place: _measured(opened, changes[place[0]], one) for place, one in told.items()}
    spent = hours_of(initiatives, opened.decisions, private or PrivateState(), now)
    return tuple(
        Standing(
            one,
            {place: each for place, each in told.items() if place[0] in _items(one)},
            spent[one.key],
        )
        for one in initiatives
    )


def _awaited(one: Initiative) -> Iterator[UpstreamItem]:
    """List the changes that wait for something: a decision, or a release."""
    for item in one.changes:
        if item.is_open or (item.state == "merged" and item.released_at is None):
            yield item


def _items(one: Initiative) -> frozenset[str]:
    return frozenset(item.item for item in one.upstream)


def _measured(opened: Opened, item: UpstreamItem, told: Forecast) -> Forecast:
    """Say that nobody read what would tell, where that is so: that is not the same as too few."""
    needs = [f"items.{item.kind}", *(["releases"] if told.end == "released" else [])]
    is_read = all(opened.facts.promised.spans(holds, item.repository) for holds in needs)
    if told.answer == "counted" or is_read:
        return told
    return Forecast(told.key, told.end, 0, 0, None, *(None,) * 5, "not measured")


def day_told(opened: Opened, told: Forecast | None, part: float) -> str | None:
    """Write the day that is foretold, or the word that stands in its place; None: nothing was asked."""
    if told is None:
        return None
    days, word = days_told(told, part)
    return word if days is None else f"{opened.facts.as_of + days * DAY:%Y-%m-%d}"


def days_told(told: Forecast, part: float) -> tuple[float | None, str]:
    """Give the days until half, or four fifths, and what they say of themselves."""
    return (told.p50_d, told.answer_50) if part == 0.5 else (told.p80_d, told.answer_80)


def slowest(one: Standing, end: End, part: float) -> Forecast | None:
    """Choose, of what an initiative waits for, what is foretold to take longest.

    What is not foretold comes after all that is: the whole cannot be there before it.
    """
    asked = [told for (_, asked_end), told in one.forecasts.items() if asked_end == end]

    def late(told: Forecast) -> tuple[bool, float, str]:
        days = days_told(told, part)[0]
        return days is None, days or 0.0, told.key

    return max(asked, key=late, default=None)


def in_order(found: Iterable[Standing]) -> list[Standing]:
    """Sort: landed and still open first, then open ones by how long nothing was seen, closed ones last."""

    def place(one: Standing) -> tuple[int, float, str]:
        seen = one.initiative.last_sign_at
        rank = 2 if not one.initiative.is_open else 0 if one.initiative.has_landed else 1
        return rank, seen.timestamp() if seen else 0.0, one.initiative.key

    return sorted(found, key=place)
