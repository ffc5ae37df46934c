"""perceval's git recordings: what ``perceval git --json-line`` prints, plain or packed by gzip.

The rows are those the git reader gives, as far as perceval keeps what they need. It reads branches
and tags only, and prints names as the repository's ``.mailmap`` has them.
"""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from twohats.errors import SourceUnreadable, WrongUse
from twohats.formats.perceval import PercevalCommit, Person, parse_commit
from twohats.records import Coverage, Page, Skipped, owner_of, row_count
from twohats.records.personal import personal_columns
from twohats.sources.git.place import Name, given_name, guessed_name, name_from_remote
from twohats.sources.git.trailers import BETWEEN, people_named

VERSION = 1
"""Of this reader; a higher one reads again what a lower one has read."""

COMMITS_A_PAGE = 10_000
_CHUNK = 1 << 18
_LONGEST_LOOK = 1 << 24
_GITHUB: Mapping[str, str] = MappingProxyType({"github": "github.com"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def looks_like_perceval(path: Path) -> bool:
    """Whether a file begins with a commit as perceval writes it."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as opened:
            start = opened.read(2)
    except OSError:
        return False
    # A look at the first byte spares reading all of a large file of another kind.
    if start != b"\x1f\x8b" and start.lstrip()[:1] != b"{":
        return False
    return _first_commit(path) is not None


def _first_commit(path: Path) -> PercevalCommit | None:
    """Read the first line, if it is a commit."""
    try:
        for _, line in _Lines(path, longest=_LONGEST_LOOK):
            if line.strip():
                return parse_commit(line)
    except (OSError, ValueError):
        pass
    return None


def open_perceval(
    path: Path,
    *,
    repository: str | None,
    forges: Mapping[str, str] = _GITHUB,
    seen_at: datetime | None = None,
) -> "PercevalGit":
    """Open a recording, reading no more than whose it is.

    Parameters
    ----------
    path
        A file for which `looks_like_perceval` holds.
    repository
        Key of the repository: ``github:owner/name``. None: from the address perceval was given,
        else guessed from the file's name; see `PercevalGit.repository_is_guess`.
    forges
        Host by name of forge: ``{"github": "github.com"}``.
    seen_at
        When it was made, if one knows better than the recording itself.

    Raises
    ------
    SourceUnreadable
        There is no file at ``path``.
    WrongUse
        ``repository`` is not of the form ``forge:owner/name``.
    """
    if not path.is_file():
        raise SourceUnreadable(f"{path}: not read: there is no such file. Check the path.")
    if repository is None:
        first = _first_commit(path)
        found = name_from_remote(first.origin or "", forges) if first else None
        return PercevalGit(path, found or guessed_name(Path(_stem(path))), seen_at)
    name = given_name(repository, forges)
    if not (name.forge and name.owner and name.name):
        raise WrongUse(
            f"{repository}: not used as the repository's name: it is not of the form "
            "forge:owner/name. Write, for example, github:jupyterhub/oauthenticator."
        )
    return PercevalGit(path, name, seen_at)


def _stem(path: Path) -> str:
    """Name of the file without the endings of its format."""
    name = path.name
    for ending in (".gz", ".jsonl", ".json", ".ndjson"):
        name = name.removesuffix(ending)
    return name or path.name


class PercevalGit:
    """The reader; `twohats.sources.ports.Source` says what it promises.

    Rows were seen when perceval printed them, as their lines say.
    """

    name = "perceval-git"
    personal = personal_columns("commits", "commit_people", "commit_files")

    def __init__(self, path: Path, called: Name, seen_at: datetime | None):
        self.path = path
        self.location = str(path)
        self.repository = called.key
        self.repository_is_guess = called.is_guess
        """Whether the key is made from the file's name alone."""
        self._called = called
        self._seen_at = seen_at

    def fingerprint(self) -> str:
        status = self.path.stat()
        parts = (self.name, VERSION, self.repository, self._seen_at, status.st_size)
        words = "\0".join(map(str, (*parts, status.st_mtime_ns)))
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    def pages(self, after: str | None = None) -> Iterator[Page]:
        fingerprint = self.fingerprint()
        done = _line_of(after, fingerprint)
        owner = owner_of(self.repository)
        tally = _Tally()
        lines = _Lines(self.path)
        page = _PageRows(self.repository)
        number = 0
        for number, line in lines:
            if not line.strip():
                continue
            try:
                commit = parse_commit(line)
            except ValueError as error:
                page.skipped.append(
                    Skipped(f"{self.path.name}:{number}", f"line not read: {error}")
                )
                tally.skipped += 1
                commit = None
            if commit is not None and tally.take(commit):
                page.add(commit)
                tally.people += row_count(page.people) - page.people_counted
                page.people_counted = row_count(page.people)
            if len(page) >= COMMITS_A_PAGE:
                if number > done:
                    yield page.page(owner, self._seen(tally), f"{number} {fingerprint}")
                # What an earlier run has safely on disk is counted, not handed over again.
                page = _PageRows(self.repository)
        if lines.breaks_off:
            reason = f"the file breaks off: {lines.breaks_off}"
            page.skipped.append(Skipped(f"{self.path.name}:{number + 1}", reason))
            tally.skipped += 1
        seen_at = self._seen(tally)
        last = page.page(owner, seen_at, None)
        if tally.oids:
            tables = {**last.tables, "repositories": self._repository_row()}
            last = replace(last, tables=tables)
        yield replace(last, coverage=self._coverage(tally, seen_at))

    def _seen(self, tally: "_Tally") -> datetime:
        """When the lines read so far were printed; by the commits where they do not say."""
        if self._seen_at is not None:
            return self._seen_at
        known = tally.fetched_at or tally.newest
        if known is not None:
            return _EPOCH + timedelta(microseconds=known)
        return datetime.fromtimestamp(int(self.path.stat().st_mtime), tz=UTC)

    def _repository_row(self) -> dict[str, list[Any]]:
        called = self._called
        return {
            "repository": [self.repository],
            "forge": [called.forge],
            "owner": [called.owner],
            "name": [called.name],
            "url": [called.url],
        }

    def _coverage(self, tally: "_Tally", seen_at: datetime) -> tuple[Coverage, ...]:
        gaps = list(tally.gaps())
        lines_gaps = [*gaps, *tally.lines_gaps()]
        return tuple(
            Coverage(
                source=self.name,
                scope=self.repository,
                holds=holds,
                seen_at=seen_at,
                complete=not reasons,
                rows=rows,
                skipped=tally.skipped,
                reason="; ".join(reasons) or None,
            )
            for holds, rows, reasons in (
                ("commits", len(tally.oids), gaps),
                ("commit_people", tally.people, [*gaps, *tally.people_gaps()]),
                ("commit_files", tally.files, lines_gaps),
            )
        )


def _line_of(after: str | None, fingerprint: str) -> int:
    """Return the line a cursor stands at; 0 if the file is not the one it was made for."""
    number, _, made_for = (after or "").partition(" ")
    return int(number) if made_for == fingerprint and number.isdecimal() else 0


@dataclass
class _Tally:
    """What was seen of the whole file."""

    oids: set[bytes] = field(default_factory=set)
    parents: set[bytes] = field(default_factory=set)
    """Parents named before they came, or that never came."""
    people: int = 0
    files: int = 0
    copies: int = 0
    without_files: int = 0
    without_people: int = 0
    skipped: int = 0
    fetched_at: int | None = None
    newest: int | None = None

    def take(self, commit: PercevalCommit) -> bool:
        """Count a commit; False for one that came before."""
        oid = bytes.fromhex(commit.oid)
        if commit.fetched_at is not None:
            self.fetched_at = max(self.fetched_at or 0, commit.fetched_at)
        if oid in self.oids:
            return False
        self.oids.add(oid)
        self.parents.discard(oid)
        for parent in commit.parents:
            name = bytes.fromhex(parent)
            if name not in self.oids:
                self.parents.add(name)
        if commit.committed_at is not None:
            self.newest = max(self.newest or 0, commit.committed_at)
        self.without_people += commit.author.name is None or commit.committer.name is None
        self.without_files += commit.files is None
        self.files += len(commit.files or ())
        self.copies += sum(one.is_copy for one in commit.files or ())
        return True

    def gaps(self) -> Iterator[str]:
        """Why not every commit is there."""
        if self.skipped:
            yield f"{_counted(self.skipped, 'line')} could not be read"
        if self.parents:
            yield f"{_counted(len(self.parents), 'parent commit')} named but not recorded"
        if not self.oids:
            yield "the file holds no commit"

    def people_gaps(self) -> Iterator[str]:
        """Why not everybody is named."""
        if self.without_people:
            yield f"{_counted(self.without_people, 'commit')} without author or committer"

    def lines_gaps(self) -> Iterator[str]:
        """Why not every line is counted."""
        if self.without_files:
            yield f"{_counted(self.without_files, 'commit')} without files"
        if self.copies:
            yield f"lines of {_counted(self.copies, 'copied file')} are not told by perceval"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


class _PageRows:
    """Rows of one page, column by column."""

    def __init__(self, repository: str):
        self.repository = repository
        self.skipped: list[Skipped] = []
        self.people_counted = 0
        self.commits: dict[str, list[Any]] = {
            name: []
            for name in (
                *("oid", "author_name", "author_email", "authored_at"),
                *("author_utc_offset_minutes", "committer_name", "committer_email"),
                *("committed_at", "subject", "parents"),
            )
        }
        self.people: dict[str, list[Any]] = {name: [] for name in ("oid", "role", "name", "email")}
        self.files: dict[str, list[Any]] = {
            name: [] for name in ("oid", "path", "additions", "deletions")
        }

    def __len__(self) -> int:
        return len(self.commits["oid"])

    def add(self, commit: PercevalCommit) -> None:
        """Add the rows of one commit."""
        author, committer = commit.author, commit.committer
        _append(
            self.commits,
            *(commit.oid, author.name, author.email, commit.authored_at),
            *(commit.author_utc_offset_minutes, committer.name, committer.email),
            *(commit.committed_at, commit.subject, list(commit.parents)),
        )
        self._add_person(commit.oid, "author", author)
        self._add_person(commit.oid, "committer", committer)
        if commit.trailers:
            named = people_named(BETWEEN.join(commit.trailers))
            for role, name, email in dict.fromkeys(named):
                _append(self.people, commit.oid, role, name, email)
        # perceval may print a path twice where a file became a link; the key allows it once.
        for path, one in {one.path: one for one in commit.files or ()}.items():
            _append(self.files, commit.oid, path, one.additions, one.deletions)

    def _add_person(self, oid: str, role: str, person: Person) -> None:
        if person.name is not None:
            _append(self.people, oid, role, person.name, person.email)

    def page(self, owner: str, seen_at: datetime, cursor: str | None) -> Page:
        """Hand over what was gathered."""
        tables = {
            name: {"repository": [self.repository] * row_count(rows), **rows}
            for name, rows in (
                ("commits", self.commits),
                ("commit_people", self.people),
                ("commit_files", self.files),
            )
            if row_count(rows)
        }
        if "commit_people" in tables:
            tables["commit_people"]["account"] = [None] * row_count(self.people)
        return Page(owner, tables, seen_at, skipped=tuple(self.skipped), cursor=cursor)


def _append(columns: dict[str, list[Any]], *values: Any) -> None:
    for column, value in zip(columns.values(), values, strict=True):
        column.append(value)


class _Lines:
    """Lines of a file with their numbers, up to the last byte that can be had.

    ``gzip.open`` raises where a file was cut, and loses what it had just unpacked.
    """

    def __init__(self, path: Path, longest: int | None = None):
        self.path = path
        self.longest = longest
        self.breaks_off: str | None = None
        """Why the end is not the end, once all lines are out."""
        self._is_between = True
        """Whether the last packed file read was whole."""

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        number, rest = 0, b""
        pieces: list[bytes] = []
        held = 0
        for chunk in self._chunks():
            first, *others = chunk.split(b"\n")
            pieces.append(first)
            held += len(first)
            if self.longest is not None and held > self.longest:
                raise ValueError("the first line does not end")
            for other in others:
                number += 1
                yield number, b"".join(pieces)
                pieces, held = [other], len(other)
        rest = b"".join(pieces)
        if rest.strip() and not self.breaks_off:
            yield number + 1, rest

    def _chunks(self) -> Iterator[bytes]:
        with self.path.open("rb") as opened:
            is_gzip = opened.read(2) == b"\x1f\x8b"
            opened.seek(0)
            inflate = zlib.decompressobj(wbits=31)
            while chunk := opened.read(_CHUNK):
                if not is_gzip:
                    yield chunk
                    continue
                while chunk:
                    try:
                        yield inflate.decompress(chunk)
                    except zlib.error as error:
                        self.breaks_off = f"it cannot be unpacked ({error})"
                        return
                    chunk = b""
                    if inflate.eof:  # another gzip file may follow right behind
                        chunk = inflate.unused_data.lstrip(b"\0")
                        inflate = zlib.decompressobj(wbits=31)
                        self._is_between = not chunk
                    else:
                        self._is_between = False
            if is_gzip and not self._is_between:
                self.breaks_off = "the packed file has no end mark"
