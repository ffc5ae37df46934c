"""GraphQL's nodes as the objects that GitHub's REST API sends, from which rows are made.

So a live read gives the same rows as a backup. Where the two interfaces differ, REST's way counts:

- a bot's login ends in ``[bot]``, which GraphQL leaves away;
- a text that nobody ever wrote is None, not empty;
- kinds of events have REST's words.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from twohats.sources.github_shapes import (
    Account,
    Base,
    Comment,
    DismissedReview,
    Event,
    Head,
    Item,
    Label,
    License,
    Milestone,
    NamedRepository,
    Origin,
    Renaming,
    Repository,
    Signature,
    Team,
)

Node = Mapping[str, Any]

_WORDS = {
    "IssueComment": "commented",
    "PullRequestCommit": "committed",
    "PullRequestReview": "reviewed",
    "RenamedTitleEvent": "renamed",
}
"""REST's words where they do not follow from GraphQL's."""

THREADS = {
    "PullRequestReviewThread": "line_comments",
    "PullRequestCommitCommentThread": "commit_comments",
}
"""Entries of a timeline that stand for comments of their own, by the list that holds these."""

NO_EVENTS = frozenset({"PullRequestRevisionMarker", *THREADS})
"""Entries of a timeline that are no event by themselves: a marker is where GitHub thinks one stopped
reading.
"""


@cache
def word_of(typename: str) -> str:
    """REST's word for a kind of event.

    >>> word_of("HeadRefForcePushedEvent"), word_of("AddedToProjectV2Event")
    ('head_ref_force_pushed', 'added_to_project_v2')
    """
    known = _WORDS.get(typename)
    if known:
        return known
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", typename.removesuffix("Event")).lower()


def account(node: Node | None) -> Account | None:
    """Make an account of an actor; None for a deleted one, which GraphQL gives as null."""
    if not node or not node.get("login"):
        return None
    kind, login, url = node.get("__typename"), node["login"], node.get("url")
    if kind == "User" and "/apps/" in (url or ""):
        kind = "Bot"  # where the schema has room for users only, as for authors of releases
    if kind == "Bot" and not login.endswith("[bot]"):
        login += "[bot]"
    return Account(login=login, id=node.get("databaseId"), type=kind, html_url=url)


def accounts(nodes: Iterable[Node | None] | None) -> list[Account] | None:
    """Make accounts of actors; None where the list is not known."""
    return None if nodes is None else [one for one in map(account, nodes) if one]


def repository(node: Node) -> Repository:
    """Make a repository of what it says of itself."""
    return Repository(
        id=node.get("databaseId"),
        full_name=node["nameWithOwner"],
        owner=account(node.get("owner")),
        html_url=node.get("url"),
        created_at=node.get("createdAt"),
        archived=node.get("isArchived"),
        fork=node.get("isFork"),
        default_branch=_in(node, "defaultBranchRef", "name"),
        license=License(_in(node, "licenseInfo", "spdxId")),
    )


def milestone(node: Node) -> Milestone:
    """Make a milestone."""
    return Milestone(
        number=node.get("number"),
        title=node.get("title"),
        state=node.get("state"),
        description=node.get("description"),
        due_on=node.get("dueOn"),
    )


def item(node: Node, home: Repository, lists: Mapping[str, list[Node] | None]) -> Item:
    """Make an issue, pull request or discussion.

    Parameters
    ----------
    node
        What it says of itself.
    home
        The repository it stands in.
    lists
        Its ``labels``, ``assignees`` and ``reviewers``, whole; None where they could not be read.
    """
    labels, asked = lists.get("labels"), lists.get("reviewers")
    asked_of = None if asked is None else [_in(one, "requestedReviewer") or {} for one in asked]
    state = node.get("state") or ("CLOSED" if node.get("closed") else "OPEN")
    head = _in(node, "headRepository", "nameWithOwner")
    is_pull = "isDraft" in node
    return Item(
        number=node.get("number"),
        title=node.get("title"),
        user=account(node.get("author")),
        body=_text(node),
        html_url=node.get("url"),
        repository=NamedRepository(home.full_name),
        author_association=node.get("authorAssociation"),
        created_at=node.get("createdAt"),
        updated_at=node.get("updatedAt"),
        closed_at=node.get("closedAt"),
        merged_at=node.get("mergedAt"),
        merged_by=account(node.get("mergedBy")),
        merge_commit_sha=_in(node, "mergeCommit", "oid"),
        state=state.lower(),
        draft=node.get("isDraft"),
        additions=node.get("additions"),
        deletions=node.get("deletions"),
        changed_files=node.get("changedFiles"),
        labels=None if labels is None else [Label(one["name"]) for one in labels],
        # Only its title: milestones are read, and counted, as a list of their own.
        milestone=Milestone(title=_in(node, "milestone", "title"))
        if node.get("milestone")
        else None,
        assignees=accounts(lists.get("assignees")),
        requested_reviewers=accounts(asked_of),
        requested_teams=None if asked_of is None else _teams(asked_of),
        base=Base(node.get("baseRefName"), home) if is_pull else None,
        head=Head(NamedRepository(head) if head else None) if is_pull else None,
    )


def event(node: Node) -> Event:
    """Make an event of an entry of a timeline."""
    kind = node["__typename"]
    if kind == "IssueComment":
        return remark(node, "commented")
    if kind == "PullRequestReview":
        return review(node)
    if kind == "PullRequestCommit":
        commit = node.get("committed") or {}
        made = Signature(commit.get("committedDate"))
        return Event(
            event="committed", sha=commit.get("oid"), committer=made, html_url=commit.get("url")
        )
    found = Event(
        event=word_of(kind),
        node_id=node.get("id"),
        actor=account(node.get("actor")),
        created_at=node.get("createdAt"),
    )
    if kind in _MORE:
        _MORE[kind](found, node)
    return found


def remark(node: Node, word: str) -> Event:
    """Make an event of a comment."""
    return Event(
        event=word,
        id=_number(node),
        user=account(node.get("author")),
        created_at=node.get("createdAt"),
        updated_at=node.get("updatedAt"),
        author_association=node.get("authorAssociation"),
        body=node.get("body"),
        html_url=node.get("url"),
    )


def review(node: Node) -> Event:
    """Make an event of a review."""
    return Event(
        event="reviewed",
        id=_number(node),
        user=account(node.get("author")),
        submitted_at=node.get("submittedAt"),
        updated_at=node.get("updatedAt"),
        author_association=node.get("authorAssociation"),
        body=node.get("body") or None,
        html_url=node.get("url"),
        commit_id=_in(node, "commit", "oid"),
        state=node.get("state"),
    )


def comment(node: Node) -> Comment:
    """Make a comment on a line or a commit."""
    return Comment(
        id=_number(node),
        user=account(node.get("author")),
        body=node.get("body"),
        path=node.get("path"),
        html_url=node.get("url"),
        author_association=node.get("authorAssociation"),
        created_at=node.get("createdAt"),
        updated_at=node.get("updatedAt"),
        commit_id=_in(node, "commit", "oid"),
        original_commit_id=_in(node, "originalCommit", "oid"),
        pull_request_review_id=_number(node.get("pullRequestReview")),
        in_reply_to_id=_number(node.get("replyTo")),
    )


def _number(node: Node | None) -> int | None:
    """Read its number: the full one is text, since it may not fit into GraphQL's Int."""
    if not node:
        return None
    number = node.get("fullDatabaseId") or node.get("databaseId")
    return None if number is None else int(number)


def _text(node: Node) -> str | None:
    """Read its first text; None where there never was one, which GraphQL gives as empty."""
    return node.get("body") or ("" if node.get("lastEditedAt") else None)


def _in(node: Node | None, *names: str) -> Any:
    """Find what stands that deep in a node; None where the way breaks off."""
    found: Any = node
    for name in names:
        found = found.get(name) if found else None
    return found


def _teams(asked: Iterable[Node]) -> list[Team]:
    return [Team(one["slug"]) for one in asked if one.get("slug")]


def _closed(found: Event, node: Node) -> None:
    found.commit_id = _in(node, "closer", "oid")


def _commit(found: Event, node: Node) -> None:
    found.commit_id = _in(node, "commit", "oid")


def _pushed(found: Event, node: Node) -> None:
    found.commit_id = _in(node, "afterCommit", "oid")


def _crossed(found: Event, node: Node) -> None:
    source = node.get("source") or {}
    full_name = _in(source, "repository", "nameWithOwner")
    issue = Item(number=source.get("number"), html_url=source.get("url"))
    issue.repository = NamedRepository(full_name) if full_name else None
    found.source = Origin(issue)


def _labeled(found: Event, node: Node) -> None:
    found.label = Label(_in(node, "label", "name"))


def _milestoned(found: Event, node: Node) -> None:
    found.milestone = Milestone(title=node.get("milestoneTitle"))


def _assigned(found: Event, node: Node) -> None:
    found.assignee = account(node.get("assignee"))


def _renamed(found: Event, node: Node) -> None:
    found.rename = Renaming(node.get("previousTitle"))


def _asked(found: Event, node: Node) -> None:
    asked = node.get("requestedReviewer") or {}
    found.requested_reviewer = account(asked)
    found.requested_team = Team(asked["slug"]) if asked.get("slug") else None


def _dismissed(found: Event, node: Node) -> None:
    state = node.get("previousReviewState")
    found.dismissed_review = DismissedReview(_number(node.get("review")), state)


_MORE = {
    "AssignedEvent": _assigned,
    "BaseRefForcePushedEvent": _pushed,
    "ClosedEvent": _closed,
    "CrossReferencedEvent": _crossed,
    "DemilestonedEvent": _milestoned,
    "HeadRefForcePushedEvent": _pushed,
    "LabeledEvent": _labeled,
    "MergedEvent": _commit,
    "MilestonedEvent": _milestoned,
    "ReferencedEvent": _commit,
    "RenamedTitleEvent": _renamed,
    "ReviewDismissedEvent": _dismissed,
    "ReviewRequestRemovedEvent": _asked,
    "ReviewRequestedEvent": _asked,
    "UnassignedEvent": _assigned,
    "UnlabeledEvent": _labeled,
}
"""What further fields of an event's node mean."""
