"""What the facts promise to hold, and so what may be concluded from them.

A conclusion that needs what is not covered is not drawn. Coverage is small, so it is plain Python.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from twohats.records import Coverage

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)


def spans(
    coverage: Iterable[Coverage], holds: str, scope: str | None = None
) -> list[tuple[datetime, datetime]]:
    """Find the stretches of time that are completely covered.

    Parameters
    ----------
    coverage
        All promises.
    holds
        Table, or table and kind. A promise of a whole table covers each of its kinds.
    scope
        Repository or tracker; None: promises about any.

    Returns
    -------
    list of (datetime, datetime)
        Half-open, disjoint, in order.
    """
    wanted = {holds, holds.partition(".")[0]}
    found = sorted(
        (promise.covers_from or BEGINNING, promise.covers_to or promise.seen_at)
        for promise in coverage
        if promise.complete and promise.holds in wanted and scope in (None, promise.scope)
    )
    merged: list[tuple[datetime, datetime]] = []
    for since, until in found:
        if merged and since <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(until, merged[-1][1]))
        else:
            merged.append((since, until))
    return merged


class Promised:
    """What is promised, for those who look it up many times; promises are put in order once.

    Parameters
    ----------
    coverage
        All promises.
    """

    def __init__(self, coverage: Iterable[Coverage]):
        by_scope: dict[str, list[Coverage]] = {}
        for promise in coverage:
            by_scope.setdefault(promise.scope, []).append(promise)
        self._by_scope: Mapping[str, Sequence[Coverage]] = by_scope
        self._found: dict[tuple[str, str], list[tuple[datetime, datetime]]] = {}

    def spans(self, holds: str, scope: str) -> list[tuple[datetime, datetime]]:
        """Find the stretches that are completely covered, as `spans` does."""
        key = holds, scope
        if key not in self._found:
            self._found[key] = spans(self._by_scope.get(scope, ()), holds, scope)
        return self._found[key]

    def covers(self, holds: str, scope: str, since: datetime, until: datetime) -> bool:
        """Whether every row dated in ``[since, until)`` is known to be there, as `covered` does."""
        return any(start <= since and until <= end for start, end in self.spans(holds, scope))

    def covers_all(
        self, needs: Iterable[Iterable[str]], scope: str, since: datetime, until: datetime
    ) -> bool:
        """Whether of each of ``needs`` at least one is covered: there may be several ways to know."""
        return all(
            any(self.covers(holds, scope, since, until) for holds in one_of) for one_of in needs
        )


def covered(
    coverage: Iterable[Coverage], holds: str, scope: str | None, since: datetime, until: datetime
) -> bool:
    """Whether every row of ``holds`` dated in ``[since, until)`` is known to be there."""
    return any(start <= since and until <= end for start, end in spans(coverage, holds, scope))


def not_held(coverage: Sequence[Coverage], holds: str) -> tuple[str, ...]:
    """Name the scopes in which nobody promises ``holds``, though somebody spoke of it."""
    spoken = {promise.scope for promise in coverage if promise.holds == holds}
    return tuple(sorted(scope for scope in spoken if not spans(coverage, holds, scope)))
