"""Judging: the laws that hold for any evidence, and each gate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.ledger.cases import HELP, EntryCase
from twohats.ledger.judge import judge
from twohats.records.evidence import Evidence
from twohats.records.judgement import ALIASES, CLASSES, Judgement, Ruling

AT = datetime(2024, 5, 6, tzinfo=UTC)
KINDS = ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "F1", "F2", "F3", "N1", "N2")
WHEN = (None, AT - timedelta(days=3), AT, AT + timedelta(days=1), AT + timedelta(days=30))
STRENGTH = {"D6": "none", "D7": "weak"}


@st.composite
def piece(draw, kinds=KINDS):
    kind = draw(st.sampled_from(kinds))
    strength = STRENGTH.get(kind) or draw(st.sampled_from(("strong", "weak")))
    holds = draw(st.sampled_from((True, False, None)))
    return Evidence("e", kind, holds, strength, said_at=draw(st.sampled_from(WHEN)))


evidence = st.lists(piece(), max_size=8)
cases = st.builds(
    EntryCase,
    entry=st.just("e"),
    activity=st.sampled_from(("change", "release", "commit", "meeting", *HELP)),
    happened_at=st.just(AT),
    ended_at=st.sampled_from((None, AT + timedelta(days=9))),
    scope=st.sampled_from(("upstream", "upstream", "upstream", "unknown", "own-project")),
    basis=st.sampled_from(("declared", "file history", "assumed")),
    author_is_ours=st.sampled_from((True, False, None)),
    has_plan=st.booleans(),
    has_backlinks=st.booleans(),
    is_before_plan=st.booleans(),
    change=st.sampled_from(
        (
            None,
            None,
            Judgement("c", "directed", "strong", "R1"),
            Judgement("c", "personal", "weak", "R11"),
        )
    ),
)
rulings = st.builds(
    Ruling,
    decision=st.just("01J"),
    class_=st.sampled_from(("directed", "foundational", "personal", "undecided")),
)


def law(test):
    return settings(deadline=None, max_examples=300)(test)


# The invariants of the rubric, by their numbers


@law
@given(cases, evidence, st.randoms())
def test_1_order(case, pieces, random):
    """The order of evidence makes no difference, to the class or to the sentences."""
    mixed = random.sample(pieces, len(pieces))

    assert judge(case, pieces) == judge(case, mixed)
    assert judge(case, pieces, trace=True).steps == judge(case, mixed, trace=True).steps


@law
@given(cases, evidence, piece(kinds=(*KINDS[:5], "D7")))
def test_2_more_directed(case, pieces, more):
    """More evidence that a member drove it never makes anything foundational.

    D6 is apart: it shows planning, and planning may do that.
    """
    if judge(case, pieces).class_ != "foundational":
        assert judge(case, [*pieces, more]).class_ != "foundational"


@law
@given(cases, evidence)
def test_3_no_plan(case, pieces):
    """Without a plan item or initiative nothing is foundational."""
    left = [one for one in pieces if one.kind not in ("F2", "D6")]

    assert judge(replace(case, change=None), left).class_ != "foundational"


@law
@given(cases, evidence, st.sampled_from(("N1", "N2")))
def test_4_vetoes(case, pieces, veto):
    """A major feature or new project of our own is foundational by nobody's word but people's."""
    vetoed = [*pieces, Evidence("e", veto, True)]

    assert judge(case, vetoed).class_ != "foundational"


@law
@given(cases, evidence, evidence, rulings)
def test_5_answers_stay(case, pieces, other, ruling):
    """What people answered holds whatever is found later, after gate G2."""
    case = replace(case, scope="upstream", ruling=ruling)
    found = judge(case, pieces)

    assert found.class_ == judge(case, other).class_ == ruling.class_
    assert found.confidence == (None if ruling.class_ == "undecided" else "ruled")


@law
@given(cases, evidence, st.none() | rulings)
def test_6_own_projects(case, pieces, ruling):
    """Own projects are own projects whatever was found or answered; unknown ones wait."""
    own = judge(replace(case, scope="own-project", ruling=ruling), pieces)
    personal = judge(replace(case, scope="personal-project", ruling=ruling), pieces)
    unknown = judge(replace(case, scope="unknown", ruling=ruling), pieces)

    assert {own.class_, personal.class_} == {"own-project"}
    assert (unknown.class_, "scope" in unknown.lacks) == ("undecided", True)


@law
@given(cases, evidence)
def test_7_one_class(case, pieces):
    """Every entry has exactly one class, so that shares add up to the whole."""
    found = judge(case, pieces)

    assert found.class_ in CLASSES
    assert (found.class_ == "own-project") == (case.scope == "own-project")


@pytest.mark.parametrize("old", ALIASES)
def test_8_older_words(old):
    """An answer in older words is the answer in today's."""
    case = EntryCase("e", "change", AT, ruling=Ruling("01J", old))

    assert judge(case, ()).class_ == ALIASES[old]


def less(case, pieces, at, what):
    """The same with one thing not known any more."""
    if what == "plan":
        return replace(case, has_plan=False), pieces
    if what == "backlinks":
        return replace(case, has_backlinks=False), pieces
    if what == "scope":
        return replace(case, scope="unknown"), pieces
    at %= len(pieces)
    return case, [*pieces[:at], replace(pieces[at], holds=None), *pieces[at + 1 :]]


@law
@given(
    cases.filter(lambda case: case.scope != "own-project"),
    st.lists(piece(), min_size=1, max_size=8),
    st.lists(
        st.tuples(
            st.integers(0, 7), st.sampled_from(("piece", "piece", "plan", "backlinks", "scope"))
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_9_less_is_undecided(case, pieces, losses):
    """To know less never gives another class: the same, or undecided."""
    before = judge(case, pieces).class_
    for at, what in losses:
        case, pieces = less(case, pieces, at, what)

    assert judge(case, pieces).class_ in (before, "undecided")


@law
@given(cases, evidence)
def test_10_nothing_but_arguments(case, pieces):
    """A judgement follows from case and evidence alone; it speaks of no clock and no hat."""
    assert judge(case, pieces) == judge(case, tuple(pieces))
    assert not {"on_clock", "hat"} & set(Judgement.__dataclass_fields__)


# Other laws


@law
@given(cases, evidence)
def test_undecided_names_what_lacks(case, pieces):
    """What is undecided has no confidence and says what would settle it; all else has one."""
    found = judge(case, pieces)

    assert (found.confidence is None) == (found.class_ == "undecided")
    assert bool(found.lacks) or found.class_ != "undecided" or case.change is not None
    assert set(found.lacks) <= {"dates", "scope", "plan", "backlinks", "ruling", "size"}


@law
@given(cases, evidence)
def test_assumed_dates_are_weak(case, pieces):
    """Where it is assumed that the person was ours, confidence is weak at most, and dates lack."""
    found = judge(replace(case, basis="assumed"), pieces)

    assert found.confidence in (None, "weak")
    assert "dates" in found.lacks or (found.rule == "inherits" and found.class_ == "undecided")


@law
@given(cases, evidence)
def test_before_the_plan(case, pieces):
    """Before the team planned nothing is outside the plan by rule."""
    case = replace(case, is_before_plan=True, change=None)

    assert judge(case, pieces).class_ != "personal"


@law
@given(cases, evidence, st.none() | rulings)
def test_steps(case, pieces, ruling):
    """A trace changes nothing but the steps; each has a question and a sentence."""
    case = replace(case, ruling=ruling)
    found = judge(case, pieces, trace=True)

    assert replace(found, steps=()) == judge(case, pieces)
    assert [step.name for step in found.steps[:3]] == ["G0", "G1", "G2"]
    assert all(step.question and step.because.endswith(".") for step in found.steps)


# Cases


def said(kind, holds=True, days=-3, **more):
    at = None if days is None else AT + timedelta(days=days)
    return Evidence("e", kind, holds, STRENGTH.get(kind, "strong"), said_at=at, **more)


CHANGE = EntryCase("e", "change", AT, AT + timedelta(days=9))
FOUNDATIONAL = (said("F1"), said("F2"), said("F3"), said("N1", False))


@pytest.mark.parametrize(
    ("says", "case", "pieces", "class_", "confidence"),
    [
        ("a label says so", CHANGE, [said("D1"), said("F1", False)], "directed", "declared"),
        ("the author says so", CHANGE, [said("D5"), said("F1", False)], "directed", "declared"),
        ("a support request", CHANGE, [said("D3"), said("F1", False)], "directed", "strong"),
        ("all of F", CHANGE, FOUNDATIONAL, "foundational", "strong"),
        ("and a weak sign for D", CHANGE, [*FOUNDATIONAL, said("D7")], "foundational", "weak"),
        ("and a sign after it", CHANGE, [*FOUNDATIONAL, said("D4", days=30)], "foundational", "weak"),
        ("and an undated one", CHANGE, [*FOUNDATIONAL, said("D4", days=None)], "foundational", "weak"),
        ("and a sign while it ran", CHANGE, [*FOUNDATIONAL, said("D4", days=5)], "undecided", None),
        ("nothing", CHANGE, [said("F1", False), said("N1", False)], "personal", "strong"),
        ("a weak sign", CHANGE, [said("F1", False), said("D7")], "personal", "weak"),
        ("no piece at all", CHANGE, [], "personal", "strong"),
        ("a plan without date", CHANGE, [said("F1"), said("F2", days=None)], "undecided", None),
    ],
)  # fmt: skip
def test_confidence(says, case, pieces, class_, confidence):
    """A class is as sure as what it rests on."""
    found = judge(case, pieces)

    assert (found.class_, found.confidence) == (class_, confidence)


def test_weak_signs_are_said():
    """R12 shows beside the rule that decided."""
    found = judge(CHANGE, [*FOUNDATIONAL, said("D7")], trace=True)

    assert found.rule == "R5"
    assert [step.name for step in found.steps][-2:] == ["R5", "R12"]


@pytest.mark.parametrize(
    ("days", "is_planned", "is_late"),
    [(-3, True, False), (0, True, False), (2, True, True)],
)
def test_planned(days, is_planned, is_late):
    """What was planned after it began counts, and is shown apart."""
    found = judge(CHANGE, [said("F1"), said("F2", days=days), said("F3"), said("N1", False)])

    assert found.class_ == "foundational"
    assert (found.is_planned, found.is_planned_late) == (is_planned, is_late)


def test_planned_for_a_member():
    """A directed plan item is planning too, though not for upstream."""
    assert judge(CHANGE, [said("D1")]).is_planned is True
    assert judge(CHANGE, [said("D1"), said("F1")]).rule == "R2"
    assert judge(replace(CHANGE, has_plan=False), []).is_planned is None
    assert judge(CHANGE, []).is_planned is False


@pytest.mark.parametrize("activity", HELP)
def test_inherits(activity):
    """What is done for a colleague's change takes its class, sureness and secondary classes."""
    change = Judgement("c", "directed", "ruled", "G3", secondary=("foundational",))
    case = replace(CHANGE, activity=activity, author_is_ours=True, change=change)
    found = judge(case, FOUNDATIONAL)

    assert (found.class_, found.confidence, found.rule) == ("directed", "ruled", "inherits")
    assert found.secondary == ("foundational",)


@pytest.mark.parametrize(
    "other",
    [{"author_is_ours": False}, {"author_is_ours": None}, {"item_kind": "issue"}],
    ids=["an outsider's", "nobody's", "an issue"],
)
def test_inherits_nothing(other):
    """What is done for others' changes, or for issues, is judged by itself."""
    change = Judgement("c", "directed", "strong", "R1")
    case = replace(CHANGE, activity="review", author_is_ours=True, change=change)

    assert judge(replace(case, **other), FOUNDATIONAL).rule == "R5"


def test_answer_for_a_review():
    """An answer about the review itself counts before the class of the change."""
    change = Judgement("c", "directed", "strong", "R1")
    case = replace(
        CHANGE,
        activity="review",
        author_is_ours=True,
        change=change,
        ruling=Ruling("1", "foundational"),
    )

    assert (judge(case, ()).class_, judge(case, ()).rule) == ("foundational", "G3")


def test_contested():
    """That an answer is contested is said."""
    ruling = Ruling("1", "personal", who=("ada",), at=AT, why="an itch", is_contested=True)
    found = judge(replace(CHANGE, ruling=ruling), (), trace=True)

    assert found.note == "two answers contradict each other; the later holds"
    assert found.steps[-1].because == (
        "ada answered outside the plan on 2024-05-06: an itch. "
        "Another answer contradicts it; the later one holds."
    )


def test_unclear_initiative():
    """An initiative of which nobody knows whether it held leaves open whether it was planned."""
    found = judge(CHANGE, [said("D6", None), said("F1"), said("N1", False)])

    assert (found.class_, found.lacks, found.is_planned) == ("undecided", ("plan", "size"), None)


def test_size():
    """A size that nobody read lacks only where it would change the class."""
    planned = [said("F1"), said("F2"), said("F3")]

    assert judge(CHANGE, [*planned, said("N1", None)]).lacks == ("size",)
    assert judge(CHANGE, [said("F1"), said("N1", None)]).class_ == "personal"


def test_missing_coverage():
    """A missing plan blocks foundational and personal; a strong sign for D holds all the same."""
    for has_plan, has_backlinks in product((True, False), repeat=2):
        case = replace(CHANGE, has_plan=has_plan, has_backlinks=has_backlinks)
        bare = judge(case, [said("F1", False), said("F3", False), said("N1", False)])
        strong = judge(case, [said("D4"), said("F1", False)])
        is_read = has_plan and has_backlinks

        assert bare.class_ == ("personal" if is_read else "undecided")
        assert ("plan" in bare.lacks) is not has_plan
        assert ("backlinks" in bare.lacks) is not has_backlinks
        assert strong.class_ == "directed"


@law
@given(cases, evidence)
def test_commit_that_a_pull_request_may_have_brought(case, pieces):
    """It is undecided and says what lacks, whatever else was found; only answers and scope come first."""
    unread = replace(case, activity="commit", has_pulls=False)
    found = judge(unread, pieces, trace=True)

    if case.scope == "upstream":
        assert (found.class_, found.rule, found.lacks[-1]) == ("undecided", "G4", "pulls")
        assert found.steps[-1].because == "Whether a pull request brought it was not read."
        assert judge(replace(unread, ruling=Ruling("1", "personal")), pieces).class_ == "personal"
    else:
        assert found == judge(replace(unread, has_pulls=True), pieces, trace=True)
