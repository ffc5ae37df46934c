"""The journal in a folder of the workspace: appended to, synced, never rewritten."""

import os
import re
from pathlib import Path

from twohats.errors import Mistake
from twohats.journal.lines import from_line, to_line
from twohats.records.decisions import Decision


class FolderJournal:
    """Decisions under ``journal/YYYY/MM/<person>.jsonl``.

    Parameters
    ----------
    folder
        The journal's own folder; made on the first decision.
    """

    def __init__(self, folder: Path):
        self.folder = folder

    def append(self, decision: Decision) -> None:
        """Put one decision at the end of its file, on the disk before this returns."""
        writer = re.sub(r"[^a-z0-9_.-]+", "-", decision.who.lower()).strip("-.") or "somebody"
        path = self.folder / f"{decision.at:%Y}" / f"{decision.at:%m}" / f"{writer}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        # A power cut can leave half a line; the next one must not be glued to it.
        cut = path.is_file() and not path.read_bytes().endswith(b"\n") and path.stat().st_size
        with path.open("ab") as file:
            file.write((b"\n" if cut else b"") + to_line(decision) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
        """Read every decision, oldest first, and every line that cannot be trusted."""
        decisions: dict[str, Decision] = {}
        mistakes = []
        for path in sorted(self.folder.glob("*/*/*.jsonl")):
            place = path.relative_to(self.folder.parent).as_posix()
            # Bytes, so that a line cut within a letter spoils that line alone.
            for number, text in enumerate(path.read_bytes().splitlines(), start=1):
                found = from_line(text, place, number)
                if isinstance(found, Decision):
                    decisions[found.id] = found
                else:
                    mistakes.append(found)
        return tuple(sorted(decisions.values(), key=lambda d: d.id)), tuple(mistakes)


def in_force(decisions: tuple[Decision, ...]) -> tuple[Decision, ...]:
    """Leave out what a later decision took the place of."""
    gone = {decision.supersedes for decision in decisions}
    return tuple(decision for decision in decisions if decision.id not in gone)
