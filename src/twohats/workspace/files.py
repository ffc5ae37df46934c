"""Text of the workspace's files: read as it is, replaced in one step."""

import os
import tempfile
from pathlib import Path

from twohats.errors import Mistake, WrongUse

_MARK = "\ufeff"


def read_text(file: Path) -> str:
    """Text with its own line breaks; a byte order mark, as some editors leave, stays out.

    Raises
    ------
    UnicodeDecodeError
        The file is not UTF-8.
    """
    return file.read_bytes().decode("utf-8").removeprefix(_MARK)


def not_utf8(path: str, error: UnicodeDecodeError) -> Mistake:
    """Name the line at which a file stops being UTF-8."""
    line = error.object[: error.start].count(b"\n") + 1
    return Mistake(path, line, "is not UTF-8 here: save the file as UTF-8")


def replace_text(file: Path, text: str) -> None:
    """Put a new text in a file's place: readers see the old one or the new one, never a part."""
    # A link stays a link: teams keep the file elsewhere and point to it.
    target = file.resolve()
    mark = _MARK if target.is_file() and target.read_bytes()[:3] == _MARK.encode() else ""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((mark + text).encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def create_text(file: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    WrongUse
        It is there.
    """
    if file.exists():
        raise WrongUse(f"{file}: not written: it exists already. Move it away or edit it.")
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_text(file, text)
