"""Which lists there are inside of items, and how to go on with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from twohats.sources.github_live.queries import packed, quoted


@dataclass(frozen=True)
class NestedList:
    """A list that stands in something else."""

    on: str
    """Type of what it stands in."""
    field: str
    fragment: str
    """What is asked of it."""
    holds: tuple[str, ...]
    """What is not complete without it."""


@dataclass(frozen=True)
class Listing:
    """A list of items of one kind."""

    kind: str
    """As facts name it."""
    query: str
    field: str
    """In the repository."""
    lists: Mapping[str, NestedList]
    """By the name under which they are gathered."""
    has_since: bool = False
    """Whether GitHub can leave out what has not changed since; else one reads the latest first."""

    @property
    def holds(self) -> tuple[str, ...]:
        """What is not complete if an item is lost."""
        inner = {one for nested in self.lists.values() for one in nested.holds}
        return tuple(sorted({f"items.{self.kind}", "events.*", *inner}))


def _inside(on: str, field: str, fragment: str, *holds: str) -> NestedList:
    return NestedList(on, field, fragment, holds)


_TIMELINE = ("events.*", "links.backlink")

ISSUES = Listing(
    "issue",
    "Issues",
    "issues",
    {
        "timeline": _inside("Issue", "timelineItems", "IssueTimeline", *_TIMELINE),
        "labels": _inside("Issue", "labels", "Labels", "items.issue"),
        "assignees": _inside("Issue", "assignees", "Assignees", "items.issue"),
    },
    has_since=True,
)

PULLS = Listing(
    "pull_request",
    "Pulls",
    "pullRequests",
    {
        "timeline": _inside(
            "PullRequest", "timelineItems", "PullTimeline", *_TIMELINE, "item_commits"
        ),
        "labels": _inside("PullRequest", "labels", "Labels", "items.pull_request"),
        "assignees": _inside("PullRequest", "assignees", "Assignees", "items.pull_request"),
        "reviewers": _inside("PullRequest", "reviewRequests", "Reviewers", "items.pull_request"),
        "files": _inside("PullRequest", "files", "Files", "item_files"),
        "threads": _inside(
            *("PullRequest", "reviewThreads", "Threads"),
            *("events.review_commented", "events.reviewed"),
        ),
    },
)

DISCUSSIONS = Listing(
    "discussion",
    "Discussions",
    "discussions",
    {
        "labels": _inside("Discussion", "labels", "Labels", "items.discussion"),
        "comments": _inside("Discussion", "comments", "DiscussionComments", "events.commented"),
    },
)

DEEPER = {
    "line_comments": _inside(
        *("PullRequestReviewThread", "comments", "LineComments"),
        *("events.review_commented", "events.reviewed"),
    ),
    "commit_comments": _inside(
        "PullRequestCommitCommentThread", "comments", "CommitComments", "events.commit_commented"
    ),
    "replies": _inside("DiscussionComment", "replies", "Replies", "events.commented"),
}
"""Lists that stand in what other lists hold, by the name under which they are gathered."""


@dataclass(frozen=True)
class Part:
    """The next part of a list: what one alias of a packed query asks for."""

    nested: NestedList
    node_id: str
    after: str | None
    """Where its parts so far end; None: from its beginning."""


def packed_parts(parts: list[Part], first: int) -> str:
    """One query for parts of many lists, each of so many things at most: aliases ``l0``, ``l1``, ….

    Examples
    --------
    >>> part = Part(PULLS.lists["files"], "PR_x", "Y3Vyc29y")
    >>> print(packed_parts([part], 100).partition("fragment")[0].strip())
    query {
      l0: node(id: "PR_x") { ... on PullRequest { list: files(first: 100, after: "Y3Vyc29y") { ...Files } } }
    }
    """
    return packed([f"l{at}: {_field(part, first)}" for at, part in enumerate(parts)])


def _field(part: Part, first: int) -> str:
    nested = part.nested
    after = "" if part.after is None else f", after: {quoted(part.after)}"
    inner = f"list: {nested.field}(first: {first}{after}) {{ ...{nested.fragment} }}"
    return f"node(id: {quoted(part.node_id)}) {{ ... on {nested.on} {{ {inner} }} }}"
