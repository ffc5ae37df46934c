"""Tables made from facts, kept under the digest of all they come from.

A file is never stale: whatever it was made from is in its name. Anybody may delete any of them at any
time; what is missing, or cannot be read, is made again.

They hold pseudonyms beside accounts, so only whoever runs this may read them.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from twohats.store.disk import Disk

KEPT = 12
"""Files that stay; of more, the longest unused go."""


class DerivedStore:
    """Derived tables of a workspace.

    Parameters
    ----------
    folder
        Where they are; made on the first write.
    disk
        How they are written.
    """

    def __init__(self, folder: Path, disk: Disk | None = None):
        self.folder = folder
        self.disk = disk or Disk()

    def read(self, name: str, *, where: tuple[str, str] | None = None) -> pa.Table | None:
        """Read a table; None where it has to be made.

        Parameters
        ----------
        name
            Digest, and what the table is, where a digest has several.
        where
            A column, and the value its rows must have; None: all rows.
        """
        path = self._path(name)
        filters = None if where is None else [(where[0], "=", where[1])]
        try:
            table = pq.read_table(path, filters=filters)
            path.touch()
        except (OSError, pa.ArrowInvalid):
            return None
        return table

    def write(self, name: str, table: pa.Table) -> None:
        """Keep a table; readers see all of it or nothing."""
        self.disk.folder(self.folder)
        self.folder.chmod(0o700)

        def write(path: Path) -> None:
            path.unlink(missing_ok=True)
            path.touch(0o600)
            pq.write_table(table, path)

        with FileLock(self.folder / ".lock"):
            self.disk.install(self._path(name), write)
            self._sweep()

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def _sweep(self) -> None:
        files = sorted(self.folder.glob("*.parquet"), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-KEPT]:
            self.disk.remove(path)
