"""N05: a release is overdue by the project's own cadence, and something waits to be released.

Overdue: the time since the last release exceeds the 80th percentile of the project's own gaps. See
docs/needs.md#n05.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from twohats.needs.making import counted, days_between
from twohats.needs.releases import Waiting, merged_since, published
from twohats.needs.search import Finding, Search
from twohats.records import Skipped
from twohats.records.needs import Need

CODE = "N05"
ACTIVITIES = ("release",)
SENTENCE = "A release is overdue by the project's own cadence, and something waits to be released."


def find(search: Search) -> Finding:
    """Find projects whose present gap is longer than most of their own."""
    needs, left_out, lost, urgency = [], Counter[str](), [], {}
    limits = search.register.limits
    by_place = published(search.facts)
    waiting = merged_since(search.facts)
    for place in search.repositories:
        rows = by_place.get(place, ())
        gaps = gaps_d([row["published_at"] for row in rows])
        if not rows:
            lost.append(Skipped(f"{CODE}:{place}", "no release was read"))
        elif len(gaps) < limits.releases:
            lost.append(
                Skipped(f"{CODE}:{place}", f"too few releases for a cadence: {len(gaps)} gaps")
            )
        else:
            usual = quantile(gaps, limits.gap_quantile)
            gap = days_between(rows[-1]["published_at"], search.facts.as_of)
            merged = waiting.get(place)
            if gap <= usual:
                left_out["within the project's own cadence"] += 1
            elif merged is not None and not merged.count:
                left_out["nothing new since the last release"] += 1
            else:
                need = _need(search, place, rows, gap, usual, len(gaps), merged)
                needs.append(need)
                urgency[need.key] = min(1.0, gap / usual / 2) if usual else 1.0
    return Finding(tuple(needs), dict(left_out), urgency=urgency, not_measured=tuple(lost))


def gaps_d(moments: Sequence[datetime]) -> list[float]:
    """Days between releases; several on one day are one, as branches are released together.

    Examples
    --------
    >>> gaps_d([datetime(2024, 1, 1, 9), datetime(2024, 1, 1, 12), datetime(2024, 1, 11)])
    [10.0]
    """
    days = sorted({moment.date() for moment in moments})
    return [float((later - earlier).days) for earlier, later in pairwise(days)]


def quantile(values: Sequence[float], part: float) -> float:
    """Value below which a part of the values lies, between neighbours on a straight line.

    Source: definition 7 of Hyndman and Fan (1996), NumPy's usual one.

    Examples
    --------
    >>> quantile([10, 20, 30, 40, 50], 0.8)
    42.0
    """
    ordered = sorted(values)
    at = (len(ordered) - 1) * part
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (at - low), 9)


def _need(
    search: Search,
    place: str,
    rows: Sequence[Mapping[str, object]],
    gap: float,
    usual: float,
    gaps: int,
    merged: Waiting | None,
) -> Need:
    last = rows[-1]
    since = last["published_at"]
    assert isinstance(since, datetime)
    waits = (
        "how much waits is not known" if merged is None else counted(merged.count, *merged.words)
    )
    part = round(100 * search.register.limits.gap_quantile)
    return Need(
        f"{CODE}:{place}",
        CODE,
        "release",
        search.repositories[place],
        place,
        None,
        f"Make a release of {place.rpartition('/')[2]}",
        f"{last['tag']} is {gap:.0f} days old; {part} % of the project's {gaps} gaps were "
        f"{usual:.0f} days or less; {waits}",
        since,
        search.addresses.get(place),
    )
