"""Coverage by a person's word."""

from datetime import UTC, datetime

import pytest

from twohats.journal import covered_of, ulid
from twohats.journal.covered import read_covered
from twohats.records import Coverage, Skipped
from twohats.records.decisions import Decision

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


def covered(content, about=(), number=0, supersedes=None):
    id_ = ulid(AT, bytes([number] * 10))
    return Decision(id_, "ada@x.example", AT, "covered", about, "by hand", content, supersedes)


def test_no_plan_before_a_day():
    """It covers all that was before, and is known as somebody's word."""
    line = covered({"holds": "commitments", "scope": "github:acme/plan", "covers_to": "2026-01-01"})

    assert covered_of([line]) == (
        Coverage(
            source="declared",
            scope="github:acme/plan",
            holds="commitments",
            seen_at=AT,
            complete=True,
            covers_to=datetime(2026, 1, 1, tzinfo=UTC),
            reason="by hand",
            declared_by="ada@x.example",
        ),
    )


def test_one_line_may_cover_several():
    """Each thing of each scope is a promise of its own; the scope may be what the line is about."""
    line = covered({"holds": ["commitments", "links.backlink"]}, about=("github:a/t", "github:b/t"))

    assert [(one.scope, one.holds) for one in covered_of([line])] == [
        ("github:a/t", "commitments"),
        ("github:b/t", "commitments"),
        ("github:a/t", "links.backlink"),
        ("github:b/t", "links.backlink"),
    ]


def test_a_declaration_that_was_withdrawn_covers_nothing():
    """Nor does one that another took the place of."""
    line = covered({"holds": "commitments", "scope": "github:acme/plan"})
    gone = covered({"withdrawn": True}, number=1, supersedes=line.id)

    assert covered_of([line, gone]) == ()


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"holds": "commitments"},
        {"scope": "github:acme/plan"},
        {"holds": "commitments", "scope": "x", "covers_to": "last year"},
        {"holds": "commitments", "scope": "x", "covers_from": 7},
        {"holds": "commitments", "scope": "x", "covers_from": "2026-01-01", "covers_to": "2026-01-01"},
    ],
    ids=str,
)  # fmt: skip
def test_what_covers_nothing_is_skipped_with_a_reason(content):
    """A promise without its bounds would be read as more than was meant."""
    assert isinstance(read_covered(covered(content)), Skipped)
    assert covered_of([covered(content)]) == ()
