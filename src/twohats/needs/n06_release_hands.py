"""N06: all releases of the past two years were made by one person, or by one employer's people.

Employers are those of the day of each release. Where one of them is not known, nothing is said of
employers. See docs/needs.md#n06.
"""

from collections import Counter
from datetime import timedelta

from twohats.needs.hands import hands_of
from twohats.needs.making import counted
from twohats.needs.releases import published
from twohats.needs.search import Finding, Search
from twohats.records import Skipped
from twohats.records.needs import Need

CODE = "N06"
ACTIVITIES = ("release",)
SENTENCE = "All releases were made by one person, or by one employer's people."
ENOUGH = 3
"""Fewer releases say nothing about who makes them."""


def find(search: Search) -> Finding:
    """Find projects whose releases rest on one person or on us."""
    needs, left_out, lost, urgency = [], Counter[str](), [], {}
    days = search.register.limits.release_days
    since = search.facts.as_of - timedelta(days=days)
    releases = published(search.facts)
    for place in search.repositories:
        rows = [row for row in releases.get(place, ()) if row["published_at"] >= since]
        known = [row for row in rows if row["maker"] is not None]
        by_people = [row for row in known if not row["maker_is_bot"]]
        hands = hands_of((row["maker"], row["maker_employer"]) for row in by_people)
        if len(known) < ENOUGH:
            reason = f"too few releases by somebody known in {days} days: {len(known)}"
            lost.append(Skipped(f"{CODE}:{place}", reason))
        elif not by_people:
            left_out["made by a program"] += 1
        elif hands.is_narrow:
            count = counted(len(by_people), "release was", "releases were")
            unknown = len(rows) - len(known)
            beside = f"; of {unknown} more nobody knows" if unknown else ""
            need = Need(
                f"{CODE}:{place}",
                CODE,
                "release",
                search.repositories[place],
                place,
                None,
                f"Have somebody else make a release of {place.rpartition('/')[2]}",
                f"in {days} days {count} made by {hands.who}{beside}",
                by_people[0]["published_at"],
                search.addresses.get(place),
            )
            needs.append(need)
            urgency[need.key] = min(1.0, len(by_people) / (2 * ENOUGH))
        else:
            left_out[hands.who] += 1
    return Finding(tuple(needs), dict(left_out), urgency=urgency, not_measured=tuple(lost))
