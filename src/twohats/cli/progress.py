"""A line that moves while something takes longer than a moment."""

import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status

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
