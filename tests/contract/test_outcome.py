"""The outcome, over the made-up organization: figures open to their rows, and nobody is named."""

import json
import re
import shlex
from datetime import UTC, date, datetime

import pytest

from twohats.flow.facts import Moments, open_facts
from twohats.flow.ledger import ledger_of
from twohats.flow.outcome import outcome
from twohats.flow.returns import returns
from twohats.journal import PrivateState
from twohats.publish.openings import loose_ends
from twohats.store.facts import FactStore
from twohats.workspace import load_workspace

SPAN = ("--since", "2026-01-01", "--until", "2026-04-01")


@pytest.fixture(scope="module")
def rows(twohats, demo):
    ran = twohats("-w", demo, "outcome", *SPAN, "--format", "json")
    assert ran.returncode == 0, ran.stderr
    return {row["measure"]: row for row in json.loads(ran.stdout)["rows"]}


def test_each_figure_opens_to_its_rows(twohats, demo, rows):
    """The command beside a count lists as many rows as it counts."""
    counted = [row for row in rows.values() if row["answer"] == "counted" and row["unit"] in ("people", "issues", "releases")]  # fmt: skip
    assert len(counted) > 3
    for row in counted:
        ran = twohats("-w", demo, *shlex.split(row["rows"])[1:], "--format", "json")
        assert len(json.loads(ran.stdout)["rows"]) == row["value"], row["measure"]


def test_who_came_back_is_part_of_whom_we_answered(rows):
    """And the share lies between its ends."""
    assert rows["returned_new_authors"]["value"] <= rows["answered_new_authors"]["value"]
    share = rows["returned_new_share"]
    assert 0 <= share["low"] <= share["value"] <= share["high"] <= 1


def test_nobody_of_ours_is_named(twohats, demo, rows):
    """Neither in figures nor in rows nor on the page."""
    logins = set(re.findall(r"login: (\S+)", (demo / "team.yml").read_text("utf-8")))
    assert len(logins) > 5
    said = [twohats("-w", demo, "outcome", *SPAN, "--format", "md").stdout]
    said += [
        twohats("-w", demo, "outcome", *SPAN, "--rows", name).stdout
        for name in ("issues_triaged", "planned_share", "returned_authors", "releases_made")
    ]
    for text in said:
        assert not [login for login in logins if re.search(rf"\b{re.escape(login)}\b", text)]


def test_people_outside_are_not_listed_by_name(twohats, demo):
    """Whoever came back is a person in the rows, not a login."""
    ran = twohats("-w", demo, "outcome", *SPAN, "--rows", "returned_authors", "--format", "json")

    assert {row["author"] for row in json.loads(ran.stdout)["rows"]} == {"a person"}


def test_the_last_iteration_that_is_over(twohats, demo):
    """Without dates it looks back on the last iteration that facts cover."""
    ran = twohats("-w", demo, "outcome", "--format", "json")
    window = json.loads(ran.stdout)["rows"][0]

    assert (window["since"], window["until"]) == ("2026-06-15T00:00:00Z", "2026-06-29T00:00:00Z")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--rows", "issues_triagd"),
            "twohats: --rows 'issues_triagd': no figure has that name: did you mean `issues_triaged`?",
        ),
        (
            ("--iteration", "3", "--since", "2026-01-01"),
            "twohats: --iteration: leave --since and --until away, or leave it away.",
        ),
    ],
)
def test_wrong_use(twohats, demo, words, message):
    """What is wrong is named, with a next step."""
    ran = twohats("-w", demo, "outcome", *words)

    assert ran.returncode == 2
    assert message in ran.stderr


def test_pages_open(demo):
    """On the pages every number that opens has its rows, and every rows a number."""
    workspace = load_workspace(demo)
    moments = Moments(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))  # fmt: skip
    opened = open_facts(workspace, FactStore(workspace.facts_folder), moments, secret=b"made up")
    looked = outcome(opened, ledger_of(opened), {}, PrivateState(), today=date(2026, 7, 1))

    assert len(looked.page.document.rows) > 8
    assert loose_ends(looked.page.document) == ()
    assert loose_ends(returns(opened).page.document) == ()
