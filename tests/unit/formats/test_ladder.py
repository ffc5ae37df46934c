"""Ladders as communities write them: what is understood has its line, what is not stays as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.formats.ladder import read_ladder

LIKE_KUBERNETES = """\
# Community membership (made up)

Ask in the channel for newcomers.

## Member

### Requirements

- Has made multiple contributions, at least five
- Sponsored by 2 reviewers, from multiple member companies
- Has read the [guide](guide.md)

### Responsibilities and privileges

- Answers within 2 weeks

## Reviewer

### Requirements

- Member for at least 3 months
- Primary reviewer for at least 5 PRs to the codebase
- Reviewed or merged at least 20 substantial PRs to the
  codebase
- Knows the code

## Approver

The following apply to one part of the code.

- Reviewer of the code for at least three months
- Primary reviewer for at least 10 substantial PRs
- Reviewed or merged at least 30 PRs

## Inactive members

- No contributions in 12 months
"""


def found(text):
    return [(c.role, c.kind, c.amount, c.as_role, c.line) for c in read_ladder(text).criteria]


def test_like_kubernetes():
    """Tenure in a role, reviews, sponsors with their employers, and words for a person."""
    assert found(LIKE_KUBERNETES) == [
        ("member", "words", None, None, 9),
        ("member", "sponsors", 2, None, 10),
        ("member", "words", None, None, 11),
        ("reviewer", "tenure", 3, "member", 21),
        ("reviewer", "primary_reviews", 5, None, 22),
        ("reviewer", "reviews", 20, None, 23),
        ("reviewer", "words", None, None, 25),
        ("approver", "tenure", 3, "reviewer", 31),
        ("approver", "primary_reviews", 10, None, 32),
        ("approver", "reviews", 30, None, 33),
    ]
    sponsors = read_ladder(LIKE_KUBERNETES).criteria[1]
    assert sponsors.other_employers
    assert read_ladder(LIKE_KUBERNETES).criteria[2].text == "Has read the guide"


@pytest.mark.parametrize(
    ("words", "kind", "amount"),
    [
        ("Active in the project for at least six months", "tenure", 6),
        ("Contributing for one year or more", "tenure", 12),
        ("Reviewed at least 15 pull requests", "reviews", 15),
        ("Has reviewed ten non-trivial PRs", "reviews", 10),
        ("Authored at least 5 merged PRs", "merged", 5),
        ("10 merged pull requests", "merged", 10),
        ("At least 8 contributions of any kind", "contributions", 8),
        ("Two sponsors who are maintainers", "sponsors", 2),
        ("Sponsored by at least one maintainer", "sponsors", 1),
    ],
)
def test_ways_to_say_it(words, kind, amount):
    """Numbers as figures and as words, in the order people write them."""
    (only,) = read_ladder(f"# Becoming a maintainer\n\n* {words}\n").criteria

    assert (only.role, only.kind, only.amount) == ("maintainer", kind, amount)


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("2 sponsors from different companies", True),
        ("2 sponsors, one from another employer", True),
        ("2 sponsors from other organisations", True),
        ("2 sponsors who know the company", False),
    ],
)
def test_employers(words, others):
    """Whether sponsors have to come from different employers."""
    (only,) = read_ladder(f"# Maintainer\n- {words}\n").criteria

    assert only.other_employers is others


@pytest.mark.parametrize(
    "text",
    [
        "# How to build\n\n- Wait for 3 minutes\n- Install 2 packages\n",
        "# Maintainers\n\n- Ada (made up)\n- Bea (made up)\n",
        "# Reviewer\n\n```\n- Member for at least 3 months\n```\n",
        "# Reviewer\n\n## Responsibilities\n\n- Answers reviews of 2 PRs in 2 weeks\n",
        "",
        "- 3 months\n",
    ],
)
def test_no_ladder(text):
    """Lists of people, duties, code and other lists ask for nothing."""
    assert read_ladder(text).criteria == ()


def test_nested_points():
    """Details belong to the point above; that sponsors come from several employers counts for it."""
    text = (
        "# Member\n\n## Requirements\n\n- Sponsored by 2 reviewers. Requirements for sponsors:\n"
        "    - Sponsors review in at least 1 place\n"
        "    - Sponsors must be from multiple member companies\n"
    )
    (only,) = read_ladder(text).criteria

    assert (only.kind, only.amount, only.other_employers) == ("sponsors", 2, True)


def test_requirements_as_a_point():
    """Some open their list of requirements by a point; what stands under another is none."""
    text = (
        "# Maintainer\n\n* Responsibilities include:\n    * Reviews 3 PRs in 2 weeks\n"
        "* Requirements:\n    * Reviewer for at least 6 months\n    * Knows the code\n"
    )

    assert [(c.kind, c.amount) for c in read_ladder(text).criteria] == [
        ("tenure", 6),
        ("words", None),
    ]


def test_underlined_headings():
    """Headings of the other kind count, too."""
    assert found("Reviewer\n========\n\n- Member for 3 months\n") == [
        ("reviewer", "tenure", 3, "member", 4)
    ]


@given(st.text(st.sampled_from("#-* \n=abr0123456789reviewermonthsPRsfor`[]()"), max_size=300))
def test_any_text(text):
    """Any text is read, and each line named exists."""
    lines = text.splitlines()

    assert all(1 <= one.line <= len(lines) for one in read_ladder(text).criteria)
