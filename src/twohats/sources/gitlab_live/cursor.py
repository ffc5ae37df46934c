"""Where a read stands, and what it leaves behind for the next one."""

from collections.abc import Mapping

import msgspec

from twohats.sources.forge_tally import Tally


class Cursor(msgspec.Struct, kw_only=True):
    """All that a read needs to go on; the last one tells the next read what it may leave out."""

    version: int
    """Of the reader: another one reads everything again."""
    full_name: str
    """The project, as it was called when the read began."""
    since: str | None
    """Items that changed before are not read at all; None: all are."""
    lower: str | None
    """In this read, items that changed before are left out; None: none are."""
    watermark: str
    """When the read began, by GitLab's clock: all that changed before will have been seen."""
    marks: Mapping[str, str]
    """What the look saw last."""
    before: Mapping[str, str] = {}
    """What it had seen when the last read began: lists with equal marks are left out."""
    looked_since: str
    """When the last read of everything began: no row is older than that."""
    reads: int = 0
    """How many reads there were since."""
    rounds: int = 0
    """How many times everything was read anew."""
    was_narrower: bool = False
    """Whether an earlier read left out older items that this one has."""
    checks_from: str
    """From which day on checks of commits are read."""
    part: str = ""
    """What is being read; ``done`` at the end."""
    reached: dict[str, str] = {}
    """When the last item that was read had changed, by list."""
    at_reached: dict[str, list[int]] = {}
    """Numbers of the items read that had changed in that very moment, by list."""
    tallies: dict[str, Tally] = {}

    def text(self) -> str:
        """Write it down."""
        return msgspec.json.encode(self).decode()


def read_cursor(text: str | None, version: int) -> Cursor | None:
    """Read a cursor; None where there is none, or where another version of the reader wrote it."""
    if text is None:
        return None
    try:
        cursor = msgspec.json.decode(text, type=Cursor)
    except msgspec.MsgspecError:
        return None
    return cursor if cursor.version == version else None
