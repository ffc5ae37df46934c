"""From accounts, author lines, team and mailmaps to people."""

from dataclasses import replace

import pytest
from fakes.small_facts import ours
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.mailmap import parse_mailmap
from twohats.people.resolve import Account, resolve
from twohats.records.people import GitIdentity

ADA, BO = "github:ada", "github:bo"


def people(accounts=(), git=(), team=(), mailmap="", **says):
    rules = {"bot_rules": {}, "secret": b"made up", "named": True, **says}
    return resolve(
        [account if isinstance(account, Account) else Account(account) for account in accounts],
        [GitIdentity(*line) for line in git],
        team,
        [("lantern .mailmap", parse_mailmap(mailmap))],
        organization="Tidewater Commons",
        forge_by_host={"github.com": "github"},
        **rules,
    )


def together(found):
    """People with more than one identity."""
    return [person.identities for person in found.persons if len(person.identities) > 1]


JOINED = {
    "workspace, second account": ({"team": [ours("ada", "ada-too")]}, (ADA, "github:ada-too")),
    "workspace, address": (
        {"team": [ours("ada", emails=["Ada@Sea.example"])]},
        (ADA, "mail:ada@sea.example"),
    ),
    "mailmap": (
        {
            "git": [("Ada", "ada@laptop.example"), ("Ada L", "ada@sea.example")],
            "mailmap": "Ada L <ada@sea.example> <ada@laptop.example>",
        },
        ("mail:ada@laptop.example", "mail:ada@sea.example"),
    ),
    "mailmap, name and shared address": (
        {
            "git": [("Ada", "root@localhost")],
            "mailmap": "Ada L <ada@sea.example> Ada <root@localhost>",
        },
        ("mail:ada@sea.example", "mail:root@localhost|ada"),
    ),
    "no-reply address": (
        {"accounts": [ADA], "git": [("A", "ada@users.noreply.github.com")]},
        (ADA, "mail:ada@users.noreply.github.com"),
    ),
    "no-reply address of a login that changed": (
        {
            "accounts": [Account(ADA, "71")],
            "git": [("A", "71+countess@users.noreply.github.com")],
        },
        (ADA, "mail:71+countess@users.noreply.github.com"),
    ),
    "forge": (
        {"accounts": [ADA], "git": [("A", "ada@sea.example", ADA)]},
        (ADA, "mail:ada@sea.example"),
    ),
    "a login that changed": (
        {"accounts": [Account(ADA, "71"), Account("github:countess", "71")]},
        (ADA, "github:countess"),
    ),
    "two accounts by a verified address": (
        {"git": [("A", "a@sea.example", ADA), ("A", "A@Sea.example", BO)]},
        (ADA, BO, "mail:a@sea.example"),
    ),
}


@pytest.mark.parametrize("says", JOINED)
def test_joined(says):
    """Each of these says in so many words that two are one."""
    given, expected = JOINED[says]

    assert together(people(**given)) == [expected]


APART = {
    "equal names": {"git": [("Ada L", "ada@sea.example"), ("Ada L", "ada@hill.example")]},
    "a login like a name": {"accounts": ["github:ada-l"], "git": [("ada-l", "a@sea.example")]},
    "one domain": {"git": [("A", "a@sea.example"), ("B", "b@sea.example")]},
    "equal shared addresses": {"git": [("Ada", "root@localhost"), ("Bo", "root@localhost")]},
    "an account beside a shared address": {
        "git": [("Ada", "noreply@github.com", ADA), ("Bo", "noreply@github.com", BO)]
    },
    "a mailmap that renames": {
        "git": [("Ada", "ada@sea.example")],
        "mailmap": "Ada Lovely <ada@sea.example>",
    },
    "a mailmap of a shared address without a name": {
        "git": [("Ada", "root@localhost"), ("Bo", "root@localhost")],
        "mailmap": "Ada L <ada@sea.example> <root@localhost>",
    },
    "a no-reply address of another forge": {
        "accounts": [ADA],
        "git": [("A", "ada@users.noreply.elsewhere.example")],
    },
    "two people of one team": {"team": [ours("ada"), ours("bo")]},
    "one login on two forges": {"accounts": [ADA, "gitlab:ada"]},
    "one number on two forges": {"accounts": [Account(ADA, "71"), Account("gitlab:bo", "71")]},
    "accounts without a number": {"accounts": [Account(ADA), Account(BO)]},
}


@pytest.mark.parametrize("says", APART)
def test_apart(says):
    """None of these says that two are one."""
    assert together(people(**APART[says])) == []


def test_joins_are_told():
    """Every join is listed with its reason and place, also one that was taken apart."""
    given = {
        "accounts": [ADA],
        "team": [ours("ada", "ada-too")],
        "git": [("A", "ada@sea.example", ADA)],
    }
    undone = [("github:ada-too", ADA)]

    assert people(**given).joins == people(**given, undone=undone).joins
    assert [(j.left, j.right, j.because, j.source) for j in people(**given).joins] == [
        (ADA, "github:ada-too", "workspace", "team.yml:1"),
        (ADA, "mail:ada@sea.example", "forge", "commit"),
    ]
    assert together(people(**given, undone=undone)) == [(ADA, "mail:ada@sea.example")]


def test_affiliation_reaches_joined_addresses():
    """Whatever is joined to one of ours is ours over the same time; other people's is not."""
    found = people(
        accounts=[ADA, BO],
        git=[("A", "a@sea.example", ADA), ("B", "b@sea.example", BO)],
        team=[ours("ada", since=0, until=9), ours("bo", organization="Hill Works")],
    )

    assert [a.identity for a in found.affiliations] == [ADA, "mail:a@sea.example"]
    assert found.affiliations[0].until_at == found.affiliations[1].until_at


def test_key_is_the_workspaces():
    """Of a person's accounts the workspace's key names the person, however many periods they had."""
    found = people(team=[ours("zoe", "ada", since=0, until=3), ours("zoe", "ada", since=5)])

    (person,) = found.persons
    assert (person.key, person.identities) == ("github:zoe", (ADA, "github:zoe"))
    assert len(found.affiliations) == 4


def test_labels():
    """Ours stand under pseudonyms unless names are asked for; others under their login."""
    given = {"accounts": [Account(BO, login="Bo")], "team": [ours("ada")]}
    hidden = {p.key: p.label for p in people(**given, named=False).persons}
    named = {p.key: p.label for p in people(**given).persons}

    assert hidden[BO] == named[BO] == "Bo"
    assert named[ADA] == "ada"
    assert "ada" not in hidden[ADA]


def test_who_left_keeps_the_pseudonym():
    """Who was ours once stands under the pseudonym still: their rows of then are ours."""
    gone = people(team=[ours("ada", since=0, until=1)], named=False)
    still = people(team=[ours("ada")], named=False)

    assert gone.persons[0].label == still.persons[0].label != "ada"


BOTS = {
    "forge": ({"accounts": [Account("github:machine", kind="bot")]}, "the forge says so"),
    "ending": ({"accounts": ["github:x[bot]"]}, "its login ends with [bot]"),
    "its address": (
        {"git": [("x", "7+x[bot]@users.noreply.elsewhere.example")]},
        "its login ends with [bot]",
    ),
    "workspace": (
        {"accounts": [ADA], "bot_rules": {ADA: (True, "it is")}},
        "the workspace says so: it is",
    ),
    "the person's address goes with the account": (
        {
            "accounts": [ADA],
            "git": [("A", "a@sea.example", ADA)],
            "bot_rules": {ADA: (True, "it is")},
        },
        "the workspace says so: it is",
    ),
    "nobody says so": ({"accounts": [ADA]}, None),
    "taken back": (
        {"accounts": ["github:x[bot]"], "bot_rules": {"github:x[bot]": (False, "")}},
        None,
    ),
    "taken back, address and all": (
        {
            "accounts": ["github:x[bot]"],
            "git": [("x", "7+x[bot]@users.noreply.github.com")],
            "bot_rules": {"github:x[bot]": (False, "")},
        },
        None,
    ),
}


@pytest.mark.parametrize("says", BOTS)
def test_bots(says):
    """A person is a bot by any of its identities, unless the workspace says otherwise of one."""
    given, because = BOTS[says]

    (person,) = people(**given).persons
    assert (person.is_bot, person.bot_because) == (because is not None, because)


LOGINS = st.sampled_from(["ada", "bo", "cy", "dot"])
LINES = st.tuples(
    st.sampled_from(["Ada", "Bo"]),
    st.sampled_from(
        ["a@x.example", "b@x.example", "root@localhost", "7+cy@users.noreply.github.com"]
    ),
    st.none() | LOGINS.map("github:{}".format),
)
TEAM = st.lists(
    st.builds(ours, LOGINS, LOGINS, since=st.integers(0, 3), until=st.none() | st.integers(4, 9)),
    max_size=3,
)


@given(st.lists(LOGINS), st.lists(LINES), TEAM, st.randoms())
def test_order_does_not_matter(logins, lines, team, random):
    """People, their keys and names, and when they were ours, are the same from any order."""
    accounts = [f"github:{login}" for login in logins]
    mailmap = "B <b@x.example> Bo <root@localhost>"
    team = [replace(member, source=f"team.yml:{n}") for n, member in enumerate(team)]
    found = people(accounts, lines, team, mailmap, named=False)
    for rows in (accounts, lines, team):
        random.shuffle(rows)
    again = people(accounts, lines, team, mailmap, named=False)

    assert again.persons == found.persons
    assert again.affiliations == found.affiliations
    assert set(again.joins) == set(found.joins)


def test_every_identity_of_ours_has_the_pseudonym():
    """Addresses that were joined to them, and an account of ours that is taken for a bot, too."""
    found = people(
        ["github:bo"],
        [("Ada", "ada@sea.example", ADA)],
        [ours("ada"), ours("helper-bot")],
        bot_rules={"github:helper-bot": (True, "it labels")},
        named=False,
    )

    assert found.ours == {ADA, "mail:ada@sea.example", "github:helper-bot"}
    assert set(found.pseudonyms) == found.ours
    assert found.pseudonyms[ADA] == found.pseudonyms["mail:ada@sea.example"] != "ada"


def test_nobody_has_a_pseudonym_where_names_were_asked_for():
    """Also not under an address, nor a login written in capitals."""
    found = people([Account(ADA, login="Ada")], [("A", "ada@sea.example", ADA)], [ours("ada")])

    assert found.ours
    assert found.pseudonyms == {}
