"""The journal in a folder of the workspace: appended to, synced, never rewritten.

But for one thing: whoever asks for it is taken out of the lines that speak of them.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from twohats.errors import Mistake
from twohats.formats.forgotten import WORD, Forgotten
from twohats.journal.erasing import erased, is_erased
from twohats.journal.lines import from_line, to_line
from twohats.journal.pen import Pen
from twohats.records.decisions import Decision

_ATTRIBUTES = """\
# Lines are only ever added: two branches that both added some keep all of them.
*.jsonl merge=union text eol=lf
"""
_BACK = "this line was erased, and a merge brought it back: run `twohats forget --yes` once more"
_TWICE = "another line carries the same id and says something else; remove the one that is wrong"


class FolderJournal:
    """Decisions under ``journal/YYYY/MM/<person>.jsonl``.

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

    def __init__(self, folder: Path, *, pen: Pen | None = None, lock: Path | None = None):
        self.folder = folder
        self._pen = pen or Pen()
        self._lock = lock or folder.parent / ".twohats" / "journal.lock"

    def append(self, *decisions: Decision) -> None:
        """Put decisions at the end of their files, on the disk before this returns."""
        by_file: dict[Path, list[Decision]] = {}
        for decision in decisions:
            by_file.setdefault(self._file_of(decision), []).append(decision)
        with self._pen.alone(self._lock):
            attributes = self.folder / ".gitattributes"
            if not attributes.exists():
                self._pen.replace(attributes, _ATTRIBUTES.encode())
            for path, lines in by_file.items():
                self._pen.append(path, b"".join(to_line(one) + b"\n" for one in lines))

    def read(self) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
        """Read every decision, oldest first, and every line that cannot be trusted."""
        decisions: dict[str, Decision] = {}
        mistakes = []
        for path in sorted(self.folder.glob("*/*/*.jsonl")):
            place = path.relative_to(self.folder.parent).as_posix()
            # Bytes, so that a line cut within a letter spoils that line alone.
            for number, text in enumerate(self._whole(path).splitlines(), start=1):
                found = from_line(text, place, number)
                if isinstance(found, Mistake):
                    mistakes.append(found)
                elif is_erased(found) != is_erased(held := decisions.setdefault(found.id, found)):
                    decisions[found.id] = found if is_erased(found) else held
                    mistakes.append(Mistake(place, number, _BACK))
                elif held != found:
                    mistakes.append(Mistake(place, number, _TWICE))
                    decisions[found.id] = min(found, decisions[found.id], key=to_line)
        return in_order(decisions.values()), tuple(mistakes)

    def erase(self, forgotten: Forgotten, at: datetime) -> tuple[str, ...]:
        """Take what is personal of those forgotten out of every line; what was decided stays.

        Lines that they wrote move into a file that does not name them. What was done before is left
        as it is, so a run that was cut is simply run again.

        Returns
        -------
        tuple of str
            Ids of the lines that changed; a line that cannot be read and speaks of them goes, and is
            its place.
        """
        with self._pen.alone(self._lock):
            found: list[str] = []
            for part in sorted(self.folder.glob("*/*/.*.part")):
                self._pen.remove(part)
            for path in sorted(self.folder.glob("*/*/*.jsonl")):
                found += self._erase_in(path, forgotten, at)
        return tuple(sorted(set(found)))

    def _erase_in(self, path: Path, forgotten: Forgotten, at: datetime) -> list[str]:
        text = path.read_bytes()
        aside = path.with_name(f"{WORD}.jsonl")
        stays: list[bytes] = []
        moved: list[bytes] = []
        found = []
        for number, line in enumerate(text.splitlines(), start=1):
            place = f"{path.relative_to(self.folder).as_posix()}:{number}"
            one = from_line(line, place, number)
            if isinstance(one, Mistake):
                shown = line.decode(errors="replace")
                if forgotten.text(shown) == shown:
                    stays.append(line)
                else:
                    found.append(place)
                continue
            after = erased(one, forgotten, at)
            if after is not one:
                found.append(one.id)
                line = to_line(after)
            (moved if after.who == WORD and path != aside else stays).append(line)
        if moved:
            held = aside.read_bytes().splitlines() if aside.exists() else []
            lines = dict.fromkeys([*held, *moved])
            self._pen.replace(aside, b"".join(line + b"\n" for line in lines))
        kept = b"".join(line + b"\n" for line in stays)
        if not stays:
            self._pen.remove(path)
        elif found or moved:
            self._pen.replace(path, kept)
        return found

    def _file_of(self, decision: Decision) -> Path:
        writer = re.sub(r"[^a-z0-9_.-]+", "-", decision.who.lower())[:100].strip("-.")
        at = decision.at
        return self.folder / f"{at:%Y}" / f"{at:%m}" / f"{writer or 'somebody'}.jsonl"

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


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Sort decisions by time, the oldest first; of one moment by chance, yet always the same."""
    return tuple(sorted(decisions, key=lambda one: one.id))
