"""What was done in a stretch of time, by facts and by the log, as what may close a slot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.rows import fetch
from twohats.journal import logged_of
from twohats.measures.give_and_take import deeds
from twohats.measures.triaged import triaged
from twohats.records.keys import covers
from twohats.records.outcomes import Deed
from twohats.records.times import Window

ACTIVITY = {
    "reviews": "review",
    "answers": "answer",
    "merges": "merge",
    "releases": "release",
    "changes": "change",
}
"""Activities of slots by the deed that closes them; triage has a definition of its own."""
TRACES: Mapping[str, tuple[str, ...]] = {
    # GitHub's timeline lacks reviews that only answer line comments: those comments stand for them.
    "review": ("events.reviewed", "events.review_commented"),
    "answer": ("events.commented",),
    "triage": ("events.labeled",),
    "merge": ("events.merged",),
    "release": ("releases",),
    "change": ("items.pull_request",),
}
"""What has to be held for an activity to be seen; of each tuple one. Others leave no trace on a forge
and are known by the log alone."""


def deeds_between(opened: Opened, since: datetime, until: datetime) -> tuple[Deed, ...]:
    """List what ours did upstream in ``[since, until)``, by facts and by the log.

    One row per person, thing and activity. A thing that was done in an earlier iteration as well
    counts in each.
    """
    facts = replace(opened.facts, window=Window(since, until))
    return (*_by_facts(opened, facts), *_logged(opened, since, until))


def is_seen(facts: Facts, activity: str, community: str, since: datetime, until: datetime) -> bool:
    """Whether facts tell of an activity in a community over a stretch, in one repository at least."""
    traces = TRACES.get(activity)
    if traces is None:
        return True
    end = min(until, facts.as_of)
    scopes = {promise.scope for promise in facts.coverage}
    here = [scope for scope in scopes if covers(community, scope)]
    return end >= until and any(
        facts.promised.covers(holds, scope, since, end) for scope in here for holds in traces
    )


def _by_facts(opened: Opened, facts: Facts) -> Iterable[Deed]:
    persons = opened.people.person_of
    done = deeds(facts)
    rows: Sequence[Mapping[str, object]] = fetch(done.filter(done.deed.isin(list(ACTIVITY))))
    rows = [
        *({**row, "activity": ACTIVITY[str(row["deed"])]} for row in rows),
        *({**row, "activity": "triage"} for row in fetch(triaged(facts))),
    ]
    for row in rows:
        identity = str(row["identity"])
        yield Deed(
            persons[identity].key if identity in persons else identity,
            str(row["activity"]),
            str(row["community"]),
            str(row["item"]),
            row["happened_at"],  # type: ignore[arg-type]
            str(row["title"] or ""),
            row["url"],  # type: ignore[arg-type]
        )


def _logged(opened: Opened, since: datetime, until: datetime) -> Iterable[Deed]:
    persons = opened.people.person_of
    ours = opened.people.ours
    for row in logged_of(opened.decisions):
        if since <= row["happened_at"] < until and row["account"] in ours:
            yield Deed(
                persons[row["account"]].key,
                row["activity"],
                row["community"] or "",
                row["item"],
                row["happened_at"],
                row["title"],
                row["url"],
                "logged",
            )
