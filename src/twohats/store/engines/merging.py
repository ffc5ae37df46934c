"""Files for engines that read the facts' own Parquet files: what has to be merged is merged once.

Most tables are their owners' files, side by side. Two things are not: rows that several owners hold,
and rows under a name that a repository no longer has. The embedded engine works those out, once per
state of the facts, and they lie beside the facts, named by what they come from.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from twohats.records import TABLES
from twohats.store.disk import Disk
from twohats.store.engine import SCHEMA, connect
from twohats.store.facts import KEEP_FOR, Snapshot
from twohats.store.renamed import key_columns, pattern_of, present_keys
from twohats.store.together import files_together

FOLDER = "merged"
"""Beside the facts in a workspace's cache; anybody may delete it at any time."""
FORMAT = 1
"""Part of a folder's name; rises when the same facts are to be merged in another way."""


@dataclass(frozen=True)
class Part:
    """Files of one table, and which of their rows count."""

    files: tuple[Path, ...]
    moved: tuple[Path, ...] = ()
    """Rows that stand in place of those under names that repositories no longer have."""
    outdated: tuple[str, ...] = ()
    """Columns in which `pattern` may match: such rows of `files` do not count."""
    pattern: str = ""


def parts_of(snapshot: Snapshot, disk: Disk | None = None) -> dict[str, Part]:
    """Say which files make up each table; what has to be merged is, if it was not before.

    Parameters
    ----------
    snapshot
        The facts as they stand now.
    disk
        How files are written.
    """
    disk = disk or Disk()
    home = snapshot.folder.parent / FOLDER
    folder = home / f"{snapshot.digest()}-{FORMAT}"
    disk.folder(home)
    with FileLock(home / ".lock"):
        if folder.is_dir():
            os.utime(folder)  # somebody reads it now, however long ago it was made
        else:
            disk.install_folder(folder, dict(_merged(snapshot)))
            _tidy(home, folder, disk)
    present: Mapping[str, str] = json.loads((folder / "renamed.json").read_bytes())
    pattern = pattern_of([*present, *present.values()])
    parts = {}
    for name, table in TABLES.items():
        if table.shared:
            parts[name] = Part((folder / f"{name}.parquet",))
        elif present and key_columns(name):
            moved = (folder / f"{name}.parquet",)
            parts[name] = Part(files_together(snapshot, name), moved, key_columns(name), pattern)
        else:
            parts[name] = Part(files_together(snapshot, name))
    return parts


def drop_merged(facts: Path) -> None:
    """Remove all that was merged from the facts in a folder; it is made again when it is needed."""
    Disk().remove(facts.parent / FOLDER)


def _merged(snapshot: Snapshot) -> Iterator[tuple[str, Callable[[Path], object]]]:
    """Name the files to write, each with what writes it."""
    connection = connect(snapshot).con
    present = present_keys(connection)
    text = json.dumps(present).encode()
    yield "renamed.json", lambda path: path.write_bytes(text)
    for name, table in TABLES.items():
        if table.shared:
            yield f"{name}.parquet", _writer(connection, f"{SCHEMA}.{name}")
        elif present and key_columns(name):
            yield f"{name}.parquet", _writer(connection, f"{SCHEMA}.moved_{name}")


def _writer(connection: Any, relation: str) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        quoted = str(path).replace("'", "''")
        connection.execute(
            f"COPY (FROM {relation}) TO '{quoted}' (FORMAT parquet, COMPRESSION zstd)"
        )

    return write


def _tidy(home: Path, present: Path, disk: Disk) -> None:
    """Remove what nobody has opened for a day."""
    oldest = present.stat().st_mtime - KEEP_FOR.total_seconds()
    for folder in home.iterdir():
        if folder.is_dir() and folder != present and folder.stat().st_mtime < oldest:
            disk.remove(folder)
