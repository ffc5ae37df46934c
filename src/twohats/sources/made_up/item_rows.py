"""Rows of ``items``: every column that can be is replayed from the events, never drawn."""

import numpy as np
import pyarrow as pa

from twohats.records import Rows
from twohats.sources.made_up.changes import Files
from twohats.sources.made_up.event_rows import (
    Happened,
    account_keys,
    associations,
    chosen,
    times,
)
from twohats.sources.made_up.scene import CODES, KINDS, Scene
from twohats.sources.made_up.working_time import Bools


def item_rows(scene: Scene, told: Happened, files: Files | None) -> Rows:
    """Build the rows of ``items``."""
    items, count = scene.items, len(scene.items)
    at, actor = told.columns["at"], told.columns["actor"]
    accounts = account_keys(scene, told.gone)
    ended = told.last_of(count, "closed", "reopened")
    is_closed = (ended >= 0) & (told.columns["kind"][ended] == CODES["closed"])
    merged = told.last_of(count, "merged")
    is_merged = merged >= 0
    state = np.where(is_merged, 2, np.where(is_closed, 1, 0))
    milestone = told.last_of(count, "milestoned", "demilestoned")
    in_one = (milestone >= 0) & (told.columns["kind"][milestone] == CODES["milestoned"])
    repositories = [scene.repository_key(r) for r in range(len(scene.community.repositories))]
    everyone = np.ones(count, dtype=bool)
    return {
        "item": told.item_keys,
        "repository": chosen(repositories, items.repository),
        "number": items.number,
        "kind": chosen(["issue", "pull_request"], items.is_change.astype(np.int64)),
        "title": items.titles,
        "body": chosen(scene.bodies.texts, items.body),
        "url": told.item_urls,
        "author": chosen(accounts, items.author),
        "association": associations(scene, told, items.author, items.repository, everyone),
        "created_at": items.opened_at,
        "updated_at": at[told.last_among(count, np.arange(len(at)))],
        "closed_at": times(at[ended], is_closed),
        "merged_at": times(at[merged], is_merged),
        "merged_by": chosen(accounts, np.where(is_merged, actor[merged], -1)),
        "state": chosen(["open", "closed", "merged"], state),
        "draft": pa.array(_drafts(scene, told), mask=~items.is_change),
        **_sizes(count, items.is_change, files),
        "labels": _labels(scene, told),
        "milestone": chosen(
            scene.subjects.texts or [""],
            np.where(in_one, told.columns["subject"][milestone], -1),
        ),
        "assignees": _held(scene, told, "assigned", ("unassigned",)),
        "requested_reviewers": _held(
            scene, told, "review_requested", ("review_request_removed", "reviewed")
        ),
        "base_ref": pa.array(["main"] * count, mask=~items.is_change),
        "head_repository": pa.array(_heads(scene, told), pa.string()),
        "merge_commit_oid": pa.array(told.merge_oids, pa.string()),
    }


def _drafts(scene: Scene, told: Happened) -> Bools:
    last = told.last_of(len(scene.items), "ready_for_review", "converted_to_draft")
    turned = told.columns["kind"][last] == CODES["converted_to_draft"]
    return np.where(last >= 0, turned, scene.items.is_draft)


def _sizes(count: int, is_change: Bools, files: Files | None) -> Rows:
    """Sum over the files of each pull request."""
    if files is None:
        return {}
    sums = {
        "additions": np.bincount(files.item, files.additions, count),
        "deletions": np.bincount(files.item, files.deletions, count),
        "changed_files": files.count,
    }
    return {name: pa.array(v.astype(np.int64), mask=~is_change) for name, v in sums.items()}


def _labels(scene: Scene, told: Happened) -> pa.Array:
    """Labels in alphabetical order."""
    names = scene.subjects.texts
    held: list[set[int]] = [set() for _ in range(len(scene.items))]
    for event in told.of("labeled", "unlabeled").tolist():
        labels, label = held[told.columns["item"][event]], int(told.columns["subject"][event])
        if KINDS[told.columns["kind"][event]] == "labeled":
            labels.add(label)
        else:
            labels.discard(label)
    return pa.array([sorted(names[n] for n in labels) for labels in held], pa.list_(pa.string()))


def _held(scene: Scene, told: Happened, begins: str, ends: tuple[str, ...]) -> pa.Array:
    """Accounts that hold something at the end; a review given is a request answered."""
    names, logins = scene.subjects.texts, scene.accounts.logins
    held: list[dict[str, None]] = [{} for _ in range(len(scene.items))]
    columns = told.columns
    for event in told.of(begins, *ends).tolist():
        holders, kind = held[columns["item"][event]], KINDS[columns["kind"][event]]
        if kind == "reviewed":
            holders.pop(f"github:{logins[columns['actor'][event]]}", None)
        elif kind == begins:
            holders[names[columns["subject"][event]]] = None
        else:
            holders.pop(names[columns["subject"][event]], None)
    return pa.array([sorted(holders) for holders in held], pa.list_(pa.string()))


def _heads(scene: Scene, told: Happened) -> list[str | None]:
    """Where a change comes from: a branch for those who may merge, else the author's fork."""
    items, logins = scene.items, scene.accounts.logins
    inside = np.isin(items.author, scene.cast.can_merge) | items.is_update
    lost = told.gone[items.author]
    heads: list[str | None] = []
    for item in range(len(items)):
        repository = int(items.repository[item])
        if not items.is_change[item] or lost[item]:
            heads.append(None)
        elif inside[item]:
            heads.append(scene.repository_key(repository))
        else:
            name = scene.community.repositories[repository]
            heads.append(f"github:{logins[items.author[item]]}/{name}")
    return heads


def file_rows(scene: Scene, told: Happened, files: Files) -> Rows:
    """Build the rows of ``item_files``."""
    return {
        "item": chosen(told.item_keys, files.item),
        "path": chosen(scene.paths.texts, files.path),
        "additions": files.additions,
        "deletions": files.deletions,
    }


def commit_of_item_rows(told: Happened) -> Rows:
    """Build the rows of ``item_commits``."""
    committed = told.of("committed")
    return {
        "item": chosen(told.item_keys, told.columns["item"][committed]),
        "oid": [told.oids[event] for event in committed.tolist()],
    }
