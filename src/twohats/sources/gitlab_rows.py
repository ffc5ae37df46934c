"""GitLab's objects to rows of facts, for every reader of GitLab.

Decisions that a reader of the rows needs to know:

- Issues and merge requests are counted apart, so items are ``…#12`` and ``…!12``.
- An export of a project leaves out the numbers of events and notes. So that it gives the rows a live
  read gives, the key of an event is made of its kind, its item and its moment.
- Who approved, asked, assigned and when stands in notes that GitLab writes by itself; see
  `twohats.sources.gitlab_notes`. A sentence that says something else becomes ``noted``.
- GitLab goes on naming reviewers who have answered; ``requested_reviewers`` are those still asked.
- A merge request that was merged was closed at that moment, as at other forges.
- Confidential issues and internal notes are left out, and counted.
- ``ghost`` stands for every deleted account, so it is no account: NULL.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.records import account_key, event_key, item_key, owner_of, repository_key
from twohats.sources.columns import utc_text
from twohats.sources.forge_bucket import Bucket, Place
from twohats.sources.forge_rows import ForgeRows
from twohats.sources.forge_shapes import Account, Milestone, Repository
from twohats.sources.forge_tally import Tally
from twohats.sources.gitlab_notes import Told, read_note

Node = Mapping[str, Any]
"""An object as GitLab's REST API sends it."""

STATES = {"opened": "open", "locked": "open"}
"""GitLab's words for the states that other forges call otherwise."""

LEVELS = {15: "planner", 20: "reporter", 30: "developer", 40: "maintainer", 50: "owner"}
"""Roles by access level; guests and less hold none."""

CHECK_STATES = {"failed": "failure", "canceled": "cancelled"}
"""States of pipelines in the words of the table."""

_TOLD_APART = frozenset(
    {"labeled", "unlabeled", "milestoned", "demilestoned", "cross_referenced", "review_dismissed"}
)
"""Kinds of which several come in one moment, in no order to rely on: their subject is in the key."""

_BOT = re.compile(r"(?:project|group)_\d+_bot(?:_[0-9a-f]+)?")
"""Logins that GitLab gives to the access tokens of projects and groups."""

_GHOST = re.compile(r"ghost\d*")
_STATE_EVENTS = {
    "closed": "closed",
    "reopened": "reopened",
    "opened": "reopened",
    "merged": "merged",
}


@dataclass(frozen=True)
class Whole:
    """An item with all that happened to it, as GitLab's API sends it."""

    item: Node
    is_change: bool
    """Whether it is a merge request."""
    discussions: Sequence[Node] = ()
    label_events: Sequence[Node] = ()
    milestone_events: Sequence[Node] = ()
    state_events: Sequence[Node] | None = ()
    """None: they cannot be had, which is not that there are none."""
    commits: Sequence[Node] | None = None
    diffs: Sequence[Node] | None = None
    head_repository: str | None = None
    """Full path of the project a merge request comes from; None: not known."""


class GitlabRows(ForgeRows):
    """Gathers what a read of GitLab finds; see `twohats.sources.forge_rows.ForgeRows`."""

    def project(self, project: Node, seen_at: datetime) -> str:
        """Take in a project by itself; its key."""
        path = str(project["path_with_namespace"])
        key = repository_key(self.forge, path)
        namespace = project.get("namespace") or {}
        kinds = {"group": "Organization", "user": "User"}
        owner = Account(type=kinds.get(str(namespace.get("kind"))))
        row = Repository(
            id=project.get("id"),
            full_name=path,
            owner=owner,
            html_url=project.get("web_url"),
            created_at=project.get("created_at"),
            archived=project.get("archived"),
            fork="forked_from_project" in project,
            default_branch=project.get("default_branch"),
        )
        tally, bucket = self._of(key, seen_at)
        bucket.repository(key, path, row)
        tally.rows["repositories"] += 1
        return key

    def item(self, repository: str, whole: Whole, seen_at: datetime, name: str) -> Place | None:
        """Take in an item and all that happened to it; None, and counted, where it may not be.

        Parameters
        ----------
        repository
            Key of its project.
        whole
            The item.
        seen_at
            When it was looked at.
        name
            What to call it where something is lost.
        """
        item = whole.item
        tally, bucket = self._of(repository, seen_at)
        kind = "pull_request" if whole.is_change else "issue"
        if item.get("iid") is None:
            self.lose(name, "it has no number", [f"items.{kind}", "events.*"], repository)
            return None
        if item.get("confidential"):
            tally.left_out[f"items.{kind}"] += 1
            return None
        mark = "!" if whole.is_change else "#"
        place = Place(item_key(repository, item["iid"], mark), repository, item["iid"])
        teller = _Teller(self.forge, place, item.get("web_url"), tally, bucket)
        bucket.buffer("items").add(self._item_row(place, kind, whole, bucket))
        tally.rows[f"items.{kind}"] += 1
        milestone = item.get("milestone")
        # One of a group has no number in the project, and is its own there.
        if milestone and milestone.get("group_id") is None:
            self.milestone(repository, milestone_of(milestone), seen_at)
        teller.tell("opened", item.get("author"), item.get("created_at"), key=place.item)
        self._happened(whole, teller)
        self._changed(place, whole, teller, bucket, tally)
        return place

    def _item_row(self, place: Place, kind: str, whole: Whole, bucket: Bucket) -> tuple[Any, ...]:
        item = whole.item
        diffs = _lines(whole.diffs)
        merged_at = item.get("merged_at")
        is_merged = item.get("state") == "merged"
        reviewers = item.get("reviewers")
        milestone = item.get("milestone")
        commit = item.get("merge_commit_sha") or item.get("squash_commit_sha")
        head = whole.head_repository
        return (
            place.item,
            place.repository,
            place.number,
            kind,
            item.get("title"),
            item.get("description"),
            item.get("web_url"),
            self._account(bucket, item.get("author")),
            None,
            item.get("created_at"),
            item.get("updated_at"),
            item.get("closed_at") or merged_at,
            merged_at,
            self._account(bucket, item.get("merge_user") or item.get("merged_by")),
            STATES.get(str(item.get("state")), item.get("state")),
            item.get("draft", item.get("work_in_progress")) if whole.is_change else None,
            None if diffs is None else sum(added or 0 for _, added, _ in diffs),
            None if diffs is None else sum(removed or 0 for _, _, removed in diffs),
            None if diffs is None else len(diffs),
            sorted({str(_label_name(one)) for one in item.get("labels") or ()}),
            milestone and milestone.get("title"),
            self._accounts(bucket, item.get("assignees") or ()),
            None
            if reviewers is None
            else self._accounts(bucket, _still_asked(reviewers, whole.discussions)),
            item.get("target_branch"),
            repository_key(self.forge, head) if head else None,
            commit if is_merged else None,
            None,
        )

    def _happened(self, whole: Whole, teller: "_Teller") -> None:
        """Take in what was said and done."""
        for one in whole.label_events:
            kind = "labeled" if one.get("action") == "add" else "unlabeled"
            label = (one.get("label") or {}).get("name") or (one.get("label") or {}).get("title")
            teller.tell(kind, one.get("user"), one.get("created_at"), subject=label)
        for one in whole.milestone_events:
            kind = "milestoned" if one.get("action") == "add" else "demilestoned"
            title = (one.get("milestone") or {}).get("title")
            teller.tell(kind, one.get("user"), one.get("created_at"), subject=title)
        states = whole.state_events or ()
        told = {_STATE_EVENTS.get(str(one.get("state"))) for one in states}
        for one in states:
            if state := _STATE_EVENTS.get(str(one.get("state"))):
                teller.tell(state, one.get("user"), one.get("created_at"))
        notes = _in_order(whole.discussions)
        talks: dict[str, str] = {}
        for talk, note in notes:
            if note.get("internal") or note.get("confidential"):
                teller.tally.left_out["events.commented"] += 1
            elif note.get("system"):
                told.update(self._noted(note, teller))
            else:
                self._said(talk, note, talks, teller)
        if whole.state_events is not None:
            self._ended(whole.item, told, teller)

    @staticmethod
    def _ended(item: Node, told: Collection[str | None], teller: "_Teller") -> None:
        """Take in how an item ended, where that is older than the events of states and their notes."""
        if item.get("merged_at") and "merged" not in told:
            who = item.get("merge_user") or item.get("merged_by")
            teller.tell("merged", who, item["merged_at"])
        elif item.get("closed_at") and item.get("state") == "closed" and "closed" not in told:
            teller.tell("closed", item.get("closed_by"), item["closed_at"])

    def _said(self, talk: str | None, note: Node, talks: dict[str, str], teller: "_Teller") -> None:
        """Take in a comment; the first of a talk is what the others answer."""
        position = note.get("position") or {}
        is_on_line = note.get("type") == "DiffNote"
        key = teller.tell(
            "review_commented" if is_on_line else "commented",
            note.get("author"),
            note.get("created_at"),
            parent=talks.get(talk) if talk else None,
            path=position.get("new_path") or position.get("old_path"),
            oid=position.get("head_sha"),
            body=note.get("body"),
            url=teller.address_of(note),
            edited_at=note.get("last_edited_at"),
        )
        if talk:
            talks.setdefault(talk, key)

    def _noted(self, note: Node, teller: "_Teller") -> Iterator[str]:
        """Take in what GitLab wrote down by itself."""
        for told in read_note(str(note.get("body") or "")):
            subject = told.old_title
            if told.login:
                subject = account_key(self.forge, told.login)
            elif told.number is not None:
                subject = self._mentioned(told, teller.place)
                self._link(subject, note, teller)
            whose = told.login or str((note.get("author") or {}).get("username"))
            is_taken_back = told.kind == "review_dismissed"
            key = teller.tell(
                told.kind,
                note.get("author"),
                note.get("created_at"),
                parent=teller.approvals.pop(whose.lower(), None) if is_taken_back else None,
                state=told.state,
                subject=subject,
                oid=told.oid,
                body=note.get("body") if told.kind == "noted" else None,
                url=teller.address_of(note),
            )
            if told.kind == "reviewed" and told.state == "approved":
                teller.approvals[whose.lower()] = key
            yield told.kind

    def _mentioned(self, told: Told, place: Place) -> str:
        """Key of the item that names this one."""
        project = told.project or ""
        if not project:
            where = place.repository
        elif "/" in project:
            where = repository_key(self.forge, project)
        else:
            where = f"{owner_of(place.repository)}/{project}".lower()
        return item_key(where, told.number or 0, told.mark)

    def _link(self, source: str, note: Node, teller: "_Teller") -> None:
        row = (
            *(source, None, teller.place.item, None, "ref"),
            *(self._account(teller.bucket, note.get("author")), note.get("created_at")),
        )
        teller.bucket.buffer("links").add(row)
        teller.tally.rows["links.backlink"] += 1

    def _changed(
        self, place: Place, whole: Whole, teller: "_Teller", bucket: Bucket, tally: Tally
    ) -> None:
        """Take in the commits and files of a merge request."""
        for commit in whole.commits or ():
            oid = str(commit.get("id") or commit.get("sha"))
            bucket.buffer("item_commits").add((place.item, oid))
            tally.rows["item_commits"] += 1
            teller.tell(
                "committed", None, commit.get("committed_date"), oid=oid, key=f"{place.item}@{oid}"
            )
        for path, added, removed in _lines(whole.diffs) or ():
            bucket.buffer("item_files").add((place.item, path, added, removed))
            tally.rows["item_files"] += 1

    # Around items ------------------------------------------------------------------------------

    def member(self, repository: str, member: Node, seen_at: datetime) -> None:
        """Take in somebody's role in a project, from the day it is known to be held."""
        role = LEVELS.get(int(member.get("access_level") or 0))
        account = self.key_of(repository, member, seen_at)
        if role is None or account is None:
            return
        until = member.get("expires_at")
        row = (
            *(repository, None, account, member.get("name"), role, None),
            *(member.get("created_at"), until and f"{str(until)[:10]}T00:00:00Z", None, None),
        )
        self.row("memberships", repository, row, seen_at)

    def release(self, repository: str, release: Node, seen_at: datetime) -> None:
        """Take in a release."""
        author = self.key_of(repository, release.get("author") or {}, seen_at)
        row = (
            *(repository, release.get("tag_name"), release.get("name"), author),
            *(release.get("released_at"), None, (release.get("_links") or {}).get("self")),
        )
        self.row("releases", repository, row, seen_at)

    def check(self, repository: str, commit: Node, state: str | None, seen_at: datetime) -> None:
        """Take in the state of a commit of the default branch; None: no pipeline ran for it."""
        row = (
            *(repository, commit["id"], commit.get("committed_date")),
            *(CHECK_STATES.get(state or "", state), seen_at.isoformat().replace("+00:00", "Z")),
        )
        self.row("checks", repository, row, seen_at)

    def key_of(self, repository: str, user: Node, seen_at: datetime) -> str | None:
        """Key of an account met in a project, which gets its row."""
        return self._account(self._of(repository, seen_at)[1], user)

    def _account(self, bucket: Bucket, user: Node | None) -> str | None:
        return bucket.account(account_of(user))

    def _accounts(self, bucket: Bucket, users: Iterable[Node]) -> list[str]:
        return sorted({*filter(None, (self._account(bucket, user) for user in users))})


class _Teller:
    """Makes the events of one item; each has its key from its kind and its moment."""

    def __init__(self, forge: str, place: Place, url: str | None, tally: Tally, bucket: Bucket):
        self.forge = forge
        self.place = place
        self.tally = tally
        self.bucket = bucket
        self.approvals: dict[str, str] = {}
        """Of who approves at this point of the story, by login: the event's key."""
        self._url = url
        self._seen: Counter[str] = Counter()

    def tell(
        self,
        kind: str,
        actor: Node | None,
        at: str | None,
        *,
        key: str | None = None,
        url: str | None = None,
        **fields: str | None,
    ) -> str:
        """Add an event; its key."""
        at, subject = utc_text(at), fields.get("subject")
        key = key or f"{self.place.item}@{at}"
        if kind in _TOLD_APART and subject:
            key += f"@{subject}"
        made = event_key(self.forge, kind, key)
        self._seen[made] += 1
        if self._seen[made] > 1:
            made = f"{made}/{self._seen[made]}"
        self.tally.rows[f"events.{kind}"] += 1
        url = url or self._url
        self.bucket.event(self.place, kind, made, account_of(actor), at, url=url, **fields)
        return made

    def address_of(self, note: Node) -> str | None:
        """Address of a note, where the item's is known."""
        number = note.get("id")
        return f"{self._url}#note_{number}" if self._url and number is not None else None


def account_of(user: Node | None) -> Account | None:
    """Read an account; None where there is none, or a deleted one."""
    if not user or not user.get("username"):
        return None
    login = str(user["username"])
    if _GHOST.fullmatch(login) and user.get("name") in (None, "Ghost User"):
        return None
    return Account(
        login=login,
        id=user.get("id"),
        type="Bot" if _BOT.fullmatch(login) else "User",
        html_url=user.get("web_url"),
        name=user.get("name"),
    )


def milestone_of(milestone: Node) -> Milestone:
    """Read a milestone; its days are those of UTC."""
    due = milestone.get("due_date")
    state = milestone.get("state")
    return Milestone(
        number=milestone.get("iid"),
        title=milestone.get("title"),
        state="open" if state == "active" else state,
        description=milestone.get("description"),
        due_on=f"{due}T00:00:00Z" if due else None,
    )


def _in_order(discussions: Iterable[Node]) -> list[tuple[str | None, Node]]:
    """Give all notes by their time, each with the talk it belongs to."""
    notes = [(talk.get("id"), note) for talk in discussions for note in talk.get("notes") or ()]
    return sorted(notes, key=lambda one: utc_text(one[1].get("created_at")) or "")


def _still_asked(reviewers: Iterable[Node], discussions: Iterable[Node]) -> list[Node]:
    """Leave out reviewers who have answered: GitLab goes on naming them, other forges do not."""
    answered: set[str] = set()
    for _, note in _in_order(discussions):
        if not note.get("system"):
            continue
        author = str((note.get("author") or {}).get("username")).lower()
        for told in read_note(str(note.get("body") or "")):
            if told.kind == "reviewed":
                answered.add(author)
            elif told.kind == "review_dismissed":
                answered.discard(told.login.lower() if told.login else author)
            elif told.kind == "review_requested" and told.login:
                answered.discard(told.login.lower())
    return [one for one in reviewers if str(one.get("username")).lower() not in answered]


def _label_name(label: Any) -> Any:
    return label.get("name") if isinstance(label, dict) else label


def _lines(diffs: Sequence[Node] | None) -> list[tuple[str, int | None, int | None]] | None:
    """Count lines by path; None where it is not known what has changed.

    GitLab leaves out the text of what is large or folded away: no number is better than a wrong one.
    Files that are not text have no lines.
    """
    if diffs is None:
        return None
    counted: dict[str, tuple[int | None, int | None]] = {}
    for one in diffs:
        text = str(one.get("diff") or "")
        if (one.get("too_large") or one.get("collapsed")) and not text:
            return None
        path = str(one.get("new_path") or one.get("old_path"))
        counted[path] = _counted(text)
    return [(path, *numbers) for path, numbers in counted.items()]


def _counted(diff: str) -> tuple[int | None, int | None]:
    r"""Count lines added and removed; what stands before the first part of a diff names files.

    >>> _counted("--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n+more\n")
    (2, 1)
    """
    head, mark, rest = diff.partition("@@")
    if not mark:
        return (None, None) if "Binary files " in head else (0, 0)
    lines = rest.splitlines()
    return sum(one.startswith("+") for one in lines), sum(one.startswith("-") for one in lines)
