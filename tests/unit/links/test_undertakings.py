"""What belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.links.undertakings import hubs_of, join, strong_pairs

OURS = ("github:tidewater/plan",)
TICKET = "github:tidewater/plan#7"
CHANGE, ISSUE = "github:lantern/core#3", "github:lantern/core#2"
ITEMS = st.sampled_from([f"github:a/b#{number}" for number in range(12)])
PAIRS = st.lists(st.tuples(ITEMS, ITEMS), max_size=20)


@pytest.mark.parametrize(
    "links",
    [
        [(CHANGE, ISSUE, "closes")],
        [(CHANGE, ISSUE, "part_of")],
        [(CHANGE, TICKET, "ref")],
        [(TICKET, CHANGE, "ref")],
        [(CHANGE, TICKET, "mention"), (TICKET, CHANGE, "mention")],
    ],
)
def test_strong_links_tie(links):
    """Closing, being part of; between ours and upstream a reference, or naming each other."""
    assert len(strong_pairs(links, OURS)) == 1


@pytest.mark.parametrize(
    "links",
    [
        [],
        [(CHANGE, ISSUE, "ref")],
        [(CHANGE, ISSUE, "mention")],
        [(CHANGE, TICKET, "mention")],
        [(TICKET, "github:tidewater/plan#8", "ref")],
        [(CHANGE, CHANGE, "closes")],
        [(CHANGE, ISSUE, "mention"), (ISSUE, TICKET, "mention")],
        [(CHANGE, ISSUE, "ref"), (ISSUE, CHANGE, "ref")],
    ],
)
def test_weak_links_do_not_tie(links):
    """One side naming the other in passing is nothing to settle together."""
    assert strong_pairs(links, OURS) == frozenset()


def test_what_is_tied_to_many_is_a_hub_and_joins_nothing():
    """A list of everything is not one piece of work."""
    pairs = [("hub", f"item {number}") for number in range(6)]

    assert hubs_of(pairs) == {"hub"}
    assert hubs_of(pairs[:5]) == frozenset()
    assert join(pairs, hubs_of(pairs)) == {}


def test_a_hub_does_not_part_what_is_tied_otherwise():
    """Two things that it links to may belong together all the same."""
    assert join([("hub", "a"), ("hub", "b"), ("b", "a")], {"hub"}) == {"a": "a", "b": "a"}


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_links_makes_no_difference(pairs, chance):
    """Nor which side a link was seen from."""
    turned = [pair if chance.random() < 0.5 else pair[::-1] for pair in pairs]
    chance.shuffle(turned)

    assert join(turned) == join(pairs)


@given(PAIRS, PAIRS)
def test_joining_only_grows(pairs, more):
    """One more link never parts what was together."""
    before, after = join(pairs), join([*pairs, *more])

    for one, other in pairs:
        assert after[one] == after[other]
    for item, key in before.items():
        assert after[item] == after[key]


@given(PAIRS)
def test_an_undertaking_bears_the_smallest_key_in_it(pairs):
    """So that it has the same name whoever asks."""
    groups = {}
    for item, key in join(pairs).items():
        groups.setdefault(key, set()).add(item)

    assert all(key == min(items) for key, items in groups.items())


@given(PAIRS, st.sets(ITEMS))
def test_hubs_stay_out(pairs, hubs):
    """Whatever else is tied."""
    assert not hubs & join(pairs, hubs).keys()
