import copy
import json
import pickle

import pytest

from twohats.sources.asking.tokens import Token, hide, split_tokens

SECRET = "made-up-secret"


@pytest.mark.parametrize("show", [repr, str, ascii, "{}".format, "{!r:>40}".format, "%s".__mod__])
def test_never_shown(show):
    """However a token is printed, its name appears and its text does not."""
    shown = show(Token(SECRET, "GITHUB_TOKEN"))

    assert SECRET not in shown
    assert "GITHUB_TOKEN" in shown


@pytest.mark.parametrize("keep", [pickle.dumps, copy.deepcopy, copy.copy, json.dumps, vars])
def test_never_written(keep):
    """A token cannot be written, copied or taken apart by accident."""
    with pytest.raises(TypeError) as caught:
        keep(Token(SECRET, "GITHUB_TOKEN"))

    assert SECRET not in str(caught.value)


def test_header():
    """The one way out for a token is the header of a request."""
    assert Token(SECRET, "GITHUB_TOKEN").header() == f"bearer {SECRET}"


@pytest.mark.parametrize("text", ["one,two", "one two", " one ,\n two,", "one, two one"])
def test_several(text):
    """Several tokens stand in one setting, parted by commas or blanks; doubles count once."""
    tokens = split_tokens(text, "T")

    assert [token.header() for token in tokens] == ["bearer one", "bearer two"]
    assert [token.origin for token in tokens] == ["T, number 1", "T, number 2"]


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_none(text):
    """An empty setting holds no token."""
    assert split_tokens(text, "T") == []


def test_single():
    """A single token goes by the name of its setting."""
    assert split_tokens("one,", "T")[0].origin == "T"


@pytest.mark.parametrize("text", ["ghp_0aZ", "v1.abc-def_ghi"])
def test_usable(text):
    """What tokens are made of can be sent."""
    assert Token(text, "T").is_usable()


@pytest.mark.parametrize(
    "text", ["", "two words", "line\nbreak", "tab\t", "ümlaut", "nul\0", "del\x7f"]
)
def test_not_usable(text):
    """What no header can hold is found before it is sent."""
    assert not Token(text, "T").is_usable()


def test_hidden_in_what_others_say():
    """A secret that somebody repeats is taken out of their words."""
    tokens = [Token("one-secret", "A"), Token("two-secret", "B")]

    assert hide("got one-secret and two-secret", tokens) == "got … and …"
