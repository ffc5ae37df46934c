"""Files of many owners put together, so that opening thousands of owners does not open thousands of files.

An owner's files are small and there may be thousands of them; every query would look into each. Beyond a
number of them, those of owners with little are copied into few larger ones, each named by the digest
of what it holds: when an owner changes, only the file that it went into is made again. They can be
deleted at any time.
"""

import hashlib
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

import duckdb
from filelock import FileLock

from twohats.records import TABLES
from twohats.store.disk import Disk
from twohats.store.facts import KEEP_FOR, Snapshot, folder_of
from twohats.store.manifest import TableFile

FOLDER = "together"
"""Beside the facts in a workspace's cache."""
FEW = 200
"""With so many files of a table, or fewer, each is read where it lies."""
BUCKETS = 32
"""Files that the many are put into."""
SMALL = 100_000
"""Rows; a file with more is read where it lies."""
FORMAT = 1
"""Part of the names; rises when the same files are to be put together in another way."""

_Part = tuple[str, TableFile, Path]
"""Owner, what its manifest says, and where the file is."""


def files_together(
    snapshot: Snapshot, table: str, *, few: int | None = None, disk: Disk | None = None
) -> tuple[Path, ...]:
    """Give the Parquet files that make up a table, few of them however many owners there are.

    Parameters
    ----------
    snapshot
        The facts as they stand now.
    table
        Name of the fact table.
    few
        Of so many files none is put together with others; None: `FEW`.
    disk
        How files are written.
    """
    parts = [
        (manifest.owner, manifest.tables[table], folder_of(snapshot.folder, manifest.owner))
        for manifest in snapshot.manifests
        if table in manifest.tables
    ]
    parts = [(owner, file, folder / file.file) for owner, file, folder in parts]
    if len(parts) <= (FEW if few is None else few):
        return tuple(path for _, _, path in parts)
    home = snapshot.folder.parent / FOLDER
    disk = disk or Disk()
    large = [path for _, file, path in parts if file.rows > SMALL]
    if len(large) == len(parts):
        return tuple(large)
    buckets: dict[int, list[_Part]] = {}
    for part in parts:
        if part[1].rows <= SMALL:
            buckets.setdefault(_bucket(part[0]), []).append(part)
    try:
        made = [_together(home, table, bucket, disk) for _, bucket in sorted(buckets.items())]
        _tidy(home, table, made, disk)
    except PermissionError:  # whoever may only read opens every file
        return tuple(path for _, _, path in parts)
    return (*large, *made)


def _bucket(owner: str) -> int:
    """Choose by name alone, so that an owner stays where it is when others come."""
    return hashlib.sha256(owner.encode()).digest()[0] % BUCKETS


def _together(home: Path, table: str, parts: Iterable[_Part], disk: Disk) -> Path:
    held = list(parts)
    said = [str(FORMAT), *TABLES[table].columns]
    said += (f"{owner} {file.file} {file.digest}" for owner, file, _ in held)
    digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]
    path = home / f"{table}-{digest}.parquet"
    if not _is_used(path):
        disk.folder(home)
        with FileLock(home / ".lock"):
            if not path.is_file():
                disk.install(path, lambda neighbour: _write(held, neighbour))
    return path


def _is_used(path: Path) -> bool:
    """Whether it is there; then it is noted that somebody reads it now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _write(parts: Iterable[_Part], path: Path) -> None:
    names = ", ".join(_quoted(file) for _, _, file in parts)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        # By name: files written before a column was added have none.
        connection.execute(
            f"COPY (SELECT * FROM read_parquet([{names}], union_by_name = true)) "
            f"TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd)"
        )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _tidy(home: Path, table: str, present: Collection[Path], disk: Disk) -> None:
    """Remove files of a table that nobody has opened for a day."""
    opened = max(path.stat().st_mtime for path in present)
    for path in set(home.glob(f"{table}-*.parquet")).difference(present):
        with suppress(FileNotFoundError):  # somebody else tidies up, too
            if path.stat().st_mtime < opened - KEEP_FOR.total_seconds():
                disk.remove(path)
