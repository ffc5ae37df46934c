"""People in trailers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twohats.sources.git.trailers import BETWEEN, people_named

ADA = ("Ada Example", "ada@example.org")


@pytest.mark.parametrize(
    ("key", "role"),
    [
        ("Co-authored-by", "co_authored"),
        ("CO-AUTHORED-BY", "co_authored"),
        ("Signed-off-by", "signed_off"),
        ("Reviewed-by", "reviewed"),
        ("Acked-by", "acked"),
        ("Tested-by", "tested"),
        ("Reported-by", "reported"),
        ("Suggested-by", "suggested"),
        ("Helped-by", "helped"),
        ("Mentored-by", "mentored"),
        ("Based-on-patch-by", "based_on_patch"),
        ("Cc", "cc"),
        ("Thanks-to", "thanked"),
    ],
)
def test_a_key_says_the_role(key, role):
    """Keys become roles whatever their case; unknown ones keep their word."""
    assert list(people_named(f"{key}: Ada Example <ada@example.org>")) == [(role, *ADA)]


@pytest.mark.parametrize(
    ("trailer", "people"),
    [
        ("Reviewed-by: A B <a@x.org>, C D <c@x.org>", [("A B", "a@x.org"), ("C D", "c@x.org")]),
        ("Reviewed-by: A B <a@x.org> and C D <c@x.org>", [("A B", "a@x.org"), ("C D", "c@x.org")]),
        ('Reviewed-by: "B, A" <a@x.org>', [("B, A", "a@x.org")]),
        ("Reported-by: <a@x.org>", [(None, "a@x.org")]),
        ("Reported-by: a@x.org", [(None, "a@x.org")]),
        ("Reviewed-by: Ada", [("Ada", None)]),
        ("Reviewed-by: @ada", [("@ada", None)]),
        ("Reported-by: A B <a@x.org> # since v5", [("A B", "a@x.org")]),
    ],
)
def test_the_forms_people_write(trailer, people):
    """Several on one line, quoted, without name or without address: each is told."""
    assert [(name, email) for _, name, email in people_named(trailer)] == people


@pytest.mark.parametrize(
    "trailer",
    [
        "Fixes: #12",
        'Fixes: 1234abc ("mail: write to a <a@x.org>")',
        "Message-Id: <2024.a@x.org>",
        "On-behalf-of: Example Org <org@example.org>",
        "Link: https://example.org/a",
        "Reported-by: https://example.org/issues/1",
        "Change-Id: I123",
        "Superseded-by: I123",
        "Reviewed-by:",
        "no trailer",
        "",
    ],
)
def test_what_names_nobody_is_left_alone(trailer):
    """References, mails and organizations are not people."""
    assert list(people_named(trailer)) == []


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters=BETWEEN + "\0"))).map(BETWEEN.join))
def test_no_text_breaks_it(trailers):
    """Whatever stands in a message, what comes out is roles with a name or an address."""
    assert all(role and (name or email) for role, name, email in people_named(trailers))
