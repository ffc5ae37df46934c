"""The list of those forgotten: known again when met, and nobody beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.forgotten import (
    Forgotten,
    Identity,
    Line,
    marks_of,
    read_forgotten,
    write_forgotten,
)

SALT = b"made up"


def forgetting(*identities):
    """Forget some."""
    return Forgotten(SALT, frozenset(marks_of(SALT, identities)))


ADA = forgetting(
    Identity("account", "github:ada"),
    Identity("id", "github:4711"),
    Identity("mail", "Ada@Tidewater.example"),
    Identity("name", "Ada van Made-Up"),
)
HYPHEN = forgetting(Identity("account", "github:ada-m"))


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("thanks @Ada!", "thanks @forgotten!"),
        ("see https://github.com/ada/x", "see https://github.com/forgotten/x"),
        ("github.com/users/ada", "github.com/users/forgotten"),
        ("commits?author=ada", "commits?author=forgotten"),
        ("https://a.example/x?author=ada", "https://a.example/x?author=forgotten"),
        ("github:ada", "github:forgotten"),
        ("github:opened:github:ada/x#1", "github:opened:github:forgotten/x#1"),
        ("Merge pull request #1 from ada/fix", "Merge pull request #1 from forgotten/fix"),
        ("owners:\n- ada\n- bo", "owners:\n- forgotten\n- bo"),
        ('{"login": "ada", "n": 1}', '{"login": "forgotten", "n": 1}'),
        ("[ada, bo] `ada` (ada)", "[forgotten, bo] `forgotten` (forgotten)"),
        ("like ada/tool#3", "like forgotten/tool#3"),
        ("by Ada  van Made-Up.", "by forgotten."),
        ("Signed-off-by: A <ada@tidewater.example>", "Signed-off-by: A <forgotten>"),
        ("4711+old-login@users.noreply.github.com", "forgotten"),
        ("1+ada@users.noreply.github.com", "forgotten"),
    ],
)
def test_what_calls_her_is_taken_out(text, after):
    """In all the ways in which people and machines write a login, an address, a name."""
    assert ADA.text(text) == after


@pytest.mark.parametrize(
    "text",
    [
        "@adam and @bo, adamant canada",
        "src/ada/x.py",
        "https://github.com/lantern/ada",
        "email@ada.example",
        "Ada Made-Up is somebody else",
        "@tidewater/ada",
        "bo@tidewater.example",
        "written in Ada",
    ],
)
def test_what_does_not_call_her_stays(text):
    """Other people, paths, repositories, and a word that is also a login."""
    assert ADA.text(text) == text


def test_a_login_that_is_no_word_goes_wherever_it_stands():
    """With a digit or a hyphen; a plain one where that was asked for."""
    every = forgetting(Identity("account", "github:ada"), Identity("word", "ada"))

    assert HYPHEN.text("ada-m said so, not ada-mary") == "forgotten said so, not ada-mary"
    assert every.text("Ada said so, adam") == "forgotten said so, adam"


@given(st.text())
def test_a_text_without_her_is_untouched(text):
    """Whatever it holds; and what was cleaned once stays as it is."""
    nobody = forgetting(Identity("account", "github:nobody-of-this-name-1"))
    once = ADA.text(f"{text} @ada")

    assert nobody.text(text) == text
    assert ADA.text(once) == once
    assert "@ada" not in once.lower() or "@ada" in text.lower()


def test_who_is_known():
    """By key, number, address, name and place, however it is spelled; and nobody else."""
    assert ADA.has_account("github:Ada")
    assert not ADA.has_account("gitlab:ada")
    assert ADA.has_identity("mail:ada@tidewater.example")
    assert ADA.has_id("github", "4711")
    assert not ADA.has_id("gitlab", "4711")
    assert ADA.has_name("ada  VAN made-up")
    assert not ADA.has_name("Ada")
    assert ADA.has_place("github:ada/x#1")
    assert not ADA.has_place("github:bo/ada#1")
    assert not any((ADA.has_account(None), ADA.has_address(""), ADA.has_place(None)))


def test_another_salt_another_mark():
    """Two workspaces cannot compare their lists."""
    one = [Identity("account", "github:ada")]

    assert not set(marks_of(b"a", one)) & set(marks_of(b"b", one))


lines = st.lists(st.builds(Line, st.just("2026-01-01"), st.text("0123456789abcdef", min_size=4)))


@given(lines)
def test_the_list_is_read_as_it_was_written(given_lines):
    """Each mark once, in an order that does not tell which came together."""
    read = read_forgotten(write_forgotten(given_lines))

    assert {line.mark for line in read} == {line.mark for line in given_lines}
    assert [line.mark for line in read] == sorted({line.mark for line in given_lines})
    assert write_forgotten(read) == write_forgotten(reversed(given_lines))


def test_a_line_that_is_none_is_not_overlooked():
    """The message names it."""
    with pytest.raises(ValueError, match=r"forgotten:2: this line cannot be read; restore it"):
        read_forgotten("# head\nnonsense\n")


def test_key_made_of_a_number():
    """Whoever a recording knows by number alone is forgotten by that number, on that forge."""
    assert ADA.has_account("github:~4711")
    assert not ADA.has_account("gitlab:~4711")
    assert not ADA.has_account("github:~471")
