"""Taking somebody out of the facts at rest, and out of everything made from them.

Each step can be repeated, and leaves the old state or the new one; whoever was cut runs it again. Unlike
a read, nothing of an earlier state stays: a page that is being made at this moment has to be made again.
"""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from twohats.errors import WrongUse
from twohats.formats.forgotten import Forgotten
from twohats.records.personal import PERSONAL
from twohats.store.facts import FactStore, folder_of, merging
from twohats.store.kept_out import clean_arrow
from twohats.store.manifest import Manifest, TableFile, read_manifest

ROWS_AT_ONCE = 20_000
STAYS = ("facts", "private")
"""What of the cache folder cannot be thrown away at will."""


@dataclass(frozen=True)
class Traces:
    """What of somebody was found, or taken out."""

    rows: dict[tuple[str, str], int] = field(default_factory=dict)
    """Rows that change or go, by owner and table."""
    owners: tuple[str, ...] = ()
    """Owners whose facts go as a whole: repositories of their own."""
    made: tuple[Path, ...] = ()
    """Files made from facts, which go without being looked at: they can be made again."""

    @property
    def total(self) -> int:
        """Rows in all."""
        return sum(self.rows.values())


def find_traces(store: FactStore, forgotten: Forgotten) -> Traces:
    """Look what would change; writes nothing."""
    rows: Counter[tuple[str, str]] = Counter()
    owners = []
    for manifest in store.snapshot().manifests:
        folder = store.folder_of(manifest.owner)
        if forgotten.has_account(manifest.owner):
            owners.append(manifest.owner)
            rows.update({(manifest.owner, name): t.rows for name, t in manifest.tables.items()})
            continue
        for name, table in manifest.tables.items():
            forge = manifest.owner.partition(":")[0]
            for _, touched in _cleaned(folder / table.file, name, forgotten, forge):
                rows[manifest.owner, name] += touched
    found = {key: count for key, count in rows.items() if count}
    return Traces(found, tuple(owners), tuple(_made(store.folder.parent)))


def erase_traces(store: FactStore, forgotten: Forgotten) -> Traces:
    """Take them out of the facts, of what is on its way there, and of all that was made of them.

    Raises
    ------
    WrongUse
        A read is going on; what it has already on disk may hold them.
    """
    rows: Counter[tuple[str, str]] = Counter()
    owners = []
    with ExitStack() as held:
        for lock in sorted((store.folder / "reads").glob("*.lock")):
            try:
                held.enter_context(FileLock(lock, timeout=0))
            except Timeout:
                raise WrongUse(
                    "not everything was erased: a read is going on at this moment. "
                    "Wait for it to end, then run the command again."
                ) from None
        for folder in sorted((store.folder / "staging").glob("*")):
            store.disk.remove(folder)
        for owner, folder in _owners(store):
            if forgotten.has_account(owner):
                owners.append(owner)
                manifest = read_manifest(folder)
                for name, table in manifest.tables.items() if manifest else ():
                    rows[owner, name] += table.rows
                store.disk.remove(folder)
                continue
            rows.update(
                {(owner, name): count for name, count in _rewrite(store, owner, forgotten).items()}
            )
        _clean_reads(store, forgotten)
        _clean_notes(store, forgotten)
        made = tuple(_made(store.folder.parent))
        for path in made:
            store.disk.remove(path)
    return Traces(dict(rows), tuple(owners), made)


def _owners(store: FactStore) -> Iterator[tuple[str, Path]]:
    """Give every owner that has a folder, also one whose HEAD is gone."""
    seen = set()
    for manifest in store.snapshot().manifests:
        folder = folder_of(store.folder, manifest.owner)
        seen.add(folder)
        yield manifest.owner, folder
    for forge in sorted(store.folder.glob("*")):
        if forge.name in ("reads", "staging"):
            continue
        for folder in sorted(forge.glob("*")):
            if folder.is_dir() and folder not in seen:
                yield f"{forge.name}:{folder.name}", folder


def _cleaned(
    file: Path, table: str, forgotten: Forgotten, forge: str
) -> Iterator[tuple[pa.Table, int]]:
    """Give a table's rows, cleaned, a part at a time, with how many changed or went."""
    if not file.is_file():  # `twohats doctor` tells of it; what is not there names nobody
        return
    with pq.ParquetFile(file) as held:
        for batch in held.iter_batches(ROWS_AT_ONCE):
            rows, found = clean_arrow(forgotten, table, pa.Table.from_batches([batch]), forge)
            yield rows.cast(_nullable(rows.schema)), found.touched


def _nullable(schema: pa.Schema) -> pa.Schema:
    """Let every column hold NULL; DuckDB notes of a file which columns held none."""
    return pa.schema([column.with_nullable(True) for column in schema])


def _rewrite(store: FactStore, owner: str, forgotten: Forgotten) -> dict[str, int]:
    """Write an owner's tables anew where they change, move HEAD, and leave nothing of before."""
    folder = store.folder_of(owner)
    rows = {}
    with FileLock(folder / ".lock"), merging(folder) as connection:
        before = read_manifest(folder)
        if before is not None:
            files = dict(before.tables)
            number = before.number + 1
            for name, table in before.tables.items():
                if name not in PERSONAL:
                    continue
                clean = folder / f".forgetting-{name}.parquet"
                touched = _write_clean(store, folder / table.file, clean, name, owner, forgotten)
                if touched:
                    rows[name] = touched
                    of_clean = Manifest(owner, before.number, {name: TableFile(clean.name, 0, "")})
                    files[name] = store._merge(connection, folder, name, [], of_clean, number, [])
            if rows:
                after = Manifest(owner, number, files)
                store.disk.write(folder / after.name, after.to_json())
                store.disk.write(folder / "HEAD", after.name.encode() + b"\n")
        _tidy(store, folder)
    return rows


def _write_clean(
    store: FactStore, file: Path, to: Path, table: str, owner: str, forgotten: Forgotten
) -> int:
    forge = owner.partition(":")[0]
    if not any(count for _, count in _cleaned(file, table, forgotten, forge)):
        return 0
    touched = 0

    def write(path: Path) -> None:
        nonlocal touched
        with pq.ParquetWriter(path, _nullable(pq.read_schema(file))) as writer:
            for rows, count in _cleaned(file, table, forgotten, forge):
                touched += count
                writer.write_table(rows)

    store.disk.install(to, write)
    return touched


def _tidy(store: FactStore, folder: Path) -> None:
    """Remove all that HEAD does not name: earlier states, and what a cut run left behind."""
    manifest = read_manifest(folder)
    named = {".lock"}
    if manifest is not None:
        named |= {"HEAD", manifest.name, *(table.file for table in manifest.tables.values())}
    for path in sorted(folder.iterdir()):
        # Folders are owners below this one, but for what DuckDB put aside.
        if path.name not in named and (path.is_file() or path.name == ".spill"):
            store.disk.remove(path)


def _clean_reads(store: FactStore, forgotten: Forgotten) -> None:
    """Take them out of what is remembered of finished reads."""
    folder = store.folder / "reads"
    for path in sorted(folder.glob(".*.part")):
        store.disk.remove(path)
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_bytes())
        if content["owners"] and all(forgotten.has_account(one) for one in content["owners"]):
            store.disk.remove(path)
            continue
        after: dict[str, Any] = {
            **content,
            "owners": [one for one in content["owners"] if not forgotten.has_account(one)],
            "location": forgotten.text(content["location"]),
            "skipped": forgotten.anything(content["skipped"]),
            "incomplete": forgotten.anything(content["incomplete"]),
        }
        if content.get("cursor"):
            after["cursor"] = _clean_cursor(content["cursor"], forgotten)
        if after != content:
            store.disk.write(path, json.dumps(after, indent=1).encode() + b"\n")


def _clean_cursor(cursor: str, forgotten: Forgotten) -> str:
    """Take them out of a reader's own words, which are JSON for readers that remember much."""
    try:
        content = json.loads(cursor)
    except ValueError:
        return forgotten.text(cursor)
    after = forgotten.anything(content)
    return cursor if after == content else json.dumps(after, separators=(",", ":"))


def _clean_notes(store: FactStore, forgotten: Forgotten) -> None:
    """Take repositories of theirs, and such as are called by them, out of notes beside the facts."""
    for path in sorted(store.folder.glob("*.json")):
        content = json.loads(path.read_bytes())
        after = {
            key: value
            for key, value in content.items()
            if not forgotten.has_place(key) and forgotten.text(key) == key
        }
        if after != content:
            store.disk.write(path, json.dumps(after, indent=0).encode())


def _made(cache: Path) -> Iterator[Path]:
    """Give what stands in the cache folder beside facts and the private part."""
    for path in sorted(cache.glob("*")) if cache.is_dir() else ():
        if path.name in STAYS or path.suffix == ".lock":
            continue
        if path.is_dir():
            files = (one for one in sorted(path.rglob("*")) if one.is_file())
            yield from (one for one in files if one.name != ".lock")
        else:
            yield path
