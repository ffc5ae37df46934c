"""What `preflight` goes by of a community, kept as a small file that needs no data library to read."""

import json
from datetime import timedelta
from typing import Any

from twohats.facts import Facts
from twohats.flow.facts import Opened
from twohats.flow.preflight import KEPT
from twohats.flow.rows import Row, fetch
from twohats.measures.first_response import first_responses
from twohats.store.disk import Disk

LATELY_D = 180
"""Days within which somebody who reviewed is a usual reviewer."""


def keep_burden(opened: Opened) -> None:
    """Write down, per repository, what of ours waits and how many who review are ours; no names."""
    content = {"as_of": opened.facts.as_of.date().isoformat(), "repositories": burden(opened.facts)}
    text = json.dumps(content, indent=1, sort_keys=True)
    Disk().write(opened.workspace.derived_folder / KEPT, text.encode())


def burden(facts: Facts) -> dict[str, dict[str, Any]]:
    """Count by repository.

    Returns
    -------
    dict of dict
        ``waiting`` (open pull requests of ours that nobody answered), ``oldest_d`` (whole days),
        ``reviewers`` (people who reviewed within `LATELY_D` days) and ``ours`` (of these, ours).
    """
    found: dict[str, dict[str, Any]] = {}
    for row in (*_waiting(facts), *_reviewers(facts)):
        known = found.setdefault(
            row["repository"], {"waiting": 0, "oldest_d": None, "reviewers": 0, "ours": 0}
        )
        known |= {name: value for name, value in row.items() if name != "repository"}
    return found


def _waiting(facts: Facts) -> list[Row]:
    told = first_responses(facts)
    told = told.filter((told.kind == "pull_request") & told.waiting & told.author_is_ours)
    return fetch(
        told.group_by("repository").agg(
            waiting=told.item.nunique(), oldest_d=told.wait_d.max().floor().cast("int64")
        )
    )


def _reviewers(facts: Facts) -> list[Row]:
    acts = facts.acts
    acts = acts.filter(
        (acts.kind == "reviewed")
        & (acts.happened_at >= facts.as_of - timedelta(days=LATELY_D))
        & acts.actor_person.notnull()
        & ~acts.actor_is_bot
        & (acts.author_person.isnull() | (acts.actor_person != acts.author_person))
    )
    people = acts.group_by("repository", "actor_person").agg(is_ours=acts.actor_is_ours.max())
    return fetch(
        people.group_by("repository").agg(
            reviewers=people.count(), ours=people.is_ours.fill_null(False).cast("int64").sum()
        )
    )
