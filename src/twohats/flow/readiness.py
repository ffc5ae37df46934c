"""``check --readiness``: what a community has written down, each thing with the place it was found."""

from collections.abc import Sequence
from datetime import timedelta

from twohats.checks.inputs import OURS
from twohats.checks.readiness import KINDS, readiness
from twohats.facts import Facts
from twohats.facts.deciding import roles
from twohats.flow.facts import Opened
from twohats.flow.rows import Row, fetch
from twohats.needs.documents import latest_documents
from twohats.needs.search import Search

COLUMNS = ("community", "asks", "state", "where", "since", "repository", "url")
LATE_D = 365
"""An issue about a meeting or a roadmap that is older than this, and closed, stands for nothing now."""


def readiness_rows(opened: Opened, communities: Sequence[str] = ()) -> list[Row]:
    """Look for governance, roadmap, guides, teams and notes in each upstream community.

    Parameters
    ----------
    opened
        A workspace with its facts.
    communities
        Owner keys; none: all that the facts know.

    Returns
    -------
    list of dict
        One row per community and thing, with `COLUMNS`. ``state`` is ``found``, ``substitute`` (something
        that stands for it), ``not found``, or ``not looked`` where no files were read.
    """
    facts = opened.facts
    search = Search(facts)
    wanted = [one for one in search.communities if not communities or one in communities]
    found = readiness(
        wanted,
        latest_documents(facts, KINDS),
        _issues(facts),
        _milestones(facts),
        _rosters(facts),
        looked=_looked(facts, search),
        addresses=search.addresses,
    )
    return [{name: getattr(one, name) for name in COLUMNS} for one in found]


def _looked(facts: Facts, search: Search) -> set[str]:
    """Find communities of which the files of some repository were read."""
    return {
        community
        for place, community in search.repositories.items()
        if facts.promised.spans("documents", place)
    }


def _issues(facts: Facts) -> list[Row]:
    items = facts.items
    late = facts.as_of - timedelta(days=LATE_D)
    items = items.filter(
        (items.kind != "pull_request")
        & ~items.scope.isin(list(OURS))
        & (items.closed_at.isnull() | (items.created_at >= late))
        & items.title.re_search(r"(?i)roadmap|meeting")
    )
    return fetch(items.select("item", "repository", "community", "title", "url", "created_at"))


def _milestones(facts: Facts) -> list[Row]:
    told = facts.tables["milestones"].filter(lambda t: t.state.lower() == "open")
    scopes = facts.scopes.filter(~facts.scopes.scope.isin(list(OURS)))
    told = told.inner_join(scopes.select("repository", "community"), "repository")
    return fetch(told.select("milestone", "repository", "community", "title", "due_at"))


def _rosters(facts: Facts) -> list[Row]:
    told = roles(facts).filter(lambda t: t.source_path.notnull())
    return fetch(told.select("community", "repository", "source_path").distinct())
