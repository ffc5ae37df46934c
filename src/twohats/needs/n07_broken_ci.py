"""N07: a default branch has been red for days.

One red run is not broken: it takes several commits in a row, over days. See docs/needs.md#n07.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.needs.making import days_between, said_days
from twohats.needs.search import Finding, Search, fetch
from twohats.records import Skipped
from twohats.records.needs import Need

CODE = "N07"
ACTIVITIES = ("ci",)
SENTENCE = "A default branch has been red for days."
RED = ("failure", "error", "failing", "timed_out", "startup_failure")
GREEN = ("success", "passing", "neutral", "skipped")
"""States that tell; what is pending, or was cancelled, tells nothing."""


@dataclass(frozen=True)
class RedRun:
    """Commits of a default branch that failed one after the other, up to the newest."""

    commits: int
    since: datetime
    """When the first of them was committed."""
    looked_at: datetime
    """When the newest of them was last seen red."""


def find(search: Search) -> Finding:
    """Find branches that are broken."""
    needs, left_out, urgency = [], Counter[str](), {}
    checks = search.facts.tables["checks"].filter(lambda t: t.committed_at.notnull())
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in fetch(checks.order_by("repository", "committed_at", "oid")):
        by_place.setdefault(row["repository"], []).append(row)
    limits = search.register.limits
    for place in search.repositories:
        if place not in by_place:
            continue
        red = red_run(by_place[place], search.facts.as_of)
        if red is None:
            left_out["green, or nothing decided"] += 1
            continue
        days = days_between(red.since, red.looked_at)
        if red.commits < limits.red_commits or days < limits.red_days:
            left_out["red, but not for long enough to be broken"] += 1
            continue
        need = Need(
            f"{CODE}:{place}",
            CODE,
            "ci",
            search.repositories[place],
            place,
            None,
            f"Mend the tests of {place.rpartition('/')[2]}",
            f"the default branch is red over {red.commits} commits, for {said_days(days)}",
            red.since,
            search.addresses.get(place),
            skills=("ci",),
        )
        needs.append(need)
        urgency[need.key] = min(1.0, days / 14)
    return Finding(
        tuple(needs),
        dict(left_out),
        urgency=urgency,
        not_measured=tuple(
            Skipped(f"{CODE}:{place}", "no state of its default branch was read")
            for place in search.repositories
            if place not in by_place
        ),
    )


def red_run(checks: Sequence[Mapping[str, Any]], now: datetime) -> RedRun | None:
    """Find the run of red at the end of a default branch's checks; None: the newest is not red.

    Parameters
    ----------
    checks
        Rows of the table ``checks`` of one repository, oldest first.
    now
        The as-of date: nobody can have looked later.
    """
    told = [row for row in checks if (row["state"] or "").lower() in (*RED, *GREEN)]
    reds = []
    for row in reversed(told):
        if row["state"].lower() not in RED:
            break
        reds.append(row)
    if not reds:
        return None
    looked_at = min(reds[0]["looked_at"] or reds[0]["committed_at"], now)
    return RedRun(len(reds), reds[-1]["committed_at"], max(looked_at, reds[0]["committed_at"]))
