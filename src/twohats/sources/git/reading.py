"""One pass over one repository: what is read when, how far it came, what it may promise."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from twohats.records import Coverage, Page, Rows, Skipped, owner_of, row_count
from twohats.sources.git import damage, documents, log, tags
from twohats.sources.git.lines import COMMITS_AT_ONCE, Lines, count_lines, with_attributes_of
from twohats.sources.git.objects import types_of
from twohats.sources.git.place import Name
from twohats.sources.git.refs import Refs
from twohats.sources.git.run import Git, Running
from twohats.sources.git.salvage import in_groups, salvage

READER = "git-1"
"""Part of each fingerprint: raise it when the same repository would give other rows."""

COMMITS_A_PAGE = 20_000
FILES_A_PAGE = 50_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Options:
    """What to read, and how; see `twohats.sources.git.open_git`."""

    path: Path
    called: Name
    workdir: Path
    lines: bool = False
    check: bool = True
    seen_at: datetime | None = None
    workers: int | None = None


@dataclass(frozen=True)
class Opened:
    """A repository that git can work on."""

    git: Git
    common_dir: Path
    refs: Refs
    boundary: Sequence[str]
    """Where a shallow clone ends."""
    is_partial: bool
    skipped: tuple[Skipped, ...] = ()
    """What went wrong while opening it."""
    history_reason: str | None = None
    """Why its refs may not lead to all of its history."""


@dataclass(frozen=True)
class Tally:
    """How far a read has come; as JSON it is the cursor."""

    of: str
    """Digest of what is read: a cursor into anything else is worth nothing."""
    stage: str = "commits"
    commits: int = 0
    people: int = 0
    releases: int = 0
    documents: int = 0
    groups: int = 0
    """Groups of commits whose lines were counted."""
    files: int = 0
    newest: int | None = None
    """The newest date read so far, in microseconds."""
    skipped_commits: int = 0
    skipped_releases: int = 0
    skipped_documents: int = 0
    skipped_files: int = 0

    def cursor(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))


def tally_after(of: str, after: str | None) -> Tally:
    """Go on from a cursor, if it is one of ours and for the same repository as it stands."""
    try:
        tally = Tally(**json.loads(after)) if after else None
    except (ValueError, TypeError):
        tally = None
    return tally if tally is not None and tally.of == of else Tally(of)


class Reading:
    """One pass over one repository."""

    def __init__(self, options: Options, opened: Opened, after: str | None):
        self.options = options
        self.opened = opened
        self.git = opened.git
        self.repository = options.called.key
        self.owner = owner_of(self.repository)
        state = [*sorted(f"{o} {r}" for r, o in opened.refs.oids.items()), *opened.boundary]
        self.tally = tally_after(
            digest([READER, self.repository, str(options.lines), *state]), after
        )
        self.history_reason = opened.history_reason
        """Why not every commit was read."""
        self.contents_reason = opened.skipped[0].reason if opened.skipped else None
        """Why not every tree or blob can be read."""
        self.documents_reason: str | None = None
        self.salvaged: list[str] | None = None
        """The commits to work on, where the history is damaged."""

    def pages(self) -> Iterator[Page]:
        """Every page, the promises last."""
        with ExitStack() as stack:
            look = None
            if self.options.check:
                arguments = damage.look_arguments(self.opened.is_partial)
                look = stack.enter_context(self.git.start(*arguments, "--all"))
            if self.tally.stage == "commits":
                yield from self._commits()
            if self.tally.stage == "landmarks":
                yield self._landmarks()
            if self.options.lines and self.tally.stage == "files":
                yield from self._files()
            yield self._promises(self._contents(look))

    # Commits

    def _commits(self) -> Iterator[Page]:
        first = self.tally.commits
        with self.git.start(*log.LOG, "--all", f"--skip={first}") as running:
            for fields in log.read_fields(running, COMMITS_A_PAGE):
                yield self._commit_page(fields)
            outcome = running.finish()
        if outcome.code:
            yield from self._damaged_commits(outcome.reason)
        self.tally = replace(self.tally, stage="landmarks")

    def _damaged_commits(self, why_not: str) -> Iterator[Page]:
        """Read what the log did not reach before it gave up."""
        self.history_reason = self.history_reason or "commits are missing"
        shown = self.git.run("log", "--all", f"-n{self.tally.commits}", "--format=%H")
        known = set(shown.out.decode("ascii", "replace").split())
        found = salvage(self.git, self.opened.refs.oids)
        self.salvaged = found.oids
        skipped, missing = list(found.skipped), found.missing
        unread = [oid for oid in found.oids if oid not in known]
        for oids in in_groups(unread, COMMITS_A_PAGE):
            printed, broken = self.git.run_apart(oids, *log.LOG, "--no-walk=unsorted", "--stdin")
            skipped += [Skipped(o, f"the commit cannot be read: {why}") for o, why in broken]
            missing += len(broken)
            for part in printed:
                yield self._commit_page(log.fields_of(part))
        if not skipped:
            skipped = [Skipped(str(self.options.path), f"its history is damaged: {why_not}")]
        self.history_reason = (
            f"{_count(missing, 'commit')} cannot be read" if missing else skipped[0].reason
        )
        self.tally = replace(self.tally, skipped_commits=max(missing, 1))
        yield self._page(skipped=skipped)

    def _commit_page(self, fields: Sequence[str]) -> Page:
        columns = log.to_columns(fields, self.repository)
        self.tally = replace(
            self.tally,
            commits=self.tally.commits + len(columns),
            people=self.tally.people + row_count(columns.people),
            newest=_later(self.tally.newest, columns.newest),
        )
        return self._page(tables=columns.tables())

    # Releases, documents, the repository itself

    def _repository_row(self) -> Rows:
        called = self.options.called
        return {
            "repository": [self.repository],
            "forge": [called.forge],
            "owner": [called.owner],
            "name": [called.name],
            "url": [called.url],
            "default_branch": [self.opened.refs.default_branch],
        }

    def _landmarks(self) -> Page:
        releases = tags.read_releases(self.git, self.opened.refs.tags, self.repository)
        skipped = list(releases.skipped)
        tables: dict[str, Rows] = {
            "repositories": self._repository_row(),
            "releases": releases.rows,
            "commit_people": releases.people,
        }
        head = self.opened.refs.default
        files = documents.Documents()
        if head is not None:
            files = documents.read_documents(self.git, self.opened.refs.oids[head], self.repository)
            tables["documents"] = files.rows
            skipped += files.skipped
        self.tally = replace(
            self.tally,
            stage="files",
            people=self.tally.people + row_count(releases.people),
            releases=row_count(releases.rows),
            documents=row_count(files.rows),
            newest=_later(self.tally.newest, releases.newest),
            skipped_releases=len(releases.skipped),
            skipped_documents=len(files.skipped),
        )
        return self._page(tables=tables, skipped=skipped)

    # Lines

    def _files(self) -> Iterator[Page]:
        if self.opened.is_partial:
            return
        oids = self._countable()
        start = self.tally.groups * COMMITS_AT_ONCE
        head = self.opened.refs.default
        git = self.git
        if head is not None:
            git = with_attributes_of(git, self.opened.refs.oids[head])
        gathered, groups = Lines(), 0
        if not self.tally.groups:
            # They would seem to add every file there is.
            reason = "its lines are not counted: the shallow clone lacks what it was made from"
            gathered.skipped += [Skipped(oid, reason) for oid in self.opened.boundary]
        counted = count_lines(git, oids[start:], self.repository, self.options.workers)
        for part in counted:
            groups += 1
            for column, values in part.rows.items():
                gathered.rows[column] += values
            gathered.skipped += part.skipped
            if len(gathered) >= FILES_A_PAGE:
                yield self._files_page(gathered, groups)
                gathered, groups = Lines(), 0
        yield self._files_page(gathered, groups)
        self.tally = replace(self.tally, stage="promises")

    def _countable(self) -> list[str]:
        """List commits that have lines of their own, in a lasting order."""
        if self.salvaged is not None:
            return self.salvaged
        listed = self.git.run("rev-list", "--all", "--max-parents=1")
        boundary = set(self.opened.boundary)
        return [oid for oid in listed.out.decode("ascii").split() if oid not in boundary]

    def _files_page(self, lines: Lines, groups: int) -> Page:
        self.tally = replace(
            self.tally,
            groups=self.tally.groups + groups,
            files=self.tally.files + len(lines),
            skipped_files=self.tally.skipped_files + len(lines.skipped),
        )
        return self._page(tables={"commit_files": lines.rows}, skipped=lines.skipped)

    # What is lacking, and what is promised

    def _contents(self, look: Running | None) -> list[Skipped]:
        """Name missing objects other than commits, as the look beside the reading found them."""
        if look is None:
            return []
        outcome = look.finish()
        if self.salvaged is not None:
            arguments = damage.look_arguments(self.opened.is_partial)
            oids = "".join(f"{oid}\n" for oid in self.salvaged).encode()
            outcome = self.git.run(*arguments, "--no-walk", "--stdin", stdin=oids)
        empty = damage.empty_objects(damage.objects_dir(self.opened.common_dir))
        # A pack may hold a good copy.
        kinds = types_of(self.git, empty)
        empty = [oid for oid, kind in zip(empty, kinds, strict=True) if kind is None]
        missing = sorted(set(damage.missing_objects(outcome)) - set(empty))
        skipped = damage.named(missing, "the object is missing from the repository")
        skipped += damage.named(empty, "the object's file is empty")
        if not skipped and outcome.code:
            skipped = [Skipped(str(self.options.path), f"it is damaged: {outcome.reason}")]
        if skipped and self.contents_reason is None:
            self.contents_reason = f"{_count(len(missing) + len(empty), 'object')} cannot be read"
        return skipped

    def _promises(self, skipped: list[Skipped]) -> Page:
        tally = self.tally
        shallow = "the clone is shallow: history before its oldest commits was not fetched"
        history = self.history_reason or (shallow if self.opened.boundary else None)
        covers_from = self._boundary_at() if self.opened.boundary else None
        tree = self.contents_reason or history
        is_tag_lost = "a tag's object cannot be read" if tally.skipped_releases else None
        is_file_lost = "a community file cannot be read" if tally.skipped_documents else None
        no_default = (
            None
            if self.opened.refs.default or not tally.commits
            else ("the repository does not say which branch is the default one")
        )
        rows = [
            ("commits", tally.commits, tally.skipped_commits, history),
            ("commit_people", tally.people, tally.skipped_commits, history),
            ("releases", tally.releases, tally.skipped_releases, is_tag_lost or history),
            (
                "documents",
                tally.documents,
                tally.skipped_documents,
                is_file_lost or no_default or history,
            ),
        ]
        if self.options.lines or self.contents_reason:
            rows.append(
                ("commit_files", tally.files, tally.skipped_files, self._files_reason(tree))
            )
        coverage = tuple(
            Coverage(
                source="git",
                scope=self.repository,
                holds=holds,
                seen_at=self._seen_at(),
                complete=reason is None,
                covers_from=covers_from,
                rows=count,
                skipped=left_out,
                reason=reason,
            )
            for holds, count, left_out, reason in rows
        )
        return self._page(coverage=coverage, skipped=[*self.opened.skipped, *skipped])

    def _files_reason(self, tree: str | None) -> str | None:
        if self.opened.is_partial:
            return "the clone is partial: it left contents at its remote"
        if self.tally.skipped_files:
            return f"the lines of {self.tally.skipped_files:,} commits could not be counted"
        return tree

    def _boundary_at(self) -> datetime | None:
        """When the last of the boundary commits was made: from there on, nothing is lacking."""
        oids = "".join(f"{oid}\n" for oid in self.opened.boundary).encode()
        asked = self.git.run("log", "--no-walk", "--stdin", "--format=%ct", stdin=oids)
        times = [t for t in log.to_microseconds(asked.out.decode().split()) if t is not None]
        return _moment(max(times)) if times else None

    def _seen_at(self) -> datetime:
        """When the repository was seen: no later than it was fetched, and the same on each read."""
        if self.options.seen_at is not None:
            return self.options.seen_at
        if self.tally.newest is not None:
            return _moment(self.tally.newest)
        return changed_at(self.options.path)

    def _page(
        self,
        tables: Mapping[str, Rows] | None = None,
        skipped: Sequence[Skipped] = (),
        coverage: tuple[Coverage, ...] = (),
    ) -> Page:
        # Around damage there is no place to go on from but the beginning.
        cursor = self.tally.cursor() if self.history_reason is None else None
        return Page(
            self.owner,
            tables={n: rows for n, rows in (tables or {}).items() if row_count(rows)},
            seen_at=self._seen_at(),
            coverage=coverage,
            skipped=tuple(skipped),
            cursor=cursor,
        )


def digest(parts: Sequence[object]) -> str:
    """Boil lines of text down to one that changes when any of them does."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def changed_at(path: Path) -> datetime:
    """When an empty or unreadable repository last changed on disk, for want of dates within."""
    try:
        return datetime.fromtimestamp(int(path.stat().st_mtime), tz=UTC)
    except OSError:
        return EPOCH


def _later(one: int | None, other: int | None) -> int | None:
    return max((t for t in (one, other) if t is not None), default=None)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + "s" * (number != 1)
