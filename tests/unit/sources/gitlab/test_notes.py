"""What GitLab writes down by itself: what is understood, and what stays a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twohats.records.tables import EVENT_KINDS
from twohats.sources.gitlab_notes import read_note


def told(body: str) -> list[tuple[object, ...]]:
    return [
        (one.kind, one.state or one.login or one.old_title or one.oid) for one in read_note(body)
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("assigned to @ada", [("assigned", "ada")]),
        (
            "assigned to @ada, @ben.c, and @cy_d",
            [("assigned", n) for n in ("ada", "ben.c", "cy_d")],
        ),
        (
            "assigned to @ada and unassigned @ben and @cy",
            [("assigned", "ada"), ("unassigned", "ben"), ("unassigned", "cy")],
        ),
        ("unassigned @ada", [("unassigned", "ada")]),
        (
            "requested review from @ada and removed review request for @ben",
            [("review_requested", "ada"), ("review_request_removed", "ben")],
        ),
        (
            "requested review from @ada and removed approval",
            [("review_requested", "ada"), ("review_dismissed", "approved")],
        ),
        ("approved this merge request", [("reviewed", "approved")]),
        ("unapproved this merge request", [("review_dismissed", "approved")]),
        (
            "reset approvals from @ada, @ben.c, and @cy by pushing to the branch",
            [("review_dismissed", "approved")] * 3,
        ),
        ("requested changes", [("reviewed", "changes_requested")]),
        ("left review comments without approving", [("reviewed", "commented")]),
        ("marked this merge request as **draft** from 1a2b3c4d", [("converted_to_draft", None)]),
        ("marked this merge request as **ready**", [("ready_for_review", None)]),
        ("unmarked as a **Work In Progress**", [("ready_for_review", None)]),
        (
            "changed title from **Make {-it-} so** to **Make {+that+} so**",
            [("renamed", "Make it so")],
        ),
        ("mentioned in commit 1a2b3c4d", [("referenced", "1a2b3c4d")]),
        ("mentioned in commit forge/anvil@1a2b3c4d", [("referenced", "1a2b3c4d")]),
        ("locked the discussion in this merge request", [("locked", None)]),
        ("closed via merge request !5", [("closed", None)]),
        ("reopened", [("reopened", None)]),
        ("merged", [("merged", None)]),
    ],
)
def test_what_is_understood(body, expected):
    """Each sentence becomes what happened, to each person it names."""
    assert told(body) == expected


@pytest.mark.parametrize(
    ("body", "whose"),
    [
        ("unapproved this merge request", [None]),
        ("reset approvals from @ada and @ben.c by pushing to the branch", ["ada", "ben.c"]),
        ("requested review from @ada and removed approval", ["ada"]),
    ],
)
def test_whose_approval_is_over(body, whose):
    """It is the approval of those who are named, and of nobody named the note's author's."""
    assert [one.login for one in read_note(body) if one.kind == "review_dismissed"] == whose


@pytest.mark.parametrize(
    "body",
    [
        "changed the description",
        "added 2 commits\n\n<ul><li>1a2b3c4d - assigned to @ada</li></ul>",
        "enabled an automatic merge when the pipeline for 1a2b3c4d succeeds",
        "canceled the automatic merge",
        "marked this issue as related to #5",
        "moved to forge/anvil#11",
        "changed this line in [version 3 of the diff](/x)",
        "created branch [`closed`](/x) to address this issue",
        "removed assignee",
        "reset approvals from Code Owners by pushing to the branch",
        "resolved all threads",
        "mentioned in epic &3",
        "",
    ],
)
def test_what_stays_a_note(body):
    """Sentences that tell of something else name nobody and close nothing."""
    assert told(body) == [("noted", None)]


@pytest.mark.parametrize(
    ("body", "project", "mark", "number"),
    [
        ("mentioned in merge request !2", "", "!", 2),
        ("mentioned in issue forge/tools/anvil#31", "forge/tools/anvil", "#", 31),
        ("mentioned in merge request anvil!4", "anvil", "!", 4),
    ],
)
def test_mention(body, project, mark, number):
    """A mention tells in which item of which project it was made."""
    (one,) = read_note(body)

    assert (one.kind, one.project, one.mark, one.number) == (
        "cross_referenced",
        project,
        mark,
        number,
    )


@given(st.text(max_size=60) | st.sampled_from(["assigned to", "mentioned in ", "**", "@", "#1"]))
def test_any_text_is_read(body):
    """Whatever stands there, something comes back, under a word that the facts know."""
    found = read_note(body)

    assert found
    assert all(one.kind in (*EVENT_KINDS, "noted") for one in found)


names = st.lists(
    st.from_regex(r"[a-z][a-z0-9._-]{0,8}[a-z0-9]", fullmatch=True), min_size=1, unique=True
)


@given(added=names, removed=names)
def test_names_come_back(added, removed):
    """As many people as are written into a sentence are read from it, in their order."""
    body = f"assigned to {sentence(added)} and unassigned {sentence(removed)}"

    assert told(body) == [
        *(("assigned", name) for name in added),
        *(("unassigned", name) for name in removed),
    ]


def sentence(people: list[str]) -> str:
    """Write names as GitLab does."""
    called = [f"@{one}" for one in people]
    if len(called) < 3:
        return " and ".join(called)
    return f"{', '.join(called[:-1])}, and {called[-1]}"
