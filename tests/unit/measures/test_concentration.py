"""The smallest set that holds half, in every reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.measures.concentration import smallest_set

CHAOSS = (1000, 202, 90, 33, 332, 343, 42, 433)


@pytest.mark.parametrize(
    ("counts", "least"),
    [(CHAOSS, 2), ([12.5] * 8, 4), ((50, 25, 25), 1), ((49, 26, 25), 2), ((50, 50), 1), ((), None)],
)
def test_golden_vectors(counts, least):
    """The published example, ties, and nothing."""
    assert smallest_set(counts) == least


def test_passing_half_is_more_than_reaching_it():
    """With two who did half each, the strict reading needs both."""
    assert smallest_set((50, 50), strict=True) == 2


def test_work_of_nobody_makes_the_set_larger_and_never_smaller():
    """What deleted accounts did stays in the total."""
    assert smallest_set((4, 1), apart=5) == 2
    assert smallest_set((4,), apart=5) == 2
    assert smallest_set((4,), apart=5, apart_is_listed=False) is None


def one_by_one(counts, apart, share, strict):
    """The definition, word by word."""
    ordered = sorted([*(c for c in counts if c), *[1] * apart], reverse=True)
    target = share * sum(ordered)
    for taken in range(1, len(ordered) + 1):
        reached = sum(ordered[:taken])
        if reached > target or (reached == target and not strict):
            return taken
    return None


@given(
    st.lists(st.integers(0, 40), max_size=12),
    st.integers(0, 30),
    st.sampled_from([0.25, 0.5, 0.75]),
    st.booleans(),
)
def test_equals_the_definition_taken_word_by_word(counts, apart, share, strict):
    """Whatever the counts, the short way gives what trying sets one after the other gives."""
    assert smallest_set(counts, apart=apart, share=share, strict=strict) == one_by_one(
        counts, apart, share, strict
    )
