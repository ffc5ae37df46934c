"""``links``: our initiatives beside the items upstream that they name, or that name them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twohats.flow.facts import Opened
from twohats.flow.initiatives.standing import gathered
from twohats.flow.meta import meta
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.initiatives.matrix import STATES

COLUMNS = ("initiative", "direction", "upstream", "state", "url", "draft")


@dataclass(frozen=True)
class LinksFound:
    """The matrix, gaps first."""

    rows: tuple[Row, ...]
    meta: Mapping[str, Any]

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by state."""
        counted = Counter(str(row["state"]) for row in self.rows)
        return {state: counted[state] for state in STATES}


def links(opened: Opened, states: Sequence[str] = ()) -> LinksFound:
    """Set each initiative beside upstream, as of the day that is looked at.

    Parameters
    ----------
    opened
        A workspace with its facts.
    states
        Show these alone; empty: all.
    """
    found = gathered(opened)
    known = {one.key: one for one in found.initiatives}
    rows = tuple(
        {
            "initiative": pair.initiative,
            "direction": known[pair.initiative].direction,
            "upstream": pair.upstream,
            "state": pair.state,
            "url": known[pair.initiative].url,
            "draft": draft_of(pair.state, pair.upstream),
        }
        for pair in found.pairs
        if not states or pair.state in states
    )
    return LinksFound(rows, meta(opened))


def draft_of(state: str, upstream: str | None) -> str | None:
    """Write the line that closes a gap on our side; upstream gets none from here.

    Examples
    --------
    >>> draft_of("only theirs", "github:lantern/core#7")
    'Upstream: lantern/core#7'
    """
    return f"Upstream: {short(upstream)}" if state == "only theirs" and upstream else None
