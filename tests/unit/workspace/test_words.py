"""What an organization calls those whom it serves."""

import pytest

from twohats.workspace import read_settings
from twohats.workspace.words import Words


def read(text):
    return read_settings(f'organization = "Tidewater"\n{text}')


def test_words_hold_where_they_are_said():
    """One word is enough; the plural follows, unless it is said."""
    one = read('[words]\nmember_community = "customer"\n').settings.words
    both = read('[words]\nmember_community = "site"\nmember_communities = "our sites"\n').settings

    assert (one.many(1), one.many(2), one.members) == ("1 customer", "2 customers", "customers")
    assert both.words.members == "our sites"
    assert read("").settings.words == Words("member community")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[words]\nmember_community = " "\n', "must not be empty"),
        ('[words]\nmember = "x"\n', "unknown key `member`"),
        ("[initiatives]\nquiet_days = 0\n", "must be 1 or more"),
    ],
)
def test_a_word_that_is_none_is_named(text, said):
    """With its line."""
    (mistake,) = read(text).mistakes

    assert said in mistake.message
    assert mistake.line == 3


def test_those_who_are_not_named_are_called_as_the_workspace_calls_them():
    """In drafts for others, too."""
    from twohats.flow.disclose import disclosure

    draft = disclosure("organization", "Tidewater", asked_by="Kelp", unnamed=Words("unit").unnamed)

    assert "Who asked: One of our units." in draft.text
    assert Words().unnamed == "one of our communities"
