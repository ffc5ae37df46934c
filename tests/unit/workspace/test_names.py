"""Names with two meanings."""

import pytest

from twohats.formats.key_communities import KeyCommunity
from twohats.workspace.names import SameName, same_names

BOOK = KeyCommunity("@tide-book", "https://github.com/tide-book", "github:tide-book")
CORE = KeyCommunity("Lantern", "https://github.com/l/core", "github:l", "github:l/lantern-core")


@pytest.mark.parametrize("member", ["Tide Book", "tide-book", "TideBook", "tide_book "])
def test_a_member_called_like_an_upstream_community_is_asked_about(member):
    """However it is written."""
    assert same_names([member], [BOOK]) == (SameName(member, "@tide-book"),)


def test_a_title_and_a_repository_are_names_too():
    """People write either."""
    assert len(same_names(["Lantern", "Lantern Core"], [CORE])) == 2


@pytest.mark.parametrize("member", ["Tide Books", "Book", "Tide", "l", "", "---"])
def test_a_name_that_only_resembles_one_is_left_alone(member):
    """Half the field is called something with "tide"."""
    assert same_names([member], [BOOK, CORE]) == ()


def test_without_a_register_nothing_is_asked():
    """Nothing is upstream by name then."""
    assert same_names(["Tide Book"], []) == ()
