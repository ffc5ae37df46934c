"""Every query the live reader can send is one that GitHub's published schema allows."""

import pytest
from github.cost import MOST_NODES, cost_of
from github.schema import github_schema
from graphql import parse, validate
from hypothesis import given
from hypothesis import strategies as st

from twohats.sources.github_live import queries
from twohats.sources.github_live.cost import PACK, look_ups, page_size, points
from twohats.sources.github_live.lists import (
    DEEPER,
    DISCUSSIONS,
    ISSUES,
    PULLS,
    Part,
    packed_parts,
)

NESTED = [
    *(nested for listing in (ISSUES, PULLS, DISCUSSIONS) for nested in listing.lists.values()),
    *DEEPER.values(),
]

PARTS = st.builds(
    Part,
    st.sampled_from(NESTED),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=12),
    st.none() | st.text(st.characters(codec="utf-8"), max_size=12),
)


def mistakes(text: str) -> list[str]:
    return [error.message for error in validate(github_schema(), parse(text))]


@pytest.mark.parametrize("name", queries.names())
def test_each_whole_query_fits_the_schema(name):
    """No whole query asks for what GitHub does not have."""
    assert mistakes(queries.query(name)) == []


@given(st.lists(PARTS, min_size=1, max_size=12), st.integers(1, 100))
def test_each_packed_query_fits_the_schema(parts, first):
    """Whatever lists are packed together, with whatever ids and cursors, GitHub understands the query."""
    assert mistakes(packed_parts(parts, first)) == []


@given(st.lists(PARTS, min_size=1, max_size=PACK), st.integers(1, 100))
def test_a_packed_query_costs_what_the_model_says(parts, first):
    """Each part is one look-up, so that a full pack takes one point; so says GitHub's rule."""
    text = packed_parts(parts, first)

    cost = cost_of(github_schema(), parse(text))

    assert cost.requests == look_ups(text) == len(parts)
    assert cost.points == points(look_ups(text)) == 1
    assert cost.nodes < MOST_NODES


@pytest.mark.parametrize("name", queries.names())
@given(first=st.integers(1, 100), nested=st.integers(1, 100))
def test_a_whole_query_costs_what_the_model_says(name, first, nested):
    """The model counts look-ups as GitHub's rule does, for every size of page."""
    text, variables = queries.query(name), {"first": first, "nested": nested}

    assert look_ups(text, variables) == cost_of(github_schema(), parse(text), variables).requests


@pytest.mark.parametrize("listing", [ISSUES, PULLS, DISCUSSIONS], ids=lambda one: one.kind)
def test_a_full_page_of_items_takes_one_point_and_no_more_would(listing):
    """Pages are as large as one point allows."""
    size, text = page_size(len(listing.lists)), queries.query(listing.query)
    taken = [points(look_ups(text, {"first": n, "nested": 100})) for n in (size, size + 1)]

    assert taken == [1, 2]


def test_the_fragments_of_items_ask_for_the_lists_that_are_gathered():
    """What a page of items brings is what the gatherer looks for, list by list."""
    for listing in (ISSUES, PULLS, DISCUSSIONS):
        text = queries.query(listing.query)
        for nested in listing.lists.values():
            assert f"{nested.field}(first: $nested) {{ ...{nested.fragment} }}" in text


def test_nobody_can_smuggle_a_query_into_a_name():
    """A name of a repository is text, whatever stands in it."""
    evil = 'x") { id } y: node(id: "z'
    text = queries.packed([f'r0: repository(owner: {queries.quoted(evil)}, name: "n") {{ id }}'])

    assert mistakes(text) == []
    assert len(parse(text).definitions[0].selection_set.selections) == 1
