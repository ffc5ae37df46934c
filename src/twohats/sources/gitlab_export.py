"""GitLab's export of a project: the folder or archive that "Export project" gives.

::

    tree/project/issues.ndjson            one issue a line, with its notes and events
    tree/project/merge_requests.ndjson    one merge request a line, with commits and diffs, too
    tree/project/milestones.ndjson        project_members.ndjson, releases.ndjson …

It does not say which project it is of, so that has to be told. It knows people by number; logins it
gives for members alone. Whoever else took part has the key ``gitlab:~22``, with their number, until a
live read tells more: no login begins with a tilde.
"""

import hashlib
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

import msgspec

from twohats.errors import SourceUnreadable
from twohats.records import Coverage, Page
from twohats.records.personal import personal_columns
from twohats.records.tables import EVENT_KINDS
from twohats.sources.forge_tally import Promiser, Tally
from twohats.sources.forge_times import moment
from twohats.sources.github_files import ARCHIVE_ERRORS
from twohats.sources.gitlab_live.promises import UNTOLD
from twohats.sources.gitlab_rows import GitlabRows, Node, Whole, milestone_of

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

ITEMS_PER_PAGE = 500
_TREE = "tree/project/"
_FILES = ("issues", "merge_requests", "milestones", "releases", "project_members")
_LOOK_AT = 40
"""Files that are looked at before deciding that an archive is no export."""

_GHOST = "Ghost User"
_decode = msgspec.json.Decoder().decode


def looks_like_export(path: Path) -> bool:
    """Whether a folder or archive is an export of a GitLab project."""
    try:
        if path.is_dir():
            return any((path / _TREE / f"{name}.ndjson").is_file() for name in _FILES)
        if not tarfile.is_tarfile(path):
            return False
        with tarfile.open(path) as archive:
            names = (_name(member) for _, member in zip(range(_LOOK_AT), archive, strict=False))
            return any(name.startswith(_TREE) and name.endswith(".ndjson") for name in names)
    except ARCHIVE_ERRORS:
        return False


def open_export(path: Path, *, repository: str, seen_at: datetime | None = None) -> "GitlabExport":
    """Open an export for reading.

    Parameters
    ----------
    path
        Its folder or archive.
    repository
        Key of the project it is of.
    seen_at
        When it was made, if one knows better than the export itself.
    """
    return GitlabExport(path, repository, seen_at)


class GitlabExport:
    """The reader; `twohats.sources.ports.Source` says what it promises.

    Rows were seen at the latest time that stands anywhere in it. It begins anew when it is cut.
    """

    name = "gitlab-export"
    personal = personal_columns(
        *("accounts", "repositories", "items", "events", "item_files", "item_commits", "links"),
        *("releases", "milestones", "memberships"),
    )

    def __init__(self, path: Path, repository: str, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self._repository = repository
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        digest = hashlib.sha256(
            f"{self.name} {VERSION} {self._repository} {self._seen_at}".encode()
        )
        parts = sorted((self.path / _TREE).glob("*.ndjson")) if self.path.is_dir() else [self.path]
        for part in parts:
            status = part.stat()
            digest.update(f"\0{part.name}\0{status.st_size}\0{status.st_mtime_ns}".encode())
        return digest.hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        forge = self._repository.partition(":")[0]
        people = _look_around(self.path)
        seen_at = self._seen_at or people.latest
        if seen_at is None:
            raise SourceUnreadable(f"{self.path}: nothing was read: no time stands in it.")
        rows = GitlabRows(forge, self.name)
        path = self._repository.partition(":")[2]
        key = rows.project({"path_with_namespace": path, **_whole_project(self.path)}, seen_at)
        count = 0
        for name, at, line in _lines(self.path, rows, key):
            try:
                self._line(rows, key, name, people.with_names(line), seen_at)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                holds = _HOLDS[name]
                rows.lose(f"{name}.ndjson:{at}", f"it is not understood: {error!r}", holds, key)
            count += name in ("issues", "merge_requests")
            if count >= ITEMS_PER_PAGE or rows.is_full:
                yield from rows.pages(None, None)
                count = 0
        yield from rows.pages(None, None)
        yield from rows.last_page(_coverage(rows, key), None)

    def _line(self, rows: GitlabRows, key: str, name: str, line: Node, seen_at: datetime) -> None:
        """Take in one line of one file."""
        if name in ("issues", "merge_requests"):
            path = self._repository.partition(":")[2]
            whole = _whole(line, path, is_change=name == "merge_requests")
            rows.item(key, whole, seen_at, f"{name}.ndjson: {line.get('iid')}")
        elif name == "milestones":
            rows.milestone(key, milestone_of(line), seen_at)
        elif name == "releases":
            release = {**line, "tag_name": line.get("tag")}
            rows.release(key, release, seen_at)
        elif line.get("user"):
            rows.member(key, {**line, **line["user"]}, seen_at)


_HOLDS: Mapping[str, tuple[str, ...]] = {
    "issues": ("items.issue", "events.*"),
    "merge_requests": ("items.pull_request", "events.*", "item_commits", "item_files"),
    "milestones": ("milestones",),
    "releases": ("releases",),
    "project_members": ("memberships",),
}
"""What is not complete where a line of a file cannot be used."""


class _People:
    """Who is who in an export, and the latest time that stands there."""

    def __init__(self) -> None:
        self.latest: datetime | None = None
        self._logins: dict[int, str] = {}
        self._names: dict[int, str] = {}

    def met(self, user: Node) -> None:
        """Learn a login."""
        if user.get("id") is not None and user.get("username"):
            self._logins[user["id"]] = user["username"]

    def heard(self, line: Node) -> None:
        """Learn names and times of an item."""
        for note in line.get("notes") or ():
            name = (note.get("author") or {}).get("name")
            if name and note.get("author_id") is not None:
                self._names[note["author_id"]] = name
        for one in (line, *(line.get("notes") or ())):
            if told := one.get("updated_at"):
                at = moment(told).astimezone(UTC)
                self.latest = at if self.latest is None else max(self.latest, at)

    def user(self, number: Any) -> Node | None:
        """Show an account as GitLab's API does."""
        if number is None:
            return None
        name = self._names.get(number)
        if name == _GHOST:
            return {"username": "ghost", "name": _GHOST}
        return {"id": number, "username": self._logins.get(number, f"~{number}"), "name": name}

    def with_names(self, line: Node) -> dict[str, Any]:
        """Put accounts beside the numbers of people, at every depth."""
        shown: dict[str, Any] = {}
        for name, value in line.items():
            if isinstance(value, dict):
                value = self.with_names(value)
            elif isinstance(value, list):
                value = [self.with_names(one) if isinstance(one, dict) else one for one in value]
            shown[name] = value
        for name in ("author_id", "user_id", "merge_user_id", "merged_by_id", "closed_by_id"):
            if name in line:
                shown[name.removesuffix("_id")] = (
                    shown.get("user")
                    if (name == "user_id" and (line.get("user") or {}).get("username"))
                    else self.user(line[name])
                )
        return shown


def _whole(line: Node, path: str, *, is_change: bool) -> Whole:
    """Show an item of an export as GitLab's API does."""
    metrics = line.get("metrics") or {}
    diff = line.get("merge_request_diff") or {}
    states = line.get("resource_state_events") or ()
    merged = [one for one in states if one.get("state") == "merged"]
    item = {
        **line,
        "labels": [(one.get("label") or {}).get("title") for one in line.get("label_links") or ()],
        "assignees": _users(line.get("issue_assignees") or line.get("merge_request_assignees")),
        "closed_at": line.get("closed_at") or metrics.get("latest_closed_at"),
    }
    if is_change:
        item["reviewers"] = _users(line.get("merge_request_reviewers"))
        item["merged_at"] = metrics.get("merged_at") or (
            merged[-1]["created_at"] if merged else None
        )
        item["merge_user"] = line.get("merge_user") or metrics.get("merged_by")
    return Whole(
        item,
        is_change,
        discussions=_talks(line.get("notes") or ()),
        label_events=line.get("resource_label_events") or (),
        milestone_events=line.get("resource_milestone_events") or (),
        state_events=states,
        commits=diff.get("merge_request_diff_commits") or () if is_change else None,
        diffs=[_diff(one) for one in diff.get("merge_request_diff_files") or ()]
        if is_change
        else None,
        head_repository=path
        if is_change and line.get("source_project_id") == line.get("target_project_id")
        else None,
    )


def _users(rows: Iterable[Node] | None) -> list[Node]:
    return [one["user"] for one in rows or () if one.get("user")]


def _talks(notes: Iterable[Node]) -> list[Node]:
    """Put notes under the talks they belong to."""
    talks: dict[str, list[Node]] = {}
    for at, note in enumerate(notes):
        position = note.get("position")
        shown = {
            **note,
            "id": None,
            "body": note.get("note"),
            "position": _decode(position) if isinstance(position, str) else position,
        }
        talks.setdefault(str(note.get("discussion_id") or f"alone {at}"), []).append(shown)
    return [{"id": key, "notes": talk} for key, talk in talks.items()]


def _diff(file: Node) -> Node:
    return {**file, "diff": file.get("utf8_diff") or file.get("diff_export")}


def _look_around(path: Path) -> _People:
    """Go through an export once, for who is who."""
    people = _People()
    for name, _, line in _lines(path):
        if name == "project_members":
            people.met(line.get("user") or {})
        elif name == "user_contributions":
            people.met(line)
        elif name in ("issues", "merge_requests"):
            people.heard(line)
    return people


def _whole_project(path: Path) -> Node:
    """Read what the export says of the project itself."""
    try:
        with _opened(path, "tree/project.json") as opened:
            document = _decode(opened.read()) if opened else {}
    except (msgspec.DecodeError, *ARCHIVE_ERRORS):
        return {}
    return {"archived": document.get("archived")} if isinstance(document, dict) else {}


def _lines(
    path: Path, rows: GitlabRows | None = None, key: str = ""
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield every line with the name of its file; what is damaged is a loss, if there are rows."""
    for name in (*_FILES, "user_contributions"):
        if rows is not None and name not in _HOLDS:
            continue
        at = 0
        try:
            with _opened(path, f"{_TREE}{name}.ndjson") as opened:
                for at, text in enumerate(opened or (), 1):
                    if not text.strip():
                        continue
                    try:
                        line = _decode(text)
                        if not isinstance(line, dict):
                            raise TypeError("it is no object")
                    except (msgspec.DecodeError, TypeError) as error:
                        if rows is not None:
                            reason = f"it cannot be read: {error}"
                            rows.lose(f"{name}.ndjson:{at}", reason, _HOLDS[name], key)
                        continue
                    yield name, at, line
        except ARCHIVE_ERRORS as error:
            if rows is not None:
                reason = f"it breaks off behind line {at}: {error or type(error).__name__}"
                rows.lose(f"{name}.ndjson", reason, _HOLDS[name], key)


@contextmanager
def _opened(path: Path, name: str) -> Iterator[IO[bytes] | None]:
    """Open one file of an export; None: it has none of that name."""
    if path.is_dir():
        file = path / name
        if not file.is_file():
            yield None
            return
        with file.open("rb") as opened:
            yield opened
        return
    with tarfile.open(path) as archive:
        for member in archive:
            if _name(member) == name:
                yield cast("IO[bytes]", archive.extractfile(member))
                return
        yield None


def _name(member: tarfile.TarInfo) -> str:
    return PurePosixPath(member.name).as_posix().removeprefix("./")


def _coverage(rows: GitlabRows, key: str) -> Iterator[Coverage]:
    """Say what the export holds."""
    tally = rows.tallies[key]
    promiser = Promiser(rows.source, key, tally, rows.tallies.get("", Tally()))
    others = {name.partition(".")[2] for name in tally.rows if name.startswith("events.")}
    yield promiser.promise("items.issue")
    yield promiser.promise("items.pull_request")
    for kind in dict.fromkeys([*EVENT_KINDS, *sorted(others)]):
        if kind in UNTOLD:
            yield promiser.deny(f"events.{kind}", "GitLab does not tell it from other pushes")
        else:
            yield promiser.promise(f"events.{kind}")
    for holds in ("links.backlink", "item_commits", "item_files", "milestones", "releases"):
        yield promiser.promise(holds)
    yield promiser.deny("memberships", "present roles; who has left is not told")
    yield promiser.deny("documents", "they lie in project.bundle: import a clone of it")
    yield promiser.deny("checks", "an export does not tell the day of a commit")
