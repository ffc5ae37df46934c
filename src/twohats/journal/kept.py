"""Lines as a home keeps them: read into decisions, and changed where somebody is to be forgotten."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from twohats.errors import Mistake
from twohats.formats.forgotten import WORD, Forgotten
from twohats.journal.erasing import ERASED_AT, erased, is_erased
from twohats.journal.lines import from_line, to_line
from twohats.records.decisions import Decision

BACK = "this line was erased, and a merge brought it back: run `twohats forget --yes` once more"
UNPLACED = "0000/00/unplaced.jsonl"
"""File of lines that name none, and cannot be read either."""
_FILE = re.compile(r"[0-9]{4}/[0-9]{2}/[a-z0-9_][a-z0-9_.-]{0,99}[.]jsonl")
TWICE = "another line carries the same id and says something else; remove the one that is wrong"


@dataclass(frozen=True)
class Kept:
    """One line as it lies in a home, whether it can be read or not."""

    place: str
    """File within the journal: ``2026/03/ada.jsonl``. A server keeps it for the way back."""
    number: int
    """Line of the file, or row of the server; from 1."""
    text: bytes
    """Without its line break."""

    @property
    def digest(self) -> str:
        """Hash of the exact text."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def decision(self) -> Decision | Mistake:
        """What it says."""
        return from_line(self.text, self.place, self.number)


@dataclass(frozen=True)
class Change:
    """A line, and what takes its place because somebody is to be forgotten."""

    line: Kept
    to: Kept | None
    """None: it goes."""
    told: str | None = None
    """Id of the line, or its place where it cannot be read; None: only its file is another."""


def place_of(decision: Decision) -> str:
    """File that a decision belongs into: one per person and month, so that git merges them."""
    writer = re.sub(r"[^a-z0-9_.-]+", "-", decision.who.lower())[:100].strip("-.")
    at = decision.at
    return f"{at.year:04}/{at.month:02}/{writer or 'somebody'}.jsonl"


def place_for(line: Kept) -> str:
    """File that a line of another home goes into: the one it names, if that can be a journal's.

    On a server a place is what some writer put there: it never leads out of the folder. A line that
    names none goes where its decision belongs.
    """
    if _FILE.fullmatch(line.place):
        return line.place
    one = line.decision
    return UNPLACED if isinstance(one, Mistake) else place_of(one)


def written(decisions: Iterable[Decision]) -> tuple[Kept, ...]:
    """Write decisions as lines, each with the file it belongs into."""
    return tuple(
        Kept(place_of(one), number, to_line(one)) for number, one in enumerate(decisions, start=1)
    )


def understood(
    lines: Iterable[Kept], shown: str = ""
) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
    """Make decisions of lines, the oldest first, and mistakes of what cannot be trusted.

    Parameters
    ----------
    lines
        Their order plays no part.
    shown
        Put before a line's place in a mistake, so that people find it.
    """
    decisions: dict[str, Decision] = {}
    mistakes = []
    for line in lines:
        place = f"{shown}{line.place}"
        found = from_line(line.text, place, line.number)
        if isinstance(found, Mistake):
            mistakes.append(found)
        elif is_erased(found) != is_erased(held := decisions.setdefault(found.id, found)):
            decisions[found.id] = found if is_erased(found) else held
            mistakes.append(Mistake(place, line.number, BACK))
        elif held != found:
            mistakes.append(Mistake(place, line.number, TWICE))
            decisions[found.id] = min(found, decisions[found.id], key=to_line)
    return in_order(decisions.values()), tuple(mistakes)


def in_order(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Sort decisions by time, the oldest first; of one moment by chance, yet always the same."""
    return tuple(sorted(decisions, key=lambda one: one.id))


def erasures(lines: Sequence[Kept], forgotten: Forgotten, at: datetime) -> tuple[Change, ...]:
    """Find what has to change so that no line speaks of those forgotten.

    Lines that they wrote move into a file that does not name them. A line that cannot be read and
    speaks of them goes, and so does one whose erased form is there already: a merge brought it back.

    Parameters
    ----------
    lines
        All of a home.
    forgotten
        Who.
    at
        When they are taken out.
    """
    tombs: dict[str, list[Decision]] = {}
    for line in lines:
        one = line.decision
        if not isinstance(one, Mistake) and is_erased(one):
            tombs.setdefault(one.id, []).append(_undated(one))
    changes = (_erasure(line, forgotten, at, tombs) for line in lines)
    return tuple(change for change in changes if change is not None)


def _erasure(
    line: Kept, forgotten: Forgotten, at: datetime, tombs: Mapping[str, list[Decision]]
) -> Change | None:
    one = line.decision
    if isinstance(one, Mistake):
        shown = line.text.decode(errors="replace")
        place = f"{line.place}:{line.number}"
        return None if forgotten.text(shown) == shown else Change(line, None, place)
    after = erased(one, forgotten, at)
    if after is one:
        # Moved by hand, or into another's file by a merge: it is erased, and its file names them.
        aside = place_of(one)
        is_aside = one.who != WORD or line.place == aside
        return None if is_aside else Change(line, Kept(aside, line.number, line.text))
    held = tombs.get(one.id, [])
    if (held and not is_erased(one)) or _undated(after) in held:
        return Change(line, None, one.id)
    place = place_of(after) if after.who == WORD else line.place
    return Change(line, Kept(place, line.number, to_line(after)), one.id)


def _undated(one: Decision) -> Decision:
    """Take an erased line without the day on which it was erased."""
    content = {name: value for name, value in one.content.items() if name != ERASED_AT}
    return replace(one, content=content)
