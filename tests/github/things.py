"""What a forge holds, as plain values whose attributes are GitHub's fields in snake case.

A `Thing` knows its type in the schema, its numbers and what it is in. How it is shown is not its
business: `resolvers` does so for GraphQL, `rest_shapes` for REST.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from github.node_ids import node_id

GHOST_ID = 10137


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Thing:
    """Anything that has an id."""

    typename: ClassVar[str] = ""

    number_in_database: int
    created_at: datetime
    id: str = ""

    def __repr__(self) -> str:
        """Short: things hold each other, and a whole world is nothing to read."""
        return f"<{self.kind} {self.id}>"

    @property
    def kind(self) -> str:
        return self.typename

    def path(self) -> tuple[int | str, ...]:
        """Numbers of what it is in, and its own last."""
        return (self.number_in_database,)

    def name_it(self) -> None:
        self.id = node_id(self.kind, self.path(), self.created_at)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Account(Thing):
    """A user, bot, organization or mannequin; a deleted one is None wherever it was named."""

    account_kind: str = "User"
    login: str
    name: str | None = None
    company: str | None = None
    members: list[Account] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return self.account_kind

    @property
    def rest_login(self) -> str:
        """REST marks bots in their login, GraphQL by their type."""
        return f"{self.login}[bot]" if self.account_kind == "Bot" else self.login


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Team(Thing):
    """A team of an organization."""

    typename: ClassVar[str] = "Team"
    organization: Account
    slug: str
    name: str
    members: list[Account] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Owned(Thing):
    """Something of one repository."""

    repository: Repository

    def path(self) -> tuple[int | str, ...]:
        return (self.repository.number_in_database, self.number_in_database)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Label(Owned):
    """A label of a repository."""

    typename: ClassVar[str] = "Label"
    name: str
    color: str = "ededed"
    description: str | None = None


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Milestone(Owned):
    """A milestone of a repository."""

    typename: ClassVar[str] = "Milestone"
    number: int
    title: str
    creator: Account | None = None
    description: str | None = None
    due_on: datetime | None = None
    state: str = "OPEN"
    closed_at: datetime | None = None
    updated_at: datetime


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Commit(Owned):
    """A commit, of a branch or of a pull request."""

    typename: ClassVar[str] = "Commit"
    oid: str
    message: str
    author_name: str
    author_email: str
    author: Account | None = None
    committer: Account | None = None
    authored_date: datetime
    committed_date: datetime
    parents: list[Commit] = field(default_factory=list)
    additions: int = 1
    deletions: int = 0
    check_state: str | None = None
    """State of its checks; None: it has none."""

    def path(self) -> tuple[int | str, ...]:
        return (self.repository.number_in_database, self.oid)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Document:
    """One version of one file: the commit it came with, and None once it is gone."""

    path: str
    commit: Commit
    text: str | None


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Release(Owned):
    """A release."""

    typename: ClassVar[str] = "Release"
    tag_name: str
    name: str | None
    author: Account | None
    description: str | None = None
    published_at: datetime | None
    is_draft: bool = False
    is_prerelease: bool = False
    updated_at: datetime


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Reaction(Thing):
    """A reaction to an item or comment."""

    typename: ClassVar[str] = "Reaction"
    user: Account | None
    content: str


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Item(Owned):
    """What issues and pull requests have in common."""

    number: int
    title: str
    body: str
    author: Account | None
    author_association: str = "NONE"
    updated_at: datetime
    last_edited_at: datetime | None = None
    closed_at: datetime | None = None
    state: str = "OPEN"
    locked: bool = False
    active_lock_reason: str | None = None
    milestone: Milestone | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    """Everything on its timeline, in the order it came about."""
    project_items: list[BoardItem] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Issue(Item):
    """An issue."""

    typename: ClassVar[str] = "Issue"
    state_reason: str | None = None


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class PullRequest(Item):
    """A pull request; REST calls it an issue too, with a number of its own for that."""

    typename: ClassVar[str] = "PullRequest"
    number_as_issue: int
    is_draft: bool = False
    merged_at: datetime | None = None
    merged_by: Account | None = None
    merge_commit: Commit | None = None
    base_ref_name: str = "main"
    head_ref_name: str = "change"
    head_repository: Repository | None = None
    files: list[ChangedFile] = field(default_factory=list)
    commits: list[PullRequestCommit] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_threads: list[Thread] = field(default_factory=list)
    review_requests: list[ReviewRequest] = field(default_factory=list)
    closing_issues: list[Issue] = field(default_factory=list)

    @property
    def line_comments(self) -> list[LineComment]:
        """All of its line comments, oldest first."""
        found = [one for thread in self.review_threads for one in thread.comments]
        return sorted(found, key=lambda one: (one.created_at, one.number_in_database))


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class ChangedFile:
    """A path that a pull request changes."""

    typename: ClassVar[str] = "PullRequestChangedFile"
    kind: ClassVar[str] = "PullRequestChangedFile"
    path: str
    additions: int
    deletions: int
    change_type: str = "MODIFIED"


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Happening(Thing):
    """Something of an item, with a place on its timeline."""

    item: Item
    repository: Repository

    def path(self) -> tuple[int | str, ...]:
        item, own = self.item.number_in_database, self.number_in_database
        return (self.repository.number_in_database, item, own)

    @property
    def at(self) -> datetime:
        """When the timeline has it."""
        return self.created_at

    @property
    def is_on_timeline(self) -> bool:
        return True


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Said(Happening):
    """A text that somebody wrote, and may have edited."""

    author: Account | None
    author_association: str = "NONE"
    body: str
    updated_at: datetime
    last_edited_at: datetime | None = None
    reactions: list[Reaction] = field(default_factory=list)

    def path(self) -> tuple[int | str, ...]:
        return (self.repository.number_in_database, self.number_in_database)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Comment(Said):
    """A comment on an item."""

    typename: ClassVar[str] = "IssueComment"


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Review(Said):
    """A review; one that holds nothing but replies is missing from timelines."""

    typename: ClassVar[str] = "PullRequestReview"
    state: str
    submitted_at: datetime | None
    commit: Commit | None = None
    comments: list[LineComment] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return self.submitted_at or self.created_at

    @property
    def is_on_timeline(self) -> bool:
        return self.submitted_at is not None and not self.only_replies

    @property
    def only_replies(self) -> bool:
        plain = self.state == "COMMENTED" and not self.body
        return plain and bool(self.comments) and all(one.reply_to for one in self.comments)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class LineComment(Said):
    """A comment on a line of a pull request; the oldest belong to no review."""

    typename: ClassVar[str] = "PullRequestReviewComment"
    thread: Thread
    pull_request_review: Review | None = None
    reply_to: LineComment | None = None
    file: str
    commit: Commit | None = None
    original_commit: Commit | None = None

    @property
    def is_on_timeline(self) -> bool:
        return False


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Thread(Happening):
    """Line comments that answer each other."""

    typename: ClassVar[str] = "PullRequestReviewThread"
    file: str
    is_resolved: bool = False
    resolved_by: Account | None = None
    comments: list[LineComment] = field(default_factory=list)

    def path(self) -> tuple[int | str, ...]:
        return (self.repository.number_in_database, self.number_in_database)

    @property
    def is_on_timeline(self) -> bool:
        """Only as long ago as line comments were not gathered into reviews."""
        return bool(self.comments) and self.comments[0].pull_request_review is None


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class PullRequestCommit(Happening):
    """A commit of a pull request; it has no number, only its oid."""

    typename: ClassVar[str] = "PullRequestCommit"
    commit: Commit

    def path(self) -> tuple[int | str, ...]:
        return (self.repository.number_in_database, self.item.number_in_database, self.commit.oid)

    @property
    def at(self) -> datetime:
        return self.commit.committed_date


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class ReviewRequest(Happening):
    """A review that is asked for and not given yet."""

    typename: ClassVar[str] = "ReviewRequest"
    requested_reviewer: Account | Team | None

    @property
    def is_on_timeline(self) -> bool:
        return False


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Event(Happening):
    """Any other entry of a timeline: its type, and what that type tells beside actor and time."""

    event_kind: str
    actor: Account | None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.event_kind


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Category(Owned):
    """A category of discussions."""

    typename: ClassVar[str] = "DiscussionCategory"
    name: str
    slug: str
    is_answerable: bool


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Discussion(Owned):
    """A discussion; its number is one of the repository's, shared with issues."""

    typename: ClassVar[str] = "Discussion"
    number: int
    title: str
    body: str
    author: Account | None
    author_association: str = "NONE"
    category: Category
    updated_at: datetime
    last_edited_at: datetime | None = None
    closed_at: datetime | None = None
    state_reason: str | None = None
    labels: list[Label] = field(default_factory=list)
    comments: list[DiscussionComment] = field(default_factory=list)
    answer: DiscussionComment | None = None
    answer_chosen_at: datetime | None = None
    answer_chosen_by: Account | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class DiscussionComment(Owned):
    """A comment of a discussion, or a reply to one."""

    typename: ClassVar[str] = "DiscussionComment"
    discussion: Discussion
    author: Account | None
    author_association: str = "NONE"
    body: str
    updated_at: datetime
    last_edited_at: datetime | None = None
    reply_to: DiscussionComment | None = None
    replies: list[DiscussionComment] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Board(Thing):
    """A project board of an owner."""

    typename: ClassVar[str] = "ProjectV2"
    owner: Account
    number: int
    title: str
    public: bool = True
    closed: bool = False
    closed_at: datetime | None = None
    short_description: str | None = None
    updated_at: datetime
    fields: list[BoardField] = field(default_factory=list)
    items: list[BoardItem] = field(default_factory=list)
    repositories: list[Repository] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class BoardField(Thing):
    """A field of a board: text, number, date, single select or iteration."""

    board: Board
    name: str
    data_type: str
    options: list[str] = field(default_factory=list)

    @property
    def kind(self) -> str:
        special = {
            "SINGLE_SELECT": "ProjectV2SingleSelectField",
            "ITERATION": "ProjectV2IterationField",
        }
        return special.get(self.data_type, "ProjectV2Field")


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class BoardItem(Thing):
    """A card of a board; its content is None for a private one."""

    typename: ClassVar[str] = "ProjectV2Item"
    board: Board
    content: Item | None
    creator: Account | None = None
    is_archived: bool = False
    updated_at: datetime
    values: dict[str, BoardValue] = field(default_factory=dict)


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class BoardValue(Thing):
    """What one card has in one field."""

    field_: BoardField
    item: BoardItem
    value: Any
    creator: Account | None = None
    updated_at: datetime

    @property
    def kind(self) -> str:
        words = {
            "TEXT": "Text",
            "TITLE": "Text",
            "NUMBER": "Number",
            "DATE": "Date",
            "SINGLE_SELECT": "SingleSelect",
            "ITERATION": "Iteration",
        }
        return f"ProjectV2ItemField{words[self.field_.data_type]}Value"


@dataclass(kw_only=True, eq=False, slots=True, repr=False)
class Repository(Thing):
    """A repository with all that is in it."""

    typename: ClassVar[str] = "Repository"
    owner: Account
    name: str
    description: str | None = None
    is_archived: bool = False
    is_fork: bool = False
    is_private: bool = False
    license_spdx: str | None = None
    default_branch: str = "main"
    parent: Repository | None = None
    pushed_at: datetime
    updated_at: datetime
    labels: list[Label] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    commits: list[Commit] = field(default_factory=list)
    """Of the default branch, oldest first."""
    documents: list[Document] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    items: dict[int, Issue | PullRequest] = field(default_factory=dict)
    discussions: dict[int, Discussion] = field(default_factory=dict)
    discussion_categories: list[Category] = field(default_factory=list)
    last_number: int = 0
    deleted: set[int] = field(default_factory=set)
    """Numbers of issues that were taken away."""

    @property
    def name_with_owner(self) -> str:
        return f"{self.owner.login}/{self.name}"

    @property
    def issues(self) -> list[Issue]:
        return [one for one in self.items.values() if isinstance(one, Issue)]

    @property
    def pull_requests(self) -> list[PullRequest]:
        return [one for one in self.items.values() if isinstance(one, PullRequest)]

    def files_at(self, commit: Commit | None = None) -> dict[str, str]:
        """Texts by path as of a commit of the default branch; None: the newest."""
        known = self.commits if commit is None else self.commits[: self.commits.index(commit) + 1]
        oids = {one.oid for one in known}
        texts: dict[str, str | None] = {}
        for version in self.documents:
            if version.commit.oid in oids:
                texts[version.path] = version.text
        return {path: text for path, text in sorted(texts.items()) if text is not None}
