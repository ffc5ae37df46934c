"""N09: a meeting has no facilitator yet, or no notes any more.

It needs a rota, from ``[[meetings]]`` in needs.toml; without one this is not measured. See
docs/needs.md#n09.
"""

from collections import Counter
from datetime import UTC, datetime, time, timedelta

from twohats.formats.needs_file import Meeting
from twohats.needs.making import days_between, said_days
from twohats.needs.search import Finding, Search
from twohats.records import Skipped
from twohats.records.keys import owner_of
from twohats.records.needs import Need

CODE = "N09"
ACTIVITIES = ("meeting",)
SENTENCE = "A meeting has no facilitator yet, or no notes any more."


def find(search: Search) -> Finding:
    """Find meetings that lack somebody or something, near the as-of date."""
    needs, left_out, urgency = [], Counter[str](), {}
    now, reach = search.facts.as_of, timedelta(days=search.register.limits.meeting_days)
    told = {_community(search, meeting) for meeting in search.register.meetings}
    for meeting in search.register.meetings:
        at = datetime.combine(meeting.on, time(), UTC)
        is_over = meeting.on < now.date()
        if not at - reach <= now <= at + reach:
            left_out["too far from today"] += 1
        elif is_over and meeting.notes is None:
            age = said_days(days_between(at, now))
            need = _need(search, meeting, "notes", f"it was {age} ago, and no notes are linked", at)
            needs.append(need)
            urgency[need.key] = 0.5
        elif not is_over and meeting.facilitator is None:
            days = max((meeting.on - now.date()).days, 0)
            when = "it is today" if not days else f"it is in {said_days(days)}"
            because = f"{when}, and nobody facilitates it"
            need = _need(search, meeting, "facilitator", because, at - reach)
            needs.append(need)
            urgency[need.key] = 1 - days / max(reach.days, 1) if reach.days else 1.0
        else:
            left_out["taken care of"] += 1
    lost = tuple(
        Skipped(f"{CODE}:{community}", "no rota was read: write [[meetings]] into needs.toml")
        for community in search.communities
        if community not in told
    )
    return Finding(tuple(needs), dict(left_out), urgency=urgency, not_measured=lost)


def _community(search: Search, meeting: Meeting) -> str:
    """Owner key of the place a meeting is of."""
    return meeting.place if "/" not in meeting.place else owner_of(meeting.place)


def _need(search: Search, meeting: Meeting, lacks: str, because: str, since: datetime) -> Need:
    words = {"notes": "Write up notes of", "facilitator": "Facilitate"}
    return Need(
        f"{CODE}:{meeting.place}:{meeting.on}:{lacks}",
        CODE,
        "meeting",
        _community(search, meeting),
        meeting.place if "/" in meeting.place else None,
        None,
        f"{words[lacks]} “{meeting.title}” of {meeting.on}",
        because,
        since,
    )
