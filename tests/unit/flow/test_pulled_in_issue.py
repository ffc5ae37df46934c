"""Names at boxes of a plan's issue are proposals for those people alone."""

from datetime import date
from types import SimpleNamespace

import pytest
from fakes.small_facts import Story, ours

from twohats.flow.pulled_in_issue import pulled_in_issue
from twohats.journal.planned import PULLED
from twohats.people.resolve import Account, resolve
from twohats.records.decisions import Decision
from twohats.workspace.iterations import Iterations
from twohats.workspace.settings import Settings

PLAN = "github:tidewater/plan"
BODY = """\
Have fun.

- [ ] Two reviews (2 points): {words} <!-- twohats:slot:3-review-lantern -->
- [ ] something of @ada's own
{mark}
"""
MARK = f"<!-- twohats:plan:{PLAN}:3 -->"


def found(words, *, mark=MARK, decisions=(), repository=PLAN):
    told = Story(team=[ours("ada"), ours("bea")])
    told.item(1, "ada", 1, kind="issue", repository=repository, body=BODY.format(words=words, mark=mark))  # fmt: skip
    people = resolve(
        [Account("github:ada"), Account("github:bea")], [], [ours("ada"), ours("bea")], (),
        organization="", forge_by_host={}, bot_rules={}, secret=b"made up", named=True,
    )  # fmt: skip
    settings = Settings("Tidewater", trackers=(PLAN,))
    opened = SimpleNamespace(
        people=people, facts=told.facts(), decisions=decisions, workspace=SimpleNamespace(settings=settings),
    )  # fmt: skip

    rows = pulled_in_issue(opened, Iterations(date(2026, 1, 7)).numbered(3))
    return [(row["slot"], row["who"]) for row in rows]


def test_a_name_is_a_proposal():
    """Whoever of ours stands at a slot is listed, with how to confirm it."""
    assert found("@Ada and @bea!") == [
        ("3-review-lantern", "github:ada"),
        ("3-review-lantern", "github:bea"),
    ]


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("open: pull it", {}),
        ("@cleo", {}),
        ("@ada, proposed", {}),
        ("@ada", {"mark": ""}),
        ("@ada", {"mark": MARK.replace(":3 ", ":4 ")}),
        ("@ada", {"repository": "github:lantern/core"}),
    ],
)
def test_what_is_none(words, more):
    """Nobody, a stranger, a proposal nobody changed; another issue, iteration or tracker."""
    assert found(words, **more) == []


def test_confirmed():
    """What was pulled already is not listed again."""
    line = Decision("1", "ada", None, PULLED, ("slot:3-review-lantern",), "", {"person": "github:ada"})  # fmt: skip

    assert found("@ada", decisions=(line,)) == []
