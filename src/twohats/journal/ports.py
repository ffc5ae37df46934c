"""What a home of the journal has to do: the folder in git is one, a server is the other."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from twohats.errors import Mistake
from twohats.formats.forgotten import Forgotten
from twohats.journal.kept import Change, Kept
from twohats.records.decisions import Decision


class Journal(Protocol):
    """What people decided, in one home. Lines are added, and never changed but by erasing."""

    @property
    def home(self) -> str:
        """As settings name it: ``git``, or the address of a server."""
        ...

    @property
    def mending(self) -> str:
        """What a person does about a line that cannot be trusted."""
        ...

    def append(self, *decisions: Decision) -> None:
        """Add decisions; they are safe when this returns."""
        ...

    def read(self) -> tuple[tuple[Decision, ...], tuple[Mistake, ...]]:
        """Read every decision, oldest first, and every line that cannot be trusted."""
        ...

    def kept(self) -> tuple[Kept, ...]:
        """Give every line as it lies there, in the order in which it came."""
        ...

    def take(self, lines: Sequence[Kept]) -> None:
        """Add lines of another home as they are; what is there already is left alone."""
        ...

    def change(self, changes: Sequence[Change], at: datetime) -> None:
        """Put erased lines in the place of those that were not; nothing else may be changed."""
        ...

    def erase(self, forgotten: Forgotten, at: datetime) -> tuple[str, ...]:
        """Take what is personal of those forgotten out of every line; what was decided stays.

        What was done before is left as it is, so a run that was cut is simply run again.

        Returns
        -------
        tuple of str
            Ids of the lines that changed; a line that cannot be read and speaks of them goes, and is
            its place.
        """
        ...

    def before_erasing(self) -> None:
        """Make sure that whoever runs this may erase, before anything else is erased.

        Raises
        ------
        WrongUse
            They may not.
        """
        ...
