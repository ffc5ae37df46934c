"""As of: where covered, the past from today's facts equals a recording that was cut then."""

import itertools
from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.facts import as_of
from twohats.records import TABLES
from twohats.store.arrow import schema_of, to_arrow

START = datetime(2026, 1, 1, tzinfo=UTC)
REPOSITORY = "github:lantern-project/lantern"
NUMBERS = itertools.count()

TURNS = {
    "labeled": ["bug", "docs"],
    "unlabeled": ["bug", "docs"],
    "assigned": ["github:ada", "github:bo"],
    "unassigned": ["github:ada", "github:bo"],
    "review_requested": ["github:ada", "github:bo"],
    "review_request_removed": ["github:ada", "github:bo"],
    "reviewed": ["github:ada", "github:bo"],
    "renamed": ["A", "B", "C"],
    "milestoned": ["1.0", "2.0"],
    "demilestoned": [None],
    "converted_to_draft": [None],
    "ready_for_review": [None],
    "closed": [None],
    "reopened": [None],
    "merged": [None],
    "commented": [None],
}

turn = st.sampled_from(sorted(TURNS)).flatmap(
    lambda kind: st.tuples(st.just(kind), st.sampled_from(TURNS[kind]))
)
history = st.tuples(st.booleans(), st.lists(turn, max_size=12))


def recorded(histories, until):
    """What a reader would have recorded had it looked at hour ``until``."""
    items, events = [], []
    for number, (drafted, turns) in enumerate(histories):
        opened = START + timedelta(hours=number % 5)
        if opened >= until:
            continue
        key = f"{REPOSITORY}#{number}"
        item = {
            "item": key,
            "repository": REPOSITORY,
            "number": number,
            "kind": "pull_request",
            "title": "First",
            "author": "github:cy",
            "created_at": opened,
            "state": "open",
            "draft": drafted,
            "labels": [],
            "assignees": [],
            "requested_reviewers": [],
            "association": "member",
        }
        for step, (kind, subject) in enumerate(turns):
            happened_at = opened + timedelta(hours=1 + step)
            event = happen(item, kind, subject, happened_at)
            if event is None:
                continue
            if happened_at >= until:
                break
            item.update(event.pop("after"))
            events.append(
                {
                    "event": f"github:{kind}:{number * 100 + step:06d}",
                    "item": key,
                    "repository": REPOSITORY,
                    "kind": kind,
                    "happened_at": happened_at,
                    **event,
                }
            )
        items.append(item)
    return items, events


def happen(item, kind, subject, at):
    """Give one event and what it changes; None where the forge would not let it happen."""
    event = {"actor": "github:di", "subject": subject}
    lists = {
        "labeled": ("labels", True),
        "unlabeled": ("labels", False),
        "assigned": ("assignees", True),
        "unassigned": ("assignees", False),
        "review_requested": ("requested_reviewers", True),
        "review_request_removed": ("requested_reviewers", False),
    }
    if kind in lists:
        column, adds = lists[kind]
        if (subject in item[column]) == adds:
            return None
        held = [one for one in item[column] if one != subject] + ([subject] if adds else [])
        return {**event, "after": {column: sorted(held)}}
    if kind == "reviewed":
        held = [one for one in item["requested_reviewers"] if one != subject]
        return {"actor": subject, "subject": None, "after": {"requested_reviewers": held}}
    if kind == "renamed":
        if item["title"] == subject:
            return None
        return {**event, "subject": item["title"], "after": {"title": subject}}
    if kind == "milestoned":
        if item.get("milestone"):
            return None
        return {**event, "after": {"milestone": subject}}
    if kind == "demilestoned":
        if not item.get("milestone"):
            return None
        return {**event, "subject": item["milestone"], "after": {"milestone": None}}
    if kind in ("converted_to_draft", "ready_for_review"):
        becomes = kind == "converted_to_draft"
        return None if item["draft"] == becomes else {**event, "after": {"draft": becomes}}
    if kind == "closed":
        if item["state"] != "open":
            return None
        return {**event, "after": {"state": "closed", "closed_at": at}}
    if kind == "reopened":
        if item["state"] != "closed":
            return None
        return {**event, "after": {"state": "open", "closed_at": None}}
    if kind == "merged":
        if item["state"] != "open":
            return None
        after = {"state": "merged", "merged_at": at, "closed_at": at, "merged_by": "github:di"}
        return {**event, "after": after}
    return {**event, "after": {}}


def tables_of(backend, items, events):
    tables = {}
    for name in TABLES:
        rows = {"items": items, "events": events}.get(name, [])
        columns = {column: [row.get(column) for row in rows] for column in TABLES[name].columns}
        table = (
            to_arrow(name, columns, START) if rows else pa.Table.from_pylist([], schema_of(name))
        )
        tables[name] = backend.create_table(f"{name}_{next(NUMBERS)}", table)
    return tables


def plain(table):
    rows = table.order_by(table.columns[0]).to_pyarrow().to_pylist()
    return [{k: v for k, v in row.items() if k not in ("association", "seen_at")} for row in rows]


# Few examples with many items each: what costs is running the expressions, not their size.
@settings(max_examples=6, deadline=None)
@given(histories=st.lists(history, min_size=20, max_size=45), hours=st.integers(0, 16))
def test_the_past_equals_a_recording_cut_then(histories, hours):
    """State, times, merger, draft, title, milestone, labels, assignees and requests are as they were."""
    moment = START + timedelta(hours=hours, minutes=30)
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET TimeZone = 'UTC'")
    forever = START + timedelta(days=99)
    past = as_of(tables_of(backend, *recorded(histories, forever)), moment)
    cut = tables_of(backend, *recorded(histories, moment))

    assert plain(past["items"]) == plain(cut["items"])
    assert plain(past["events"]) == plain(cut["events"])


@pytest.fixture
def backend():
    backend = ibis.duckdb.connect()
    backend.raw_sql("SET TimeZone = 'UTC'")
    return backend


def item(**values):
    return {"item": f"{REPOSITORY}#1", "repository": REPOSITORY, "created_at": START, **values}


def test_values_of_the_day_of_reading_are_blank(backend):
    """Nobody knows what an association or a company was in the past."""
    rows = [item(state="open", association="member", updated_at=START + timedelta(days=9))]
    past = as_of(tables_of(backend, rows, []), START + timedelta(days=1))

    found = past["items"].to_pyarrow().to_pylist()[0]
    assert (found["association"], found["updated_at"]) == (None, None)


def test_what_came_later_is_not_known_yet(backend):
    """A text edited and a role left after the moment are neither edited nor left; before, they are."""
    days = [START + timedelta(days=number) for number in range(4)]
    events = [
        {"event": f"github:commented:{at}", "item": f"{REPOSITORY}#1", "happened_at": days[0],
         "edited_at": days[at], "gone_at": days[at]}
        for at in (1, 2, 3)
    ]  # fmt: skip
    tables = tables_of(backend, [item(state="open")], events)
    roles = [
        {"account": f"github:{at}", "role": "council", "from_at": days[0], "until_at": days[at]}
        for at in (1, 2, 3)
    ]
    columns = {name: [role.get(name) for role in roles] for name in TABLES["memberships"].columns}
    tables["memberships"] = backend.create_table("told", to_arrow("memberships", columns, START))

    past = as_of(tables, days[2])

    assert [row["edited_at"] for row in plain(past["events"])] == [days[1], None, None]
    told = past["memberships"].order_by("account").to_pyarrow().to_pylist()
    assert [row["until_at"] for row in told] == [days[1], None, None]


def test_a_close_without_events_is_taken_from_its_time(backend):
    """Sources without a timeline still tell when an item was closed for good."""
    rows = [item(state="closed", closed_at=START + timedelta(days=2))]
    tables = tables_of(backend, rows, [])

    states = [
        as_of(tables, START + timedelta(days=days))["items"].to_pyarrow().to_pylist()[0]["state"]
        for days in (1, 3)
    ]
    assert states == ["open", "closed"]


def test_lists_that_were_never_read_stay_unknown(backend):
    """No labels read is not the same as no labels."""
    past = as_of(tables_of(backend, [item(state="open")], []), START + timedelta(days=1))

    assert past["items"].to_pyarrow().to_pylist()[0]["labels"] is None


def test_columns_and_types_stay(backend):
    """Whoever reads the past reads the same tables."""
    tables = tables_of(backend, [item(state="open")], [])
    past = as_of(tables, START + timedelta(days=1))

    assert {n: t.columns for n, t in past.items()} == {n: t.columns for n, t in tables.items()}
