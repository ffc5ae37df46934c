"""Decisions as JSON lines, one file per person and month, so that git merges them without conflict.

Each line carries a hash of its content: a line that was cut or edited by hand is named, not used.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from twohats.errors import Mistake
from twohats.records.decisions import Decision

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_CUT = "this line is not a decision; it was cut or edited by hand"
_CHANGED = "this line was changed after it was written; undo the change"
_NEWER = "this line was written by a newer twohats; update this one to read it"
_FIELDS = tuple(one.name for one in fields(Decision))
_TEXTS = ("id", "who", "what", "why")


def ulid(at: datetime, chance: bytes) -> str:
    """Make an identifier that sorts by time: 48 bits of milliseconds, 80 bits of chance.

    Examples
    --------
    >>> ulid(datetime(2026, 1, 1, tzinfo=UTC), bytes(10))
    '01KDVDNA000000000000000000'
    """
    milliseconds = (at - EPOCH) // timedelta(milliseconds=1)
    number = milliseconds << 80 | int.from_bytes(chance[:10], "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def to_line(decision: Decision) -> bytes:
    """Write a decision as one line, hash included, without its newline.

    Dates in its content are written as ISO text; numbers that JSON does not have are refused.
    """
    values = {name: getattr(decision, name) for name in _FIELDS}
    values["at"] = decision.at.astimezone(UTC)
    # Once through JSON: the hash is over what a reader will find there.
    content = json.loads(json.dumps(values, default=_as_json, allow_nan=False))
    return _bytes({**content, "sha256": _hash(content)})


def from_line(text: bytes, place: str, line: int) -> Decision | Mistake:
    """Read one line; a `Mistake` where it cannot be trusted."""
    if has_break(text):
        return Mistake(place, line, _CUT)
    try:
        content = json.loads(text.decode())
        told = content.pop("sha256")
        is_as_written = told == _hash(content)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Mistake(place, line, _CUT)
    if not is_as_written:
        return Mistake(place, line, _CHANGED)
    return _decision(content) or Mistake(
        place, line, _NEWER if set(content) > set(_FIELDS) else _CUT
    )


def id_claimed(text: bytes) -> str | None:
    """Id that a line carries, be it trusted or not; None: none can be read."""
    try:
        content = json.loads(text.decode())
    except (ValueError, RecursionError):
        return None
    found = content.get("id") if isinstance(content, dict) else None
    return found if isinstance(found, str) else None


def has_break(text: bytes) -> bool:
    """Whether a file would hold it as several lines; only a row of a server can."""
    return b"\n" in text or b"\r" in text


def _decision(content: dict[str, Any]) -> Decision | None:
    """Fill a decision; lines from before there was ``content`` have none."""
    about, more = content.get("about"), content.get("content", {})
    texts = [content.get(name) for name in _TEXTS]
    if (
        not set(content) <= set(_FIELDS)
        or not all(isinstance(text, str) for text in texts)
        or not isinstance(about, list)
        or not all(isinstance(key, str) for key in about)
        or not isinstance(more, dict)
        or not isinstance(content.get("supersedes"), str | None)
    ):
        return None
    try:
        at = datetime.fromisoformat(content["at"])
    except (KeyError, TypeError, ValueError):
        return None
    if at.tzinfo is None:
        return None
    return Decision(**{**content, "about": tuple(about), "at": at, "content": more})


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is nothing a journal's line can hold")


def _hash(content: dict[str, object]) -> str:
    return hashlib.sha256(_bytes(content, sort_keys=True)).hexdigest()


def _bytes(content: dict[str, object], *, sort_keys: bool = False) -> bytes:
    """Readable JSON; half a surrogate pair, which UTF-8 cannot hold, is escaped as JSON does."""
    text = json.dumps(content, sort_keys=sort_keys, ensure_ascii=False)
    return text.encode(errors="backslashreplace")
