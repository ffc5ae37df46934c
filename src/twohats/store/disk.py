"""Writing so that a power cut at any moment leaves the old state or the new one.

Everything the store writes goes through `Disk`: to a neighbour with another name first, then synced,
then renamed. Tests pass a disk that dies at its n-th step.
"""

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path


class Disk:
    """The few ways in which the store touches a file system."""

    def step(self, what: str) -> None:
        """Stand between any two things that reach the disk; does nothing here."""

    def write(self, path: Path, data: bytes) -> None:
        """Put ``data`` at ``path``, whole or not at all."""
        self.install(path, lambda neighbour: neighbour.write_bytes(data))

    def install(self, path: Path, make: Callable[[Path], object]) -> None:
        """Have ``make`` write a neighbour of ``path``, then let it take the place of ``path``."""
        self.folder(path.parent)
        neighbour = path.with_name(f".{path.name}.part")
        self.step(f"begin {path.name}")
        make(neighbour)
        self.step(f"written {path.name}")
        _sync(neighbour)
        self.step(f"synced {path.name}")
        os.replace(neighbour, path)
        _sync(path.parent)
        self.step(f"installed {path.name}")

    def install_folder(self, path: Path, files: Mapping[str, Callable[[Path], object]]) -> None:
        """Make a folder with these files appear at ``path`` at once."""
        part = path.with_name(f".{path.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        self.folder(part)
        for name, make in files.items():
            self.step(f"begin {path.name}/{name}")
            make(part / name)
            _sync(part / name)
        _sync(part)
        self.step(f"synced {path.name}")
        os.replace(part, path)
        _sync(path.parent)
        self.step(f"installed {path.name}")

    def folder(self, path: Path) -> None:
        """Make a folder and those above it."""
        if not path.is_dir():
            self.step(f"folder {path.name}")
            path.mkdir(parents=True, exist_ok=True)

    def remove(self, path: Path) -> None:
        """Remove a file or a whole folder; it may be gone already."""
        self.step(f"remove {path.name}")
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Have the system put a file, or a folder's list of names, on the disk now."""
    if os.name == "nt" and path.is_dir():  # Windows cannot open folders; NTFS journals renames
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
