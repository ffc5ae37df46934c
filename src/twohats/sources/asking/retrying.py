"""Trying again: which fault is worth another try, and how many."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_exponential_jitter

from twohats.sources.asking.faults import Broken, Fault

T = TypeVar("T")

MOST_BROKEN = 6
"""Tries at what the server or the line breaks: half a minute in all."""

MOST_BROKEN_QUERIES = 3
"""Tries at a query that asking for less may help: the reader can do something about it."""

MOST_LIMITED = 8
"""Tries that end in a limit, with one token; each has waited as the service asks."""

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0

TOLD_FROM_S = 4.0
"""Shorter waits are not worth a word."""

LONGEST_PAUSE_S = 300.0
"""A broken server that asks for a longer pause than this is left for another run."""


class Tries:
    """The tries of one call.

    Parameters
    ----------
    pass_time
        Lets seconds pass.
    say
        Tells the person who waits, where it takes longer.
    tokens
        How many there are: each may have to pause, or be refused, before one serves.
    """

    def __init__(
        self, pass_time: Callable[[float], None], say: Callable[[str], None], tokens: int = 1
    ):
        self._pass_time = pass_time
        self._say = say
        self._most_held_up = MOST_LIMITED + tokens - 1
        self._seen: Counter[str] = Counter()
        self._backoff = wait_exponential_jitter(FIRST_WAIT_S, LONGEST_WAIT_S, jitter=FIRST_WAIT_S)

    @property
    def failed(self) -> int:
        """Tries that failed so far."""
        return self._seen.total()

    def run(self, once: Callable[[], T]) -> T:
        """Try until it works; the last fault goes on when it does not."""
        retrying = Retrying(
            retry=retry_if_exception(self._is_worth_it),
            wait=self._seconds,
            before_sleep=self._tell,
            sleep=self._pass_time,
            reraise=True,
        )
        return retrying(once)

    def _is_worth_it(self, error: BaseException) -> bool:
        if not isinstance(error, Fault):
            return False
        if isinstance(error, Broken):
            kind = "query" if error.instead else "broken"
            most = MOST_BROKEN_QUERIES if error.instead else MOST_BROKEN
            if (error.wait_s or 0) > LONGEST_PAUSE_S:
                most = 0
        else:
            kind, most = "held up", self._most_held_up
        self._seen[kind] += 1
        return self._seen[kind] < most

    def _seconds(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Broken):
            return error.wait_s if error.wait_s is not None else self._backoff(state)
        # Limits are waited for when the next token is borrowed: another may be free at once.
        return 0.0

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if state.upcoming_sleep >= TOLD_FROM_S:
            self._say(f"{error}; it is tried again in {state.upcoming_sleep:.0f} seconds.")
