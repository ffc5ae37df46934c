"""Community files of a project as they are; which paths these are, `sources.git.documents` knows."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from twohats.sources.asking.ports import NotThere, Rest
from twohats.sources.git.documents import FOLDERS, kind_of
from twohats.sources.gitlab_live.scouting import encoded
from twohats.sources.gitlab_rows import GitlabRows, Node

_LINK = "120000"
"""Mode of a file that only points to another."""


def add_documents(rows: GitlabRows, connection: Rest, project: Node, key: str) -> None:
    """Take in the community files of the default branch, each with the commit that last touched it."""
    branch = project.get("default_branch")
    if not branch:
        return
    place = f"/projects/{project['id']}/repository"
    dates: dict[str, str | None] = {}
    for path in _paths(connection, place, branch):
        try:
            reply = connection.get(f"{place}/files/{encoded(path)}?{urlencode({'ref': branch})}")
            content = reply.content
            text = b64decode(content["content"]).decode("utf-8", "replace")
            oid = content["last_commit_id"]
            if oid not in dates:
                commit = connection.get(f"{place}/commits/{oid}").content
                dates[oid] = commit.get("committed_date")
        except (NotThere, KeyError, TypeError, ValueError) as error:
            rows.lose(f"{key}: {path}", f"its text cannot be had: {error}", ["documents"], key)
            continue
        _add(rows, key, path, oid, dates[oid], text, reply.asked_at)


def _add(
    rows: GitlabRows,
    key: str,
    path: str,
    oid: str,
    committed_at: str | None,
    text: str,
    seen_at: datetime,
) -> None:
    rows.row("documents", key, (key, path, kind_of(path), oid, committed_at, text), seen_at)


def _paths(connection: Rest, place: str, branch: str) -> Iterator[str]:
    """Yield paths of community files, of every folder where they may be."""
    folders = [""]
    for folder in folders:
        for entry in _entries(connection, place, branch, folder):
            path = entry["path"]
            if entry["type"] == "tree" and not folder and path.lower() in FOLDERS:
                folders.append(path)
            elif entry["type"] == "blob" and entry.get("mode") != _LINK and kind_of(path):
                yield path


def _entries(connection: Rest, place: str, branch: str, folder: str) -> list[Node]:
    words = {"ref": branch, **({"path": folder} if folder else {})}
    try:
        pages = connection.pages(f"{place}/tree?{urlencode(words)}")
        return [entry for page in pages for entry in page.content]
    except NotThere:
        return []  # an empty repository has no tree
