"""Opening facts: what is known on a day, what an answer rests on, what a community is to us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from twohats.flow.facts import Moments, known_then, requested, scope_in
from twohats.formats.key_communities import KeyCommunity
from twohats.people.scope import Ownership
from twohats.records.decisions import Decision
from twohats.store.facts import FactStore
from twohats.workspace import Workspace
from twohats.workspace.settings import ScopeRule, Settings

AT = datetime(2026, 3, 1, tzinfo=UTC)
LINE = Decision("01A", "ada", AT, "ruling", ("u",), "they asked", {"class": "directed"})


@pytest.mark.parametrize("what", ["ruling", "logged", "covered", "team-hours"])
def test_as_of_a_day_nothing_decided_later_is_known(what):
    """What was decided before that day is; without a day, everything."""
    line = replace(LINE, what=what)

    assert known_then([line], Moments(as_of=AT)) == ()
    assert known_then([line], Moments(as_of=AT + timedelta(days=1))) == (line,)
    assert known_then([line], Moments(until=AT)) == (line,)


@pytest.mark.parametrize("what", ["join-undone", "names-shown"])
def test_who_is_who_holds_on_any_day(what):
    """Whoever was taken for somebody else is not that again in the past."""
    line = replace(LINE, what=what)

    assert known_then([line], Moments(as_of=AT - timedelta(days=99))) == (line,)


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({"content": {"class": "personal"}}, True),
        ({"why": "we looked again"}, True),
        ({"id": "01B"}, True),
        ({}, False),
    ],
    ids=["content", "reason", "id", "nothing"],
)
def test_a_request_rests_on_what_lines_say(tmp_path, change, is_another):
    """A line with the same id and other words gives another digest, in whatever order they stand."""
    workspace = Workspace(tmp_path, Settings("Tidewater Commons"))
    snapshot = FactStore(workspace.facts_folder).snapshot()
    other = replace(LINE, id="01C")
    before, after = (
        requested(workspace, snapshot, Moments(), lines, secret=b"made up", named=False)
        for lines in ([LINE, other], [other, replace(LINE, **change)])
    )

    assert (before != after) is is_another


@pytest.mark.parametrize(
    ("community", "scope"),
    [
        ("github:tidewater", "own-project"),
        ("github:kelp-forge", "upstream"),
        ("github:marram", "own-project"),
        ("github:marram/dunes", "own-project"),
        ("github:lantern-project", "upstream"),
        ("github:nobody-knows", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_community_is_to_us_what_its_repositories_would_be(tmp_path, community, scope):
    """The workspace's word comes first, then what we own, then the key communities."""
    rules = (ScopeRule("github:marram", "own-project"), ScopeRule("github:kelp-forge", "upstream"))
    settings = Settings("Tidewater", ("github:tidewater", "github:kelp-forge"), scopes=rules)
    key = KeyCommunity("lantern", "https://github.com/lantern-project", "github:lantern-project")
    workspace = Workspace(tmp_path, settings, communities=(key,))

    assert scope_in(workspace, Ownership(community, None)).scope == scope
