"""What stands beside the class of an entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.beside import HATS, NOT_STATED, Around, Need, beside, hats_of, missing
from twohats.records.decisions import Decision
from twohats.records.evidence import EVIDENCE_COLUMNS, Evidence, Kind
from twohats.records.judgement import Judgement, Ruling

START = datetime(2026, 1, 1, tzinfo=UTC)
ENTRY = "github:wren:github:harbour/core#12:change"
AROUND = Around(
    members=("Open Tides", "Saltmarsh"),
    owners=("github:tidewater",),
    repositories=("github:jane/plan",),
    hosts={"github.com": "github", "lab.example": "lab"},
)


def _piece(kind, quote=None, *, holds=True, url=None, who=None, at=0.0, because=""):
    piece = Evidence(
        ENTRY, kind, holds, "strong", url, who, START + timedelta(days=at), quote, because
    )
    return {name: getattr(piece, name) for name in EVIDENCE_COLUMNS}


def _commitment(kind="plan_item", community=None, funder=None):
    return {"commitment": f"{kind}:1", "kind": kind, "community": community, "funder": funder}


def _judged(class_="directed", rule="R1", **changed):
    return Judgement(ENTRY, class_, "strong", rule, **changed)


def test_nothing_said_is_nothing_known():
    """Every field has an empty value of its own, and the hat is not stated."""
    known = beside(_judged(), [], AROUND)

    assert (known.hat, known.is_planned, known.is_planned_late) == (NOT_STATED, None, False)
    assert (known.beneficiaries, known.funders, known.upstream_need) == ((), (), None)
    assert not known.has_initiative


@pytest.mark.parametrize(
    ("kind", "quote"),
    [
        ("D4", "Open Tides needs this before its course"),
        ("D7", "interested:open-tides"),
        ("D2", "co-funded:Open_Tides"),
        ("D3", "(open tides)"),
    ],
)
def test_members_that_evidence_names_benefit(kind, quote):
    """However it was spelt, the name is the workspace's."""
    assert beside(_judged(), [_piece(kind, quote)], AROUND).beneficiaries == ("Open Tides",)


@pytest.mark.parametrize(
    ("kind", "quote", "holds"),
    [
        ("D4", "reopen tides-table", True),
        ("D4", "Open Tides needs this", False),
        ("D4", "Open Tides needs this", None),
        ("F1", "Open Tides asked for it too", True),
        ("D4", "somebody needs this", True),
    ],
)
def test_nobody_else_benefits(kind, quote, holds):
    """Parts of words, evidence that does not hold, and what speaks for upstream name no member."""
    assert beside(_judged(), [_piece(kind, quote, holds=holds)], AROUND).beneficiaries == ()


def test_commitments_name_members_and_who_pays():
    """Who pays need not be one of the members, and does not benefit for paying."""
    rows = [_commitment("contract", "saltmarsh", "Grant Office"), _commitment("initiative")]
    known = beside(_judged(), [], AROUND, commitments=rows)

    assert (known.beneficiaries, known.funders) == (("Saltmarsh",), ("Grant Office",))
    assert known.has_initiative


def test_a_label_says_who_pays():
    """It stands in the words of the evidence."""
    found = beside(_judged(), [_piece("D2", "label `co-funded:Grant Office`")], AROUND)

    assert (found.funders, found.beneficiaries) == (("Grant Office",), ())


def test_the_first_who_asked_upstream_is_the_need():
    """With the address, and who said it."""
    later = _piece("F1", url="https://github.com/harbour/core/issues/9", who="github:sol", at=2)
    first = _piece("F1", url="https://github.com/harbour/core/issues/3", who="github:ann", at=1)

    assert beside(_judged(), [later, first], AROUND).upstream_need == Need(
        "https://github.com/harbour/core/issues/3", "github:ann"
    )


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://github.com/Tidewater/anything/issues/1", True),
        ("https://www.github.com/orgs/tidewater/projects/2", True),
        ("https://github.com/jane/plan/issues/4", True),
        ("https://github.com/jane/plans/issues/4", False),
        ("https://github.com/tidewater-labs/x/issues/1", False),
        ("https://lab.example/tidewater/x/issues/1", False),
        ("https://forum.example/t/12", False),
        ("", False),
    ],
)
def test_what_is_asked_in_our_own_space_is_no_need_of_upstream(url, ours):
    """Upstream states its needs where upstream owns the place."""
    assert AROUND.is_ours(url) is ours
    need = beside(_judged(), [_piece("F1", url=url)], AROUND).upstream_need
    assert (need is None) is (ours or not url)


def test_a_ruling_may_name_the_need():
    """By a link to where upstream asked; one to our own tracker does not count."""
    links = ("https://github.com/tidewater/plan/issues/1", "https://forum.example/t/12")
    ruling = Ruling("01", "foundational", links=links)

    known = beside(_judged("foundational", "G3"), [], AROUND, ruling=ruling)
    assert known.upstream_need == Need("https://forum.example/t/12", None)


@given(
    st.permutations(
        [
            _piece("D4", "Saltmarsh"),
            _piece("D7", "Open Tides"),
            _piece("F1", url="https://a.example/1", at=1),
            _piece("F1", url="https://a.example/2", at=1),
        ]
    )
)
def test_the_order_of_evidence_makes_no_difference(pieces):
    """The same pieces, the same answer."""
    known = beside(_judged(), pieces, AROUND)

    assert known.beneficiaries == ("Open Tides", "Saltmarsh")
    assert known.upstream_need == Need("https://a.example/1", None)


def _decision(number, hat, about=(ENTRY,), what="hat"):
    return Decision(f"{number:026}", "wren", START, what, tuple(about), "", {"hat": hat})


def test_a_hat_is_what_was_said_last():
    """Whatever the order in which lines are read."""
    lines = [_decision(1, "org"), _decision(3, "upstream"), _decision(2, "personal")]

    assert {str(hats_of(order)) for order in permutations(lines)} == {str({ENTRY: "upstream"})}


@pytest.mark.parametrize("said", ["upstream-ish", None, 3, ["org"], ""])
def test_what_is_no_hat_is_not_taken_for_one(said):
    """A hat is never guessed, not even from a near word."""
    assert hats_of([_decision(1, said)]) == {}


@given(
    st.sampled_from(["directed", "foundational", "personal", "undecided"]),
    st.lists(st.sampled_from(get_args(Kind)), unique=True),
)
def test_no_evidence_makes_a_hat(class_, kinds):
    """Nor does a class; only the person's own word does."""
    pieces = [_piece(kind, "as a member of the upstream team") for kind in kinds]

    assert beside(_judged(class_), pieces, AROUND).hat == NOT_STATED
    for hat in HATS:
        assert beside(_judged(class_), pieces, AROUND, hat=hat).hat == hat


@pytest.mark.parametrize(
    ("judgement", "pieces", "commitments", "what"),
    [
        (_judged(), [], [], ["beneficiary"]),
        (_judged(), [_piece("D3", "support request")], [], ["beneficiary"]),
        (_judged(), [_piece("D4", "Saltmarsh needs it")], [], []),
        (_judged(), [_piece("D1", "kind: directed")], [], []),
        (_judged(), [], [_commitment("initiative")], []),
        (_judged(), [], [_commitment("contract", funder="Grant Office")], []),
        (_judged("foundational", "G3"), [], [], ["upstream need"]),
        (_judged("foundational", "R5"), [_piece("F1", url="https://a.example/1")], [], []),
        (
            _judged("foundational", "R5"),
            [_piece("F1", url="https://github.com/tidewater/plan/issues/1")],
            [],
            ["upstream need"],
        ),
        (_judged("foundational", "inherits"), [], [], []),
        (_judged("directed", "inherits"), [], [], []),
        (_judged("personal", "R11"), [], [], []),
        (_judged("undecided", "R13"), [], [], []),
    ],
)
def test_what_a_class_asks_for_and_lacks_is_a_finding(judgement, pieces, commitments, what):
    """It says what to add, and stops nothing."""
    known = beside(judgement, pieces, AROUND, commitments=commitments)
    found = list(missing(judgement, known))

    assert [one.what for one in found] == what
    assert all(one.found and one.next_step and one.entry == ENTRY for one in found)


def test_a_hat_that_was_taken_back_is_gone():
    """What another line took the place of no longer holds."""
    first = _decision(1, "org")
    second = replace(_decision(2, None, what="hat"), supersedes=first.id)

    assert hats_of([first]) == {ENTRY: "org"}
    assert hats_of([first, second]) == {}


def test_logged_work_carries_its_own_hat():
    """Under the key its entry has in the ledger."""
    content = {
        "date": "2026-01-02",
        "title": "chaired it",
        "activity": "meeting",
        "hat": "upstream",
    }
    line = Decision("1" * 26, "wren", START, "logged", (), "", content)

    assert hats_of([line]) == {f"wren:log:{line.id}:meeting": "upstream"}
