"""A SQLite file read row by row, as far as it can be read."""

import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from twohats.sources.github_files import Gunzipped

_SQLITE = b"SQLite format 3\0"
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_FIRST, _LAST = -1, (1 << 63) - 1
"""Below and above every row number that programs give out."""

Row = dict[str, Any]


class Database:
    """An open SQLite file, read only.

    Parameters
    ----------
    connection
        The file.
    lose
        Told of each table that is damaged, and why.
    """

    def __init__(self, connection: sqlite3.Connection, lose: Callable[[str, str], None]):
        self._connection = connection
        self._lose = lose
        self._told: set[tuple[str, str]] = set()
        # Text that is not UTF-8 is no reason to lose the row.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def has(self, table: str) -> bool:
        """Whether there is such a table, as far as can be read."""
        return bool(self._columns(table))

    def rows(self, table: str, wanted: Collection[str] = ()) -> Iterator[Row]:
        """Read a table in the order it lies in the file; nothing where there is no such table.

        Damaged places are come at from both sides, so that only what lies in them is lost.

        Parameters
        ----------
        table
            Its name.
        wanted
            The columns to read, as far as there are such; all of them if none is named.
        """
        columns = self._columns(table)
        if not columns:
            return
        chosen = ", ".join(f'"{name}"' for name in columns if not wanted or name in wanted)
        query = f'SELECT rowid, {chosen or "NULL"} FROM "{table}"'  # noqa: S608 - its own names
        after = _FIRST
        while True:
            try:
                for rowid, row in self._select(f"{query} WHERE rowid > ? ORDER BY rowid", after):
                    if rowid <= after:  # damage that SQLite does not notice
                        raise sqlite3.DatabaseError("rows are out of order")
                    after = rowid
                    yield row
            except sqlite3.DatabaseError as error:
                behind = self._readable_behind(table, after)
                before = behind
                between = f"{query} WHERE rowid > ? AND rowid < ? ORDER BY rowid DESC"
                try:
                    for rowid, row in self._select(between, after, behind):
                        if not after < rowid < before:
                            break
                        before = rowid
                        yield row
                except sqlite3.DatabaseError:
                    pass
                self._damaged(table, after, before, str(error))
                if behind == _LAST:
                    return
                after = behind - 1
            else:
                return

    def _readable_behind(self, table: str, after: int) -> int:
        """Find a row behind a damaged place, in steps that grow; ``_LAST`` if there is none."""
        query = f'SELECT rowid FROM "{table}" WHERE rowid > ? ORDER BY rowid LIMIT 1'  # noqa: S608
        step = 1
        while after + step < _LAST:
            try:
                found = self._connection.execute(query, (after + step,)).fetchone()
                if found is None or found[0] > after + step:
                    return int(found[0]) if found else _LAST
            except sqlite3.DatabaseError:
                pass
            step *= 2
        return _LAST

    def _damaged(self, table: str, after: int, before: int, reason: str) -> None:
        """Tell of a damaged place, once, however often the table is read."""
        place = [f"after {after}"] if after != _FIRST else []
        place += [f"before {before}"] if before != _LAST else []
        told = table, f"rows {' and '.join(place) or 'of it all'}: {reason}"
        if told not in self._told:
            self._told.add(told)
            self._lose(*told)

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._connection.execute(f'PRAGMA table_info("{table}")')]

    def _select(self, query: str, *values: int) -> Iterator[tuple[int, Row]]:
        cursor = self._connection.execute(query, values)
        names = [column[0] for column in cursor.description[1:]]
        for row in cursor:
            yield row[0], dict(zip(names, row[1:], strict=True))


def is_database(path: Path) -> bool:
    """Whether a file is a SQLite database, packed by gzip or not."""
    if not path.is_file():
        return False
    with path.open("rb") as opened:
        start = opened.read(len(_SQLITE))
        if not start.startswith(_GZIP):
            return start == _SQLITE
        opened.seek(0)
        try:
            return Gunzipped(opened).read(_CHUNK).startswith(_SQLITE)
        except zlib.error:
            return False


@contextmanager
def open_database(path: Path, lose: Callable[[str, str], None]) -> Iterator[Database]:
    """Open a SQLite file, by way of a temporary copy if it is packed or was cut.

    Raises
    ------
    sqlite3.DatabaseError
        It cannot be opened at all.
    """
    with TemporaryDirectory(prefix="twohats-") as folder:
        plain, copy = path, Path(folder, "copy.db")
        with path.open("rb") as opened:
            if opened.read(2) == _GZIP:
                opened.seek(0)
                plain = copy
                if not _unpack(Gunzipped(opened), plain):
                    lose("the end of the file", "the gzip file was cut or damaged")
        lacking = _promised_size(plain) - plain.stat().st_size
        if lacking > 0:
            if plain != copy:
                plain = Path(shutil.copyfile(plain, copy))
                lose("the end of the file", f"it was cut: {lacking:,} bytes are lacking")
            # SQLite opens nothing that is shorter than it says; empty pages it can live with.
            os.truncate(plain, _promised_size(plain))
        connection = _connect(plain)
        try:
            yield Database(connection, lose)
        finally:
            connection.close()


def _promised_size(path: Path) -> int:
    """Size that a database says it has; 0 where it does not say so."""
    with path.open("rb") as opened:
        head = opened.read(100)
    if len(head) < 100 or head[24:28] != head[92:96]:
        return 0
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    return (65536 if page == 1 else page) * pages


def _unpack(packed: Gunzipped, plain: Path) -> bool:
    """Unpack as far as it goes; whether that was to the end."""
    with plain.open("wb") as unpacked:
        try:
            while chunk := packed.read(_CHUNK):
                unpacked.write(chunk)
            return packed.ended()
        except zlib.error:
            return False


def _connect(path: Path) -> sqlite3.Connection:
    address = path.resolve().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True)
    look = "SELECT count(*) FROM sqlite_master"
    try:
        connection.execute(look).fetchone()
    except sqlite3.OperationalError:
        # A write-ahead log beside it needs a folder one may write to; without, it is left unread.
        connection.close()
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True)
    except sqlite3.DatabaseError:
        # Lets SQLite open a file that has lost some of its tables; the file stays read only.
        connection.execute("PRAGMA writable_schema = ON")
    return connection
