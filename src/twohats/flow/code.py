"""The digest of this program's own files: whatever they compute is theirs alone."""

import hashlib
from functools import cache
from pathlib import Path

import twohats


@cache
def code_digest(folder: Path = Path(twohats.__file__).parent) -> str:
    """Digest names and contents of all files of a package, once per run.

    Lists and templates count as much as Python does. What Python compiled of them does not.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.parent.name != "__pycache__":
            content = path.read_bytes()
            digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
