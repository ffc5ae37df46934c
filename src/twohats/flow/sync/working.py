"""The reading itself: several repositories at once, each on its own, stopped cleanly when asked."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from typing import Literal

from twohats.errors import TwohatsError
from twohats.flow.importing import OnPage, read_one
from twohats.flow.sync.forge import Forge
from twohats.flow.sync.planning import Visit
from twohats.records import Page, Skipped
from twohats.sources.asking.ports import LimitReached
from twohats.sources.github_api.ports import TooHeavy
from twohats.sources.ports import Source
from twohats.store.facts import FactStore, FinishedRead

State = Literal["read", "nothing new", "left", "stopped", "failed"]
"""``left``: for a later run, because of the limit; ``stopped``: because somebody wanted it."""


class Stopped(Exception):
    """Somebody asked to stop; every page in hand is on disk."""


@dataclass(frozen=True)
class Done:
    """What came of one visit."""

    visit: Visit
    state: State
    read: FinishedRead | None = None
    """None: it was not finished; pages that came are kept for the next run."""
    reason: str | None = None
    """Why it was not finished, or what it had to leave out because nobody may see it."""
    resets_at: datetime | None = None
    """When a forge said that it may go on."""

    @property
    def rows(self) -> int:
        """Rows that came, before merging."""
        return sum(self.read.rows.values()) if self.read and self.state == "read" else 0

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What had to be left out."""
        return self.read.skipped if self.read and self.state == "read" else ()


@dataclass
class Worker:
    """Carries out visits; all threads share one of these.

    Parameters
    ----------
    store
        Where the facts go.
    forges
        By name.
    stop
        Set from outside to stop after the page in hand.
    on_page
        For progress; called by one thread at a time.
    """

    store: FactStore
    forges: Mapping[str, Forge]
    stop: Event
    on_page: OnPage = lambda *_: None
    _used_up: dict[str, LimitReached] = field(default_factory=dict)
    _broken: OSError | None = None
    _lock: Lock = field(default_factory=Lock)

    def carry_out(
        self, visits: Sequence[Visit], on_done: Callable[[Done], None] = lambda _: None
    ) -> list[Done]:
        """Make all visits, each forge's in order, by as many threads as it has tokens.

        One that fails does not stop the others. A limit that is reached leaves the rest of that
        forge for a later run.
        """
        with ThreadPoolExecutor(
            max(1, sum(forge.workers for forge in self.forges.values()))
        ) as pool:
            done: list[Done] = []
            futures: list[Future[None]] = []
            for forge in self.forges.values():
                queue = deque(
                    visit for visit in visits if visit.repository.partition(":")[0] == forge.name
                )
                futures += (
                    pool.submit(self._work, forge, queue, done, on_done)
                    for _ in range(min(forge.workers, len(queue)))
                )
            pending = set(futures)
            try:
                # In short turns, so that a signal is heard while threads wait for the network.
                while pending:
                    _, pending = wait(pending, timeout=0.2)
            except BaseException:
                self.stop.set()
                raise
            for future in futures:
                future.result()
        turn = {(visit.repository, visit.reach): n for n, visit in enumerate(visits)}
        return sorted(done, key=lambda one: turn[one.visit.repository, one.visit.reach])

    def _work(
        self,
        forge: Forge,
        queue: "deque[Visit]",
        done: list[Done],
        on_done: Callable[[Done], None],
    ) -> None:
        while True:
            with self._lock:
                if not queue:
                    return
                visit = queue.popleft()
            outcome = self._visit(forge, visit)
            with self._lock:
                done.append(outcome)
                on_done(outcome)

    def _visit(self, forge: Forge, visit: Visit) -> Done:
        if self._broken or self.stop.is_set():
            return Done(visit, "stopped", reason="stopped before it was its turn")
        limit = self._used_up.get(forge.name)
        if limit is not None:
            return Done(visit, "left", reason="for the next run", resets_at=limit.resets_at)
        try:
            source: Source = (
                visit.source()
                if visit.source
                else forge.source(visit.repository, visit.reach, visit.before)
            )
            read, is_new = read_one(self.store, source, self._after_page)
            # A reader may have to leave out what its token must not see; that is no failure.
            note = getattr(source, "note", None)
            return Done(visit, "read" if is_new else "nothing new", read, note)
        except Stopped:
            return Done(visit, "stopped", reason="stopped; the pages that came are kept")
        except LimitReached as reached:
            self._used_up[forge.name] = reached
            return Done(visit, "left", reason=_short(reached), resets_at=reached.resets_at)
        except TooHeavy:
            return Done(visit, "failed", reason="GitHub found even small questions too heavy")
        except TwohatsError as unreadable:
            return Done(visit, "failed", reason=str(unreadable))
        except OSError as broken:
            # A full disk is full for the next repository too, which would cost points for nothing.
            self._broken = broken
            return Done(visit, "failed", reason=f"{visit.repository}: not written: {broken}")

    @property
    def is_broken(self) -> bool:
        """Whether the disk refused to take more."""
        return self._broken is not None

    def _after_page(self, source: Source, page: Page, rows: int) -> None:
        with self._lock:
            self.on_page(source, page, rows)
        if self.stop.is_set():
            raise Stopped


def _short(limit: LimitReached) -> str:
    return str(limit).splitlines()[0]
