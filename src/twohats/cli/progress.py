"""A line that moves while something takes longer than a moment."""

import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

    from twohats.flow.sync import Done
    from twohats.records import Page
    from twohats.sources.ports import Source


def waiting(what: str) -> "Status":
    """Show what is being done on a terminal's standard error, as long as the block runs."""
    from rich.console import Console

    return Console(stderr=True).status(f"{what} …")


PATIENCE_S = 0.8
"""What is over sooner needs no line."""


class ReadingLine:
    """Shows what is being read on a terminal's standard error; elsewhere it stays silent."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._begun = time.monotonic()
        self._status = self._console.status("reading")
        self._is_shown = False

    def __enter__(self) -> "ReadingLine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_shown:
            self._status.stop()

    def __call__(self, source: "Source", page: "Page", rows: int) -> None:
        """Show how far a read has come."""
        if not self._console.is_terminal:
            return
        if not self._is_shown and time.monotonic() - self._begun > PATIENCE_S:
            self._status.start()
            self._is_shown = True
        if self._is_shown:
            self._status.update(f"{source.location}: {rows:,} rows of {page.owner}")


class SyncLine:
    """Shows how far a sync is on a terminal's standard error; elsewhere it stays silent."""

    def __init__(self, visits: int) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._status = self._console.status("reading")
        self._visits = visits
        self._over = 0
        self._rows: dict[str, int] = {}

    def __enter__(self) -> "SyncLine":
        if self._console.is_terminal and self._visits:
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._status.stop()

    def page(self, source: "Source", page: "Page", rows: int) -> None:
        """Count the rows of one more page."""
        self._rows[source.location] = rows
        self._show(source.location)

    def done(self, done: "Done") -> None:
        """Count one more repository."""
        self._over += 1
        self._show(done.visit.repository)

    def _show(self, where: str) -> None:
        rows = sum(self._rows.values())
        self._status.update(f"{self._over} of {self._visits} read, {rows:,} rows; {where}")
