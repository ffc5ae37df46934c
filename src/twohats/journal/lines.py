"""Decisions as JSON lines, one file per person and month, so that git merges them without conflict.

Each line carries a hash of its content: a line that was cut or edited by hand is named, not used.
"""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from twohats.errors import Mistake
from twohats.records.decisions import Decision

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
    """Write a decision as one line, hash included, without its newline."""
    content = {**asdict(decision), "at": decision.at.astimezone(UTC).isoformat()}
    return _bytes({**content, "sha256": _hash(content)})


def from_line(text: bytes, place: str, line: int) -> Decision | Mistake:
    """Read one line; a `Mistake` where it cannot be trusted."""
    try:
        content = json.loads(text.decode())
        told = content.pop("sha256")
        decision = Decision(
            **{
                **content,
                "about": tuple(content["about"]),
                "at": datetime.fromisoformat(content["at"]),
            }
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return Mistake(place, line, "this line is not a decision; it was cut or edited by hand")
    if told != _hash(content):
        return Mistake(place, line, "this line was changed after it was written; undo the change")
    return decision


def _hash(content: dict[str, object]) -> str:
    return hashlib.sha256(_bytes(content, sort_keys=True)).hexdigest()


def _bytes(content: dict[str, object], *, sort_keys: bool = False) -> bytes:
    """Readable JSON; half a surrogate pair, which UTF-8 cannot hold, is escaped as JSON does."""
    text = json.dumps(content, sort_keys=sort_keys, ensure_ascii=False)
    return text.encode(errors="backslashreplace")
