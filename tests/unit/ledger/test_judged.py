"""Judging all: changes before what was done for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.ledger.cases import EntryCase, Rubric
from twohats.ledger.judge import judge
from twohats.ledger.judged import evidence_of, judge_all
from twohats.ledger.lean import Traces
from twohats.records.evidence import EVIDENCE_COLUMNS, Evidence
from twohats.records.judgement import Ruling
from twohats.records.reads import Coverage

AT = datetime(2024, 5, 6, tzinfo=UTC)
SPAN = ((AT - timedelta(days=400), AT + timedelta(days=400)),)
READ = Rubric(planned=(SPAN,), backlinked=(SPAN,))


def row(entry="vera:#1:change", activity="change", **more):
    return {
        "entry": entry,
        "item": "#1",
        "activity": activity,
        "happened_at": AT,
        "scope": "upstream",
        "basis": "declared",
        "author_is_ours": True,
        "item_kind": "pull_request",
        **more,
    }


def piece(entry, kind, holds=True, days=-3, strength="strong"):
    values = (entry, kind, holds, strength, None, None, AT + timedelta(days=days), None, "So.")
    return dict(zip(EVIDENCE_COLUMNS, values, strict=True))


REVIEW = row("wim:#1:review", "review")


@pytest.mark.parametrize("rows", [(row(), REVIEW), (REVIEW, row())], ids=["before", "after"])
def test_review_follows_the_change(rows):
    """A review of a colleague's change takes its class, in whatever order the rows come."""
    found = judge_all(
        rows, [piece(row()["entry"], "D4"), piece(row()["entry"], "F1", False)], {}, READ
    )

    assert list(found) == [one["entry"] for one in rows]
    assert found["wim:#1:review"].class_ == "directed"
    assert found["wim:#1:review"].rule == "inherits"


def test_answer_about_the_change_carries():
    """An answer about a change holds for its reviews, and one about a review for that alone."""
    on_change = judge_all([row(), REVIEW], [], {row()["entry"]: Ruling("1", "foundational")}, READ)
    on_review = judge_all([row(), REVIEW], [], {REVIEW["entry"]: Ruling("1", "foundational")}, READ)

    assert [one.class_ for one in on_change.values()] == ["foundational"] * 2
    assert [one.class_ for one in on_review.values()] == ["personal", "foundational"]


@pytest.mark.parametrize(("is_for_like", "by"), [(False, "people"), (True, "rules")])
def test_by_people_carries_with_the_class(is_for_like, by):
    """What takes its class from a change that people answered for is settled by people."""
    pieces = [piece(row()["entry"], "D4"), piece(row()["entry"], "F1", False)]
    ruling = Ruling("1", "foundational", is_for_like=is_for_like)
    found = judge_all([row(), REVIEW], pieces, {row()["entry"]: ruling}, READ)

    assert {one.is_ruled for one in found.values()} == {by == "people"}


@pytest.mark.parametrize(
    ("read", "class_", "rule"),
    [(Rubric(), "foundational", "G3"), (READ, "personal", "R11")],
    ids=["open", "settled"],
)
@pytest.mark.parametrize("trace", [True, False])
def test_an_answer_for_like_cases_takes_only_what_rules_leave_open(read, class_, rule, trace):
    """Where evidence tells, evidence holds, and no step speaks of the answer."""
    pieces = [piece("vera:#1:change", "F1", False)]
    ruling = Ruling("1", "foundational", who=("ada", "bo"), is_for_like=True)
    found = judge_all([row()], pieces, {"vera:#1:change": ruling}, read, trace=trace)
    one = found["vera:#1:change"]

    assert (one.class_, one.rule) == (class_, rule)
    assert any("ada and bo" in step.because for step in one.steps) is (trace and rule == "G3")


kinds = st.sampled_from(("D1", "D4", "D6", "D7", "F1", "F2", "F3", "N1"))
pieces = st.lists(
    st.builds(
        piece,
        st.sampled_from(("vera:#1:change", "vera:#2:review")),
        kinds,
        st.sampled_from((True, False, None)),
        st.sampled_from((-3, 2, 30)),
    ),
    max_size=10,
)


@settings(deadline=None)
@given(pieces, st.booleans())
def test_as_one_by_one(found, trace):
    """Judging all gives what judging each by its own evidence gives."""
    rows = [row(), row("vera:#2:review", "review", item="#2", author_is_ours=False)]
    judged = judge_all(rows, found, {}, READ, trace=trace)

    for one in rows:
        mine = [Evidence(**p) for p in found if p["entry"] == one["entry"]]
        assert judged[one["entry"]] == judge(EntryCase.of(one, READ), mine, trace=trace)
        assert len(evidence_of(one["entry"], found)) == len(mine)


def test_nothing():
    """No entries, no judgements; evidence about others is left alone."""
    assert judge_all([], [piece("x", "D1")], {}, READ) == {}


# When plan and backlinks are known

TRACKERS = ("github:tidewater/plans", "github:tidewater/old")


def promise(holds, scope, since, until, declared_by=None):
    return Coverage(
        "made-up", scope, holds, AT, True,
        AT + timedelta(days=since), AT + timedelta(days=until), declared_by=declared_by,
    )  # fmt: skip


def traces(*trackers):
    return Traces((), (), trackers, (), has_register=True)


@pytest.mark.parametrize(
    ("trackers", "spans", "is_known"),
    [
        (TRACKERS[:1], [(TRACKERS[0], -180, 9, None)], True),
        (TRACKERS[:1], [(TRACKERS[0], -179, 9, None)], False),
        (TRACKERS[:1], [(TRACKERS[0], -400, 0, None)], False),
        (TRACKERS[:1], [(TRACKERS[1], -400, 9, None)], False),
        (TRACKERS, [(TRACKERS[0], -400, 9, None)], False),
        (TRACKERS, [(TRACKERS[0], -400, 9, None), (TRACKERS[1], -400, 9, None)], True),
        ((), [], False),
        ((), [("anywhere", -400, 9, None)], False),
        ((), [("anywhere", -400, 9, "vera")], True),
    ],
)
def test_backlinks_known(trackers, spans, is_known):
    """Every tracker has to be read half a year back; that there is none, a person has to say."""
    coverage = [promise("links.backlink", *span) for span in spans]

    assert Rubric.of(coverage, traces(*trackers)).has_backlinks(AT) is is_known


@pytest.mark.parametrize(
    ("trackers", "spans", "is_known"),
    [
        (TRACKERS[:1], [(TRACKERS[0], -1, 1, None)], True),
        (TRACKERS[:1], [(TRACKERS[0], 0, 1, None)], True),
        (TRACKERS[:1], [(TRACKERS[0], -1, 0, None)], False),
        (TRACKERS[:1], [(TRACKERS[0], -1, 1, "vera")], True),
        (TRACKERS[:1], [(TRACKERS[1], -1, 1, None)], False),
        (TRACKERS, [(TRACKERS[0], -1, 1, None)], False),
        (TRACKERS, [(TRACKERS[0], -1, 0, None), (TRACKERS[1], 0, 1, None)], False),
        (TRACKERS, [(TRACKERS[0], -1, 1, None), (TRACKERS[1], -1, 1, None)], True),
        (TRACKERS, [(TRACKERS[0], -1, 1, None), (TRACKERS[1], -1, 1, "vera")], True),
        ((), [], False),
        ((), [("anywhere", -1, 1, None)], False),
        ((), [("anywhere", -1, 1, "vera")], True),
    ],
)
def test_plan_known(trackers, spans, is_known):
    """The plan of each tracker has to be known; that there is no tracker, a person has to say."""
    coverage = [promise("commitments", *span) for span in spans]

    assert Rubric.of(coverage, traces(*trackers)).has_plan(AT) is is_known


def test_before_the_framework():
    """Only a day that the workspace names is one before which nobody planned."""
    assert Rubric(framework_from=date(2024, 5, 7)).is_before(AT)
    assert not Rubric(framework_from=date(2024, 5, 6)).is_before(AT)
    assert not Rubric().is_before(AT)
