"""One commit as perceval's git backend writes it: one JSON object on one line.

perceval cuts up what ``git log --raw --numstat --pretty=fuller -M -C -c`` prints, so that dates come
in git's words, odd paths in quotes, merges with files of their own, and copied files with the lines
changed since the copy.
"""

import calendar
import json
import re
from dataclasses import dataclass
from typing import Any

import msgspec

from twohats.formats.trailers import split_message

TRAILERS = (
    "Acked-by",
    "Co-authored-by",
    "Helped-by",
    "Mentored-by",
    "Reported-by",
    "Reviewed-by",
    "Signed-off-by",
    "Suggested-by",
    "Tested-by",
)
"""Keys under which perceval repeats a message's trailers; asked where the message is lacking."""

_MONTHS = {name: at for at, name in enumerate(calendar.month_abbr) if name}
_OID = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})")
_PERSON = re.compile(r"(?P<name>.*?)\s*<(?P<email>[^<>]*)>\s*")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "v": 11, "f": 12, '"': 34, "\\": 92}
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


@dataclass(frozen=True)
class Person:
    """A name and address as the line has them; both None where it lacks them."""

    name: str | None
    email: str | None


@dataclass(frozen=True)
class ChangedFile:
    """One path changed by a commit."""

    path: str
    additions: int | None
    """None: binary, or copied, where perceval counts only what changed since."""
    deletions: int | None
    is_copy: bool


@dataclass(frozen=True)
class PercevalCommit:
    """One line of the file."""

    oid: str
    parents: tuple[str, ...]
    author: Person
    authored_at: int | None
    """Microseconds since 1970."""
    author_utc_offset_minutes: int | None
    committer: Person
    committed_at: int | None
    subject: str | None
    trailers: tuple[str, ...]
    files: tuple[ChangedFile, ...] | None
    """Empty for a merge; None where the line lacks them."""
    fetched_at: int | None
    """When perceval read it, in microseconds since 1970."""
    origin: str | None
    """Where perceval read it: an address, which may hold a secret, or a path."""


class _Line(msgspec.Struct):
    backend_name: str
    category: str
    data: dict[str, Any]
    timestamp: float | int | None = None
    origin: str | None = None


_decode = msgspec.json.Decoder(_Line).decode


def parse_commit(line: bytes) -> PercevalCommit:
    """Read one line.

    Raises
    ------
    ValueError
        The line is no commit of perceval's git backend, or is cut short.

    Examples
    --------
    >>> commit = parse_commit(
    ...     b'{"backend_name": "Git", "category": "commit", "data": {"commit": "' + b"a" * 40
    ...     + b'", "Author": "Ada <ada@example.org>", "AuthorDate": "Thu Jan 1 01:00:01 1970 +0100",'
    ...     b' "message": "Begin", "parents": [], "files": []}}'
    ... )
    >>> commit.author.name, commit.authored_at, commit.author_utc_offset_minutes, commit.subject
    ('Ada', 1000000, 60, 'Begin')
    """
    record = _record(line)
    if record.backend_name.casefold() != "git" or record.category != "commit":
        said = f"{record.backend_name} {record.category}"
        raise ValueError(f"it holds what perceval calls {said!r}, not a commit")
    data = record.data
    oid = data.get("commit")
    if not isinstance(oid, str) or not _OID.fullmatch(oid):
        raise ValueError("it names no commit by its full id")
    parents = data.get("parents")
    if not isinstance(parents, list):
        parents = []
    subject, trailers = _message(data)
    authored_at, offset = parse_git_date(data.get("AuthorDate"))
    return PercevalCommit(
        oid=oid,
        parents=tuple(one for one in parents if isinstance(one, str) and _OID.fullmatch(one)),
        author=_person(data.get("Author")),
        authored_at=authored_at,
        author_utc_offset_minutes=offset,
        committer=_person(data.get("Commit")),
        committed_at=parse_git_date(data.get("CommitDate"))[0],
        subject=subject,
        trailers=trailers,
        files=_files(data.get("files"), is_merge=len(parents) > 1),
        fetched_at=_microseconds(record.timestamp),
        origin=record.origin,
    )


def _record(line: bytes) -> _Line:
    try:
        return _decode(line)
    except msgspec.ValidationError:
        raise ValueError("it is not an object as perceval writes them") from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    # Bytes that are not UTF-8 come as lone surrogates, which only the standard library reads.
    try:
        record = json.loads(line.decode("utf-8", "replace"))
        return msgspec.convert(_repaired(record), _Line)
    except msgspec.ValidationError:
        raise ValueError("it is not an object as perceval writes them") from None
    except (ValueError, RecursionError):
        raise ValueError("it is cut short, or not JSON") from None


def _repaired(value: Any) -> Any:
    """Replace lone surrogates as reading the bytes themselves would have."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if isinstance(value, list):
        return [_repaired(one) for one in value]
    if isinstance(value, dict):
        return {_repaired(key): _repaired(one) for key, one in value.items()}
    return value


def parse_git_date(text: object) -> tuple[int | None, int | None]:
    """Read git's default date as microseconds since 1970 and minutes from UTC.

    Examples
    --------
    >>> parse_git_date("Thu Jan 1 05:30:00 1970 +0530")
    (0, 330)
    >>> parse_git_date("soon")
    (None, None)
    """
    try:
        _, month, day, clock, year, zone = str(text).split()
        hour, minute, second = map(int, clock.split(":"))
        sign = -1 if zone[0] == "-" else 1
        hours, minutes = divmod(int(zone[1:]), 100)
        offset = sign * (hours * 60 + minutes)
        local = (int(year), _MONTHS[month], int(day), hour, minute, second)
        if not 1 <= local[0] <= 9999:
            return None, None
        return (calendar.timegm(local) - offset * 60) * 1_000_000, offset
    except (ValueError, KeyError, IndexError):
        return None, None


def _microseconds(seconds: float | int | None) -> int | None:
    if seconds is None or not 0 <= seconds < 2**35:
        return None
    return round(seconds * 1_000_000)


def _person(text: object) -> Person:
    if not isinstance(text, str):
        return Person(None, None)
    found = _PERSON.fullmatch(text)
    return Person(found["name"], found["email"]) if found else Person(text.strip(), "")


def _message(data: dict[str, Any]) -> tuple[str | None, tuple[str, ...]]:
    message = data.get("message")
    if isinstance(message, str):
        return split_message(message)
    said = ((key, data.get(key)) for key in TRAILERS)
    return None, tuple(
        f"{key}: {one}"
        for key, values in said
        if isinstance(values, list)
        for one in values
        if isinstance(one, str)
    )


def _files(files: object, *, is_merge: bool) -> tuple[ChangedFile, ...] | None:
    """Read the files; those of a merge are left out, as git's own counts leave them out."""
    if not isinstance(files, list):
        return None
    if is_merge:
        return ()
    return tuple(
        found for one in files if isinstance(one, dict) and (found := _file(one)) is not None
    )


def _file(one: dict[str, Any]) -> ChangedFile | None:
    path = one.get("newfile") or one.get("file")
    if not isinstance(path, str) or not path or "added" not in one:
        return None
    is_copy = str(one.get("action") or "").startswith("C")
    additions, deletions = (
        (None, None) if is_copy else (_count(one, "added"), _count(one, "removed"))
    )
    return ChangedFile(unquote_path(path), additions, deletions, is_copy)


def _count(one: dict[str, Any], key: str) -> int | None:
    """Return a number of lines; ``-`` stands for a binary file."""
    try:
        return int(one[key])
    except (KeyError, TypeError, ValueError):
        return None


def unquote_path(path: str) -> str:
    r"""Read a path that git put in quotes because of letters beyond ASCII.

    Examples
    --------
    >>> unquote_path(r'"docs/\303\251t\303\251.md"'), unquote_path("plain.md")
    ('docs/été.md', 'plain.md')
    """
    if len(path) < 2 or not (path.startswith('"') and path.endswith('"')):
        return path

    def byte(escaped: re.Match[bytes]) -> bytes:
        word = escaped[1]
        if word.isdigit():
            return bytes([int(word, 8) & 0xFF])
        return bytes([_ESCAPES.get(word.decode("latin-1"), word[0])])

    raw = path[1:-1].encode("utf-8", "surrogatepass")
    return _ESCAPED.sub(byte, raw).decode("utf-8", "replace")
