"""Writes the export of a made-up project, as GitLab's own list of exported attributes says."""

import json
import tarfile
from pathlib import Path
from typing import Any

from gitlab.answers import text
from gitlab.world import Happening, Item, Milestone, Note, Project


def write_export(project: Project, folder: Path, archive: Path | None = None) -> Path:
    """Write it as a folder, or packed into an archive; where it is."""
    tree = folder / "tree" / "project"
    tree.mkdir(parents=True)
    (folder / "VERSION").write_text("0.2.4")
    about = {"description": "", "visibility_level": 20, "archived": project.archived}
    (folder / "tree" / "project.json").write_text(json.dumps(about))
    parts = {
        "issues": [_item(one) for one in project.of("issues")],
        "merge_requests": [_item(one) for one in project.of("merge_requests")],
        "milestones": [_milestone(one) for one in project.milestones],
        "releases": [
            {
                "tag": one["tag"],
                "name": one["name"],
                "author_id": one["author"].id,
                "created_at": text(one["at"]),
                "released_at": text(one["at"]),
            }
            for one in project.releases
        ],
        "project_members": [
            {
                "access_level": level,
                "user_id": user.id,
                "source_type": "Namespace",
                "created_at": text(since),
                "expires_at": until,
                "user": {"id": user.id, "public_email": "", "username": user.username},
            }
            for user, level, since, until in project.members
        ],
    }
    for name, lines in parts.items():
        (tree / f"{name}.ndjson").write_text("".join(json.dumps(one) + "\n" for one in lines))
    if archive is None:
        return folder
    with tarfile.open(archive, "w:gz") as packed:
        packed.add(folder, ".")
    return archive


def _item(item: Item) -> dict[str, Any]:
    shown = {
        "iid": item.iid,
        "title": item.title,
        "author_id": item.author.id,
        "project_id": item.project.id,
        "created_at": text(item.created_at),
        "updated_at": text(item.updated_at),
        "description": item.description,
        "state": item.state,
        "label_links": [
            {"target_type": "Issue", "label": {"title": one, "type": "ProjectLabel"}}
            for one in item.labels
        ],
        "milestone": item.milestone and _milestone(item.milestone),
        "notes": [_note(one) for one in item.notes],
        "resource_label_events": [
            {**_happening(one), "action": one.what, "label": {"title": one.about}}
            for one in item.label_events
        ],
        "resource_milestone_events": [
            {
                **_happening(one),
                "action": one.what,
                "state": "opened",
                "milestone": _milestone(one.about) if isinstance(one.about, Milestone) else None,
            }
            for one in item.milestone_events
        ],
        "resource_state_events": [
            {**_happening(one), "state": one.what, "source_commit": None}
            for one in item.state_events
        ],
    }
    people = [{"user_id": one.id} for one in item.assignees]
    if not item.is_change:
        return shown | {
            "confidential": item.confidential,
            "closed_at": text(item.closed_at),
            "closed_by_id": item.closed_by and item.closed_by.id,
            "issue_assignees": people,
        }
    return shown | {
        "target_branch": item.project.default_branch,
        "source_branch": item.source_branch,
        "source_project_id": item.source_project_id,
        "target_project_id": item.project.id,
        "merge_user_id": item.merged_by and item.merged_by.id,
        "merge_commit_sha": item.merge_sha,
        "draft": item.draft,
        "metrics": {
            "merged_at": text(item.merged_at),
            "merged_by_id": item.merged_by and item.merged_by.id,
            "latest_closed_at": text(item.closed_at),
        },
        "merge_request_assignees": people,
        "merge_request_reviewers": [{"user_id": one.id} for one in item.reviewers],
        "merge_request_diff": {
            "merge_request_diff_commits": [
                {"sha": one["id"], "committed_date": text(one["committed_date"])}
                for one in item.commits
            ],
            "merge_request_diff_files": [
                {**one, "utf8_diff": one["diff"], "too_large": False} for one in item.diffs
            ],
        },
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "note": note.body,
        "noteable_type": "Issue",
        "author_id": note.author.id,
        "created_at": text(note.created_at),
        "updated_at": text(note.updated_at),
        "system": note.system,
        "type": "DiffNote" if note.path else None,
        "position": {"new_path": note.path, "old_path": note.path, "head_sha": note.head}
        if note.path
        else None,
        "discussion_id": note.discussion,
        "confidential": note.internal or None,
        "author": {"name": note.author.name},
        "system_note_metadata": {"action": note.action} if note.system else None,
    }


def _happening(one: Happening) -> dict[str, Any]:
    return {"user_id": one.user and one.user.id, "created_at": text(one.created_at)}


def _milestone(one: Milestone) -> dict[str, Any]:
    return {
        "iid": one.iid,
        "title": one.title,
        "project_id": 1,
        "group_id": None,
        "description": None,
        "due_date": one.due_date,
        "state": one.state,
    }
