"""What the made-up GitLab answers to which path, in the shapes of GitLab's REST API (v4)."""

import base64
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from gitlab.world import Happening, Item, Milestone, Note, Project, User, World

Query = Mapping[str, str]


class Missing(Exception):
    """What is asked for is not there, or not for this token."""


class Kept(Exception):
    """What is asked for is for others."""


class Moved(Exception):
    """What is asked for has another address."""

    def __init__(self, path: str):
        self.path = path


class Answers:
    """Answers requests about a world.

    Parameters
    ----------
    site
        Address of its pages, without a slash at the end.
    """

    def __init__(self, world: World, site: str):
        self.world = world
        self.site = site

    def find(self, path: str, query: Query) -> tuple[Any, bool]:
        """Answer a path below ``/api/v4``; a list whole, with whether it comes in pages.

        Raises
        ------
        Missing, Kept, Moved
        """
        for pattern, answer, is_list in _ROUTES:
            found = pattern.fullmatch(path)
            if found:
                return answer(self, query, *map(unquote, found.groups())), is_list
        raise Missing

    # Projects and groups ---------------------------------------------------------------------------

    def project(self, _: Query, name: str) -> dict[str, Any]:
        return self.show_project(self._project(name, "/projects/{}"))

    def group(self, _: Query, name: str) -> dict[str, Any]:
        below = self._below(name)
        kept = all(one.visibility == "private" for one in below)
        return {
            "id": below[0].id + 1_000_000,
            "name": name.rpartition("/")[2],
            "full_path": name,
            "visibility": "private" if kept else "public",
            "web_url": f"{self.site}/groups/{name}",
        }

    def projects_of_group(self, query: Query, name: str) -> list[dict[str, Any]]:
        found = self._below(name)
        if query.get("include_subgroups") != "true":
            found = [one for one in found if one.path.rpartition("/")[0] == name]
        return [self.show_project(one) for one in found]

    def projects_of_user(self, _: Query, name: str) -> list[dict[str, Any]]:
        if name not in self.world.users:
            raise Missing
        return [
            self.show_project(one)
            for one in self.world.projects.values()
            if one.path.rpartition("/")[0] == name
        ]

    def items_of_group(self, query: Query, name: str, kind: str) -> list[dict[str, Any]]:
        items = [item for one in self._below(name) for item in one.of(kind)]
        return self._chosen(items, query)

    def items(self, query: Query, name: str, kind: str) -> list[dict[str, Any]]:
        return self._chosen(self._project(name, f"/projects/{{}}/{kind}").of(kind), query)

    def _chosen(self, items: Sequence[Item], query: Query) -> list[dict[str, Any]]:
        after = datetime.fromisoformat(query["updated_after"]) if "updated_after" in query else None
        chosen = [
            item
            for item in items
            if not item.confidential and (after is None or item.updated_at >= after)
        ]
        by = query.get("order_by", "created_at")
        descending = query.get("sort", "desc") == "desc"
        chosen.sort(key=lambda item: (getattr(item, by), item.id), reverse=descending)
        return [self.show_item(item) for item in chosen]

    def _below(self, group: str) -> list[Project]:
        found = [
            one
            for one in self.world.projects.values()
            if one.path.startswith(f"{group}/") and one.namespace_kind == "group"
        ]
        if not found:
            raise Missing
        return sorted(found, key=lambda one: one.id)

    def _project(self, name: str, path: str) -> Project:
        for one in self.world.projects.values():
            if name in (str(one.id), one.path) and one.visibility == "public":
                return one
        if name in self.world.old_paths:
            raise Moved(path.format(self.world.old_paths[name].id))
        raise Missing

    # What belongs to an item ------------------------------------------------------------------------

    def _item(self, name: str, kind: str, iid: str) -> Item:
        for item in self._project(name, "").of(kind):
            if item.iid == int(iid) and not item.confidential:
                return item
        raise Missing

    def discussions(self, _: Query, name: str, kind: str, iid: str) -> list[dict[str, Any]]:
        talks: dict[str, list[Note]] = {}
        for note in self._item(name, kind, iid).notes:
            if not note.internal:
                talks.setdefault(note.discussion, []).append(note)
        return [
            {
                "id": key,
                "individual_note": len(notes) == 1 and notes[0].path is None,
                "notes": [self.show_note(note) for note in notes],
            }
            for key, notes in talks.items()
        ]

    def label_events(self, _: Query, name: str, kind: str, iid: str) -> list[dict[str, Any]]:
        return [
            self._happening(one)
            | {"label": {"name": one.about} if one.about else None, "action": one.what}
            for one in self._item(name, kind, iid).label_events
        ]

    def milestone_events(self, _: Query, name: str, kind: str, iid: str) -> list[dict[str, Any]]:
        return [
            self._happening(one)
            | {
                "milestone": self.show_milestone(one.about)
                if isinstance(one.about, Milestone)
                else None,
                "action": one.what,
            }
            for one in self._item(name, kind, iid).milestone_events
        ]

    def state_events(self, _: Query, name: str, kind: str, iid: str) -> list[dict[str, Any]]:
        item = self._item(name, kind, iid)
        if "state events" in item.project.kept:
            raise Kept
        return [self._happening(one) | {"state": one.what} for one in item.state_events]

    def commits_of_change(self, _: Query, name: str, iid: str) -> list[dict[str, Any]]:
        item = self._item(name, "merge_requests", iid)
        return [
            {"id": one["id"], "title": one["title"], "committed_date": text(one["committed_date"])}
            for one in reversed(item.commits)
        ]

    def diffs(self, _: Query, name: str, iid: str) -> list[dict[str, Any]]:
        return self._item(name, "merge_requests", iid).diffs

    # What belongs to a project ----------------------------------------------------------------------

    def milestones(self, _: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "/projects/{}/milestones")
        return [self.show_milestone(one) for one in project.milestones]

    def releases(self, _: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "/projects/{}/releases")
        return [
            {
                "tag_name": one["tag"],
                "name": one["name"],
                "author": self.show_user(one["author"]),
                "created_at": text(one["at"]),
                "released_at": text(one["at"]),
                "upcoming_release": False,
                "_links": {"self": f"{self.site}/{project.path}/-/releases/{one['tag']}"},
            }
            for one in reversed(project.releases)
        ]

    def members(self, _: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "/projects/{}/members/all")
        return [
            {
                **self.show_user(user),
                "access_level": level,
                "created_at": text(since),
                "expires_at": until,
            }
            for user, level, since, until in project.members
        ]

    def commits(self, query: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "/projects/{}/repository/commits")
        since = datetime.fromisoformat(query["since"]) if "since" in query else None
        return [
            {"id": one["id"], "committed_date": text(one["committed_date"])}
            for one in reversed(project.commits)
            if since is None or one["committed_date"] >= since
        ]

    def commit(self, _: Query, name: str, oid: str) -> dict[str, Any]:
        for one in self._project(name, "").commits:
            if one["id"] == oid:
                return {"id": oid, "committed_date": text(one["committed_date"])}
        raise Missing

    def pipelines(self, query: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "/projects/{}/pipelines")
        if "pipelines" in project.kept:
            raise Kept
        after = datetime.fromisoformat(query["updated_after"])
        return [
            {
                "id": one["id"],
                "sha": one["sha"],
                "ref": project.default_branch,
                "status": one["status"],
                "created_at": text(one["at"]),
                "updated_at": text(one["at"]),
            }
            for one in reversed(project.pipelines)
            if one["at"] >= after
        ]

    def tree(self, query: Query, name: str) -> list[dict[str, Any]]:
        project = self._project(name, "")
        folder = query.get("path", "")
        prefix = f"{folder}/" if folder else ""
        below = [path for path in sorted(project.files) if path.startswith(prefix)]
        names = dict.fromkeys(path[len(prefix) :].partition("/")[0] for path in below)
        if not names:
            raise Missing
        return [
            {
                "name": one,
                "path": prefix + one,
                "type": "blob" if prefix + one in project.files else "tree",
                "mode": "100644" if prefix + one in project.files else "040000",
            }
            for one in names
        ]

    def file(self, _: Query, name: str, path: str) -> dict[str, Any]:
        project = self._project(name, "")
        if path not in project.files:
            raise Missing
        if path in project.kept:
            raise Kept
        words, oid = project.files[path]
        content = base64.b64encode(words.encode()).decode()
        return {"file_path": path, "encoding": "base64", "content": content, "last_commit_id": oid}

    def version(self, _: Query) -> dict[str, Any]:
        return {"version": "18.5.0", "revision": "abcdef"}

    # Shapes -----------------------------------------------------------------------------------------

    def show_user(self, user: User | None) -> dict[str, Any] | None:
        return user and {
            "id": user.id,
            "username": user.username,
            "name": user.name,
            "state": "active",
            "web_url": f"{self.site}/{user.username}",
        }

    def show_project(self, project: Project) -> dict[str, Any]:
        return {
            "id": project.id,
            "path_with_namespace": project.path,
            "name": project.path.rpartition("/")[2],
            "namespace": {
                "kind": project.namespace_kind,
                "full_path": project.path.rpartition("/")[0],
            },
            "web_url": f"{self.site}/{project.path}",
            "visibility": project.visibility,
            "archived": project.archived,
            "default_branch": project.default_branch if project.commits else None,
            "created_at": text(project.created_at),
            "last_activity_at": text(project.last_activity_at),
            "issues_access_level": "enabled",
        }

    def show_milestone(self, one: Milestone) -> dict[str, Any]:
        return {
            "id": one.id,
            "iid": one.iid,
            "title": one.title,
            "due_date": one.due_date,
            "state": one.state,
            "description": None,
        }

    def show_note(self, note: Note) -> dict[str, Any]:
        return {
            "id": note.id,
            "type": "DiffNote" if note.path else None,
            "body": note.body,
            "author": self.show_user(note.author),
            "created_at": text(note.created_at),
            "updated_at": text(note.updated_at),
            "system": note.system,
            "internal": note.internal,
            **(
                {"position": {"new_path": note.path, "old_path": note.path, "head_sha": note.head}}
                if note.path
                else {}
            ),
        }

    def show_item(self, item: Item) -> dict[str, Any]:
        mark = "!" if item.is_change else "#"
        shown = {
            "id": item.id,
            "iid": item.iid,
            "project_id": item.project.id,
            "title": item.title,
            "description": item.description,
            "state": item.state,
            "created_at": text(item.created_at),
            "updated_at": text(item.updated_at),
            "closed_at": text(item.closed_at),
            "closed_by": self.show_user(item.closed_by),
            "author": self.show_user(item.author),
            "assignees": [self.show_user(one) for one in item.assignees],
            "labels": sorted(item.labels),
            "milestone": item.milestone and self.show_milestone(item.milestone),
            "user_notes_count": sum(not note.system for note in item.notes),
            "web_url": f"{self.site}/{item.project.path}/-/{item.kind}/{item.iid}",
            "references": {"full": f"{item.project.path}{mark}{item.iid}"},
        }
        if not item.is_change:
            return shown | {"confidential": item.confidential}
        return shown | {
            "draft": item.draft,
            "reviewers": [self.show_user(one) for one in item.reviewers],
            "merged_at": text(item.merged_at),
            "merge_user": self.show_user(item.merged_by),
            "merged_by": self.show_user(item.merged_by),
            "target_branch": item.project.default_branch,
            "source_branch": item.source_branch,
            "source_project_id": item.source_project_id,
            "target_project_id": item.project.id,
            "sha": item.commits[-1]["id"] if item.commits else None,
            "merge_commit_sha": item.merge_sha,
            "squash_commit_sha": None,
        }

    def _happening(self, one: Happening) -> dict[str, Any]:
        return {"id": one.id, "user": self.show_user(one.user), "created_at": text(one.created_at)}


def text(at: datetime | None) -> str | None:
    """Write a time as GitLab does: to the millisecond."""
    return at and at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_KIND = "(issues|merge_requests)"
_ITEM = rf"/projects/([^/]+)/{_KIND}/(\d+)"
_ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Any], bool], ...] = tuple(
    (re.compile(pattern), answer, is_list)
    for pattern, answer, is_list in (
        (r"/version", Answers.version, False),
        (r"/projects/([^/]+)", Answers.project, False),
        (r"/groups/([^/]+)", Answers.group, False),
        (r"/groups/([^/]+)/projects", Answers.projects_of_group, True),
        (r"/users/([^/]+)/projects", Answers.projects_of_user, True),
        (rf"/groups/([^/]+)/{_KIND}", Answers.items_of_group, True),
        (rf"/projects/([^/]+)/{_KIND}", Answers.items, True),
        (rf"{_ITEM}/discussions", Answers.discussions, True),
        (rf"{_ITEM}/resource_label_events", Answers.label_events, True),
        (rf"{_ITEM}/resource_milestone_events", Answers.milestone_events, True),
        (rf"{_ITEM}/resource_state_events", Answers.state_events, True),
        (r"/projects/([^/]+)/merge_requests/(\d+)/commits", Answers.commits_of_change, True),
        (r"/projects/([^/]+)/merge_requests/(\d+)/diffs", Answers.diffs, True),
        (r"/projects/([^/]+)/milestones", Answers.milestones, True),
        (r"/projects/([^/]+)/releases", Answers.releases, True),
        (r"/projects/([^/]+)/members/all", Answers.members, True),
        (r"/projects/([^/]+)/pipelines", Answers.pipelines, True),
        (r"/projects/([^/]+)/repository/commits", Answers.commits, True),
        (r"/projects/([^/]+)/repository/commits/([0-9a-f]+)", Answers.commit, False),
        (r"/projects/([^/]+)/repository/tree", Answers.tree, True),
        (r"/projects/([^/]+)/repository/files/([^/]+)", Answers.file, False),
    )
)
