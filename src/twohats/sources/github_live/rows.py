"""Whole items to rows."""

from twohats.sources.forge_bucket import Place
from twohats.sources.github_live.gathering import Gathered, Loss
from twohats.sources.github_live.shapes import (
    NO_EVENTS,
    Node,
    account,
    comment,
    event,
    item,
    review,
)
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Event, Recording, Repository

_KEPT_WHOLE = ("labels", "assignees", "reviewers")
"""Lists that become one value of an item: better none than a part of one."""


def add_item(rows: GithubRows, home: Repository, repository: str, gathered: Gathered) -> None:
    """Take in an item with all that happened to it.

    Parameters
    ----------
    rows
        Where they go.
    home
        The repository, as it describes itself.
    repository
        Its key.
    gathered
        The item.
    """
    name = str(gathered.node.get("url") or repository)
    for loss in gathered.losses:
        rows.lose(name, loss.reason, loss.holds, repository)
    lists = {
        key: None if key in gathered.unknown else gathered.lists.get(key) for key in _KEPT_WHOLE
    }
    shaped = item(gathered.node, home, lists)
    if gathered.listing.kind == "discussion":
        place = rows.item(shaped, gathered.seen_at, name, kind="discussion")
        if place is not None:
            _add_discussion(rows, place, gathered)
        return
    is_pull = gathered.listing.kind == "pull_request"
    recording = Recording(
        issue=None if is_pull else shaped,
        pull=shaped if is_pull else None,
        events=_events(gathered),
        comments=[comment(node) for node in gathered.lists.get("line_comments", ())],
    )
    rows.recording(recording, gathered.seen_at, name)
    key = f"{repository}#{gathered.node['number']}"
    for node in gathered.lists.get("files", ()):
        row = key, node["path"], node["additions"], node["deletions"]
        rows.row("item_files", repository, row, gathered.seen_at)


def lose(rows: GithubRows, repository: str, name: str, loss: Loss) -> None:
    """Count something of a repository that could not be read."""
    rows.lose(f"{repository}: {name}", loss.reason, loss.holds, repository)


def _events(gathered: Gathered) -> list[Event]:
    """Make the timeline, and after it the reviews and comments that it leaves out."""
    nodes = [
        node for node in gathered.lists.get("timeline", ()) if node["__typename"] not in NO_EVENTS
    ]
    events = [event(node) for node in nodes]
    told = {one.id for one in events if one.event == "reviewed"}
    for node in gathered.lists.get("line_comments", ()):
        review_node = node.get("pullRequestReview")
        if review_node:
            silent = review(review_node)
            if silent.id not in told:
                told.add(silent.id)
                events.append(silent)
    remarks = [comment(node) for node in gathered.lists.get("commit_comments", ())]
    if remarks:
        events.append(Event(event="commit_commented", comments=remarks))
    return events


def _add_discussion(rows: GithubRows, place: Place, gathered: Gathered) -> None:
    """Take in what was said; numbers of its comments may be those of comments on issues too."""
    for node in (*gathered.lists.get("comments", ()), *gathered.lists.get("replies", ())):
        _add_remark(rows, place, gathered, node)
    node = gathered.node
    if node.get("answerChosenAt"):
        rows.event(
            place,
            gathered.seen_at,
            "answered",
            place.item,
            account(node.get("answerChosenBy")),
            node["answerChosenAt"],
            parent=_remark_key(rows, node.get("answer")),
        )


def _add_remark(rows: GithubRows, place: Place, gathered: Gathered, node: Node) -> None:
    rows.event(
        place,
        gathered.seen_at,
        "commented",
        f"discussion-{node['databaseId']}",
        account(node.get("author")),
        node.get("createdAt"),
        association=node.get("authorAssociation"),
        body=node.get("body"),
        url=node.get("url"),
        edited_at=node.get("updatedAt"),
        parent=_remark_key(rows, node.get("replyTo")),
    )


def _remark_key(rows: GithubRows, node: Node | None) -> str | None:
    return f"{rows.forge}:commented:discussion-{node['databaseId']}" if node else None
