"""A made-up forge: what is on it, and what people do there.

Hand-made worlds read like a story; each act takes a minute unless it is told ``at`` when it was::

    world = World()
    ada, bob = world.user("ada"), world.user("bob")
    anvil = world.repository("acme/anvil")
    issue = world.issue(anvil, ada, "It is too heavy")
    world.comment(issue, bob, "Lift with your knees.")
    world.close(issue, bob)

`github.made.made_world` makes larger ones by chance from a seed. Acts may go on while a simulator
serves the world, which is how it changes between two pages.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import RLock
from typing import Any

from github.things import (
    GHOST_ID,
    Account,
    Board,
    BoardField,
    BoardItem,
    BoardValue,
    Category,
    ChangedFile,
    Comment,
    Commit,
    Discussion,
    DiscussionComment,
    Document,
    Event,
    Issue,
    Item,
    Label,
    LineComment,
    Milestone,
    PullRequest,
    PullRequestCommit,
    Reaction,
    Release,
    Repository,
    Review,
    ReviewRequest,
    Said,
    Team,
    Thing,
    Thread,
)

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
"""When hand-made worlds begin."""

QUIET = frozenset(
    {
        "CrossReferencedEvent",
        "MentionedEvent",
        "ReferencedEvent",
        "SubscribedEvent",
        "UnsubscribedEvent",
        "UserBlockedEvent",
    }
)
"""Events that leave ``updatedAt`` of their item alone.

A recorded community shows it of ``referenced`` (200 of 1,513 are later than their item's
``updated_at``), ``unsubscribed`` and ``user_blocked``; nothing shows it of cross-references, and
nobody should count on the opposite.
"""

_TEAM_OR_PERSON = Account | Team


def day(number: float) -> datetime:
    """Moment that many days after `START`."""
    return START + timedelta(days=number)


@dataclass
class _Numbers:
    """Where the numbers of things come from: one row per kind, as on GitHub.

    Comments begin just below the largest 32-bit number, and events above it, for that is where
    ``databaseId`` stops.
    """

    accounts: count = field(default_factory=lambda: count(1_001))
    repositories: count = field(default_factory=lambda: count(270_000_001, 17))
    items: count = field(default_factory=lambda: count(500_000_003, 5))
    pulls: count = field(default_factory=lambda: count(300_000_007, 3))
    comments: count = field(default_factory=lambda: count(2_147_483_629, 3))
    reviews: count = field(default_factory=lambda: count(2_147_483_638, 3))
    line_comments: count = field(default_factory=lambda: count(2_147_483_636, 3))
    events: count = field(default_factory=lambda: count(4_294_967_270, 7))
    others: count = field(default_factory=lambda: count(80_001))


class World:
    """The forge."""

    def __init__(self, now: datetime = START):
        self.now = now
        self.lock = RLock()
        """Held by the simulator while it answers, and by whoever changes a world being served."""
        self.accounts: dict[str, Account] = {}
        self.repositories: list[Repository] = []
        self.boards: list[Board] = []
        self.nodes: dict[str, Thing] = {}
        self._names: dict[str, Repository] = {}
        """Repositories by every name they have or had, in lower case."""
        self._numbers = _Numbers()
        self._oids = count(1)

    # Finding ------------------------------------------------------------------------------------

    def account(self, login: str) -> Account | None:
        """Find an account by its login, in any case."""
        return self.accounts.get(login.lower())

    def find(self, full_name: str, *, follow: bool = True) -> Repository | None:
        """Find a repository by a name it has, or had."""
        found = self._names.get(full_name.lower())
        if found is None or found not in self.repositories:
            return None
        is_present = found.name_with_owner.lower() == full_name.lower()
        return found if follow or is_present else None

    def of(self, owner: Account) -> list[Repository]:
        """List the repositories of an owner."""
        return [one for one in self.repositories if one.owner is owner]

    # Accounts and repositories ------------------------------------------------------------------

    def user(self, login: str, **fields: Any) -> Account:
        return self._account("User", login, fields)

    def bot(self, login: str, **fields: Any) -> Account:
        return self._account("Bot", login, fields)

    def organization(self, login: str, **fields: Any) -> Account:
        return self._account("Organization", login, fields)

    def _account(self, kind: str, login: str, fields: dict[str, Any]) -> Account:
        if login.lower() in self.accounts:
            raise ValueError(f"there is an account {login} already")
        fields.setdefault("created_at", self.now)
        number = next(self._numbers.accounts)
        made = Account(account_kind=kind, login=login, number_in_database=number, **fields)
        self.accounts[login.lower()] = made
        return self._add(made)

    def team(self, organization: Account, slug: str, members: Iterable[Account] = ()) -> Team:
        made = Team(
            organization=organization,
            slug=slug,
            name=slug.title(),
            members=list(members),
            **self._basics("others"),
        )
        organization.teams.append(made)
        return self._add(made)

    def repository(self, full_name: str, **fields: Any) -> Repository:
        """Make a repository; its owner becomes an organization where there is none yet."""
        owner, _, name = full_name.partition("/")
        account = self.account(owner) or self.organization(owner)
        at = fields.setdefault("created_at", self.now)
        fields = {"pushed_at": at, "updated_at": at} | fields
        number = next(self._numbers.repositories)
        made = Repository(owner=account, name=name, number_in_database=number, **fields)
        self.repositories.append(made)
        self._names[full_name.lower()] = made
        self._add(made)
        self.commit(made, account, "Begin", at=at)
        return made

    def rename_repository(self, repository: Repository, full_name: str) -> None:
        """Rename or transfer it: it goes on answering under its old name."""
        with self.lock:
            owner, _, name = full_name.partition("/")
            repository.owner = self.account(owner) or self.organization(owner)
            repository.name = name
            self._names[full_name.lower()] = repository

    def rename_account(self, account: Account, login: str) -> None:
        """Rename an account; nothing answers under the old login."""
        with self.lock:
            del self.accounts[account.login.lower()]
            owned = self.of(account)
            account.login = login
            self.accounts[login.lower()] = account
            for repository in owned:
                self._names[repository.name_with_owner.lower()] = repository

    def delete_account(self, account: Account) -> None:
        """Delete an account: wherever it stood, there is nobody."""
        with self.lock:
            del self.accounts[account.login.lower()]
            del self.nodes[account.id]
            for node in self.nodes.values():
                for name in _ACTORS:
                    if getattr(node, name, None) is account:
                        setattr(node, name, None)
                details = getattr(node, "details", None) or {}
                details.update({name: None for name, one in details.items() if one is account})
                for name in ("assignees", "members"):
                    if account in getattr(node, name, ()):
                        getattr(node, name).remove(account)

    def delete_repository(self, repository: Repository) -> None:
        with self.lock:
            self.repositories.remove(repository)
            del self.nodes[repository.id]
            for node in list(self.nodes.values()):
                if getattr(node, "repository", None) is repository:
                    del self.nodes[node.id]

    # What a repository holds --------------------------------------------------------------------

    def label(self, repository: Repository, name: str, color: str = "ededed") -> Label:
        """Find the label of that name, or make it."""
        for known in repository.labels:
            if known.name == name:
                return known
        made = Label(repository=repository, name=name, color=color, **self._basics("others"))
        repository.labels.append(made)
        return self._add(made)

    def milestone(
        self, repository: Repository, title: str, due_on: datetime | None = None, **fields: Any
    ) -> Milestone:
        basics = self._basics("others")
        made = Milestone(
            repository=repository,
            number=len(repository.milestones) + 1,
            title=title,
            due_on=due_on,
            updated_at=basics["created_at"],
            **basics,
            **fields,
        )
        repository.milestones.append(made)
        return self._add(made)

    def commit(
        self,
        repository: Repository,
        by: Account | None,
        message: str,
        files: dict[str, str | None] | None = None,
        *,
        at: datetime | None = None,
        check_state: str | None = None,
    ) -> Commit:
        """Commit to the default branch; a text of None takes the file away."""
        made = self._commit(repository, by, message, at or self._tick(), check_state)
        made.parents = repository.commits[-1:]
        repository.commits.append(made)
        repository.pushed_at = made.committed_date
        for path, text in (files or {}).items():
            repository.documents.append(Document(path=path, commit=made, text=text))
        return made

    def _commit(
        self,
        repository: Repository,
        by: Account | None,
        message: str,
        at: datetime,
        check_state: str | None = None,
    ) -> Commit:
        digest = hashlib.sha1(f"{repository.id} {next(self._oids)} {message}".encode())
        name = by.login if by else "somebody"
        made = Commit(
            repository=repository,
            oid=digest.hexdigest(),
            message=message,
            author_name=name,
            author_email=f"{name}@example.org",
            author=by,
            committer=by,
            authored_date=at,
            committed_date=at,
            check_state=check_state,
            created_at=at,
            number_in_database=0,
        )
        return self._add(made)

    def release(
        self, repository: Repository, by: Account | None, tag: str, **fields: Any
    ) -> Release:
        basics = self._basics("others", fields.pop("at", None))
        at = basics["created_at"]
        fields = {"name": tag, "published_at": at, "updated_at": at} | fields
        made = Release(repository=repository, tag_name=tag, author=by, **basics, **fields)
        repository.releases.append(made)
        return self._add(made)

    # Items --------------------------------------------------------------------------------------

    def issue(
        self, repository: Repository, by: Account | None, title: str, body: str = "", **fields: Any
    ) -> Issue:
        basics = self._basics("items", fields.pop("at", None))
        made = Issue(**self._item(repository, by, title, body, basics), **fields)
        repository.items[made.number] = made
        return self._add(made)

    def pull(
        self,
        repository: Repository,
        by: Account | None,
        title: str,
        body: str = "",
        *,
        files: Sequence[str] = (),
        commits: int = 1,
        closes: Iterable[Issue] = (),
        **fields: Any,
    ) -> PullRequest:
        """Open a pull request with some commits."""
        at = fields.pop("at", None)
        made = PullRequest(
            **self._item(repository, by, title, body, self._basics("pulls", at)),
            number_as_issue=next(self._numbers.items),
            files=[ChangedFile(path=path, additions=2, deletions=1) for path in files],
            closing_issues=list(closes),
            **fields,
        )
        repository.items[made.number] = made
        self._add(made)
        for number in range(commits):
            self.push(made, by, f"Change {number + 1}", at=made.created_at)
        made.updated_at = made.created_at
        return made

    def _item(
        self,
        repository: Repository,
        by: Account | None,
        title: str,
        body: str,
        basics: dict[str, Any],
    ) -> dict[str, Any]:
        return basics | {
            "repository": repository,
            "number": self._next_number(repository),
            "author": by,
            "title": title,
            "body": body,
            "updated_at": basics["created_at"],
        }

    def _next_number(self, repository: Repository) -> int:
        repository.last_number += 1
        return repository.last_number

    def comment(
        self, item: Item, by: Account | None, body: str, *, at: datetime | None = None
    ) -> Comment:
        made = Comment(**self._said(item, by, body, "comments", at))
        item.comments.append(made)
        return self._happen(item, made)

    def _said(
        self, item: Item, by: Account | None, body: str, numbers: str, at: datetime | None
    ) -> dict[str, Any]:
        basics = self._basics(numbers, at)
        return basics | {
            "item": item,
            "repository": item.repository,
            "author": by,
            "body": body,
            "updated_at": basics["created_at"],
            "author_association": "OWNER" if by is item.repository.owner else "CONTRIBUTOR",
        }

    def edit(self, said: Said | Item, body: str, *, at: datetime | None = None) -> None:
        """Change a text; of line comments the item's ``updatedAt`` knows nothing."""
        with self.lock:
            said.body = body
            said.updated_at = said.last_edited_at = at or self._tick()
            if isinstance(said, Comment | Review):
                said.item.updated_at = max(said.item.updated_at, said.updated_at)

    def delete_comment(
        self, comment: Comment | LineComment, by: Account | None, *, at: datetime | None = None
    ) -> None:
        with self.lock:
            del self.nodes[comment.id]
            if isinstance(comment, LineComment):
                comment.thread.comments.remove(comment)
                if comment.pull_request_review:
                    comment.pull_request_review.comments.remove(comment)
                return
            comment.item.comments.remove(comment)
            comment.item.happenings.remove(comment)
            self.happen(
                comment.item,
                "CommentDeletedEvent",
                by,
                at=at,
                deleted_comment_author=comment.author,
            )

    def delete_item(self, item: Item) -> None:
        """Take an issue away, as GitHub lets owners do."""
        with self.lock:
            del item.repository.items[item.number]
            item.repository.deleted.add(item.number)
            gone = [item.id, *(one.id for one in item.happenings)]
            for one in gone:
                self.nodes.pop(one, None)

    def react(self, to: Any, by: Account | None, content: str = "THUMBS_UP") -> Reaction:
        made = Reaction(user=by, content=content, **self._basics("others"))
        to.reactions.append(made)
        return self._add(made)

    # Reviews ------------------------------------------------------------------------------------

    def review(
        self,
        pull: PullRequest,
        by: Account | None,
        state: str = "COMMENTED",
        body: str = "",
        *,
        at: datetime | None = None,
    ) -> Review:
        """Submit a review; a ``PENDING`` one is not submitted, and nobody else sees it."""
        said = self._said(pull, by, body, "reviews", at)
        submitted = None if state == "PENDING" else said["created_at"]
        commit = pull.commits[-1].commit if pull.commits else None
        made = Review(**said, state=state, submitted_at=submitted, commit=commit)
        pull.reviews.append(made)
        if submitted is None:
            return self._add(made)
        return self._happen(pull, made)

    def line_comment(
        self,
        pull: PullRequest,
        by: Account | None,
        body: str,
        *,
        review: Review | None = None,
        reply_to: LineComment | None = None,
        path: str = "README.md",
        at: datetime | None = None,
    ) -> LineComment:
        """Comment on a line: within a review, as an answer, or (the oldest way) by itself."""
        said = self._said(pull, by, body, "line_comments", at)
        thread = reply_to.thread if reply_to else self._thread(pull, path, said["created_at"])
        commit = pull.commits[-1].commit if pull.commits else None
        made = LineComment(
            **said,
            thread=thread,
            pull_request_review=review,
            reply_to=thread.comments[0] if thread.comments else None,
            file=thread.file,
            commit=commit,
            original_commit=pull.commits[0].commit if pull.commits else None,
        )
        thread.comments.append(made)
        if review:
            review.comments.append(made)
        pull.updated_at = max(pull.updated_at, made.created_at)
        return self._add(made)

    def reply(
        self,
        to: LineComment,
        by: Account | None,
        body: str,
        *,
        at: datetime | None = None,
    ) -> LineComment:
        """Answer a line comment by itself, which makes a review that holds nothing else."""
        pull = to.item
        assert isinstance(pull, PullRequest)
        moment = at or self._tick()
        review = self.review(pull, by, at=moment)
        return self.line_comment(pull, by, body, review=review, reply_to=to, at=moment)

    def _thread(self, pull: PullRequest, path: str, at: datetime) -> Thread:
        basics = self._basics("others", at)
        made = Thread(item=pull, repository=pull.repository, file=path, **basics)
        pull.review_threads.append(made)
        pull.happenings.append(made)
        return self._add(made)

    # Acts ---------------------------------------------------------------------------------------

    def happen(
        self,
        item: Item,
        kind: str,
        by: Account | None,
        *,
        at: datetime | None = None,
        **details: Any,
    ) -> Event:
        """Let any event of the schema happen; ``details`` are its fields in snake case."""
        made = Event(
            item=item,
            repository=item.repository,
            event_kind=kind,
            actor=by,
            details=details,
            **self._basics("events", at),
        )
        return self._happen(item, made, is_quiet=kind in QUIET)

    def push(
        self,
        pull: PullRequest,
        by: Account | None,
        message: str,
        *,
        at: datetime | None = None,
    ) -> PullRequestCommit:
        commit = self._commit(pull.repository, by, message, at or self._tick())
        before = pull.commits[-1].commit if pull.commits else pull.repository.commits[-1]
        commit.parents = [before]
        made = PullRequestCommit(
            item=pull,
            repository=pull.repository,
            commit=commit,
            created_at=commit.committed_date,
            number_in_database=0,
        )
        pull.commits.append(made)
        return self._happen(pull, made)

    def force_push(self, pull: PullRequest, by: Account | None, **when: Any) -> Event:
        """Replace the last commit by another one."""
        before = pull.commits.pop()
        pull.happenings.remove(before)
        del self.nodes[before.id]
        after = self.push(pull, by, before.commit.message, **when)
        details = {"before_commit": before.commit, "after_commit": after.commit}
        return self.happen(pull, "HeadRefForcePushedEvent", by, **when, **details)

    def close(
        self, item: Item, by: Account | None, reason: str | None = "COMPLETED", **when: Any
    ) -> Event:
        is_issue = isinstance(item, Issue)
        made = self.happen(
            item, "ClosedEvent", by, **when, state_reason=reason if is_issue else None, closer=None
        )
        item.state, item.closed_at = "CLOSED", made.created_at
        if isinstance(item, Issue):
            item.state_reason = reason
        return made

    def reopen(self, item: Item, by: Account | None, **when: Any) -> Event:
        item.state, item.closed_at = "OPEN", None
        if isinstance(item, Issue):
            item.state_reason = "REOPENED"
        return self.happen(item, "ReopenedEvent", by, **when, state_reason=None)

    def merge(self, pull: PullRequest, by: Account | None, **when: Any) -> Event:
        """Merge it, which closes it, and the issues it closes, a second later."""
        at = when.get("at") or self._tick()
        commit = self.commit(pull.repository, by, f"Merge #{pull.number}", at=at)
        merged = self.happen(
            pull, "MergedEvent", by, at=at, commit=commit, merge_ref_name=pull.base_ref_name
        )
        pull.merged_at, pull.merged_by, pull.merge_commit = at, by, commit
        self.close(pull, by, at=at)
        pull.state = "MERGED"
        for issue in pull.closing_issues:
            closed = self.close(issue, by, at=at + timedelta(seconds=1))
            closed.details["closer"] = pull
        return merged

    def add_label(self, item: Item, by: Account | None, name: str, **when: Any) -> Event:
        label = self.label(item.repository, name)
        if label not in item.labels:
            item.labels.append(label)
        return self.happen(item, "LabeledEvent", by, **when, label=label)

    def remove_label(self, item: Item, by: Account | None, name: str, **when: Any) -> Event:
        label = self.label(item.repository, name)
        item.labels.remove(label)
        return self.happen(item, "UnlabeledEvent", by, **when, label=label)

    def assign(self, item: Item, by: Account | None, whom: Account, **when: Any) -> Event:
        item.assignees.append(whom)
        return self.happen(item, "AssignedEvent", by, **when, assignee=whom)

    def unassign(self, item: Item, by: Account | None, whom: Account, **when: Any) -> Event:
        item.assignees.remove(whom)
        return self.happen(item, "UnassignedEvent", by, **when, assignee=whom)

    def set_milestone(
        self, item: Item, by: Account | None, milestone: Milestone | None, **when: Any
    ) -> Event:
        """Put an item into a milestone, or None: take it out of the one it is in."""
        kind = "DemilestonedEvent" if milestone is None else "MilestonedEvent"
        named = milestone or item.milestone
        assert named is not None, "it is in no milestone"
        item.milestone = milestone
        return self.happen(item, kind, by, **when, milestone_title=named.title)

    def retitle(self, item: Item, by: Account | None, title: str, **when: Any) -> Event:
        before, item.title = item.title, title
        details = {"previous_title": before, "current_title": title}
        return self.happen(item, "RenamedTitleEvent", by, **when, **details)

    def lock_item(
        self, item: Item, by: Account | None, reason: str | None = None, **when: Any
    ) -> Event:
        item.locked, item.active_lock_reason = True, reason
        return self.happen(item, "LockedEvent", by, **when, lock_reason=reason)

    def unlock_item(self, item: Item, by: Account | None, **when: Any) -> Event:
        item.locked, item.active_lock_reason = False, None
        return self.happen(item, "UnlockedEvent", by, **when)

    def draft(self, pull: PullRequest, by: Account | None, **when: Any) -> Event:
        pull.is_draft = True
        return self.happen(pull, "ConvertToDraftEvent", by, **when)

    def ready(self, pull: PullRequest, by: Account | None, **when: Any) -> Event:
        pull.is_draft = False
        return self.happen(pull, "ReadyForReviewEvent", by, **when)

    def ask_review(
        self, pull: PullRequest, by: Account | None, whom: _TEAM_OR_PERSON, **when: Any
    ) -> Event:
        made = self.happen(pull, "ReviewRequestedEvent", by, **when, requested_reviewer=whom)
        basics = self._basics("others", made.created_at)
        asked = ReviewRequest(
            item=pull, repository=pull.repository, requested_reviewer=whom, **basics
        )
        pull.review_requests.append(self._add(asked))
        return made

    def unask_review(
        self, pull: PullRequest, by: Account | None, whom: _TEAM_OR_PERSON, **when: Any
    ) -> Event:
        pull.review_requests = [
            one for one in pull.review_requests if one.requested_reviewer is not whom
        ]
        return self.happen(pull, "ReviewRequestRemovedEvent", by, **when, requested_reviewer=whom)

    def dismiss(self, review: Review, by: Account | None, message: str = "", **when: Any) -> Event:
        before, review.state = review.state, "DISMISSED"
        details = {
            "review": review,
            "previous_review_state": before,
            "dismissal_message": message,
            "pull_request_commit": None,
        }
        return self.happen(review.item, "ReviewDismissedEvent", by, **when, **details)

    def refer(
        self, target: Item, source: Item, by: Account | None, will_close: bool = False, **when: Any
    ) -> Event:
        """Name one item in another; the timeline of the named one tells of it."""
        details = {"source": source, "will_close_target": will_close}
        return self.happen(target, "CrossReferencedEvent", by, **when, **details)

    def refer_commit(self, target: Item, commit: Commit, by: Account | None, **when: Any) -> Event:
        """Name an item in a commit, of any repository."""
        details = {"commit": commit, "commit_repository": commit.repository}
        return self.happen(target, "ReferencedEvent", by, **when, **details)

    def mention(self, item: Item, whom: Account, **when: Any) -> None:
        """Mention somebody, which subscribes them."""
        made = self.happen(item, "MentionedEvent", whom, **when)
        self.happen(item, "SubscribedEvent", whom, at=made.created_at)

    def transfer(self, issue: Issue, by: Account | None, into: Repository, **when: Any) -> None:
        """Move an issue to another repository, where it gets another number and another id."""
        with self.lock:
            before = issue.repository
            del before.items[issue.number]
            del self.nodes[issue.id]
            issue.repository, issue.number = into, self._next_number(into)
            issue.number_in_database = next(self._numbers.items)
            into.items[issue.number] = issue
            for one in (issue, *issue.happenings):
                self.nodes.pop(one.id, None)
                one.repository = into
                self._add(one)
            self.happen(issue, "TransferredEvent", by, **when, from_repository=before)

    # Discussions and boards ---------------------------------------------------------------------

    def discussion(
        self,
        repository: Repository,
        by: Account | None,
        title: str,
        body: str = "",
        *,
        category: str = "General",
        at: datetime | None = None,
    ) -> Discussion:
        basics = self._basics("others", at)
        made = Discussion(
            **self._item(repository, by, title, body, basics),
            category=self._category(repository, category),
        )
        repository.discussions[made.number] = made
        return self._add(made)

    def _category(self, repository: Repository, name: str) -> Category:
        for known in repository.discussion_categories:
            if known.name == name:
                return known
        made = Category(
            repository=repository,
            name=name,
            slug=name.lower(),
            is_answerable=name == "Q&A",
            **self._basics("others"),
        )
        repository.discussion_categories.append(made)
        return self._add(made)

    def discuss(
        self,
        discussion: Discussion,
        by: Account | None,
        body: str,
        *,
        reply_to: DiscussionComment | None = None,
        at: datetime | None = None,
    ) -> DiscussionComment:
        """Comment on a discussion, or reply to a comment of it."""
        basics = self._basics("others", at)
        made = DiscussionComment(
            repository=discussion.repository,
            discussion=discussion,
            author=by,
            body=body,
            reply_to=reply_to,
            updated_at=basics["created_at"],
            **basics,
        )
        (reply_to.replies if reply_to else discussion.comments).append(made)
        discussion.updated_at = max(discussion.updated_at, made.created_at)
        return self._add(made)

    def answer(self, comment: DiscussionComment, by: Account | None, **when: Any) -> None:
        """Choose a comment as the answer."""
        discussion = comment.discussion
        discussion.answer, discussion.answer_chosen_by = comment, by
        discussion.answer_chosen_at = when.get("at") or self._tick()

    def board(self, owner: Account, title: str, fields: dict[str, str]) -> Board:
        """Make a board with fields by name: TEXT, NUMBER, DATE, SINGLE_SELECT or ITERATION."""
        basics = self._basics("others")
        made = Board(
            owner=owner,
            number=sum(one.owner is owner for one in self.boards) + 1,
            title=title,
            updated_at=basics["created_at"],
            **basics,
        )
        self.boards.append(self._add(made))
        for name, data_type in ({"Title": "TITLE"} | fields).items():
            one = BoardField(board=made, name=name, data_type=data_type, **self._basics("others"))
            made.fields.append(self._add(one))
        return made

    def put_on_board(self, board: Board, item: Item | None, **values: Any) -> BoardItem:
        """Add a card; an item of None is one that nobody may see."""
        basics = self._basics("others")
        made = BoardItem(board=board, content=item, updated_at=basics["created_at"], **basics)
        board.items.append(self._add(made))
        if item is not None:
            item.project_items.append(made)
        for name, value in ({"Title": item.title if item else "?"} | values).items():
            self.set_on_board(made, name, value)
        return made

    def set_on_board(self, card: BoardItem, name: str, value: Any) -> BoardValue:
        """Give a card a value; its item's ``updatedAt`` knows nothing of it."""
        found = next(one for one in card.board.fields if one.name == name)
        basics = self._basics("others")
        if found.data_type == "SINGLE_SELECT" and value not in found.options:
            found.options.append(value)
        made = BoardValue(
            field_=found, item=card, value=value, updated_at=basics["created_at"], **basics
        )
        card.values[name] = self._add(made)
        card.updated_at = card.board.updated_at = made.updated_at
        return made

    # Within ---------------------------------------------------------------------------------------

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def _basics(self, numbers: str, at: datetime | None = None) -> dict[str, Any]:
        moment = at or self._tick()
        self.now = max(self.now, moment)
        return {
            "number_in_database": next(getattr(self._numbers, numbers)),
            "created_at": moment.replace(microsecond=0),
        }

    def _add(self, thing: Any) -> Any:
        thing.name_it()
        with self.lock:
            self.nodes[thing.id] = thing
        return thing

    def _happen(self, item: Item, thing: Any, *, is_quiet: bool = False) -> Any:
        with self.lock:
            item.happenings.append(thing)
            if not is_quiet:
                item.updated_at = max(item.updated_at, thing.at)
            return self._add(thing)


_ACTORS = (
    "actor",
    "answer_chosen_by",
    "author",
    "committer",
    "creator",
    "merged_by",
    "requested_reviewer",
    "resolved_by",
    "user",
)
"""Attributes that name an account."""

__all__ = ["GHOST_ID", "START", "World", "day"]
