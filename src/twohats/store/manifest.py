"""The manifest: which files make up one owner's facts now.

``HEAD`` names a manifest, a manifest names immutable Parquet files. Whoever follows HEAD once sees
one consistent state for as long as they hold it.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from twohats.errors import TwohatsError

SCHEMA = 1
"""Version of the tables' meaning; a manifest of a later one is refused, not misread."""


@dataclass(frozen=True)
class TableFile:
    """One table's rows."""

    file: str
    rows: int
    digest: str
    """Of the content, whatever the order of rows: equal digests, equal facts."""


@dataclass(frozen=True)
class Manifest:
    """One state of one owner's facts."""

    owner: str
    number: int = 0
    tables: dict[str, TableFile] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name of this manifest."""
        return f"{self.number:06d}.json"

    def to_json(self) -> bytes:
        """Bytes as they stand on disk."""
        tables = {name: vars(table) for name, table in sorted(self.tables.items())}
        content = {
            "schema": SCHEMA,
            "owner": self.owner,
            "number": self.number,
            "tables": tables,
        }
        return json.dumps(content, indent=1).encode() + b"\n"


def read_manifest(folder: Path) -> Manifest | None:
    """Read the manifest HEAD names; None where nothing was ever committed.

    Raises
    ------
    TwohatsError
        The folder was written by a later version.
    """
    head = folder / "HEAD"
    if not head.is_file():
        return None
    content = json.loads((folder / head.read_text().strip()).read_bytes())
    if content["schema"] > SCHEMA:
        raise TwohatsError(
            f"{folder}: facts were not read: a later version of twohats wrote them. "
            "Update twohats, or delete the folder and import again."
        )
    tables = {name: TableFile(**table) for name, table in content["tables"].items()}
    return Manifest(content["owner"], content["number"], tables)
