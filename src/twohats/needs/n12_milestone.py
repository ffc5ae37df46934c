"""N12: a milestone is due soon, or past due, and things in it are open.

See docs/needs.md#n12.
"""

from collections import Counter
from datetime import timedelta

from twohats.needs.making import counted, days_between, said_days
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Finding, Search, fetch
from twohats.records import Skipped
from twohats.records.needs import Need

CODE = "N12"
ACTIVITIES = ("review", "change")
SENTENCE = "A milestone is due soon, or past due, and things in it are open."
FORGOTTEN_D = 180
"""Past due for longer than this, a milestone says that nobody keeps it up."""


def find(search: Search) -> Finding:
    """Find milestones that are due."""
    needs, left_out, urgency = [], Counter[str](), {}
    now = search.facts.as_of
    reach = timedelta(days=search.register.limits.milestone_days)
    table = search.facts.tables["milestones"]
    rows = [
        row
        for row in fetch(table.order_by("repository", "milestone"))
        if row["repository"] in search.repositories and (row["state"] or "open") == "open"
    ]
    inside: dict[tuple[str, str], list[OpenItem]] = {}
    for one in search.items:
        if one.milestone is not None:
            inside.setdefault((one.repository, one.milestone), []).append(one)
    for row in rows:
        place, due, name = row["repository"], row["due_at"], row["title"] or row["milestone"]
        items = inside.get((place, name), []) or inside.get((place, row["milestone"]), [])
        if due is None:
            left_out["without a due date"] += 1
        elif due - reach > now:
            left_out["not due yet"] += 1
        elif now - due > timedelta(days=FORGOTTEN_D):
            left_out[f"past due for more than {FORGOTTEN_D} days"] += 1
        elif not items:
            left_out["nothing open in it"] += 1
        else:
            changes = sum(one.is_change for one in items)
            issues = len(items) - changes
            when = (
                f"due in {said_days(days_between(now, due))}"
                if due > now
                else f"past due for {said_days(days_between(due, now))}"
            )
            url = search.addresses.get(place)
            need = Need(
                f"{CODE}:{place}:{row['milestone']}",
                CODE,
                "review" if changes else "change",
                search.repositories[place],
                place,
                None,
                f"Help milestone “{name}” of {place.rpartition('/')[2]} along",
                f"{when}; {counted(changes, 'pull request', 'pull requests')} and "
                f"{counted(issues, 'issue', 'issues')} in it are open",
                due - reach,
                f"{url}/milestone/{row['milestone']}" if url else None,
            )
            needs.append(need)
            ahead = days_between(now, due) / max(reach.days, 1) if due > now else 0.0
            urgency[need.key] = max(0.0, 1 - ahead / 2)
    told = {row["repository"] for row in fetch(table.select("repository").distinct())}
    lost = tuple(
        Skipped(f"{CODE}:{place}", "no milestones of it were read")
        for place in search.repositories
        if place not in told
    )
    return Finding(tuple(needs), dict(left_out), urgency=urgency, not_measured=lost)
