"""Foundational work meets a need that upstream stated."""

from datetime import UTC, datetime, timedelta
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from twohats.ledger.cases import EntryCase
from twohats.ledger.judge import judge
from twohats.records.evidence import Evidence, Kind

START = datetime(2026, 1, 1, tzinfo=UTC)
ENTRY = "github:wren:github:harbour/core#12:change"


@given(
    st.lists(
        st.builds(
            Evidence,
            st.just(ENTRY),
            st.sampled_from(get_args(Kind)),
            st.sampled_from([True, False, None]),
            st.sampled_from(["strong", "weak"]),
            said_at=st.sampled_from([None, START, START + timedelta(days=9)]),
        )
    ),
    st.sampled_from([True, False]),
)
def test_without_an_upstream_need_nothing_is_foundational(pieces, is_ours):
    """Rules never say so; only people can, and then they are asked for the need."""
    pieces = [piece for piece in pieces if not (piece.kind == "F1" and piece.holds)]
    case = EntryCase(ENTRY, "change", START + timedelta(days=5), author_is_ours=is_ours)

    assert judge(case, pieces).class_ != "foundational"
