"""Community files of a repository, by version; which paths these are, `sources.git.documents` knows."""

import posixpath
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from twohats.sources.asking.ports import NotThere
from twohats.sources.git.documents import FOLDERS, kind_of
from twohats.sources.github_api.ports import Answer, Connection, TooHeavy
from twohats.sources.github_live.about import Home
from twohats.sources.github_live.cursor import Cursor
from twohats.sources.github_live.gathering import said
from twohats.sources.github_live.pace import Pace
from twohats.sources.github_live.queries import packed, quoted
from twohats.sources.github_live.shapes import Node
from twohats.sources.github_rows import GithubRows

_LINK = 0o120000
"""Mode of a file that only points to another."""

_TEXTS_AT_ONCE = 50
_HISTORIES_AT_ONCE = 20


@dataclass(frozen=True)
class _Version:
    """One file as of one commit."""

    path: str
    oid: str
    committed_at: str | None


class Documents:
    """Reads the community files at one commit, and their earlier versions.

    Parameters
    ----------
    rows
        Where they go.
    connection, home
        Whom to ask, about what.
    head
        The commit.
    since
        Earlier versions from then on, and the one before; None: all of them.
    is_next
        Whether what was before ``since`` is known from an earlier read.
    """

    def __init__(
        self,
        rows: GithubRows,
        connection: Connection,
        home: Home,
        head: str,
        since: str | None,
        *,
        is_next: bool,
    ):
        self._rows = rows
        self._connection = connection
        self._home = home
        self._head = head
        self._since = since
        self._is_next = is_next

    def read(self) -> None:
        """Take in all of them."""
        entries = list(self._entries())
        links = [entry for entry in entries if entry["mode"] == _LINK]
        texts = dict(self._texts([_Version(entry["path"], self._head, None) for entry in links]))
        targets = {version.path: text for version, (text, _) in texts.items()}
        paths = {str(entry["path"]) for entry in entries}
        chosen = [
            path
            for path in sorted(paths)
            if not (path in targets and _target(path, targets[path]) in paths)
        ]
        for version, (text, seen_at) in self._texts(list(self._versions(chosen))):
            if text is not None:
                row = (
                    *(self._home.key, version.path, kind_of(version.path)),
                    *(version.oid, version.committed_at, text),
                )
                self._rows.row("documents", self._home.key, row, seen_at)

    def _entries(self) -> Iterator[Node]:
        """Yield the community files at the commit, of every folder where they may be."""
        usual = list(FOLDERS)
        listed = self._folders(usual)
        roots = listed[0]
        # Only names that are spelled in some other way have to be asked for by it.
        others = [
            str(one["path"])
            for one in roots
            if one["type"] == "tree" and one["path"].lower() in FOLDERS and one["path"] not in usual
        ]
        for entries in (*listed, *self._folders(others)):
            yield from (one for one in entries if one["type"] == "blob" and kind_of(one["path"]))

    def _folders(self, folders: Sequence[str]) -> list[Sequence[Node]]:
        """List what stands in each folder; nothing of one that is too heavy even by itself."""
        if not folders:
            return []
        try:
            answer = self._ask([self._tree(folder) for folder in folders])
        except TooHeavy:
            if len(folders) > 1:
                half = len(folders) // 2
                return [*self._folders(folders[:half]), *self._folders(folders[half:])]
            self._lose(folders[0] or "/", "GitHub found the folder too heavy")
            return [()]
        return [self._listed(answer, at) for at in range(len(folders))]

    def _tree(self, folder: str) -> str:
        return f"object(expression: {quoted(f'{self._head}:{folder}')}) {{ ...Entries }}"

    def _listed(self, answer: Answer, at: int) -> Sequence[Node]:
        found: Sequence[Node] = (self._said(answer, at) or {}).get("entries") or ()
        return found

    def _versions(self, paths: Sequence[str]) -> Iterator[_Version]:
        """Find the commits that changed each file, the latest first; of change logs only that one."""
        waiting: list[tuple[str, str]] = []
        for path in paths:
            given = f"path: {quoted(path)}"
            if kind_of(path) == "changelog" or self._is_next or self._since:
                waiting.append((path, f"first: 1, {given}"))
            if kind_of(path) != "changelog":
                since = f", since: {quoted(self._since)}" if self._since else ""
                waiting.append((path, f"first: 100, {given}{since}"))
                if self._since and not self._is_next:
                    waiting.append((path, f"first: 1, {given}, until: {quoted(self._since)}"))
        told: set[tuple[str, str]] = set()
        pace = Pace(_HISTORIES_AT_ONCE)
        while waiting:
            chosen = waiting[: pace.size]
            fields = (
                f"object(expression: {quoted(self._head)}) "
                f"{{ ... on Commit {{ list: history({given}) {{ ...Changes }} }} }}"
                for _, given in chosen
            )
            try:
                answer = self._ask(list(fields))
            except TooHeavy:
                if pace.size > 1:
                    pace.shrink()
                else:
                    self._lose(waiting.pop(0)[0], "GitHub found its history too heavy")
                continue
            waiting = waiting[len(chosen) :]
            pace.grow()
            for at, (path, given) in enumerate(chosen):
                listed = (self._said(answer, at) or {}).get("list")
                if listed is None:
                    self._lose(path, "GitHub gave no history of it")
                    continue
                for node in listed["nodes"] or ():
                    if node and (path, node["oid"]) not in told:
                        told.add((path, node["oid"]))
                        yield _Version(path, node["oid"], node["committedDate"])
                info = listed["pageInfo"]
                if info["hasNextPage"] and "first: 100" in given:
                    rest = given.partition(", after:")[0]
                    waiting.append((path, f"{rest}, after: {quoted(info['endCursor'])}"))

    def _texts(
        self, versions: Sequence[_Version]
    ) -> Iterator[tuple[_Version, tuple[str | None, datetime]]]:
        """Read what stands in each; None where it cannot be had."""
        pace, at = Pace(_TEXTS_AT_ONCE), 0
        while at < len(versions):
            chosen = versions[at : at + pace.size]
            fields = [
                f"object(expression: {quoted(f'{one.oid}:{one.path}')}) {{ ...Text }}"
                for one in chosen
            ]
            try:
                answer = self._ask(fields)
            except TooHeavy:
                if pace.size > 1:
                    pace.shrink()
                    continue
                self._lose(chosen[0].path, "GitHub found it too heavy")
                at += 1
                continue
            at += len(chosen)
            pace.grow()
            for place, one in enumerate(chosen):
                yield one, (self._text(one, self._said(answer, place)), answer.asked_at)

    def _text(self, version: _Version, blob: Node | None) -> str | None:
        if not blob:
            return None  # the commit removed it
        if blob.get("text") is not None and not blob.get("isTruncated"):
            return str(blob["text"])
        path = f"/repos/{self._home.full_name}/git/blobs/{blob['oid']}"
        try:
            content = self._connection.get(path).content
            return b64decode(content["content"]).decode("utf-8", "replace")
        except (NotThere, KeyError, TypeError, ValueError) as error:
            self._lose(version.path, f"its text cannot be had: {error}")
            return None

    def _ask(self, fields: Sequence[str]) -> Answer:
        names = ", ".join(f"{key}: {quoted(value)}" for key, value in self._home.names.items())
        inner = " ".join(f"d{at}: {field}" for at, field in enumerate(fields))
        return self._connection.ask(packed([f"repository({names}) {{ {inner} }}"]))

    def _said(self, answer: Answer, at: int) -> Mapping[str, Any] | None:
        """One field of an answer; what is amiss with it is a loss."""
        for trouble in answer.troubles:
            if trouble.path[1:2] == (f"d{at}",):
                self._lose(self._home.key, said([trouble]))
        found: Mapping[str, Any] | None = (answer.data.get("repository") or {}).get(f"d{at}")
        return found

    def _lose(self, name: str, reason: str) -> None:
        self._rows.lose(f"{self._home.key}: {name}", reason, ["documents"], self._home.key)


def add_documents(rows: GithubRows, connection: Connection, home: Home, cursor: Cursor) -> None:
    """Take in the community files at the newest commit that the look saw."""
    head = cursor.marks.get("head")
    if head:
        reader = Documents(rows, connection, home, head, cursor.lower, is_next=bool(cursor.before))
        reader.read()


def _target(path: str, text: str | None) -> str:
    """Where a link points to, from the root."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), str(text or "")))
