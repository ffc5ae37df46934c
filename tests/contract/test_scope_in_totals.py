"""Totals are of upstream; what nobody knows the scope of is counted apart, on every surface."""

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.look import look
from twohats.flow.measure import Asked, left_out, measure_named, measured, rows_of
from twohats.flow.needs import Wanted, known_sentence, matrix
from twohats.flow.sql import prepare
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace


@pytest.fixture(scope="module")
def opened(demo):
    workspace = load_workspace(demo)
    found = open_facts(workspace, FactStore(workspace.facts_folder), Moments(), secret=b"made up")
    prepare(found)
    return found


def unknown_of(opened):
    return {one.repository for one in opened.scopes if one.scope == "unknown"}


def test_a_measure_counts_upstream_and_says_what_it_leaves_out(opened):
    """Rows are of upstream alone; how many repositories that leaves out is said."""
    measure = measure_named("change_requests")
    upstream = {one.repository for one in opened.scopes if one.scope == "upstream"}
    unknown = unknown_of(opened)

    _, rows = rows_of(opened, measure, Asked())

    assert unknown
    assert rows
    assert {row["repository"] for row in rows} <= upstream
    assert measured(opened, measure, Asked()).meta["left_out"] == (
        f"{len(unknown)} repositories of unknown scope left out: `twohats look` asks about them, and "
        "`--repository` shows them."
    )


def test_who_names_a_repository_of_unknown_scope_is_shown_it(opened):
    """Called by its name nothing is left out, and nothing is said to be."""
    unknown = tuple(sorted(unknown_of(opened)))
    asked = Asked(unknown)

    _, rows = rows_of(opened, measure_named("change_requests"), asked)

    assert {row["repository"] for row in rows} == set(unknown)
    assert left_out(opened, asked) is None


def test_the_page_counts_who_waits_in_upstream_alone(opened):
    """Page and SQL agree for upstream, and for what is counted apart."""
    numbers = look(opened).numbers

    def count(where):
        query = f"select count(*) from first_responses where waiting and {where}"
        return opened.backend.con.execute(f"{query} and author_group <> 'ours'").fetchone()[0]

    assert numbers["waiting_items"] == count("scope = 'upstream'") > 0
    assert numbers["waiting_unknown_scope"] == count("scope = 'unknown'") > 0


def test_work_beside_needs_is_what_was_given_to_others(opened):
    """Reviews of colleagues answer no need of the community; those for others are all there."""
    query = (
        "select count(*) filter (not coalesce(author_is_ours, false)), count(*) from entries "
        "where activity = 'review' and scope not in ('own-project', 'personal-project')"
    )
    given, every = opened.backend.con.execute(query).fetchone()
    rows = matrix(opened, Wanted(activities=("review",)))

    assert sum(row["our_work"] for row in rows) == given < every


def test_needs_say_how_far_facts_reach(opened, demo):
    """As of a day after the last fact, what came between is said not to be known."""
    assert known_sentence(opened) == "As of 2026-07-01; facts reach to 2026-07-01."
    workspace = load_workspace(demo)
    moments = Moments(as_of=opened.facts.as_of.replace(year=2030))
    store = FactStore(workspace.facts_folder)
    later = open_facts(workspace, store, moments, secret=b"made up")
    assert known_sentence(later) == (
        "As of 2030-07-01; facts reach to 2026-07-01: what came after that is not known. "
        "`twohats sync` brings it."
    )
