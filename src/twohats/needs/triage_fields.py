"""The fields of the pull request triage board, without the faults known of them.

Same names and values as on the board, so that one may stand in for the other. Where they differ it is
on purpose; docs/needs.md#triage-fields lists each. Pure: the same pull request, the same fields.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from twohats.needs.making import label_on
from twohats.needs.open_items import OpenItem
from twohats.needs.search import Search

AuthorKind = Literal[
    "Bot", "Maintainer", "First Time Contributor", "Early Contributor", "Seasoned Contributor",
    "Unknown",
]  # fmt: skip
Engagement = Literal["No Maintainer Engagement", "Single Maintainer", "Multiple Maintainers"]
State = Literal["approved", "changes_requested", "dismissed", "commented", "pending"]
EARLY = 10
"""Merged changes from which somebody is seasoned."""
CI: dict[str, str] = {
    "success": "Tests Passing",
    "failure": "Tests Failing",
    "error": "Tests Failing",
    "pending": "Tests Pending",
    "expected": "Tests Pending",
}
"""States of a commit, as forges call them; what is not listed is told as it is."""
CONFLICTS: dict[str, str] = {
    "conflicting": "Merge Conflicts",
    "mergeable": "No Merge Conflicts",
    "unknown": "Not Known Yet",
}


@dataclass(frozen=True)
class Review:
    """One submitted review."""

    reviewer: str
    state: str
    """As forges call it, in any case."""
    at: datetime
    may_merge: bool
    """Whether the reviewer may merge there."""


@dataclass(frozen=True)
class Pull:
    """What the fields are made from; None: not known."""

    opened_at: datetime
    author: str | None
    """None: the account is gone."""
    author_is_bot: bool = False
    """By the account's type, not by a list of names."""
    author_may_merge: bool = False
    merged_before: int | None = 0
    """Changes of the author merged in the community before this one was opened."""
    lines: int | None = None
    """Additions and deletions, generated files left out."""
    maintainers: tuple[str, ...] = ()
    """Who may merge and took part, however many took part besides."""
    triagers: tuple[str, ...] = ()
    """Who may sort and not merge, and took part."""
    ci: str | None = None
    mergeable: str | None = None
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True)
class TriageFields:
    """One row of the board; None: empty."""

    author_kind: AuthorKind
    opened_at: datetime
    total_lines_changed: int | None
    maintainer_engagement: Engagement
    triager_engagement: int
    """People with the triage role who took part; they are no maintainers."""
    ci_status: str | None
    merge_conflicts: str | None
    approval_status: Literal["Changes Requested", "Maintainer Approved"] | None


def triage_fields(pull: Pull) -> TriageFields:
    """Work out the fields of a pull request.

    Examples
    --------
    >>> fields = triage_fields(Pull(datetime(2026, 1, 1), "ada", merged_before=3, ci="ERROR"))
    >>> fields.author_kind, fields.ci_status, fields.approval_status
    ('Early Contributor', 'Tests Failing', None)
    """
    seen = set(pull.maintainers) - {pull.author}
    engaged: Engagement = "No Maintainer Engagement"
    if seen:
        engaged = "Single Maintainer" if len(seen) == 1 else "Multiple Maintainers"
    return TriageFields(
        author_kind(pull),
        pull.opened_at,
        pull.lines,
        engaged,
        len(set(pull.triagers) - {pull.author} - seen),
        _told(pull.ci, CI),
        _told(pull.mergeable, CONFLICTS),
        approval_status(pull.reviews, pull.author),
    )


def author_kind(pull: Pull) -> AuthorKind:
    """Tell who opened it: by changes that were merged, and before this one."""
    if pull.author is None:
        return "Unknown"
    if pull.author_is_bot:
        return "Bot"
    if pull.author_may_merge:
        return "Maintainer"
    if pull.merged_before is None:
        return "Unknown"
    if pull.merged_before == 0:
        return "First Time Contributor"
    return "Early Contributor" if pull.merged_before < EARLY else "Seasoned Contributor"


def approval_status(
    reviews: Iterable[Review], author: str | None = None
) -> Literal["Changes Requested", "Maintainer Approved"] | None:
    """Tell how maintainers' reviews stand; of each person the last verdict counts.

    A comment leaves a verdict as it is, and one that was dismissed is none.
    """
    last: dict[str, str] = {}
    for review in sorted(reviews, key=lambda one: one.at):
        state = review.state.lower()
        if review.may_merge and review.reviewer != author and state in _VERDICTS:
            last[review.reviewer] = state
    verdicts = set(last.values())
    if "changes_requested" in verdicts:
        return "Changes Requested"
    return "Maintainer Approved" if "approved" in verdicts else None


_VERDICTS = ("approved", "changes_requested", "dismissed")


def _told(state: str | None, words: dict[str, str]) -> str | None:
    """Put a forge's word into the board's; one that is not listed is shown as it is."""
    return None if state is None else words.get(state.lower(), state)


def fields_of(search: Search, items: Sequence[OpenItem] | None = None) -> dict[str, TriageFields]:
    """Work out the fields of open pull requests, by item.

    Tests and conflicts are told by labels, where the community uses such; else they stay empty.

    Parameters
    ----------
    search
        Facts, and what the workspace says.
    items
        Which; None: all that are open.
    """
    found = {}
    for one in search.items if items is None else items:
        if one.is_change:
            found[one.item] = triage_fields(_pull(search, one))
    return found


def _pull(search: Search, one: OpenItem) -> Pull:
    conflicts = None
    if one.labels is not None and search.uses(one.repository, "conflict"):
        is_conflict = label_on(search, one, "conflict") is not None
        conflicts = "CONFLICTING" if is_conflict else "MERGEABLE"
    verdicts = [("approved", one.approvals), ("changes_requested", one.objections)]
    return Pull(
        one.created_at,
        one.author_person,
        one.author_is_bot,
        one.author_is_maintainer,
        one.merged_before,
        one.lines,
        tuple(f"maintainer {number}" for number in range(one.maintainers_seen)),
        tuple(f"triager {number}" for number in range(one.triagers_seen)),
        "FAILURE" if label_on(search, one, "ci_failed") is not None else None,
        conflicts,
        tuple(
            Review(f"{state} {number}", state, one.created_at, True)
            for state, count in verdicts
            for number in range(count)
        ),
    )
