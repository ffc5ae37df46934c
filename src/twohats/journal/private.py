"""What is a person's own: hours, days off, time zones, consents, own pages. Never in git.

Each line is encrypted by itself, under a key that only the owner of the files can read. Public lines
hold a digest of the sealed bytes. Sealing takes chance, so the digest of a small number of hours
gives nothing away. Erasing a line leaves its id and the day; its text is gone.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from twohats.errors import Mistake, TwohatsError, WrongUse
from twohats.journal.pen import Pen

Kind = Literal["hours", "days-off", "time-zone", "consent", "page", "counted"]

_KEY_BYTES, _NONCE_BYTES = 32, 12
_CUT = "this line was cut or changed; what it held cannot be read"
_SHUT = "this line cannot be opened with the key that is here"


@dataclass(frozen=True)
class PrivateLine:
    """One thing that is somebody's own."""

    id: str
    """ULID."""
    kind: Kind
    who: str
    """Whose own it is: an account key or ``mail:`` address."""
    at: datetime
    """When it was written down."""
    content: Mapping[str, Any] = field(default_factory=dict)
    """Fields of this kind, as JSON has them; see docs/journal.md#private."""


@dataclass(frozen=True)
class Tombstone:
    """What is left of an erased line."""

    id: str
    erased_at: datetime


@dataclass(frozen=True)
class PrivateState:
    """All that the private part holds."""

    lines: tuple[PrivateLine, ...] = ()
    """Oldest first."""
    digests: Mapping[str, str] = field(default_factory=dict)
    """Digest of each line by its id, as public lines hold it."""
    tombstones: tuple[Tombstone, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


class PrivateJournal:
    """Encrypted lines in a folder outside git.

    Parameters
    ----------
    folder
        ``.twohats/private`` of the workspace; made on the first line.
    pen
        What writes; tests pass one that dies.
    """

    def __init__(self, folder: Path, *, pen: Pen | None = None):
        self.folder = folder
        self.path = folder / "lines.jsonl"
        self.key_path = folder / "key"
        self._pen = pen or Pen()

    def append(self, *lines: PrivateLine) -> tuple[str, ...]:
        """Seal lines and put them at the end, on the disk before this returns.

        Returns
        -------
        tuple of str
            Digest of each, for the public line that speaks of it.

        Raises
        ------
        TwohatsError
            The key is gone, or others can read it.
        """
        with self._pen.alone(self.folder.parent / "private.lock"):
            self._make_folder()
            key = self._key() or self._new_key()
            sealed = [_seal(line, key) for line in lines]
            text = b"".join(
                _written(line.id, sealed=token) for line, token in zip(lines, sealed, strict=True)
            )
            self._pen.append(self.path, text, 0o600)
        return tuple(map(digest, sealed))

    def read(self) -> PrivateState:
        """Open every line that can be opened; what cannot is a mistake.

        Raises
        ------
        TwohatsError
            Others can read the key.
        """
        return self._open(self._texts(), self._key())

    def erase(self, ids: Iterable[str], at: datetime) -> tuple[str, ...]:
        """Take out what lines held and leave a tombstone; what was erased before is left as it is.

        Returns
        -------
        tuple of str
            Ids of the lines erased now.

        Raises
        ------
        WrongUse
            There is no line with such an id; nothing is erased.
        """
        wanted = set(ids)
        with self._pen.alone(self.folder.parent / "private.lock"):
            texts = [text for text in self._texts() if text.strip()]
            found = [(_parsed(text), text) for text in texts]
            missing = wanted - {parsed["id"] for parsed, _ in found if parsed}
            if missing:
                raise WrongUse(
                    f"{', '.join(sorted(missing))}: not erased: the private part holds no such "
                    "line. Nothing was changed."
                )
            erased: dict[str, None] = {}
            kept = []
            for parsed, text in found:
                if parsed and parsed["id"] in wanted and "sealed" in parsed:
                    erased[parsed["id"]] = None
                else:
                    kept.append(text + b"\n")
            if erased:
                graves = (_written(one, erased_at=at.astimezone(UTC).isoformat()) for one in erased)
                self._pen.replace(self.path, b"".join([*kept, *graves]), 0o600)
        return tuple(erased)

    def _texts(self) -> list[bytes]:
        return self.path.read_bytes().splitlines() if self.path.is_file() else []

    def _open(self, texts: list[bytes], key: bytes | None) -> PrivateState:
        lines: dict[str, PrivateLine] = {}
        digests: dict[str, str] = {}
        graves: dict[str, Tombstone] = {}
        mistakes = []
        for number, text in enumerate(texts, start=1):
            parsed = _parsed(text)
            if parsed is None:
                if text.strip():
                    mistakes.append(Mistake(self.path.name, number, _CUT))
            elif "erased_at" in parsed:
                grave = Tombstone(parsed["id"], datetime.fromisoformat(parsed["erased_at"]))
                graves[parsed["id"]] = grave
            elif (line := _unseal(parsed["id"], parsed["sealed"], key)) is None:
                mistakes.append(Mistake(self.path.name, number, _SHUT))
            else:
                lines[line.id], digests[line.id] = line, digest(parsed["sealed"])
        return PrivateState(
            tuple(lines[id_] for id_ in sorted(lines) if id_ not in graves),
            {id_: told for id_, told in digests.items() if id_ not in graves},
            tuple(graves[id_] for id_ in sorted(graves)),
            tuple(mistakes),
        )

    def _make_folder(self) -> None:
        self._pen.folder(self.folder)
        if os.name != "nt":
            self.folder.chmod(0o700)

    def _key(self) -> bytes | None:
        """Read the key; None where there is none yet."""
        try:
            mode = self.key_path.stat().st_mode
            text = self.key_path.read_bytes()
        except FileNotFoundError:
            return None
        if os.name != "nt" and mode & 0o077:
            raise TwohatsError(
                f"{self.key_path}: the private part stays shut: others than its owner can read its "
                f"key. Run `chmod 600 {self.key_path}`."
            )
        try:
            key = base64.b64decode(text.strip(), validate=True)
        except ValueError:
            key = b""
        if len(key) != _KEY_BYTES:
            raise TwohatsError(
                f"{self.key_path}: the private part stays shut: this is not its key. Put the right "
                "one back from a backup."
            )
        return key

    def _new_key(self) -> bytes:
        if any(b'"sealed"' in text for text in self._texts()):
            raise TwohatsError(
                f"{self.key_path}: nothing was written: the key is gone, and lines sealed with it "
                "are there. Put it back from a backup, or move the folder away to begin anew."
            )
        key = os.urandom(_KEY_BYTES)
        self._pen.replace(self.key_path, base64.b64encode(key) + b"\n", 0o600)
        return key


def digest(sealed: str) -> str:
    """Digest of a sealed line, for public lines.

    Examples
    --------
    >>> digest("AAAA")[:12]
    '63c1dd951ffe'
    """
    return hashlib.sha256(sealed.encode()).hexdigest()


def hours_of(state: PrivateState) -> dict[str, float]:
    """Hours by logged item (``log:`` and an id); the latest word on an item counts."""
    return {
        str(line.content["item"]): float(line.content["hours"])
        for line in state.lines
        if line.kind == "hours" and "item" in line.content and is_hours(line.content.get("hours"))
    }


def is_hours(value: object) -> bool:
    """Whether something is a number of hours."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _seal(line: PrivateLine, key: bytes) -> str:
    # Loading this costs time that verbs without private lines need not spend.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    held = {
        "kind": line.kind,
        "who": line.who,
        "at": line.at.astimezone(UTC).isoformat(),
        "content": dict(line.content),
    }
    nonce = os.urandom(_NONCE_BYTES)
    text = json.dumps(held, allow_nan=False).encode()
    # The id is sealed in, so that nobody can put one person's line in another's place.
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, text, line.id.encode())).decode()


def _unseal(id_: str, sealed: str, key: bytes | None) -> PrivateLine | None:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if key is None:
        return None
    try:
        token = base64.b64decode(sealed, validate=True)
        nonce, text = token[:_NONCE_BYTES], token[_NONCE_BYTES:]
        held = json.loads(AESGCM(key).decrypt(nonce, text, id_.encode()))
    except (ValueError, InvalidTag):
        return None
    at = datetime.fromisoformat(held["at"])
    return PrivateLine(id_, held["kind"], held["who"], at, held["content"])


def _written(id_: str, **more: str) -> bytes:
    return json.dumps({"id": id_, **more}).encode() + b"\n"


def _parsed(text: bytes) -> dict[str, str] | None:
    """Read a line's outside: its id, and what is sealed or when it was erased."""
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict) or not all(isinstance(one, str) for one in parsed.values()):
        return None
    try:
        datetime.fromisoformat(parsed.get("erased_at", "2026-01-01"))
    except ValueError:
        return None
    return parsed if "id" in parsed and {"sealed", "erased_at"} & set(parsed) else None
