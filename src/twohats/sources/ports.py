"""What every reader of facts promises."""

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from twohats.records import Page


class Source(Protocol):
    """One input that holds facts: a clone, a backup, a database, later a forge.

    A source only reads. It yields pages, smallest useful first, and never raises for a part it
    cannot read: that becomes a `Skipped` in a page and makes the matching `Coverage` not complete.

    Each reader also declares, as ``personal``, which columns of the tables it fills speak of people:
    `twohats.records.personal.personal_columns` of these tables.
    """

    name: str
    """The reader: ``git``, ``github-backup``, ``github-to-sqlite``; also in coverage."""

    location: str
    """What was read, as a person would name it. It never holds a secret."""

    def fingerprint(self) -> str:
        """Text that stays equal as long as reading again could bring nothing new.

        It is computed without reading everything: refs of a repository, sizes and times of files.
        It includes the reader's own version, so that a better reader reads again.
        """
        ...

    def pages(self, after: str | None = None) -> Iterator[Page]:
        """Read, page by page; ``after`` is the cursor of the last page that is safely on disk."""
        ...


@runtime_checkable
class LiveSource(Source, Protocol):
    """A source that may change while it is read, and that can go on from where a read was cut.

    Its fingerprint tells whether there is anything new. Pages on disk stay good although it changed
    meanwhile, as long as `resumes_as` is the same; the reader's cursor says what is still to be read.
    """

    @property
    def resumes_as(self) -> str:
        """Text that stays equal as long as a cut read may go on: the reader's version, where it began."""
        ...
