"""Settling: what a line will settle is what it says it will."""

from datetime import UTC, date, datetime

import pytest
from fakes.small_ledger import entry, ledger_with

from twohats.errors import WrongUse
from twohats.flow.settle import Answer, cases_of, prepare
from twohats.journal import rulings_for
from twohats.records.decisions import Decision
from twohats.workspace import Member

TEAM = [Member(f"github:{name}", (f"github:{name}",), name=name) for name in ("ada", "bea", "cleo")]
LIKE = {"is_for_like": True, "until": date(2026, 5, 1), "since": date(2026, 4, 1)}
AT = datetime(2026, 7, 1, tzinfo=UTC)
ROWS = [
    entry(1),
    entry(2, login="bea"),
    entry(3),
    entry(4, login="cleo"),
    entry(5, activity="triage", login="bea"),
    entry(6, login="bea", **{"class": "directed", "rule": "R1"}),
]
EFFORT = "lantern-project/lantern#1"


def prepared(*names, by=("bea",), decisions=(), rows=ROWS, **columns):
    """The line that an answer makes."""
    answer = Answer(names, "foundational", "they asked", by, **columns)
    return prepare(answer, ledger_with(*rows), TEAM, decisions, "nobody@example.org")


def ruling(line, id_="01A"):
    """The line, as the journal keeps it."""
    return Decision(id_, "bea", AT, "ruling", line.about, line.why, line.content, line.supersedes)


@pytest.mark.parametrize(
    ("by", "since", "likes"),
    [
        (("bea",), date(2026, 4, 1), 2),
        (("bea", "cleo"), date(2026, 4, 1), 3),
        (("bea", "cleo"), date(2026, 4, 3), 2),
        (("bea",), date(2026, 4, 5), 0),
    ],
)
def test_like_ones_are_counted_as_they_will_hold(by, since, likes):
    """From its first day on, not where rules settled, and nobody's own by their word alone."""
    line = prepared(EFFORT, by=by, **{**LIKE, "since": since})
    found = rulings_for(ROWS, [ruling(line)])
    waiting = {case.entry for case in cases_of(ROWS) if case.class_ == "undecided"}
    reached = {e for e, one in found.items() if one.is_for_like} & waiting

    assert line.likes == len(reached) == likes
    assert line.content["since"] == since.isoformat()


def test_a_nearer_answer_stays_and_is_not_counted():
    """An effort answered anew leaves what was said of one entry of it alone."""
    rows = [entry(1), entry(1, "answer")]
    part = ruling(prepared(EFFORT, rows=rows, activity="answer"))
    line = prepared(EFFORT, rows=rows, decisions=[part])

    assert (prepared(EFFORT, rows=rows).entries, line.entries) == (2, 1)
    assert rulings_for(rows, [part, ruling(line, "01B")])[rows[1]["entry"]].decision == "01A"


def test_an_answer_that_would_hold_for_no_day_is_refused():
    """It says what to change."""
    with pytest.raises(WrongUse, match=r"so for no day\. Say a later"):
        prepared(EFFORT, **{**LIKE, "since": LIKE["until"]})
