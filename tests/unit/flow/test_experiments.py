"""Experiments: what is asked for, what waits, and what feedback is about."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from twohats.errors import WrongUse
from twohats.flow.experiments import (
    EXAMPLES,
    KPIS,
    MANUAL,
    Wish,
    deciding,
    example_rows,
    feedback_rows,
    listed,
    periods_of,
    policy_rows,
    saying,
    starting,
)
from twohats.journal import ulid
from twohats.journal.experiments import experiments_of
from twohats.records.decisions import Decision
from twohats.workspace import Settings, Workspace
from twohats.workspace.settings import Policy

TODAY = date(2026, 3, 2)
WISH = Wish("Triage hour", "if we meet, less lies around", ("triage",), None, date(2026, 6, 1))
POLICIES = (
    Policy("first", date(2025, 1, 1), band_upstream=(0.15, 0.25)),
    Policy("second", date(2026, 1, 1), band_upstream=(0.2, 0.3)),
)


@pytest.fixture
def workspace(tmp_path):
    return Workspace(tmp_path, Settings("Tidewater Commons"))


def written(*lines):
    """Lines of the journal, a day apart."""
    made = []
    for number, line in enumerate(lines):
        at = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=number)
        made.append(
            Decision(
                ulid(at, bytes(10)),
                "ada",
                at,
                line.what,
                line.about,
                line.why,
                line.content,
                line.supersedes,
            )
        )
    return made


def test_what_is_started_is_listed(workspace):
    """With hypothesis, KPI, start and review; nothing waits before its day."""
    decisions = written(starting(WISH, (), workspace, TODAY))
    (row,) = listed(decisions, TODAY)

    assert (row["experiment"], row["state"], row["waits"]) == ("triage-hour", "running", "")
    assert (row["start"], row["review"], row["kpis"]) == (TODAY, date(2026, 6, 1), ("triage",))
    assert row["hypothesis"] == "if we meet, less lies around"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "nothing was started"),
        ({"hypothesis": " "}, "--hypothesis is missing"),
        ({"kpis": ()}, "--kpi is missing"),
        ({"kpis": ("triag",)}, "did you mean `triage`?"),
        ({"kpis": ("manual:",)}, "is nothing the program can compute"),
        ({"review_on": None}, "--review-on is missing"),
        ({"review_on": TODAY}, "has to lie after the start"),
        ({"community": "a b"}, "--community: "),
        ({"example": "release"}, "did you mean `releases`?"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_judged_later_is_not_started(workspace, change, message):
    """An experiment without an expectation or a day is none."""
    with pytest.raises(WrongUse, match=message.replace("?", r"\?")):
        starting(replace(WISH, **change), (), workspace, TODAY)


def test_a_name_is_used_once(workspace):
    """Also after it was stopped: the journal would tell two stories under one name."""
    decisions = written(starting(WISH, (), workspace, TODAY))
    decisions += written(deciding("triage-hour", "stopped", "no", decisions))[-1:]

    with pytest.raises(WrongUse, match="there is one of this name"):
        starting(WISH, decisions, workspace, TODAY)


def test_what_waits_stands_first_and_what_was_stopped_last(workspace):
    """Then by the day of the review."""
    lines = [
        starting(Wish(title, "h", ("triage",), date(2026, 1, 1), review), (), workspace, TODAY)
        for title, review in (("Later", date(2026, 9, 1)), ("Gone", date(2026, 2, 1)), ("Due", TODAY), ("Soon", date(2026, 4, 1)))
    ]  # fmt: skip
    decisions = written(*lines)
    stop = deciding("gone", "stopped", "no use", decisions)
    decisions = written(*lines, stop)

    rows = listed(decisions, TODAY)
    assert [row["experiment"] for row in rows] == ["due", "soon", "later", "gone"]
    assert [row["waits"] for row in rows] == ["review", "", "", ""]


def test_deciding_adds_a_line_and_keeps_what_was_expected(workspace):
    """Nothing is overwritten, and a later day may be named to look again."""
    first = starting(WISH, (), workspace, TODAY)
    decisions = written(first)
    keep = deciding("triage-hour", "kept", "it works", decisions, date(2027, 1, 1), TODAY)
    decisions = written(first, keep)
    (found,) = experiments_of(decisions)

    assert keep.supersedes == decisions[0].id
    assert (found.state, found.review_on, found.hypothesis) == (
        "kept",
        date(2027, 1, 1),
        WISH.hypothesis,
    )


@pytest.mark.parametrize("name", ["triage-our", "experiment:nothing"])
def test_an_unknown_name_is_said(workspace, name):
    """With the nearest one."""
    decisions = written(starting(WISH, (), workspace, TODAY))

    with pytest.raises(WrongUse, match="no experiment is called so"):
        deciding(name, "kept", "because", decisions)


def test_what_was_stopped_stays_stopped(workspace):
    """A new try is a new experiment."""
    first = starting(WISH, (), workspace, TODAY)
    stop = deciding("triage-hour", "stopped", "no use", written(first))

    with pytest.raises(WrongUse, match="it was stopped before"):
        deciding("triage-hour", "kept", "after all", written(first, stop))


def test_the_four_examples_are_examples_and_can_be_started(workspace):
    """They are listed as what they are; what somebody starts from one runs, and says so."""
    assert {row["state"] for row in example_rows()} == {"example"}
    assert len(EXAMPLES) == 4
    for example in EXAMPLES:
        wish = Wish("", example=example.name, review_on=date(2026, 9, 1))
        (found,) = experiments_of(written(starting(wish, (), workspace, TODAY)))

        assert (found.name, found.example, found.state) == (example.name, example.name, "running")
        assert (found.hypothesis, found.kpis) == (example.hypothesis, example.kpis)
        assert all(kpi in KPIS or kpi.startswith(MANUAL) for kpi in found.kpis)


def test_feedback_is_about_the_policy_in_force_unless_said_otherwise(workspace):
    """Each version keeps its own."""
    first = starting(WISH, (), workspace, TODAY)
    decisions = written(first)
    lines = [
        saying("good", None, decisions, POLICIES, TODAY),
        saying("was better", "first", decisions, POLICIES, TODAY),
        saying("too late", "triage-hour", decisions, POLICIES, TODAY),
    ]
    decisions = written(first, *lines)

    assert [row["about"] for row in feedback_rows(decisions)] == [
        "experiment:triage-hour",
        "policy:first",
        "policy:second",
    ]
    assert [row["feedback"] for row in listed(decisions, TODAY)] == [1]
    assert [(r["policy"], r["feedback"]) for r in policy_rows(POLICIES, decisions, TODAY)] == [
        ("second", 1),
        ("first", 1),
    ]


@pytest.mark.parametrize(
    ("about", "policies"), [(None, ()), ("third", POLICIES)], ids=["no policy", "unknown"]
)
def test_feedback_about_nothing_is_not_kept(about, policies):
    """It would be found by nobody."""
    with pytest.raises(WrongUse, match="nothing was written down"):
        saying("good", about, (), policies, TODAY)


def test_versions_of_the_policy_say_what_changed():
    """The newest first; a version ends where the next begins."""
    second, first = policy_rows(POLICIES, (), TODAY)

    assert (first["state"], first["effective_until"]) == ("over", date(2026, 1, 1))
    assert (second["state"], second["effective_until"]) == ("in force", None)
    assert second["changed"] == ("band_upstream 0.2–0.3",)


def test_before_and_since_are_equally_long(workspace):
    """Else the longer one would win."""
    (found,) = experiments_of(written(starting(WISH, (), workspace, TODAY)))
    before, since = periods_of(found, datetime(2026, 4, 1, tzinfo=UTC))

    assert since.since == before.until == datetime(2026, 3, 2, tzinfo=UTC)
    assert since.until - since.since == before.until - before.since
    assert periods_of(found, datetime(2026, 3, 2, tzinfo=UTC))[1] is None
