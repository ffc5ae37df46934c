"""GitHub's names are read, and what is none of them gives nothing."""

from base64 import urlsafe_b64encode

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.sources.github_names import database_id, event_kind, repository_name


@given(number=st.integers(1, 2**63), repository=st.integers(1, 2**40))
def test_every_number_comes_out_of_a_new_node_id(number, repository):
    """What was packed comes out, however large."""
    packed = msgspec.msgpack.encode([0, repository, number])
    node_id = f"CE_{urlsafe_b64encode(packed).decode().rstrip('=')}"

    assert database_id(node_id) == number


@pytest.mark.parametrize(
    "node_id", ["", "x", "_", "CE_", "CE_!!", "MDY6Q29tbWl0", "C_kwDOAbc", "é", "CE_oWE"]
)
def test_what_holds_no_number_gives_none(node_id):
    """Damaged node ids, and those of things without numbers, give nothing."""
    assert database_id(node_id) is None


@given(st.text(max_size=30))
def test_no_text_is_too_odd_for_a_node_id(text):
    """Any text gives a number or nothing."""
    assert isinstance(database_id(text), int | None)


@pytest.mark.parametrize("url", [None, "", "https://github.example", "https://x.example/only", "x"])
def test_an_address_without_a_repository_gives_none(url):
    """Half an address is none."""
    assert repository_name(url) is None


def test_an_enterprise_server_has_repositories_too():
    """The name stands behind ``/repos/`` wherever the API lives."""
    assert repository_name("https://ghe.example/api/v3/repos/a/b/pulls/1") == "a/b"


def test_kinds_have_underscores():
    """GitHub's words are kept, but for the few that the facts name."""
    assert event_kind("cross-referenced") == "cross_referenced"
    assert event_kind("head_ref_force_pushed") == "force_pushed"
    assert event_kind("head_ref_deleted") == "head_ref_deleted"
