"""What reads left out, as long as no later read of the same made it good."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from twohats.store.facts import FinishedRead

Promises = Mapping[tuple[str, str], tuple[int, datetime]]
"""Rows and time of looking, by scope and what is held."""


def made_good(
    reads: Sequence[FinishedRead], coverage: Iterable[Mapping[str, Any]]
) -> frozenset[str]:
    """Find the reads whose losses no longer matter.

    A damaged copy is made good by a whole one of the same kind that was made no earlier and brought
    at least as much of everything: whoever brings it was told to, and should not hear of the loss
    for ever.

    Parameters
    ----------
    reads
        All finished reads.
    coverage
        Rows of the table ``coverage``.

    Returns
    -------
    frozenset of str
        Their keys.
    """
    promised: dict[str, dict[tuple[str, str], tuple[int, datetime]]] = {}
    for row in coverage:
        about = promised.setdefault(row["read"], {})
        about[row["scope"], row["holds"]] = row["rows"], row["seen_at"]
    return frozenset(
        read.key
        for read in reads
        if read.skipped
        and any(
            other.source == read.source
            and not other.skipped
            and _holds(promised.get(other.key, {}), promised.get(read.key, {}))
            for other in reads
        )
    )


def _holds(later: Promises, earlier: Promises) -> bool:
    """Whether one read brought all that another did; nothing promised is nothing to compare."""
    return bool(earlier) and all(
        about in later and later[about][0] >= rows and later[about][1] >= seen_at
        for about, (rows, seen_at) in earlier.items()
    )
