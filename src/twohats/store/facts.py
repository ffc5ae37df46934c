"""Facts at rest: Parquet files behind one HEAD per owner.

::

    facts/github/jupyterhub/
        HEAD                            name of the manifest in force; replaced atomically
        000042.json                     which files make up the facts
        events-000042.parquet …         immutable; tables that did not change are reused
        staging/<read>/p00017/*.arrow   pages of a read that is not finished
    facts/reads/<read>.json             a finished read, with what it had to leave out

A page is on disk before the reader is asked for the next one; a read that was cut goes on from its
last page; nothing is visible before HEAD moves.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from twohats.errors import TwohatsError, WrongUse
from twohats.formats.forgotten import Forgotten, Identity
from twohats.records import TABLES, Coverage, Page, Rows, Skipped, row_count
from twohats.store.arrow import to_arrow
from twohats.store.disk import Disk
from twohats.store.kept_out import KeptOut, clean_arrow, clean_page
from twohats.store.manifest import Manifest, TableFile, read_manifest
from twohats.store.merge import VANISHING, digest_of, mark_gone, merged_sql

KEEP_FOR = timedelta(days=1)
"""How long files of earlier states stay, for readers that opened them."""


@dataclass(frozen=True)
class FinishedRead:
    """What is remembered of a read once its facts are in."""

    key: str
    source: str
    location: str
    fingerprint: str
    owners: tuple[str, ...]
    rows: dict[str, int] = field(default_factory=dict)
    """Rows the read brought, by table, before merging."""
    skipped: tuple[Skipped, ...] = ()
    incomplete: tuple[str, ...] = ()
    """What this kind of source holds in part only, with the reason; its nature, not a loss."""
    cursor: str | None = None
    """The last page's, from which a live reader knows what the next read may leave out."""
    forgotten: int = 0
    """Rows in which somebody who asked to be forgotten was left out."""


def read_key(source: str, location: str) -> str:
    """Short name of a read, equal each time the same place is read by the same reader."""
    return hashlib.sha256(f"{source}\0{location}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Snapshot:
    """The facts as they stood at one moment; whatever is imported meanwhile does not show in it."""

    folder: Path
    manifests: tuple[Manifest, ...]
    """One per owner, in order."""

    def files(self, table: str) -> tuple[Path, ...]:
        """Parquet files that together are one table, one per owner that has rows of it."""
        return tuple(
            folder_of(self.folder, manifest.owner) / manifest.tables[table].file
            for manifest in self.manifests
            if table in manifest.tables
        )

    def digest(self) -> str:
        """Digest all facts: equal digests, equal facts."""
        parts = [
            f"{manifest.owner} {name} {table.digest}"
            for manifest in self.manifests
            for name, table in sorted(manifest.tables.items())
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def folder_of(folder: Path, owner: str) -> Path:
    """Name the folder that holds an owner's facts."""
    forge, _, name = owner.partition(":")
    return folder / forge / name


class FactStore:
    """The facts of a workspace.

    Parameters
    ----------
    folder
        Where they live; made on the first write.
    disk
        How they are written.
    kept_out
        Who stays out; by default, who is on the list of the workspace that holds ``folder``.
    """

    def __init__(self, folder: Path, disk: Disk | None = None, kept_out: KeptOut | None = None):
        self.folder = folder
        self.disk = disk or Disk()
        self.kept_out = kept_out or KeptOut.beside(folder, self.disk)

    def snapshot(self) -> "Snapshot":
        """Take the present state of every owner, each HEAD read once."""
        heads = sorted(self.folder.glob("*/*/HEAD")) + sorted(self.folder.glob("*/*/**/HEAD"))
        manifests = [read_manifest(head.parent) for head in dict.fromkeys(heads)]
        return Snapshot(self.folder, tuple(manifest for manifest in manifests if manifest))

    def owners(self) -> tuple[str, ...]:
        """Keys of the owners that have facts, in order."""
        return tuple(manifest.owner for manifest in self.snapshot().manifests)

    def manifest(self, owner: str) -> Manifest | None:
        """Read the owner's present state; None before its first."""
        return read_manifest(self.folder_of(owner))

    def digest(self) -> str:
        """Digest the present facts: equal digests, equal facts."""
        return self.snapshot().digest()

    def finished(self, key: str) -> FinishedRead | None:
        """Recall what an earlier read of the same place left behind."""
        path = self.folder / "reads" / f"{key}.json"
        if not path.is_file():
            return None
        return _finished(json.loads(path.read_bytes()))

    def reads(self) -> tuple[FinishedRead, ...]:
        """Every finished read, by source and place."""
        paths = (self.folder / "reads").glob("*.json")
        reads = [_finished(json.loads(path.read_bytes())) for path in paths]
        return tuple(sorted(reads, key=lambda read: (read.source, read.location)))

    def forgotten(self) -> Forgotten:
        """Take the list of those who asked to be forgotten."""
        return self.kept_out.read() if self.kept_out else Forgotten(b"")

    def begin(
        self, source: str, location: str, fingerprint: str, resumes_as: str | None = None
    ) -> "Staging":
        """Open the staging of a read, with the pages an earlier, cut one left there.

        These count only if they were read under an equal ``resumes_as``; where the source has none,
        under an equal fingerprint.
        """
        key = read_key(source, location)
        return Staging(self, key, source, location, fingerprint, resumes_as or fingerprint)

    def folder_of(self, owner: str) -> Path:
        """Name the folder that holds an owner's facts."""
        return folder_of(self.folder, owner)

    def _commit(
        self, owner: str, tables: dict[str, list[pa.Table]], coverage: list[Coverage]
    ) -> None:
        """Merge staged tables into an owner's facts and move its HEAD."""
        folder = self.folder_of(owner)
        self.disk.folder(folder)
        with FileLock(folder / ".lock"), merging(folder) as connection:
            before = self.manifest(owner) or Manifest(owner)
            number = before.number + 1
            promises = [*coverage, *self._promises(folder, before)]
            files = dict(before.tables)
            for table in TABLES:
                if table not in tables and not _may_have_lost(table, before, coverage):
                    continue
                staged = tables.get(table, [])
                merged = self._merge(connection, folder, table, staged, before, number, promises)
                if table not in files or merged.digest != files[table].digest:
                    files[table] = merged
            if files != before.tables:
                after = Manifest(owner, number, files)
                self.disk.write(folder / after.name, after.to_json())
                self.disk.write(folder / "HEAD", after.name.encode() + b"\n")
            self._tidy(folder)

    def _merge(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        table: str,
        staged: list[pa.Table],
        before: Manifest,
        number: int,
        coverage: Sequence[Coverage],
    ) -> TableFile:
        """Write the Parquet file that holds an owner's rows of one table after a read.

        Raises
        ------
        OSError
            The disk refused, for example because it is full.
        """
        path = folder / f"{table}-{number:06d}.parquet"
        relations = []
        if table in before.tables:
            old = _quoted(folder / before.tables[table].file)
            connection.execute(f"CREATE OR REPLACE VIEW held AS FROM read_parquet('{old}')")
            relations.append("held")
        if staged:
            connection.register("staged", pa.concat_tables(staged))
            relations.append("staged")
        query = merged_sql(connection, table, relations)
        # The first read of an owner cannot know of anything that vanished.
        if table in VANISHING and before.tables:
            connection.execute(f"CREATE OR REPLACE TABLE now_held AS {query}")
            mark_gone(connection, table, "now_held", coverage)
            query = merged_sql(connection, table, ["now_held"])

        def write(neighbour: Path) -> None:
            connection.execute(
                f"COPY ({query}) TO '{_quoted(neighbour)}' (FORMAT parquet, COMPRESSION zstd)"
            )

        self.disk.install(path, write)
        rows, digest = digest_of(connection, path, table)
        connection.execute("DROP TABLE IF EXISTS now_held")
        connection.unregister("staged")
        return TableFile(path.name, rows, digest)

    @staticmethod
    def _promises(folder: Path, manifest: Manifest) -> list[Coverage]:
        """Promises of earlier reads, which also tell what had vanished by then."""
        if "coverage" not in manifest.tables:
            return []
        rows = pq.read_table(folder / manifest.tables["coverage"].file).to_pylist()
        return [Coverage(**{k: v for k, v in row.items() if k != "read"}) for row in rows]

    def _tidy(self, folder: Path) -> None:
        """Remove what no reader can hold any more.

        A reader's state is as young as the moment at which the next one took its place.
        """
        head = folder / "HEAD"
        if not head.is_file():
            return
        manifests = sorted(folder.glob("[0-9]*.json"))
        oldest = head.stat().st_mtime - KEEP_FOR.total_seconds()
        kept = [
            manifest
            for manifest, successor in zip(manifests, [*manifests[1:], None], strict=True)
            if manifest in manifests[-2:] or successor is None or successor.stat().st_mtime > oldest
        ]
        named = {
            table["file"]
            for manifest in kept
            for table in json.loads(manifest.read_bytes())["tables"].values()
        }
        for path in set(manifests) - set(kept):
            self.disk.remove(path)
        for path in sorted(folder.glob("*.parquet")):
            if path.name not in named:  # superseded long ago, merged and found equal, or cut
                self.disk.remove(path)


class Staging:
    """Pages of one read on their way into the store.

    Use it in a ``with`` block as the read goes: `add` each page, then `finish` once. While it is open
    nobody else reads the same place; what is staged stays for the next run if this one is cut.
    """

    def __init__(
        self,
        store: FactStore,
        key: str,
        source: str,
        location: str,
        fingerprint: str,
        resumes_as: str,
    ):
        self.store = store
        self.key = key
        self.source = source
        self.location = location
        self.fingerprint = fingerprint
        self.resumes_as = resumes_as
        self.folder = store.folder / "staging" / key
        self._lock = FileLock(store.folder / "reads" / f"{key}.lock")
        store.disk.folder(store.folder / "reads")
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise WrongUse(
                f"{location}: not read: another import is reading it at this moment. "
                "Wait for it to end, then run the command again."
            ) from None
        try:
            # After the lock: whoever is forgotten later waits for this read to end.
            self._forgotten = store.forgotten()
            self._count = self._resume()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others read the same place."""
        self._lock.release()

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cursor(self) -> str | None:
        """Where the reader should go on: the cursor of the last page that is safely on disk."""
        cursors = [page["cursor"] for page, _ in self._staged()]
        return cursors[-1] if cursors else None

    def add(self, page: Page) -> None:
        """Put one page on disk, synced, before the next one is asked for.

        Of those who asked to be forgotten, nothing personal gets there.
        """
        page, forgotten, learned = clean_page(self._forgotten, page)
        if learned:
            assert page.seen_at is not None, "rows were looked at some day"
            self._learn(learned, page.seen_at.date().isoformat())
        files: dict[str, Any] = {}
        for table, rows in page.tables.items():
            if row_count(rows):
                files[f"{table}.arrow"] = _ipc_writer(self._arrow(table, rows, page))
        if page.coverage:
            rows = self._coverage_rows(page.coverage)
            # A promise is as old as the look it speaks of.
            seen_at = max(promise.seen_at for promise in page.coverage)
            files["coverage.arrow"] = _ipc_writer(to_arrow("coverage", rows, seen_at))
        note = {
            "owner": page.owner,
            "cursor": page.cursor,
            "resumes_as": self.resumes_as,
            "rows": {table: row_count(rows) for table, rows in page.tables.items()},
            "skipped": [asdict(skipped) for skipped in page.skipped],
            "coverage": [_coverage_json(promise) for promise in page.coverage],
            "forgotten": forgotten,
            "learned": bool(learned),
        }
        text = json.dumps(note).encode()
        files["page.json"] = lambda path: path.write_bytes(text)
        self.store.disk.install_folder(self.folder / f"p{self._count:05d}", files)
        self._count += 1

    def finish(self) -> FinishedRead:
        """Merge all pages into the facts and remember the read."""
        owners: dict[str, dict[str, list[pa.Table]]] = {}
        coverage: dict[str, list[Coverage]] = {}
        rows: dict[str, int] = {}
        skipped: list[Skipped] = []
        staged = list(self._staged())
        if len(staged) != self._count:
            raise TwohatsError(
                f"{self.location}: not read: {self._count - len(staged)} of {self._count} pages that "
                "were on disk are gone. Run the command again."
            )
        # What a later page told of somebody forgotten holds for the earlier ones.
        again = any(note.get("learned") for note, _ in staged)
        for note, path in staged:
            skipped += [Skipped(**entry) for entry in note["skipped"]]
            if not note["owner"]:
                continue
            forge = note["owner"].partition(":")[0]
            tables = owners.setdefault(note["owner"], {})
            for file in sorted(path.glob("*.arrow")):
                table = _read_ipc(file)
                if again:
                    table, _ = clean_arrow(self._forgotten, file.stem, table, forge)
                tables.setdefault(file.stem, []).append(table)
            coverage.setdefault(note["owner"], []).extend(map(_coverage, note["coverage"]))
            for table, count in note["rows"].items():
                rows[table] = rows.get(table, 0) + count
        for owner in sorted(owners):
            self.store._commit(owner, owners[owner], coverage[owner])
        read = FinishedRead(
            self.key,
            self.source,
            self.location,
            self.fingerprint,
            tuple(sorted(owners)),
            rows,
            tuple(skipped),
            tuple(
                f"{promise.scope} {promise.holds}: {promise.reason or 'not complete'}"
                for owner in sorted(coverage)
                for promise in coverage[owner]
                if not promise.complete and promise.rows
            ),
            staged[-1][0]["cursor"] if staged else None,
            sum(note.get("forgotten", 0) for note, _ in staged),
        )
        content = json.dumps(asdict(read), indent=1).encode() + b"\n"
        self.store.disk.write(self.store.folder / "reads" / f"{self.key}.json", content)
        self.store.disk.remove(self.folder)
        return read

    def _learn(self, identities: Sequence[Identity], day: str) -> None:
        """Remember by what else somebody forgotten is known: an account keeps its number."""
        assert self.store.kept_out is not None, "nobody is forgotten outside a workspace"
        self.store.kept_out.add(identities, day)
        self._forgotten = self.store.kept_out.read()

    def _resume(self) -> int:
        """Keep the pages of a cut read of the same state; drop those of another."""
        staged = list(self._staged())
        if any(note["resumes_as"] != self.resumes_as for note, _ in staged):
            self.store.disk.remove(self.folder)
            return 0
        if staged and staged[-1][0]["cursor"] is None:  # this reader cannot go on, only begin anew
            self.store.disk.remove(self.folder)
            return 0
        return len(staged)

    def _staged(self) -> Iterator[tuple[dict[str, Any], Path]]:
        for path in sorted(self.folder.glob("p[0-9]*")):
            yield json.loads((path / "page.json").read_bytes()), path

    def _arrow(self, table: str, rows: Rows, page: Page) -> pa.Table:
        assert page.seen_at is not None, "a page with rows says when they were looked at"
        return to_arrow(table, rows, page.seen_at)

    def _coverage_rows(self, promises: Sequence[Coverage]) -> Rows:
        names = [name for name in TABLES["coverage"].columns if name != "read"]
        columns: dict[str, list[Any]] = {n: [getattr(p, n) for p in promises] for n in names}
        return {"read": [self.key] * len(promises), **columns}


def _ipc_writer(table: pa.Table) -> Any:
    def write(path: Path) -> None:
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)

    return write


def _read_ipc(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _may_have_lost(table: str, before: Manifest, coverage: Sequence[Coverage]) -> bool:
    """Whether a look that found no row of a table may say that rows we hold are gone."""
    return table in before.tables and any(
        promise.complete and promise.holds.partition(".")[0] == table
        for promise in coverage
        if table in VANISHING
    )


@contextmanager
def merging(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Start what merges an owner's tables, one after the other.

    One for all of them: starting it costs more than merging a small table does.
    """
    with _disk_errors(), duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{_quoted(folder / '.spill')}'")
        yield connection


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Raise what the engine says of the disk as the system itself would."""
    try:
        yield
    except duckdb.IOException as refused:
        raise OSError(_reason(str(refused))) from refused


def _reason(said: str) -> str:
    """Take the words for people out of an error of the engine; some are JSON inside a text."""
    _, opened, content = said.partition("{")
    try:
        return str(json.loads(opened + content)["exception_message"])
    except (ValueError, KeyError):
        return said.removeprefix("IO Error: ").splitlines()[0]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _coverage_json(promise: Coverage) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in vars(promise).items()}


def _coverage(content: dict[str, Any]) -> Coverage:
    times = {
        name: datetime.fromisoformat(content[name])
        for name in ("seen_at", "covers_from", "covers_to")
        if content[name]
    }
    return Coverage(**{**content, **times})


def _finished(content: dict[str, Any]) -> FinishedRead:
    return FinishedRead(
        **{
            **content,
            "owners": tuple(content["owners"]),
            "skipped": tuple(Skipped(**entry) for entry in content["skipped"]),
            "incomplete": tuple(content["incomplete"]),
        }
    )
