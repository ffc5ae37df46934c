"""Names that stay, differ, and do not tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.people.pseudonyms import BIRDS, pseudonyms

SECRET = b"made up"
THOUSANDS = [f"github:person-{number}" for number in range(5000)]


def test_thousands_differ():
    """No two people share a name, however many there are."""
    assert len(set(pseudonyms(THOUSANDS, SECRET).values())) == len(THOUSANDS)


def test_names_stay():
    """The same secret gives the same person the same name, whoever else is there, in any order."""
    some = THOUSANDS[:20]
    names = pseudonyms(some, SECRET)

    assert pseudonyms(reversed(some), SECRET) == names
    assert pseudonyms(some[:1], SECRET) == {some[0]: names[some[0]]}


def test_another_secret_gives_other_names():
    """Who tries out logins without the secret finds nothing."""
    names, others = pseudonyms(THOUSANDS[:200], SECRET), pseudonyms(THOUSANDS[:200], b"other")

    assert sum(names[person] == others[person] for person in names) == 0


@pytest.mark.parametrize("login", [*BIRDS, "a", "e", "0", "cafe"])
def test_a_login_that_is_a_bird(login):
    """Whoever is called like a bird, or by one letter, gets a name without it, with any secret."""
    for number in range(40):
        (name,) = pseudonyms([f"github:{login}"], str(number).encode()).values()
        assert login not in name


@pytest.mark.parametrize("person", ["github:", "ada", "mail:-@x", "mail:@x", ""])
def test_nothing_to_avoid(person):
    """Odd keys get a name as well."""
    assert pseudonyms([person], SECRET)[person]


@given(st.lists(st.from_regex(r"github:[a-z0-9][a-z0-9-]{0,20}", fullmatch=True), unique=True))
def test_no_name_holds_its_login(people):
    """Whatever the login, the name does not tell it, and nobody shares one."""
    names = pseudonyms(people, SECRET)

    assert len(set(names.values())) == len(people)
    assert not any(person[7:] in name for person, name in names.items())
