"""The few ways in which the journal touches a file system.

Whatever is written is on the disk before the caller goes on, and one process writes at a time.
Tests pass a pen that dies at its n-th step.
"""

import os
from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock

_PATIENCE_S = 60
_AS_BYTES = getattr(os, "O_BINARY", 0)  # Windows would write line breaks of its own


class Pen:
    """Appends lines and replaces small files."""

    def step(self, what: str) -> None:
        """Stand between any two things that reach the disk; does nothing here."""

    def alone(self, lock: Path) -> AbstractContextManager[object]:
        """Hold every other process of this machine off while lines are written."""
        lock.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(lock, timeout=_PATIENCE_S)

    def append(self, path: Path, lines: bytes, mode: int = 0o666) -> None:
        """Put whole lines at the end of a file; what a power cut left there stays apart."""
        self.folder(path.parent)
        is_new = not path.exists()
        # Half a line may stand at the end; the next one must not be glued to it.
        text = lines if is_new or _ends_whole(path) else b"\n" + lines
        self.step(f"begin {path.name}")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _AS_BYTES, mode)
        try:
            self.put(handle, text)
            self.step(f"written {path.name}")
            os.fsync(handle)
        finally:
            os.close(handle)
        self.step(f"synced {path.name}")
        if is_new:
            _sync_folder(path.parent)

    def put(self, handle: int, text: bytes) -> None:
        """Hand bytes to the system, all of them."""
        while text:
            text = text[os.write(handle, text) :]

    def replace(self, path: Path, text: bytes, mode: int = 0o666) -> None:
        """Let a new text take the place of ``path``, whole or not at all."""
        self.folder(path.parent)
        neighbour = path.with_name(f".{path.name}.part")
        neighbour.unlink(missing_ok=True)
        self.step(f"begin {path.name}")
        handle = os.open(neighbour, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_BYTES, mode)
        try:
            self.put(handle, text)
            self.step(f"written {path.name}")
            os.fsync(handle)
        finally:
            os.close(handle)
        self.step(f"synced {path.name}")
        os.replace(neighbour, path)
        _sync_folder(path.parent)
        self.step(f"installed {path.name}")

    def remove(self, path: Path) -> None:
        """Take a file away; it may be gone already."""
        self.step(f"remove {path.name}")
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def folder(self, path: Path) -> None:
        """Make a folder and those above it, each known to the one above."""
        if not path.is_dir():
            self.folder(path.parent)
            self.step(f"folder {path.name}")
            path.mkdir(exist_ok=True)
            _sync_folder(path.parent)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows cannot open folders; NTFS journals names
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
