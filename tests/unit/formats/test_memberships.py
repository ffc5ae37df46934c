"""Roles as rows of ``memberships``."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.memberships import membership_rows
from twohats.records.roles import Role
from twohats.records.tables import TABLES

TABLE = TABLES["memberships"]


def at(year):
    return datetime(year, 1, 1, tzinfo=UTC)


def test_a_role_becomes_a_row():
    """Each column of the table is there, of equal length."""
    role = Role("Ada Example", "github:ada", "member", "council", at(2020), at(2022))

    rows = membership_rows([role], owner="github:hub", source_path="people.yml", oid="a" * 40)

    assert {column: values[0] for column, values in rows.items()} == {
        "repository": None,
        "owner": "github:hub",
        "account": "github:ada",
        "name": None,
        "role": "member",
        "body": "council",
        "from_at": at(2020),
        "until_at": at(2022),
        "source_path": "people.yml",
        "oid": "a" * 40,
    }


def test_a_name_stays_where_there_is_no_account():
    """Somebody without an account is known by name."""
    rows = membership_rows([Role("Ada Example", None, "member", None)], repository="github:a/b")

    assert (rows["account"], rows["name"]) == ([None], ["Ada Example"])


def test_nobody_gives_empty_columns():
    """No roles give no rows, in all columns."""
    assert membership_rows([]) == {column: [] for column in TABLE.columns}


def test_the_later_end_of_one_role_holds():
    """A role told twice with different ends lasts until the later one; no end is the latest."""
    first = Role(None, "github:ada", "member", "council", at(2020), at(2021))
    second = Role(None, "github:ada", "member", "council", at(2020), at(2023))
    endless = Role(None, "github:ada", "member", "council", at(2020))

    assert membership_rows([second, first])["until_at"] == [at(2023)]
    assert membership_rows([first, endless, second])["until_at"] == [None]


ROLES = st.lists(
    st.builds(
        Role,
        st.sampled_from([None, "Ada", "Bo"]),
        st.sampled_from([None, "github:ada"]),
        st.sampled_from(["member", "emeritus"]),
        st.sampled_from([None, "council"]),
        st.sampled_from([None, at(2020)]),
        st.sampled_from([None, at(2021), at(2022)]),
    )
)


@given(ROLES)
def test_keys_are_unique_and_order_changes_no_row(roles):
    """One row per key, whatever the order in which rosters are read."""
    there, back = membership_rows(roles), membership_rows(roles[::-1])

    keys = list(zip(*(there[column] for column in TABLE.key), strict=True))
    assert len(keys) == len(set(keys))
    assert set(zip(*there.values(), strict=True)) == set(zip(*back.values(), strict=True))
