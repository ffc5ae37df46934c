"""History as columns: what ``git log`` prints, cut up in bulk.

Git puts a NUL after each field and none can be inside one, so a stride through the split text is a
column; no line of Python runs per commit where nothing is odd.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from twohats.records import Rows
from twohats.sources.git.run import Running
from twohats.sources.git.trailers import people_named

FIELDS = (
    "%H",
    "%P",
    "%an",
    "%ae",
    "%at",
    "%ad",
    "%cn",
    "%ce",
    "%ct",
    "%s",
    "%(trailers:only,unfold,separator=%x1d)",
)
WIDTH = len(FIELDS)
LOG = (
    "log",
    "-z",
    "--encoding=UTF-8",
    "--no-decorate",
    "--no-show-signature",
    "--no-notes",
    "--date=format:%z",
    "--format=tformat:" + "%x00".join(FIELDS),
)
"""The command whose output `read_fields` reads."""

CHUNK = 4 * 1024 * 1024
MICROSECONDS = 1_000_000
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
"""The years 1 to 9999: beyond them no calendar of ours goes, and no clock told the truth."""


@dataclass
class Commits:
    """Columns of some commits, ready for their tables."""

    commits: dict[str, list[Any]] = field(default_factory=dict)
    people: dict[str, list[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.commits["oid"])

    @property
    def newest(self) -> int | None:
        """The latest committer date, in microseconds."""
        return max((t for t in self.commits["committed_at"] if t is not None), default=None)

    def tables(self) -> dict[str, Rows]:
        """Rows by table name."""
        return {"commits": self.commits, "commit_people": self.people}


def read_fields(running: Running, commits_at_once: int) -> Iterator[list[str]]:
    """Yield the fields of up to so many commits, `WIDTH` to each, as git prints them.

    What git wrote of a commit before it broke off within it is left out.
    """
    wanted = commits_at_once * WIDTH
    fields: list[str] = []
    rest = b""
    while chunk := running.read(CHUNK):
        chunk = rest + chunk
        end = chunk.rfind(b"\0") + 1
        rest = chunk[end:]
        fields += chunk[:end].decode("utf-8", "replace").split("\0")
        fields.pop()
        while len(fields) >= wanted:
            yield fields[:wanted]
            del fields[:wanted]
    if whole := len(fields) // WIDTH * WIDTH:
        yield fields[:whole]


def fields_of(printed: bytes) -> list[str]:
    """Fields of whole commits, from all that git printed."""
    return printed.decode("utf-8", "replace").split("\0")[:-1]


def to_columns(fields: Sequence[str], repository: str) -> Commits:
    """Make the columns of ``commits`` and ``commit_people`` from fields in print order."""
    (
        oid,
        parents,
        name,
        email,
        authored,
        offset,
        committer,
        c_email,
        committed,
        subject,
        trailers,
    ) = (fields[place::WIDTH] for place in range(WIDTH))
    count = len(oid)
    commits: dict[str, list[Any]] = {
        "repository": [repository] * count,
        "oid": list(oid),
        "author_name": list(name),
        "author_email": list(email),
        "authored_at": to_microseconds(authored),
        "author_utc_offset_minutes": to_minutes(offset),
        "committer_name": list(committer),
        "committer_email": list(c_email),
        "committed_at": to_microseconds(committed),
        "subject": list(subject),
        "parents": [text.split() for text in parents],
    }
    people: dict[str, list[Any]] = {
        "oid": [*oid, *oid],
        "role": ["author"] * count + ["committer"] * count,
        "name": [*name, *committer],
        "email": [*email, *c_email],
    }
    for one, text in zip(oid, trailers, strict=True):
        if text:
            for role, who, address in dict.fromkeys(people_named(text)):
                people["oid"].append(one)
                people["role"].append(role)
                people["name"].append(who)
                people["email"].append(address)
    people["repository"] = [repository] * len(people["oid"])
    people["account"] = [None] * len(people["oid"])
    return Commits(commits, people)


def to_microseconds(seconds: Sequence[str]) -> list[int | None]:
    """Turn seconds since 1970 into microseconds; NULL for a date that is none.

    Examples
    --------
    >>> to_microseconds(["1", "", "99999999999999"])
    [1000000, None, None]
    """
    try:
        numbers = list(map(int, seconds))
    except ValueError:
        return [_one_time(text) for text in seconds]
    if numbers and min(numbers) >= FIRST_SECOND and max(numbers) <= LAST_SECOND:
        return [number * MICROSECONDS for number in numbers]
    return [_one_time(text) for text in seconds]


def _one_time(text: str) -> int | None:
    try:
        number = int(text)
    except ValueError:
        return None
    return number * MICROSECONDS if FIRST_SECOND <= number <= LAST_SECOND else None


class _Minutes(dict[str, int | None]):
    """Minutes by offset as git prints it, each worked out once."""

    def __missing__(self, text: str) -> int | None:
        try:
            number = int(text)
        except ValueError:
            minutes = None
        else:
            hours, rest = divmod(abs(number), 100)
            minutes = (hours * 60 + rest) * (-1 if number < 0 else 1)
        self[text] = minutes
        return minutes


_MINUTES = _Minutes()


def to_minutes(offsets: Sequence[str]) -> list[int | None]:
    """Turn offsets from UTC into minutes; odd ones are kept as the commit has them.

    Examples
    --------
    >>> to_minutes(["+0530", "-0330", "+0000", "+1359", ""])
    [330, -210, 0, 839, None]
    """
    return [_MINUTES[text] for text in offsets]
