"""The journal in a folder of the workspace: appended to, synced, never rewritten.

But for one thing: whoever asks for it is taken out of the lines that speak of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from twohats.errors import Mistake
from twohats.formats.forgotten import Forgotten
from twohats.journal.kept import Change, Kept, erasures, place_for, understood, written
from twohats.journal.pen import Pen
from twohats.records.decisions import Decision

HOME = "git"
"""As settings name this home."""

_ATTRIBUTES = """\
# Lines are only ever added: two branches that both added some keep all of them.
*.jsonl merge=union text eol=lf
"""


class FolderJournal:
    """Decisions under ``journal/YYYY/MM/<person>.jsonl``; see `twohats.journal.ports`.

    Parameters
    ----------
    folder
        The journal's own folder; made on the first decision.
    pen
        What writes; tests pass one that dies.
    lock
        File by which the processes of this machine take turns; by default in the cache folder of
        the workspace, which is not in git.
    """

    home = HOME
    mending = "restore the line from git"

    def __init__(self, folder: Path, *, pen: Pen | None = None, lock: Path | None = None):
        self.folder = folder
        self._pen = pen or Pen()
        self._lock = lock or folder.parent / ".twohats" / "journal.lock"

    def append(self, *decisions: Decision) -> None:
        """Put decisions at the end of their files, on the disk before this returns."""
        with self._pen.alone(self._lock):
            self._add(written(decisions))

    def read(self) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
        """Read every decision, oldest first, and every line that cannot be trusted."""
        return understood(self.kept(), f"{self.folder.name}/")

    def kept(self) -> tuple[Kept, ...]:
        """Give every line, file after file."""
        return tuple(
            line for path in self._files() for line in self._lines(path, self._whole(path))
        )

    def take(self, lines: Sequence[Kept]) -> None:
        """Put lines at the end of the files they name, but for those that stand there."""
        with self._pen.alone(self._lock):
            held = {line.text for path in self._files() for line in self._lines(path)}
            self._add(line for line in lines if line.text not in held)

    def change(self, changes: Sequence[Change], at: datetime) -> None:
        """Put erased lines in the place of those that were not, file after file."""
        with self._pen.alone(self._lock):
            self._change(changes)

    def erase(self, forgotten: Forgotten, at: datetime) -> tuple[str, ...]:
        """Take what is personal of those forgotten out of every line; see the port."""
        with self._pen.alone(self._lock):
            for part in sorted(self.folder.glob("*/*/.*.part")):
                self._pen.remove(part)
            lines = [line for path in self._files() for line in self._lines(path)]
            changes = erasures(lines, forgotten, at)
            self._change(changes)
        return tuple(sorted({change.told for change in changes if change.told}))

    def before_erasing(self) -> None:
        """Who may write may erase."""

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*/*/*.jsonl"))

    def _lines(self, path: Path, text: bytes | None = None) -> Iterator[Kept]:
        place = path.relative_to(self.folder).as_posix()
        # Bytes, so that a line cut within a letter spoils that line alone.
        texts = (path.read_bytes() if text is None else text).splitlines()
        return (Kept(place, number, one) for number, one in enumerate(texts, start=1))

    def _add(self, lines: Iterable[Kept]) -> None:
        by_file: dict[str, dict[bytes, None]] = {}
        for line in lines:
            by_file.setdefault(place_for(line), {})[line.text] = None
        attributes = self.folder / ".gitattributes"
        if by_file and not attributes.exists():
            self._pen.replace(attributes, _ATTRIBUTES.encode())
        for place, texts in by_file.items():
            self._pen.append(self.folder / place, b"".join(text + b"\n" for text in texts))

    def _change(self, changes: Sequence[Change]) -> None:
        ordered = sorted(changes, key=lambda change: change.line.place)
        for place, group in groupby(ordered, key=lambda change: change.line.place):
            self._change_in(place, {change.line.text: change.to for change in group})

    def _change_in(self, place: str, changes: dict[bytes, Kept | None]) -> None:
        """Write what goes elsewhere first: killed in between, a line is there twice, never lost."""
        path = self.folder / place
        stays: list[bytes] = []
        for line in self._lines(path):
            to = changes.get(line.text, line)
            if to is None:
                continue
            if to.place == place or (aside := place_for(to)) == place:
                stays.append(to.text)
            else:
                self._put_aside(self.folder / aside, to.text)
        if stays:
            self._pen.replace(path, b"".join(text + b"\n" for text in stays))
        else:
            self._pen.remove(path)

    def _put_aside(self, path: Path, text: bytes) -> None:
        held = path.read_bytes().splitlines() if path.exists() else []
        lines = dict.fromkeys([*held, text])
        self._pen.replace(path, b"".join(line + b"\n" for line in lines))

    def _whole(self, path: Path) -> bytes:
        """Read a file; where its last line is only half there, somebody may be writing it."""
        text = path.read_bytes()
        if text.endswith(b"\n") or not text:
            return text
        try:
            with self._pen.alone(self._lock):
                return path.read_bytes()
        except OSError:  # a journal that may only be read has no writer on this machine
            return text
