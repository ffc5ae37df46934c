"""``import``: read recordings into the facts, whole or as far as they go."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from twohats.errors import SourceUnreadable
from twohats.records import Page, Skipped, row_count
from twohats.sources.ports import LiveSource, Source
from twohats.store.facts import FactStore, FinishedRead, read_key

OnPage = Callable[[Source, Page, int], None]
"""Told of each page that is safely on disk, with all rows so far."""


@dataclass(frozen=True)
class Outcome:
    """What came of one input."""

    location: str
    source: str
    read: FinishedRead | None
    """None: it could not be read at all."""
    is_new: bool
    """Whether it was read now; else an earlier read already brought all of it."""
    failure: str | None = None

    @property
    def losses(self) -> tuple[Skipped, ...]:
        """Everything that was left out."""
        if self.read is None:
            return (Skipped(self.location, self.failure or "not readable"),)
        return self.read.skipped

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that this kind of input should hold."""
        return self.read is not None and not self.read.skipped


def read_into(
    store: FactStore, sources: Iterable[Source], on_page: OnPage = lambda *_: None
) -> list[Outcome]:
    """Read each input into the store; one that fails does not stop the next.

    Parameters
    ----------
    store
        Where the facts go.
    sources
        What to read.
    on_page
        For progress.
    """
    return [_outcome(store, source, on_page) for source in sources]


def _outcome(store: FactStore, source: Source, on_page: OnPage) -> Outcome:
    try:
        read, is_new = read_one(store, source, on_page)
    except SourceUnreadable as unreadable:
        return Outcome(source.location, source.name, None, is_new=True, failure=str(unreadable))
    return Outcome(source.location, source.name, read, is_new)


def read_one(
    store: FactStore, source: Source, on_page: OnPage = lambda *_: None
) -> tuple[FinishedRead, bool]:
    """Read one input into the store, unless an earlier read brought all of it.

    Pages on disk stay there for the next read whatever is raised, also by ``on_page``.

    Returns
    -------
    FinishedRead
        What the read left behind, or the earlier one.
    bool
        Whether it was read now.

    Raises
    ------
    SourceUnreadable
        It cannot be read at all, or not to its end.
    """
    fingerprint = source.fingerprint()
    key = read_key(source.name, source.location)
    before = store.finished(key)
    if before and before.fingerprint == fingerprint and _is_held(store, before):
        return before, False
    resumes_as = source.resumes_as if isinstance(source, LiveSource) else None
    with store.begin(source.name, source.location, fingerprint, resumes_as) as staging:
        rows = 0
        for page in source.pages(after=staging.cursor):
            staging.add(page)
            rows += sum(row_count(table) for table in page.tables.values())
            on_page(source, page, rows)
        return staging.finish(), True


def _is_held(store: FactStore, read: FinishedRead) -> bool:
    """Whether the facts of an earlier read are still there."""
    return all(store.manifest(owner) is not None for owner in read.owners)


def summary(outcomes: Sequence[Outcome]) -> str:
    """Say in one line what was left out; empty where nothing was."""
    losses = [loss for outcome in outcomes for loss in outcome.losses]
    rest = ", the rest was read" if any(outcome.read for outcome in outcomes) else ""
    return left_out(losses, rest)


def left_out(losses: Sequence[Skipped], rest: str = "") -> str:
    """Count losses and name the first three; empty where there are none."""
    if not losses:
        return ""
    named = "; ".join(_said(loss) for loss in losses[:3])
    more = f"; and {len(losses) - 3} more" if len(losses) > 3 else ""
    return f"{len(losses):,} left out{rest}: {named}{more}"


def _said(loss: Skipped) -> str:
    """Name what was lost, once: reasons of whole inputs begin with their place."""
    named = loss.reason.startswith(f"{loss.key}: ")
    return loss.reason if named else f"{loss.key}: {loss.reason}"
