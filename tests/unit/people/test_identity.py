"""What joins two identities, and what looks as if it did."""

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.facts.author_lines import mail_identity, mail_identity_of
from twohats.people.identity import forge_joins, group, noreply_joins
from twohats.records.people import GitIdentity, Join

HOSTS = {"github.com": "github", "code.tidewater.example": "ghe"}
BY_ID = {"github:71": "github:ada-now"}


def join(left, right):
    return Join(left, right, "workspace", "team.yml:1")


@pytest.mark.parametrize(
    ("email", "identity"),
    [
        ("Ada@Tidewater.example ", "mail:ada@tidewater.example"),
        ("admiral@sea.example", "mail:admiral@sea.example"),
        ("ada@localhost.example", "mail:ada@localhost.example"),
        ("root@build-7", "mail:root@build-7|ada"),
        ("noreply@github.com", "mail:noreply@github.com|ada"),
        ("ada@localhost", "mail:ada@localhost|ada"),
        ("ada", "mail:ada|ada"),
        ("", "mail:|ada"),
    ],
)
def test_address(email, identity):
    """An address is one identity; under one that many commit with, each name is its own."""
    assert mail_identity(" Ada ", email) == identity


def test_column_of_addresses():
    """A column of author lines gives what each line alone gives."""
    lines = [
        ("Ada", "A@B.example"),
        ("Bo", "root@x"),
        ("Cy", ""),
        ("Dot", "ROOT@x"),
        ("E", "e@none"),
    ]
    table = ibis.memtable({"name": [n for n, _ in lines], "email": [e for _, e in lines]})
    found = table.select(identity=mail_identity_of(table.name, table.email)).to_pyarrow()

    assert found["identity"].to_pylist() == [mail_identity(*line) for line in lines]


@pytest.mark.parametrize(
    ("email", "account"),
    [
        ("ada@users.noreply.github.com", "github:ada"),
        ("Ada@Users.NoReply.GitHub.com", "github:ada"),
        ("9+ada@users.noreply.github.com", "github:ada"),
        ("71+ada-then@users.noreply.github.com", "github:ada-now"),
        ("7+checks[bot]@users.noreply.github.com", "github:checks[bot]"),
        ("ada@users.noreply.code.tidewater.example", "ghe:ada"),
        ("ada@users.noreply.elsewhere.example", None),
        ("ada@github.com", None),
        ("noreply@github.com", None),
        ("x@users.noreply.github.com.evil.example", None),
    ],
)
def test_address_the_forge_gave_out(email, account):
    """It joins to the account it was given to, renamed or not; other addresses join to none."""
    joins = noreply_joins([GitIdentity("Ada", email)], BY_ID, HOSTS)

    assert [found.left for found in joins] == ([account] if account else [])


def test_account_a_forge_names():
    """The forge's account beside a commit joins, but not to an address that many commit with."""
    joins = forge_joins(
        [
            GitIdentity("Ada", "ada@sea.example", "github:ada"),
            GitIdentity("Ada", "noreply@github.com", "github:web-flow"),
            GitIdentity("Bo", "bo@sea.example"),
        ]
    )

    assert [(found.left, found.right) for found in joins] == [
        ("github:ada", "mail:ada@sea.example")
    ]


def test_accounts_come_first():
    """A person is called by the first account, or by an address where there is none."""
    joins = [
        join("mail:a@x", "github:zoe"),
        join("mail:a@x", "mail:b@x"),
        join("mail:c@x", "mail:d@x"),
    ]

    found = group(["github:yan"], joins)

    assert {found[i] for i in ("mail:a@x", "mail:b@x", "github:zoe")} == {"github:zoe"}
    assert found["mail:d@x"] == "mail:c@x"
    assert found["github:yan"] == "github:yan"


def test_undoing_takes_one_join_apart():
    """Undone in either direction, a pair falls apart; what else joins stays joined."""
    joins = [
        join("github:a", "mail:a@x"),
        join("github:a", "mail:b@x"),
        join("mail:b@x", "mail:c@x"),
    ]

    found = group([], joins, [("mail:b@x", "github:a")])

    assert found["mail:a@x"] == "github:a"
    assert found["mail:b@x"] == found["mail:c@x"] == "mail:b@x"


def test_undoing_leaves_a_way_round():
    """Two that a third one joins stay one person: only the join between just these two is gone."""
    joins = [join("github:a", "github:b"), join("github:a", "mail:x"), join("mail:x", "github:b")]

    assert group([], joins, [("github:a", "github:b")])["github:b"] == "github:a"


NODES = st.sampled_from([f"{kind}:{n}" for kind in ("github", "mail") for n in range(6)])
PAIRS = st.lists(st.tuples(NODES, NODES), max_size=14)


def reached(pairs, start):
    """All that a chain of pairs leads to."""
    found = {start}
    while more := {b for pair in pairs for a, b in (pair, pair[::-1]) if a in found} - found:
        found |= more
    return found


@given(PAIRS, PAIRS, st.randoms())
def test_people_are_what_chains_of_joins_reach(pairs, undone, random):
    """Whatever the order of joins, a person is everything that the joins left over connect."""
    joins = [join(*pair) for pair in pairs]
    found = group([], joins, undone)
    random.shuffle(joins)
    kept = [pair for pair in pairs if pair not in undone and pair[::-1] not in undone]

    assert group([], joins, undone) == found
    for node, root in found.items():
        together = {other for other in found if found[other] == root}
        assert together == reached(kept, node)
        assert root == min(together, key=lambda i: (i.startswith("mail:"), i))
