"""The same world as a backup program would have saved it: one JSON file per item.

::

    issues/N.json   {"type", "issue", "events"}
    pulls/N.json    {"type", "pull", "events", "comments"}
    state.json      {"version", "last_backup", "failed_issues", "failed_pulls"}

A live read of a world has to equal an import of its backup, in every column that both declare.
"""

import json
from pathlib import Path
from typing import Any

from github.resolvers import timeline_key
from github.rest_shapes import Shapes
from github.things import Item, PullRequest, Repository
from github.world import World


def write_backup(
    world: World, repository: Repository, folder: Path, *, cross_references: bool = True
) -> Path:
    """Write the backup of one repository.

    Parameters
    ----------
    world
        As of its present time.
    repository
        Which one.
    folder
        Where to; made if need be.
    cross_references
        Whether timelines tell of them: some backup programs leave them out.

    Returns
    -------
    Path
        The folder.
    """
    shapes = Shapes()
    for kind in ("issues", "pulls"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for item in repository.items.values():
        kind = "pulls" if isinstance(item, PullRequest) else "issues"
        recorded = recording(shapes, item, cross_references=cross_references)
        _write(folder / kind / f"{item.number}.json", recorded)
    state = {
        "version": 2,
        "last_backup": world.now.strftime("%Y-%m-%dT%H:%M:%S.000000000Z"),
        "failed_issues": [],
        "failed_pulls": [],
    }
    _write(folder / "state.json", state)
    return folder


def recording(shapes: Shapes, item: Item, *, cross_references: bool = True) -> dict[str, Any]:
    """Put together what one file holds: the timeline leaves out reviews that only answer."""
    entries = sorted((one for one in item.happenings if one.is_on_timeline), key=timeline_key)
    events = [shapes.timeline_entry(one) for one in entries]
    if not cross_references:
        events = [one for one in events if one["event"] != "cross-referenced"]
    if not isinstance(item, PullRequest):
        return {"type": "issue", "issue": shapes.issue(item), "events": events}
    shown = [one for one in item.line_comments if not _is_pending(one)]
    comments = [shapes.line_comment(one) for one in shown]
    return {"type": "pull", "pull": shapes.pull(item), "events": events, "comments": comments}


def _is_pending(comment: Any) -> bool:
    review = comment.pull_request_review
    return review is not None and review.submitted_at is None


def _write(file: Path, content: Any) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
