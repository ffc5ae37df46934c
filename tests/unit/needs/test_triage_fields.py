"""The fields of the triage board: each known fault of the board, once, and what it gets right."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.needs_of import search
from fakes.small_facts import REPOSITORY, Story, day
from hypothesis import given
from hypothesis import strategies as st

from twohats.needs.triage_fields import (
    Pull,
    Review,
    approval_status,
    fields_of,
    triage_fields,
)

DAY_0 = datetime(2026, 1, 1, tzinfo=UTC)


def pull(**columns) -> Pull:
    return Pull(**{"opened_at": DAY_0, "author": "rae", **columns})


def review(reviewer: str, state: str, after: float, *, may_merge: bool = True) -> Review:
    return Review(reviewer, state, DAY_0 + timedelta(days=after), may_merge)


@pytest.mark.parametrize(
    ("merged", "kind"),
    [
        (0, "First Time Contributor"),
        (1, "Early Contributor"),
        (9, "Early Contributor"),
        (10, "Seasoned Contributor"),
        (None, "Unknown"),
    ],
)
def test_author_kind_goes_by_merged_changes(merged, kind):
    """None, fewer than ten, ten or more."""
    assert triage_fields(pull(merged_before=merged)).author_kind == kind


def test_fault_closed_ones_counted_as_merged():
    """A change that was closed unmerged makes nobody an early contributor."""
    told = Story()
    told.close(told.item(1, "rae", 1), "mel", 2)
    two = told.item(2, "rae", 3)

    assert fields_of(search(told))[two].author_kind == "First Time Contributor"


def test_fault_later_ones_counted_too():
    """What was merged after this one was opened is not before it; elsewhere in the community counts."""
    told = Story()
    one = told.item(1, "rae", 1)
    told.merged(2, "rae", 5, "mel")
    three = told.item(3, "rae", 9)
    four = told.item(4, "rae", 9, repository="github:lantern-project/wick")
    five = told.item(5, "rae", 9, repository="github:harbour/tide")
    fields = fields_of(search(told))

    kinds = [fields[item].author_kind for item in (one, three, four, five)]
    assert kinds == ["First Time Contributor", "Early Contributor", "Early Contributor", "First Time Contributor"]  # fmt: skip


def test_fault_a_deleted_author_stops_it():
    """An account that is gone is unknown, and every other field is there."""
    told = Story()
    one = told.item(1, None, 1, additions=3, deletions=4)

    fields = fields_of(search(told))[one]

    assert (fields.author_kind, fields.total_lines_changed) == ("Unknown", 7)
    assert fields.maintainer_engagement == "No Maintainer Engagement"


def test_fault_bots_by_a_list_of_names():
    """By the account's type; a person with a bot's name is a person."""
    told = Story(kinds={"helpful": "bot"})
    one, two = told.item(1, "helpful", 1), told.item(2, "robotnik", 1)
    fields = fields_of(search(told))

    assert fields[one].author_kind == "Bot"
    assert fields[two].author_kind == "First Time Contributor"


def test_fault_lock_files_counted():
    """Lines of files that no person writes are left out, where paths are known."""
    told = Story()
    one = told.item(1, "rae", 1, additions=912, deletions=0)
    two = told.item(2, "rae", 1, additions=912, deletions=8)
    for path, lines in (("uv.lock", 900), ("docs/package-lock.json", 2), ("src/wick.py", 10)):
        told.add("item_files", item=one, path=path, additions=lines, deletions=0)
    fields = fields_of(search(told))

    assert fields[one].total_lines_changed == 10
    assert fields[two].total_lines_changed == 920


@pytest.mark.parametrize(
    ("who", "engagement"),
    [
        ((), "No Maintainer Engagement"),
        (("rae",), "No Maintainer Engagement"),
        (("mel",), "Single Maintainer"),
        (("mel", "mel", "rae"), "Single Maintainer"),
        (("mel", "nia"), "Multiple Maintainers"),
    ],
)
def test_engagement_counts_maintainers_other_than_the_author(who, engagement):
    """Each once, and not the author."""
    assert triage_fields(pull(maintainers=who)).maintainer_engagement == engagement


def test_fault_triage_role_and_many_participants():
    """Who may sort is counted apart; a maintainer counts also as the hundred-and-first to speak."""
    told = Story()
    for login, role in (("mel", "maintainer"), ("tri", "triager")):
        told.add(
            "memberships",
            owner="github:lantern-project",
            account=f"github:{login}",
            role=role,
            body="x",
            source_path="x",
        )
    one = told.item(1, "rae", 1)
    for number in range(100):
        told.event(one, "commented", f"guest-{number}", 2)
    told.event(one, "commented", "tri", 3)
    told.event(one, "commented", "mel", 4)

    fields = fields_of(search(told))[one]

    assert fields.maintainer_engagement == "Single Maintainer"
    assert fields.triager_engagement == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("SUCCESS", "Tests Passing"),
        ("FAILURE", "Tests Failing"),
        ("ERROR", "Tests Failing"),
        ("PENDING", "Tests Pending"),
        ("EXPECTED", "Tests Pending"),
        ("BEWITCHED", "BEWITCHED"),
        (None, None),
    ],
)
def test_fault_error_pending_and_expected_left_empty(state, status):
    """Every state is told; one nobody knows is shown as it is, and only nothing is empty."""
    assert triage_fields(pull(ci=state)).ci_status == status


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("CONFLICTING", "Merge Conflicts"),
        ("MERGEABLE", "No Merge Conflicts"),
        ("UNKNOWN", "Not Known Yet"),
        (None, None),
    ],
)
def test_fault_unknown_conflicts_left_empty(state, status):
    """A forge that has not worked it out yet says so."""
    assert triage_fields(pull(mergeable=state)).merge_conflicts == status


APPROVALS = [
    ("nobody", [], None),
    ("approved", [("mel", "APPROVED", 1)], "Maintainer Approved"),
    ("asked for", [("mel", "CHANGES_REQUESTED", 1)], "Changes Requested"),
    ("fault: sticky", [("mel", "CHANGES_REQUESTED", 1), ("mel", "APPROVED", 2)], "Maintainer Approved"),
    ("the other way", [("mel", "APPROVED", 1), ("mel", "CHANGES_REQUESTED", 2)], "Changes Requested"),
    ("another's stands", [("mel", "CHANGES_REQUESTED", 1), ("nia", "APPROVED", 2)], "Changes Requested"),
    ("fault: dismissed", [("mel", "CHANGES_REQUESTED", 1), ("mel", "DISMISSED", 2)], None),
    ("dismissed, another's", [("mel", "DISMISSED", 1), ("nia", "APPROVED", 1)], "Maintainer Approved"),
    ("a comment after", [("mel", "CHANGES_REQUESTED", 1), ("mel", "COMMENTED", 2)], "Changes Requested"),
    ("out of order", [("mel", "APPROVED", 2), ("mel", "CHANGES_REQUESTED", 1)], "Maintainer Approved"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reviews", "status"), [case[1:] for case in APPROVALS], ids=[c[0] for c in APPROVALS]
)
def test_approval_goes_by_the_last_verdict_of_each_maintainer(reviews, status):
    """A verdict that the same person took back does not stick."""
    assert approval_status([review(*one) for one in reviews]) == status


def test_only_those_who_may_merge_approve():
    """A stranger's word, and the author's own, are no approval."""
    told = [review("guest", "approved", 1, may_merge=False), review("rae", "approved", 2)]

    assert approval_status(told, "rae") is None
    assert triage_fields(pull(reviews=tuple(told))).approval_status is None


def test_a_review_taken_back_by_its_own_event():
    """Where a source dates the taking back, the review says nothing from then on."""
    told = Story()
    told.merged(900, "bo", 0, "mel")
    one = told.item(1, "rae", 1)
    told.event(one, "reviewed", "mel", 2, state="changes_requested")
    key = told.rows["events"][-1]["event"]
    before = fields_of(search(told))[one].approval_status
    told.event(one, "review_dismissed", "mel", 3, parent=key)

    assert before == "Changes Requested"
    assert fields_of(search(told))[one].approval_status is None


STATES = st.sampled_from(["APPROVED", "CHANGES_REQUESTED", "DISMISSED", "COMMENTED"])


@given(
    st.lists(st.tuples(st.sampled_from("abc"), STATES), max_size=8),
    st.randoms(use_true_random=False),
)
def test_reviews_in_any_order_give_the_same_status(said, random):
    """Only when they were written counts, not how they were read."""
    reviews = [review(who, state, at) for at, (who, state) in enumerate(said)]
    mixed = list(reviews)
    random.shuffle(mixed)

    assert approval_status(mixed) == approval_status(reviews)


def test_fields_of_open_pull_requests_only():
    """Issues and what is closed have no row; the date is that of opening."""
    told = Story()
    one = told.item(1, "rae", 1.5)
    told.item(2, "rae", 1, kind="issue")
    told.close(told.item(3, "rae", 1), "mel", 2)

    fields = fields_of(search(told))

    assert list(fields) == [one] == [f"{REPOSITORY}#1"]
    assert fields[one].opened_at == day(1.5)
