"""GitHub REST backups: a folder or tar archive with one JSON file per issue and pull request.

::

    issues/N.json   {"type", "issue", "events"}
    pulls/N.json    {"type", "pull", "events", "comments"}
    state.json      {"last_backup", "failed_issues", "failed_pulls"}

as github-metadata-backup writes them; several may lie below folders of their own. What a file is,
is seen from its content. Reading goes on past every file that is damaged.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from twohats.errors import SourceUnreadable
from twohats.records import Coverage, Page
from twohats.records.personal import personal_columns
from twohats.records.tables import EVENT_KINDS
from twohats.sources.forge_tally import Promiser, Tally
from twohats.sources.github_around import KIND_OF_FOLDER, STATE, Look, look_around, split_name
from twohats.sources.github_files import ARCHIVE_ERRORS, File, json_files, json_names
from twohats.sources.github_names import LEFT_OUT, event_kind
from twohats.sources.github_rows import GithubRows
from twohats.sources.github_shapes import Recording, lenient_json, salvage

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

FILES_PER_PAGE = 200

_LOOK_AT = 400
"""Files that are looked at before deciding that something is no backup."""

_decode = msgspec.json.Decoder(Recording, strict=False).decode


class _Sign(msgspec.Struct):
    """As much of a file as tells whether it is a recording."""

    issue: dict[str, msgspec.Raw] | None = None
    pull: dict[str, msgspec.Raw] | None = None


class _Cursor(msgspec.Struct):
    """Where a cut read goes on."""

    file: str
    """The last file that is safely read."""
    fingerprint: str
    """Of the backup; where it has changed since, reading starts over."""
    tallies: dict[str, Tally]


def looks_like_backup(path: Path) -> bool:
    """Whether a folder or archive holds recorded issues or pull requests."""
    try:
        for _, (_, read) in zip(range(_LOOK_AT), json_files(path), strict=False):
            if _is_recording(read()):
                return True
    except ARCHIVE_ERRORS:
        pass
    return False


def open_backup(
    path: Path, *, forge: str = "github", seen_at: datetime | None = None
) -> "GithubBackup":
    """Open a backup for reading.

    Parameters
    ----------
    path
        Its folder or archive.
    forge
        Name of the forge in the workspace.
    seen_at
        When it was made, if one knows better than the backup itself.

    Raises
    ------
    SourceUnreadable
        There is nothing at ``path``.
    """
    if not path.exists():
        raise SourceUnreadable(
            f"{path}: not read: there is no such file or folder. Check the path."
        )
    return GithubBackup(path, forge, seen_at)


class GithubBackup:
    """The reader; `twohats.sources.ports.Source` says what it promises.

    Rows were seen when the backup says it was made (``last_backup``), else at the latest time that
    stands anywhere in it. An item that comes a second time is passed over, and counts as a loss if
    it differs.
    """

    name = "github-backup"
    personal = personal_columns(
        "accounts",
        "repositories",
        "names",
        "items",
        "events",
        "item_commits",
        "links",
        "milestones",
    )

    def __init__(self, path: Path, forge: str, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self._forge = forge
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        digest = hashlib.sha256(f"{self.name} {VERSION} {self._forge} {self._seen_at}".encode())
        for name in json_names(self.path) if self.path.is_dir() else [""]:
            status = os.stat(os.path.join(self.path, name) if name else self.path)
            digest.update(f"\0{name}\0{status.st_size}\0{status.st_mtime_ns}".encode())
        return digest.hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        fingerprint = self.fingerprint()
        start = _start(after, fingerprint)
        around = look_around(self.path, self._seen_at)
        tallies = start.tallies if start else None
        rows = GithubRows(self._forge, self.name, tallies, around.present)
        read = _Read(rows, around.looks, fingerprint)
        cursor = after if start else None
        for _ in read.batches(json_files(self.path), start.file if start else None):
            yield from rows.pages(cursor, (cursor := read.cursor()))
        read.count_failures()
        if not rows.repositories:
            raise SourceUnreadable(f"{self.path}: nothing was read: {rows.first_loss}.")
        yield from rows.last_page(_coverage(rows), cursor)


class _Read:
    """One pass over the files of a backup."""

    def __init__(self, rows: GithubRows, looks: dict[str, Look], fingerprint: str):
        self._rows = rows
        self._looks = looks
        self._fingerprint = fingerprint
        self._last = ""
        self._sizes: dict[str, int] = {}
        """Sizes of the files read, by their item."""

    def batches(self, files: Iterator[File], after: str | None) -> Iterator[None]:
        """Read the files after one; stop for breath when there is enough for a page."""
        count, skipping = 0, after is not None
        try:
            for name, read in files:
                if skipping:
                    skipping = name != after
                    continue
                # A page has one time of looking, and each folder has its own.
                if count and split_name(name)[0] != split_name(self._last)[0]:
                    yield
                    count = 0
                self._file(name, read)
                count += 1
                if count == FILES_PER_PAGE or self._rows.is_full:
                    yield
                    count = 0
        except ARCHIVE_ERRORS as error:
            where = f"after {self._last}" if self._last else "before its first file"
            reason = f"the archive breaks off {where}: {error or type(error).__name__}"
            self._lose("the rest of the archive", reason)
        yield

    def cursor(self) -> str:
        """Where to go on after the last file."""
        cursor = _Cursor(self._last, self._fingerprint, self._rows.tallies)
        return msgspec.json.encode(cursor).decode()

    def count_failures(self) -> None:
        """Count what the backup program itself could not fetch."""
        for root, look in self._looks.items():
            by_folder = {"issues": look.state.failed_issues, "pulls": look.state.failed_pulls}
            for folder, failed in by_folder.items():
                for number in failed:
                    name = f"{root}/{folder}/{number}.json".removeprefix("./")
                    self._lose(name, "the backup program could not fetch it")

    def _file(self, name: str, read: Callable[[], bytes]) -> None:
        root, folder, file = split_name(name)
        if file == STATE:
            return
        recording, size = self._recording(name, read)
        self._last = name
        if recording is None:
            return
        item = recording.pull or recording.issue
        if item is None and folder not in KIND_OF_FOLDER:
            return  # some other program's file
        if item is not None and item.number is not None:
            key = item.html_url or f"{root}#{item.number}"
            if key in self._sizes:
                if self._sizes[key] != size:
                    self._lose(name, "its item comes a second time, and differs")
                return
            self._sizes[key] = size
        self._rows.recording(recording, self._looks[root].seen_at, name)

    def _recording(self, name: str, read: Callable[[], bytes]) -> tuple[Recording | None, int]:
        """Decode one file; None, and a loss, where nothing can be had of it."""
        try:
            content = read()
        except PermissionError as error:
            self._lose(name, f"it may not be read ({error.strerror})")
            return None, 0
        try:
            return _decode(content), len(content)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return self._salvaged(name, content), len(content)

    def _salvaged(self, name: str, content: bytes) -> Recording | None:
        if not content.strip(b"\0 \t\r\n"):
            self._lose(name, "the file is empty")
            return None
        try:
            raw = lenient_json(content)
        except (ValueError, RecursionError) as error:
            self._lose(name, f"it is not whole JSON: {error}")
            return None
        if not isinstance(raw, dict):
            if split_name(name)[1]:  # elsewhere it is some other program's
                self._lose(name, f"expected an object, got {type(raw).__name__}")
            return None
        lost: list[tuple[str, str]] = []
        recording = salvage(Recording, raw, "", lost)
        for place, reason in lost:
            self._rows.lose(f"{name}: {place}", reason, _held(place, raw))
        return recording

    def _lose(self, name: str, reason: str) -> None:
        kind = KIND_OF_FOLDER.get(split_name(name)[1], "*")
        self._rows.lose(name, reason, [f"items.{kind}", "events.*", "item_commits"])


def _held(place: str, raw: dict[str, Any]) -> list[str]:
    """Name what is not complete when something at a place of a file is lost."""
    if place.startswith(("issue", "pull")):
        return ["items.issue" if place.startswith("issue") else "items.pull_request"]
    if place.startswith("comments"):
        return ["events.review_commented"]
    index = re.match(r"events\[(\d+)\]", place)
    event = raw["events"][int(index[1])] if index else None
    word = event.get("event") if isinstance(event, dict) else None
    return [f"events.{event_kind(word)}" if isinstance(word, str) else "events.*"]


def _is_recording(content: bytes) -> bool:
    try:
        sign = msgspec.json.decode(content, type=_Sign)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
    found = sign.issue or sign.pull
    return found is not None and "number" in found


def _start(after: str | None, fingerprint: str) -> _Cursor | None:
    """Where to go on; None: from the beginning."""
    if after is None:
        return None
    cursor = msgspec.json.decode(after, type=_Cursor)
    return cursor if cursor.fingerprint == fingerprint and cursor.file else None


def _coverage(rows: GithubRows) -> Iterator[Coverage]:
    for promiser in rows.promisers():
        tally = promiser.tally
        yield promiser.promise("items.issue")
        yield promiser.promise("items.pull_request")
        seen = {name.partition(".")[2] for name in tally.rows if name.startswith("events.")}
        for kind in dict.fromkeys([*EVENT_KINDS, *sorted(seen)]):
            if kind == "reviewed":
                yield _reviews(promiser)
            elif kind == "cross_referenced" and not tally.rows["events.cross_referenced"]:
                yield promiser.deny("events.cross_referenced", _NO_BACKLINKS)
            else:
                yield promiser.promise(f"events.{kind}")
        for kind in sorted(LEFT_OUT):
            reason = "left out: nobody did anything to the item"
            yield promiser.deny(f"events.{kind}", reason, tally.left_out[kind])
        yield promiser.promise("item_commits")
        if tally.rows["links.backlink"]:
            yield promiser.promise("links.backlink")
        else:
            yield promiser.deny("links.backlink", _NO_BACKLINKS)
        yield promiser.deny("milestones", "only those that an issue or pull request stands in")


_NO_BACKLINKS = "none is in this backup: the program that made it may leave them out"


def _reviews(promiser: Promiser) -> Coverage:
    """GitHub's timeline leaves out reviews that do nothing but answer line comments."""
    promise = promiser.promise("events.reviewed")
    unseen, pending = promiser.tally.unseen_reviews, promiser.tally.left_out["reviewed"]
    reasons = []
    if unseen:
        reasons.append(
            f"{unseen} that only answer line comments are not in GitHub's timeline; "
            "their comments are read"
        )
    if pending:
        reasons.append(f"{pending} that nobody has submitted yet are left out")
    if not promise.complete or not reasons:
        return promise
    return promiser.deny("events.reviewed", "; ".join(reasons), unseen + pending)
