"""A made-up GitLab: people, groups, projects, and what happens to issues and merge requests.

::

    world = World()
    ada = world.user("ada")
    anvil = world.project("forge/tools/anvil")
    issue = world.issue(anvil, ada, "It is too heavy")
    world.comment(issue, ada, "Far too heavy")

Each deed takes a minute of the world's time and counts the item as updated, as in GitLab.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import RLock
from typing import Any

BEGINNING = datetime(2026, 3, 2, 9, 0, 0, 125_000, tzinfo=UTC)


@dataclass
class User:
    """One account."""

    id: int
    username: str
    name: str


@dataclass
class Note:
    """A comment, a line comment, or what GitLab writes down by itself."""

    id: int
    body: str
    author: User
    created_at: datetime
    updated_at: datetime
    discussion: str
    system: bool = False
    action: str | None = None
    """Of a system note; only an export tells it."""
    path: str | None = None
    head: str | None = None
    internal: bool = False


@dataclass
class Happening:
    """A label, milestone or state event."""

    id: int
    user: User | None
    created_at: datetime
    what: str
    """``add``, ``remove``, or the new state."""
    about: "str | Milestone | None" = None


@dataclass
class Milestone:
    """One milestone of a project."""

    id: int
    iid: int
    title: str
    due_date: str | None = None
    state: str = "active"


@dataclass
class Item:
    """An issue or a merge request."""

    id: int
    iid: int
    kind: str
    project: "Project"
    author: User
    title: str
    description: str
    created_at: datetime
    updated_at: datetime
    state: str = "opened"
    closed_at: datetime | None = None
    closed_by: User | None = None
    merged_at: datetime | None = None
    merged_by: User | None = None
    labels: list[str] = field(default_factory=list)
    milestone: Milestone | None = None
    assignees: list[User] = field(default_factory=list)
    reviewers: list[User] = field(default_factory=list)
    draft: bool = False
    confidential: bool = False
    notes: list[Note] = field(default_factory=list)
    label_events: list[Happening] = field(default_factory=list)
    milestone_events: list[Happening] = field(default_factory=list)
    state_events: list[Happening] = field(default_factory=list)
    source_branch: str = "change"
    source_project_id: int | None = None
    merge_sha: str | None = None
    commits: list[dict[str, Any]] = field(default_factory=list)
    diffs: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_change(self) -> bool:
        return self.kind == "merge_requests"


@dataclass
class Project:
    """One project, by the full path of its groups."""

    id: int
    path: str
    created_at: datetime
    last_activity_at: datetime
    visibility: str = "public"
    archived: bool = False
    namespace_kind: str = "group"
    default_branch: str = "main"
    items: list[Item] = field(default_factory=list)
    milestones: list[Milestone] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    members: list[tuple[User, int, datetime, str | None]] = field(default_factory=list)
    """Who, access level, since when, until which day."""
    commits: list[dict[str, Any]] = field(default_factory=list)
    """Of the default branch, the newest last."""
    pipelines: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Text and last commit by path."""
    kept: set[str] = field(default_factory=set)
    """Parts that are for members alone: ``pipelines``."""

    def of(self, kind: str) -> list[Item]:
        return [item for item in self.items if item.kind == kind]


class World:
    """Everything one GitLab knows.

    Parameters
    ----------
    now
        When it begins.
    """

    def __init__(self, now: datetime = BEGINNING):
        self.now = now
        self.lock = RLock()
        self.users: dict[str, User] = {}
        self.projects: dict[str, Project] = {}
        self.old_paths: dict[str, Project] = {}
        self._number = count(101)
        self.ghost = self.user("ghost", "Ghost User")

    def user(self, username: str, name: str | None = None) -> User:
        made = User(next(self._number), username, name or username.title())
        self.users[username] = made
        return made

    def project(self, path: str, **fields: Any) -> Project:
        made = Project(next(self._number), path, self.now, self.now, **fields)
        self.projects[path] = made
        return made

    def rename(self, project: Project, path: str) -> None:
        """Give a project another path; the old one leads on to it."""
        self.old_paths[project.path] = self.projects.pop(project.path)
        project.path = path
        self.projects[path] = project

    def pass_time(self, **amount: float) -> datetime:
        self.now += timedelta(**amount)
        return self.now

    # Items --------------------------------------------------------------------------------------

    def issue(self, project: Project, author: User, title: str, **fields: Any) -> Item:
        return self._item("issues", project, author, title, **fields)

    def change(self, project: Project, author: User, title: str, **fields: Any) -> Item:
        item = self._item("merge_requests", project, author, title, **fields)
        item.source_project_id = item.source_project_id or project.id
        return item

    def _item(self, kind: str, project: Project, author: User, title: str, **fields: Any) -> Item:
        at = self._deed()
        iid = 1 + max((one.iid for one in project.of(kind)), default=0)
        description = fields.pop("description", "")
        item = Item(
            next(self._number), iid, kind, project, author, title, description, at, at, **fields
        )
        project.items.append(item)
        project.last_activity_at = at
        return item

    def comment(
        self,
        item: Item,
        author: User,
        body: str,
        *,
        answers: Note | None = None,
        path: str | None = None,
        **fields: Any,
    ) -> Note:
        at = self._touch(item)
        number = next(self._number)
        talk = answers.discussion if answers else f"{number:040x}"
        made = Note(
            number, body, author, at, at, talk, path=path or (answers and answers.path), **fields
        )
        if made.path:
            made.head = (item.commits[-1] if item.commits else {}).get("id")
        item.notes.append(made)
        return made

    def tell(self, item: Item, author: User, body: str, action: str = "system") -> Note:
        """Write a system note."""
        at = self._touch(item)
        number = next(self._number)
        made = Note(number, body, author, at, at, f"{number:040x}", system=True, action=action)
        item.notes.append(made)
        return made

    # What people do to items ----------------------------------------------------------------------

    def label(self, item: Item, user: User, name: str, *, add: bool = True) -> None:
        at = self._touch(item)
        item.labels = [*item.labels, name] if add else [one for one in item.labels if one != name]
        happening = Happening(next(self._number), user, at, "add" if add else "remove", name)
        item.label_events.append(happening)

    def plan(self, item: Item, user: User, milestone: Milestone) -> None:
        at = self._touch(item)
        item.milestone = milestone
        item.milestone_events.append(Happening(next(self._number), user, at, "add", milestone))

    def close(self, item: Item, user: User | None) -> None:
        at = self._touch(item)
        item.state, item.closed_at, item.closed_by = "closed", at, user
        item.state_events.append(Happening(next(self._number), user, at, "closed"))

    def reopen(self, item: Item, user: User) -> None:
        at = self._touch(item)
        item.state, item.closed_at, item.closed_by = "opened", None, None
        item.state_events.append(Happening(next(self._number), user, at, "reopened"))

    def merge(self, item: Item, user: User) -> None:
        at = self._touch(item)
        item.state, item.merged_at, item.merged_by = "merged", at, user
        item.merge_sha = f"{next(self._number):040x}"
        item.state_events.append(Happening(next(self._number), user, at, "merged"))

    def assign(self, item: Item, user: User, *whom: User) -> None:
        item.assignees = [*item.assignees, *whom]
        self.tell(item, user, f"assigned to {_and(whom)}", "assignee")

    def ask(self, item: Item, user: User, *whom: User) -> None:
        item.reviewers = [*item.reviewers, *whom]
        self.tell(item, user, f"requested review from {_and(whom)}", "reviewer")

    def approve(self, item: Item, user: User) -> None:
        self.tell(item, user, "approved this merge request", "approved")

    def push(self, item: Item, user: User, *paths: str) -> None:
        """Add a commit that changes some files by two lines more and one less."""
        at = self._touch(item)
        oid = f"{next(self._number):040x}"
        item.commits.append({"id": oid, "title": "Change it", "author": user, "committed_date": at})
        item.diffs = [*item.diffs, *(_diff(path) for path in paths)]

    # Projects -------------------------------------------------------------------------------------

    def milestone(self, project: Project, title: str, due_date: str | None = None) -> Milestone:
        made = Milestone(next(self._number), len(project.milestones) + 1, title, due_date)
        project.milestones.append(made)
        return made

    def member(
        self, project: Project, user: User, level: int, expires_at: str | None = None
    ) -> None:
        project.members.append((user, level, self._deed(), expires_at))

    def release(self, project: Project, user: User, tag: str) -> None:
        at = self._deed()
        project.releases.append(
            {
                "id": next(self._number),
                "tag": tag,
                "name": f"Release {tag}",
                "author": user,
                "at": at,
            }
        )
        project.last_activity_at = at

    def commit(self, project: Project, files: dict[str, str], status: str | None = None) -> str:
        """Commit to the default branch; with a status, its pipeline ran."""
        at = self._deed()
        oid = f"{next(self._number):040x}"
        project.commits.append({"id": oid, "committed_date": at})
        project.files.update({path: (text, oid) for path, text in files.items()})
        if status:
            project.pipelines.append(
                {"id": next(self._number), "sha": oid, "status": status, "at": at}
            )
        project.last_activity_at = at
        return oid

    def _deed(self) -> datetime:
        return self.pass_time(seconds=61)

    def _touch(self, item: Item) -> datetime:
        item.updated_at = item.project.last_activity_at = self._deed()
        return item.updated_at


def _and(whom: Sequence[User]) -> str:
    names = [f"@{one.username}" for one in whom]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _diff(path: str) -> dict[str, Any]:
    return {
        "old_path": path,
        "new_path": path,
        "diff": "@@ -1,2 +1,3 @@\n-old line\n+new line\n+another\n same\n",
        "new_file": False,
        "renamed_file": False,
        "deleted_file": False,
    }
