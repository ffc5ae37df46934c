"""The files of a recording, be it a folder or an archive, read one after the other."""

import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

File = tuple[str, Callable[[], bytes]]
"""Name below the folder or in the archive, and what reads it; call it before the next file."""

ARCHIVE_ERRORS = (tarfile.TarError, EOFError, zlib.error, OSError)
"""What reading a damaged archive raises."""

_DEEPEST = 5
_LONGEST = 19
_CHUNK = 1 << 18


class BreaksOff(EOFError):
    """An archive ends before its end."""


def json_files(path: Path) -> Iterator[File]:
    """Go through the JSON files of a folder, in order of name, or of an archive, in its own.

    Hidden files and folders are passed over.

    Raises
    ------
    twohats.sources.github_files.ARCHIVE_ERRORS
        The archive is damaged; every file before the damage has been yielded by then.
    """
    if path.is_dir():
        for name in json_names(path):
            yield name, partial(_content, os.path.join(path, name))
    else:
        yield from _archived(path)


def json_names(folder: Path) -> list[str]:
    """Names of the JSON files below a folder; numbered ones in the order of their numbers."""
    found: list[tuple[str, int, str]] = []
    for place, folders, names in os.walk(folder):
        here = Path(place).relative_to(folder)
        folders[:] = [n for n in folders if not n.startswith(".") and len(here.parts) < _DEEPEST]
        prefix = "" if here == Path() else f"{here.as_posix()}/"
        for name in names:
            if name.endswith(".json") and not name.startswith("."):
                stem = name[: -len(".json")]
                number = int(stem) if stem.isdecimal() and len(stem) < _LONGEST else -1
                found.append((prefix, number, name))
    return [prefix + name for prefix, _, name in sorted(found)]


def _content(path: str) -> bytes:
    with open(path, "rb") as opened:
        return opened.read()


def _archived(path: Path) -> Iterator[File]:
    with path.open("rb") as opened:
        is_gzip = opened.read(2) == b"\x1f\x8b"
        opened.seek(0)
        stream = Gunzipped(opened) if is_gzip else _Plain(opened)
        fileobj = cast(IO[bytes], stream)
        with tarfile.open(fileobj=fileobj, mode="r|", bufsize=_CHUNK) as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                hidden = any(part.startswith(".") for part in name.parts)
                if member.isfile() and name.suffix == ".json" and not hidden:
                    content = archive.extractfile(member)
                    assert content is not None
                    yield name.as_posix(), content.read
        if not stream.ended():
            raise BreaksOff("it has no end mark")


class _Plain:
    """A tar archive as it is; one that was cut between two files lacks the zeros at its end."""

    def __init__(self, opened: IO[bytes]):
        self._opened = opened
        self.read = opened.read

    def ended(self) -> bool:
        end = self._opened.seek(0, os.SEEK_END)
        self._opened.seek(max(0, end - 1024))
        return not self._opened.read().strip(b"\0")


class Gunzipped:
    """The bytes inside a gzip file, up to the last one that can be had.

    ``gzip.open`` raises where a file was cut, and loses what it had just unpacked.
    """

    def __init__(self, opened: IO[bytes]):
        self._opened = opened
        self._inflate = zlib.decompressobj(wbits=31)
        self._packed = b""

    def read(self, size: int) -> bytes:
        while True:
            if self._inflate.eof:  # another gzip file may follow right behind
                self._packed = self._inflate.unused_data or self._opened.read(_CHUNK)
                self._packed = self._packed.lstrip(b"\0")
                if not self._packed:
                    return b""
                self._inflate = zlib.decompressobj(wbits=31)
            packed = self._packed or self._opened.read(_CHUNK)
            if not packed:
                return b""
            unpacked = self._inflate.decompress(packed, size)
            self._packed = self._inflate.unconsumed_tail
            if unpacked:
                return unpacked

    def ended(self) -> bool:
        while self.read(_CHUNK):
            pass
        return self._inflate.eof
