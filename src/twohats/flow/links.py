"""``links``: our initiatives beside the items upstream that they name, or that name them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twohats.flow.facts import Opened
from twohats.flow.meta import meta
from twohats.flow.rows import Row
from twohats.flow.words import short
from twohats.initiatives.matrix import STATES, matrix

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
    facts = opened.facts
    table = facts.tables["commitments"]
    table = table.filter(table.kind == "initiative").order_by("commitment")
    recorded: dict[str, Row] = {}
    for row in table.select("commitment", "direction", "url").to_pyarrow().to_pylist():
        initiative = _tracked(row["commitment"])
        before = recorded.get(initiative)
        # Several lines may speak of one issue; the one that says a direction is worth more.
        if initiative and (before is None or before["direction"] == "unstated"):
            recorded[initiative] = row
    named = facts.tables["links"]
    named = named.filter(named.from_item.notnull() & named.to_item.notnull())
    pairs = named.select("from_item", "to_item").distinct().to_pyarrow().to_pylist()
    upstream = {one.repository for one in opened.scopes if one.scope == "upstream"}
    found = matrix(recorded, ((p["from_item"], p["to_item"]) for p in pairs), upstream)
    rows = tuple(
        {
            "initiative": pair.initiative,
            "direction": recorded[pair.initiative]["direction"],
            "upstream": pair.upstream,
            "state": pair.state,
            "url": recorded[pair.initiative]["url"],
            "draft": draft_of(pair.state, pair.upstream),
        }
        for pair in found
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


def _tracked(commitment: str) -> str:
    """Issue of ours that a commitment stands in; empty where it stands in no issue.

    Examples
    --------
    >>> _tracked("initiative:github:us/plan#1>github:lantern/core#7")
    'github:us/plan#1'
    """
    item = commitment.partition(":")[2].partition(">")[0]
    return item if "#" in item else ""
