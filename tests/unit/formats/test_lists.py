"""Lists in one line of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.lists import split_affiliations, split_words


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("Acme", ("Acme",)),
        ("Example Hub, Acme and Lab", ("Example Hub", "Acme", "Lab")),
        ("Acme, and Lab", ("Acme", "Lab")),
        ("Acme; Lab / Hub", ("Acme", "Lab", "Hub")),
        ("Acme, Inc., Lab", ("Acme, Inc.", "Lab")),
        ("University of California, Berkeley", ("University of California, Berkeley",)),
        ("University of California, Acme", ("University of California", "Acme")),
        ("Sandfield and Sons", ("Sandfield", "Sons")),
        ("Brandt & Land", ("Brandt & Land",)),
        ("Acme, Acme", ("Acme",)),
    ],
)
def test_affiliations_come_apart_at_commas_and_ands(text, names):
    """Company forms and campuses stay with their name; words that hold "and" stay whole."""
    assert split_affiliations(text) == names


@given(st.lists(st.text("abc d", min_size=1)))
def test_words_come_back_however_spaced(words):
    """Joining words with any commas and splitting again gives the words."""
    stripped = tuple(word.strip() for word in words if word.strip())

    assert split_words(" ,".join(words)) == split_words(",".join(words)) == stripped
