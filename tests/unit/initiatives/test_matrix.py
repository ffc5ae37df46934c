"""Who names whom, initiatives and upstream."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.initiatives.matrix import STATES, Pair, matrix

OURS, THEIRS = "github:us/plan#1", "github:up/core#7"


@pytest.mark.parametrize(
    ("links", "state"),
    [
        ([(OURS, THEIRS), (THEIRS, OURS)], "both"),
        ([(OURS, THEIRS)], "only ours"),
        ([(THEIRS, OURS)], "only theirs"),
    ],
)
def test_a_pair_is_told_by_who_names_whom(links, state):
    """Each direction counts by itself."""
    assert matrix([OURS], links, ["github:up/core"]) == (Pair(OURS, THEIRS, state),)


@pytest.mark.parametrize(
    "links",
    [
        [],
        [(OURS, "github:us/plan#2")],
        [(OURS, "github:us/site#3"), ("github:us/site#3", OURS)],
        [("github:us/plan#9", THEIRS)],
    ],
)
def test_links_among_ourselves_are_no_links_to_upstream(links):
    """What names no upstream item leaves an initiative without any."""
    assert matrix([OURS], links, ["github:up/core"]) == (Pair(OURS, None, "none"),)


ITEMS = st.sampled_from(
    [f"github:{r}#{n}" for r in ("us/plan", "up/core", "up/nets") for n in (1, 2)]
)


@given(st.lists(st.tuples(ITEMS, ITEMS), max_size=12), st.randoms())
def test_every_initiative_stands_there_whatever_the_order(links, chance):
    """Order and repetition change nothing; no initiative is lost; gaps stand first."""
    initiatives = ["github:us/plan#1", "github:us/plan#2"]
    shuffled = links * 2
    chance.shuffle(shuffled)

    found = matrix(initiatives, links, {"github:up/core", "github:up/nets"})

    assert found == matrix(initiatives[::-1], shuffled, {"github:up/core", "github:up/nets"})
    assert {pair.initiative for pair in found} == set(initiatives)
    assert [STATES.index(pair.state) for pair in found] == sorted(
        STATES.index(p.state) for p in found
    )
    for pair in found:
        assert (pair.state in ("both", "only ours")) == ((pair.initiative, pair.upstream) in links)
        assert (pair.state in ("both", "only theirs")) == (
            (pair.upstream, pair.initiative) in links
        )
