"""A SQLite file read row by row, as far as it can be read."""

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
        # Text that is not UTF-8 is no reason to lose the row.
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def tables(self) -> frozenset[str]:
        """Names of its tables; none if not even that can be read."""
        try:
            found = self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return frozenset(name for (name,) in found)
        except sqlite3.DatabaseError:
            return frozenset()

    def rows(self, table: str, wanted: Collection[str] = ()) -> Iterator[Row]:
        """Read a table in the order it lies in the file; nothing where there is no such table.

        A damaged place is come at from both sides, so that only what lies in it is lost.

        Parameters
        ----------
        table
            Its name.
        wanted
            The columns to read, as far as there are such; all of them if none is named.
        """
        if table not in self.tables():
            return
        columns = self._columns(table)
        chosen = ", ".join(f'"{name}"' for name in columns if not wanted or name in wanted)
        query = f'SELECT rowid, {chosen or "NULL"} FROM "{table}"'  # noqa: S608 - names of the schema
        last: int | None = None
        try:
            for rowid, row in self._select(f"{query} ORDER BY rowid"):
                last = rowid
                yield row
        except sqlite3.DatabaseError as error:
            beyond = query if last is None else f"{query} WHERE rowid > ?"
            known = () if last is None else (last,)
            yield from self._backwards(table, beyond, known, str(error))

    def _columns(self, table: str) -> list[str]:
        return [row[1] for row in self._connection.execute(f'PRAGMA table_info("{table}")')]

    def _backwards(
        self, table: str, query: str, known: tuple[int, ...], reason: str
    ) -> Iterator[Row]:
        behind: int | None = None
        try:
            for rowid, row in self._select(f"{query} ORDER BY rowid DESC", *known):
                behind = rowid
                yield row
        except sqlite3.DatabaseError:
            pass
        place = [f"after {known[0]}"] if known else []
        place += [f"before {behind}"] if behind is not None else []
        self._lose(table, f"rows {' and '.join(place) or 'all of them'}: {reason}")

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
    """Open a SQLite file, unpacked into a temporary folder if it is packed.

    Raises
    ------
    sqlite3.DatabaseError
        It cannot be opened at all.
    """
    with TemporaryDirectory(prefix="twohats-") as folder:
        plain = path
        with path.open("rb") as opened:
            if opened.read(2) == _GZIP:
                opened.seek(0)
                plain = Path(folder, "unpacked.db")
                if not _unpack(Gunzipped(opened), plain):
                    lose("the end of the file", "the gzip file was cut or damaged")
        connection = _connect(plain)
        try:
            yield Database(connection, lose)
        finally:
            connection.close()


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
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # A write-ahead log beside it needs a folder one may write to; without, it is left unread.
        connection.close()
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True)
    return connection
