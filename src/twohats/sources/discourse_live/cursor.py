"""Where a read of a category stands, and what it leaves behind for the next one."""

import msgspec

from twohats.sources.forge_tally import Tally


class Cursor(msgspec.Struct, kw_only=True):
    """All that a read needs to go on; the last one tells the next read what it may leave out."""

    version: int
    """Of the reader: another one reads everything again."""
    number: int
    """The category's, which stays when it is renamed."""
    key: str
    """What it was called when the read began."""
    since: str | None
    """Topics that were quiet since are not read at all; None: all are read."""
    lower: str | None
    """In this read, topics that were quiet since are left out; None: none are."""
    watermark: str
    """When the read began, by the forum's clock: all that was said before will have been seen."""
    mark: str
    """What the look at the category saw then."""
    latest_post: int | None
    """The latest post of the forum at that time."""
    looked_since: str
    """When the last read of everything began."""
    reads: int = 0
    """How many reads there were since."""
    rounds: int = 0
    """How many times everything was read anew."""
    was_narrower: bool = False
    """Whether an earlier read left out older topics that this one has."""
    part: str = "category"
    """What is being read; ``done`` at the end."""
    page: int = 0
    """Which page of the list is being read."""
    done: list[int] = []
    """Topics of that page that are read."""
    reached: str | None = None
    """When something was said last in the last topic of the page before: what is above it is read."""
    has_moved: bool = False
    """Whether the list took more than one page, so that a topic may have moved meanwhile."""
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
