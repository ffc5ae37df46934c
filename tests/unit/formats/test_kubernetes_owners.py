"""Kubernetes' OWNERS files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.kubernetes_owners import parse_owners, parse_owners_aliases

OWNERS = """\
# comment
approvers:
  - Ada
  - docs-team
reviewers: [bo]
emeritus_approvers:
- cy
labels:
- area/docs
"""


def test_owners_give_approvers_reviewers_and_emeritus():
    """Each login holds its role, and aliases are their members."""
    aliases = parse_owners_aliases("aliases:\n  Docs-Team:\n  - di\n  - ada\n  empty: []\n")

    roles = parse_owners(OWNERS).roles(aliases.aliases, body="docs")

    assert [(role.account, role.role, role.body) for role in roles] == [
        ("github:ada", "approver", "docs"),
        ("github:di", "approver", "docs"),
        ("github:bo", "reviewer", "docs"),
        ("github:cy", "emeritus", "docs"),
    ]


def test_owners_filters_hold_for_their_paths():
    """Owners of some files only hold their roles in the expression that names them."""
    owners = parse_owners(
        "options: {no_parent_owners: true}\nfilters:\n"
        '  ".*":\n    approvers: [ada]\n  "\\\\.md$":\n    reviewers: [bo]\n'
    )

    assert owners.no_parent_owners
    assert [(role.account, role.body) for role in owners.roles()] == [
        ("github:ada", None),
        ("github:bo", "\\.md$"),
    ]


@pytest.mark.parametrize("text", ["", "# nobody", "labels: [a]", "approvers:\n"])
def test_owners_without_people_are_no_mistake(text):
    """An OWNERS file may name nobody."""
    owners = parse_owners(text)

    assert (owners.filters, owners.problems, owners.no_parent_owners) == ((), (), False)


@pytest.mark.parametrize("text", ["- ada", "approvers: [", "approvers: {ada: bo}"])
def test_owners_of_another_shape_are_named(text):
    """What is no OWNERS file is said with its line."""
    assert [problem.line for problem in parse_owners(text).problems] == [1]


@given(st.text("-: \n[]{}aprovesliwd", max_size=60) | st.text(max_size=40))
def test_any_text_is_read(text):
    """Nothing makes reading fail."""
    parse_owners(text)
    parse_owners("approvers:\n" + text)
    parse_owners_aliases(text)
