"""Databases that the program github-to-sqlite wrote.

Its versions differ in columns, and in how they write what GitHub nests: as the id of a row in
another table, as JSON, or as Python prints it. There is no timeline in them: of all that happened
to an item, only who opened it and its comments.
"""

import ast
import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec

from twohats.errors import SourceUnreadable
from twohats.records import Coverage, Page, repository_key
from twohats.records.personal import personal_columns
from twohats.records.tables import EVENT_KINDS
from twohats.sources.columns import utc_text
from twohats.sources.forge_tally import Promiser
from twohats.sources.github_database import Database, Row, is_database, open_database
from twohats.sources.github_names import repository_name
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import (
    Account,
    Comment,
    Item,
    Milestone,
    Repository,
    Shape,
    salvage,
)

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

UNSEEN_SHARE = 0.01
"""Share of a repository's comments that may be lacking: GitHub also counts some it never shows."""

_HELD_BY = {
    "issues": ("items.*", "events.opened"),
    "pull_requests": ("items.pull_request", "events.opened"),
    "issue_comments": ("events.commented",),
    "releases": ("releases",),
    "milestones": ("milestones",),
}
_NOT_STORED = "github-to-sqlite does not store it"

_NOT_AS_IT_IS = frozenset({"labels", "assignees", "requested_reviewers", "requested_teams"})
"""Columns that some versions have, in ways not worth trusting."""

_NEVER = datetime.fromtimestamp(0, UTC)

_Place = tuple[str, int]
"""A repository and the number of one of its items."""

ShapeT = TypeVar("ShapeT", bound=Shape)


def looks_like_sqlite(path: Path) -> bool:
    """Whether a file is a database of github-to-sqlite, packed by gzip or not."""
    if not is_database(path):
        return False
    try:
        with open_database(path, lambda key, reason: None) as database:
            return database.has("issues") and database.has("repos")
    except sqlite3.DatabaseError:
        return False


def open_sqlite(
    path: Path, *, forge: str = "github", seen_at: datetime | None = None
) -> "GithubSqlite":
    """Open a database for reading.

    Parameters
    ----------
    path
        The file, packed by gzip or not.
    forge
        Name of the forge in the workspace.
    seen_at
        When it was made, if one knows; else the latest time that stands in it, by repository.

    Raises
    ------
    SourceUnreadable
        There is nothing at ``path``.
    """
    if not path.exists():
        raise SourceUnreadable(f"{path}: not read: there is no such file. Check the path.")
    return GithubSqlite(path, forge, seen_at)


class GithubSqlite:
    """The reader; `twohats.sources.ports.Source` says what it promises.

    Repositories that are merely named (starred, depended on) are passed over: those with issues,
    pull requests or releases are read.
    """

    name = "github-to-sqlite"
    personal = personal_columns(
        "accounts",
        "repositories",
        "names",
        "items",
        "events",
        "item_commits",
        "links",
        "milestones",
        "releases",
    )

    def __init__(self, path: Path, forge: str, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self._forge = forge
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        status = self.path.stat()
        text = f"{self.name} {VERSION} {self._forge} {self._seen_at}"
        text += f" {status.st_size} {status.st_mtime_ns}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        rows = GithubRows(self._forge, self.name)

        def lose(table: str, reason: str) -> None:
            rows.lose(table, reason, _HELD_BY.get(table, ("items.*", "events.*", "releases")))

        try:
            with open_database(self.path, lose) as database:
                read = _Read(rows, database, self._forge, self._seen_at)
                for _ in read.batches():
                    yield from rows.pages(None, None)
                coverage = list(read.coverage())
        except sqlite3.DatabaseError as error:
            raise SourceUnreadable(f"{self.path}: nothing was read: {error}.") from error
        if not coverage:
            raise SourceUnreadable(f"{self.path}: nothing was read: {rows.first_loss}.")
        yield from rows.last_page(coverage, None)


class _Repository:
    """A row of ``repos``, and what else the database holds of it."""

    def __init__(self, key: str, shape: Repository):
        self.key = key
        self.shape = shape
        self.seen_at = _NEVER
        self.latest = _NEVER.isoformat()
        """The latest time that stands in any of its rows: it was looked at then, or later."""
        self.tables: set[str] = set()
        """Tables that hold rows of it."""
        self.counted: Counter[int] = Counter()
        """Comments of each item, as GitHub counts them."""
        self.commented: Counter[int] = Counter()
        """Comments of each item that are in the database."""
        self.bare = 0
        """Pull requests without their row in ``pull_requests``."""
        self.stale = 0
        """Pull requests that changed after that row was fetched."""

    def note(self, table: str, row: Row) -> None:
        """Take note of a row."""
        self.tables.add(table)
        times = (utc_text(value) or "" for name, value in row.items() if name.endswith("_at"))
        self.latest = max(self.latest, *times)


class _Read:
    """One pass over a database: first where everything belongs, then the rows themselves."""

    def __init__(self, rows: GithubRows, database: Database, forge: str, seen_at: datetime | None):
        self._rows = rows
        self._database = database
        self._forge = forge
        self._users = {row.get("id"): _user(row) for row in database.rows("users")}
        self._unknown: set[int] = set()
        self._milestones = {row.get("id"): row for row in database.rows("milestones")}
        self._repositories = self._read_repositories()
        self._by_key = {repository.key: repository for repository in self._repositories.values()}
        self._places: dict[str, dict[int, _Place]] = {"issues": {}, "pull_requests": {}}
        """Repository and number of each row of both tables, by its id."""
        self._updated: dict[_Place, str] = {}
        self._look_around(seen_at)
        self._labels = self._read_labels()
        self._pulls: set[_Place] = set()

    # Where everything belongs ------------------------------------------------------------------

    def _read_repositories(self) -> dict[int, _Repository]:
        licenses = {row.get("key"): row.get("spdx_id") for row in self._database.rows("licenses")}
        found = {}
        for row in self._database.rows("repos"):
            spdx_id = licenses.get(row.get("license"))
            raw = {**row, "owner": self._account(row.get("owner")), "license": {"spdx_id": spdx_id}}
            shape = self._shaped(Repository, raw, f"repos {row.get('id')}", "repositories")
            if shape.full_name and shape.id is not None:
                key = repository_key(self._forge, shape.full_name)
                found[shape.id] = _Repository(key, shape)
        return found

    def _look_around(self, given: datetime | None) -> None:
        """Learn where rows belong, how old they are, and how many comments there should be."""
        wanted = ["id", "repo", "number", "comments", "created_at", "updated_at", "published_at"]
        for table in ("issues", "pull_requests", "releases"):
            for row in self._database.rows(table, wanted):
                repository = self._owner(row)
                if repository is None:
                    continue
                repository.note(table, row)
                if table == "releases":
                    continue
                place = repository.key, row.get("number", 0)
                self._places[table][row.get("id", 0)] = place
                if table == "issues":
                    self._updated[place] = str(row.get("updated_at") or "")
                    repository.counted[place[1]] = row.get("comments") or 0
        for row in self._database.rows("issue_comments", ["issue", "issue_url", "updated_at"]):
            found = self._place(row)
            repository = self._by_key.get(found[0]) if found else None
            if found and repository:
                repository.note("issue_comments", row)
                repository.commented[found[1]] += 1
        for repository in self._repositories.values():
            repository.seen_at = given or datetime.fromisoformat(repository.latest)

    def _read_labels(self) -> dict[_Place, list[Row]] | None:
        """Read the labels of each item; None where there are no tables that would say."""
        names = {row.get("id"): row.get("name") for row in self._database.rows("labels")}
        known = False
        labels: dict[_Place, list[Row]] = {}
        for table, column, of in (
            ("issues_labels", "issues_id", "issues"),
            ("labels_pull_requests", "pull_requests_id", "pull_requests"),
        ):
            known = known or self._database.has(table)
            for row in self._database.rows(table):
                place = self._places[of].get(row.get(column, 0))
                if place:
                    labels.setdefault(place, []).append({"name": names.get(row.get("labels_id"))})
        return labels if known else None

    def _owner(self, row: Row) -> _Repository | None:
        number = row.get("repo")
        return self._repositories.get(number) if isinstance(number, int) else None

    def _place(self, comment: Row) -> _Place | None:
        """Find the repository and number of the item a comment stands on."""
        url = comment.get("issue_url")
        name = repository_name(url) if isinstance(url, str) else None
        number = str(url).rpartition("/")[2]
        if name and number.isdecimal():
            return repository_key(self._forge, name), int(number)
        return self._places["issues"].get(comment.get("issue", 0))

    # The rows ----------------------------------------------------------------------------------

    def batches(self) -> Iterator[None]:
        """Read everything; stop for breath when there is enough for a page."""
        for repository in self._repositories.values():
            if repository.tables:
                self._rows.repository(repository.shape, repository.seen_at)
        for read, table in (
            (self._pull, "pull_requests"),
            (self._issue, "issues"),
            (self._comment, "issue_comments"),
            (self._milestone, "milestones"),
            (self._release, "releases"),
        ):
            for row in self._database.rows(table):
                read(row, f"{table} {row.get('id')}")
                if self._rows.is_full:
                    yield
        for number in sorted(self._unknown):
            self._rows.lose(f"users {number}", "it is named, and has no row", ["accounts"])
        yield

    def _pull(self, row: Row, name: str) -> None:
        repository = self._owned(row, name, "pull_requests")
        if repository is not None:
            place = repository.key, row.get("number", 0)
            self._pulls.add(place)
            repository.stale += str(row.get("updated_at") or "") < self._updated.get(place, "")
            self._item(repository, row, name, is_pull=True)

    def _issue(self, row: Row, name: str) -> None:
        repository = self._owned(row, name, "issues")
        if repository is None or (repository.key, row.get("number")) in self._pulls:
            return
        is_pull = row.get("type") == "pull" or bool(row.get("pull_request"))
        if is_pull:
            repository.bare += 1
            # Whether it was merged stands in the table that lacks it.
            row["state"] = row.get("state") if row.get("state") == "open" else None
        self._item(repository, row, name, is_pull=is_pull)

    def _item(self, repository: _Repository, row: Row, name: str, *, is_pull: bool) -> None:
        place = repository.key, row.get("number", 0)
        shape = repository.shape
        page = f"{shape.html_url}/{'pull' if is_pull else 'issues'}/{place[1]}"
        milestone = row.get("milestone")
        raw = {
            **{name: value for name, value in row.items() if name not in _NOT_AS_IT_IS},
            "repository": {"full_name": shape.full_name},
            "html_url": row.get("html_url") or (page if shape.html_url else None),
            "user": self._account(row.get("user")),
            "merged_by": self._account(row.get("merged_by")),
            "milestone": _nested(milestone) or self._milestones.get(milestone),
            "base": _nested(row.get("base")),
            "head": _nested(row.get("head")),
            "pull_request": _nested(row.get("pull_request")),
        }
        if self._labels is not None:
            raw["labels"] = self._labels.get(place, [])
        if "assignee" in row:
            assignee = self._account(row["assignee"])
            raw["assignees"] = [assignee] if assignee else []
        kind = "pull_request" if is_pull else "issue"
        item = self._shaped(Item, raw, name, f"items.{kind}")
        self._rows.item(item, repository.seen_at, name, is_pull=is_pull)

    def _comment(self, row: Row, name: str) -> None:
        place = self._place(row)
        if place is None:
            self._rows.lose(name, "its issue has no row", ["events.commented"])
            return
        raw = {**row, "user": self._account(row.get("user"))}
        comment = self._shaped(Comment, raw, name, "events.commented")
        repository = self._by_key.get(place[0])
        seen_at = repository.seen_at if repository else _NEVER
        if not self._rows.comment(*place, comment, seen_at):
            self._rows.lose(name, "it has no id", ["events.commented"], place[0])

    def _milestone(self, row: Row, name: str) -> None:
        repository = self._owner(row)
        if repository is not None and repository.tables:
            milestone = self._shaped(Milestone, row, name, "milestones")
            self._rows.milestone(repository.key, milestone, repository.seen_at)

    def _release(self, row: Row, name: str) -> None:
        repository = self._owned(row, name, "releases")
        if repository is None or not row.get("tag_name") or row.get("draft"):
            return
        author = self._shaped(Account, self._account(row.get("author")) or {}, name, "releases")
        key = self._rows.account(repository.key, author, repository.seen_at)
        prerelease = None if row.get("prerelease") is None else bool(row["prerelease"])
        self._rows.row(
            "releases",
            repository.key,
            (
                repository.key,
                row["tag_name"],
                row.get("name"),
                key,
                row.get("published_at"),
                prerelease,
                row.get("html_url"),
            ),
            repository.seen_at,
        )

    def _owned(self, row: Row, name: str, table: str) -> _Repository | None:
        """Find whose row it is; a loss if nobody's."""
        repository = self._owner(row)
        if repository is None:
            self._rows.lose(name, "its repository has no row", _HELD_BY[table])
        return repository

    def _account(self, value: object) -> Row | None:
        """Find the account that a column names: by id, or nested."""
        if value is None:
            return None
        if isinstance(value, str) and not value.isdecimal():
            return _nested(value)
        number = int(value) if isinstance(value, int | str) else -1
        if number not in self._users:
            self._unknown.add(number)
        return self._users.get(number)

    def _shaped(self, shape: type[ShapeT], raw: Row, name: str, holds: str) -> ShapeT:
        try:
            return msgspec.convert(raw, shape, strict=False)
        except msgspec.ValidationError:
            lost: list[tuple[str, str]] = []
            shaped = salvage(shape, raw, "", lost)
            for place, reason in lost:
                self._rows.lose(f"{name}: {place}", reason, [holds])
            return shaped

    # What it promises --------------------------------------------------------------------------

    def coverage(self) -> Iterator[Coverage]:
        """Say what is held of each repository."""
        for promiser in self._rows.promisers():
            if promiser.repository in self._by_key:
                yield from _coverage(promiser, self._by_key[promiser.repository])


def _coverage(promiser: Promiser, repository: _Repository) -> Iterator[Coverage]:
    issues = promiser.deny("items.issue", "issues were not fetched")
    pulls = promiser.deny("items.pull_request", "pull requests were not fetched")
    if "issues" in repository.tables:
        issues = promiser.promise("items.issue")
    if repository.bare:
        reason = f"{repository.bare} have no row in pull_requests: whether merged is not known"
        pulls = promiser.deny("items.pull_request", reason)
    elif repository.stale:
        reason = f"{repository.stale} have changed since their row in pull_requests was fetched"
        pulls = promiser.deny("items.pull_request", reason)
    elif "pull_requests" in repository.tables or "issues" in repository.tables:
        pulls = promiser.promise("items.pull_request")
    opened = promiser.promise("events.opened")
    if "issues" not in repository.tables:
        opened = promiser.deny("events.opened", issues.reason or "")
    yield from (issues, pulls, opened, _comments(promiser, repository))
    for kind in EVENT_KINDS:
        if kind not in ("opened", "commented"):
            yield promiser.deny(f"events.{kind}", _NOT_STORED)
    yield promiser.deny("item_commits", _NOT_STORED)
    yield promiser.deny("links.backlink", _NOT_STORED)
    yield promiser.deny("items.assignees", "only the first of several is stored")
    yield promiser.deny("milestones", "only those that an issue or pull request stands in")
    if "releases" in repository.tables:
        yield promiser.promise("releases")
    else:
        yield promiser.deny("releases", "releases were not fetched, or there are none")


def _comments(promiser: Promiser, repository: _Repository) -> Coverage:
    total = repository.counted.total()
    lacking = (repository.counted - repository.commented).total()
    if total and lacking > UNSEEN_SHARE * total:
        reason = f"{lacking} of the {total} that GitHub counts were not fetched"
        return promiser.deny("events.commented", reason)
    return promiser.promise("events.commented")


def _user(row: Row) -> Row:
    # Where the name was not fetched, github-to-sqlite puts the login in its place.
    name = row.get("name")
    return {**row, "name": None if name == row.get("login") else name}


def _nested(value: object) -> Row | None:
    """Read an object that stands in a column, as JSON or as Python prints it."""
    if not isinstance(value, str) or not value.startswith("{"):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            nested = read(value)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        return nested if isinstance(nested, dict) else None
    return None
